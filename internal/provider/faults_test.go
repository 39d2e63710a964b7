package provider_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// faults is each way in which one request can go wrong. Those whose name ends in
// "after" let Hero act first.
func faults() map[string]heromock.Fault {
	return map[string]heromock.Fault{
		"dropped before": {DropBefore: true},
		"dropped after":  {DropAfter: true},
		"429":            {Status: 429, RetryAfter: "1"},
		"429 retry now":  {Status: 429, RetryAfter: "0"},
		"500":            {Status: 500},
		"502":            {Status: 502},
		"503":            {Status: 503, RetryAfter: "1"},
		"504":            {Status: 504},
		"500 after":      {Status: 500, FailAfter: true},
		"502 after":      {Status: 502, FailAfter: true},
		"HTML":           {Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"HTML after":     {Status: 200, FailAfter: true, Body: "<html></html>", ContentType: "text/html"},
		"cut body after": {CutBody: true},
		"stalled":        {Stall: time.Minute},
	}
}

// strike has a fault hit one request to a route, after some others.
func strike(mock *heromock.Server, f heromock.Fault, method, route string, skip int) {
	f.Method, f.Route, f.Skip, f.Count = method, route, skip, 1
	mock.Inject(f)
}

// impatience is a short time-out where a request is going to stall, and else
// none, so that a busy machine does not add faults of its own.
func impatience(f heromock.Fault, settings members) members {
	settings = maps.Clone(settings)
	if settings == nil {
		settings = members{}
	}
	if f.Stall > 0 {
		settings["request_timeout"] = "1s"
	}
	return settings
}

// eachFault runs a test for each fault, or for those that are named.
func eachFault(t *testing.T, test func(t *testing.T, name string, f heromock.Fault), wanted ...string) {
	t.Helper()
	all := faults()
	if len(wanted) == 0 {
		wanted = slices.Sorted(maps.Keys(all))
	}
	for _, name := range wanted {
		f, ok := all[name]
		if !ok {
			t.Fatalf("there is no fault %q", name)
		}
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, name, f) })
	}
}
