package provider_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// registerFaults is each way in which one request can go wrong.
func registerFaults() map[string]heromock.Fault {
	return map[string]heromock.Fault{
		"dropbefore": {DropBefore: true},
		"dropafter":  {DropAfter: true},
		"status429":  {Status: 429, RetryAfter: "1"},
		"status500":  {Status: 500},
		"status502":  {Status: 502},
		"status503":  {Status: 503, RetryAfter: "1"},
		"status504":  {Status: 504},
		"failafter":  {Status: 500, FailAfter: true},
		"cutbody":    {CutBody: true},
		"html":       {Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"stall":      {Stall: time.Minute},
	}
}

// faultCase is one patient with a provider and a mock of its own, so that one
// run of the CLI tries all faults at once.
type faultCase struct {
	name  string
	who   person
	mock  *heromock.Server
	fault heromock.Fault
}

// newFaultCase has the fault strike one request to a route, after some others.
func newFaultCase(t *testing.T, name string, who person, f heromock.Fault, method, route string, skip int) faultCase {
	t.Helper()
	f.Method, f.Route, f.Skip, f.Count = method, route, skip, 1
	return faultCase{name: name, who: who, mock: heromock.Start(t), fault: f}
}

// config has a short time-out where a request is going to stall, and then no
// longer, so that a busy machine does not add faults of its own.
func (c faultCase) config(retries int, struck bool) string {
	settings := fmt.Sprintf("max_retries = %d", retries)
	if c.fault.Stall > 0 && !struck {
		settings += "\n  request_timeout = \"3s\""
	}
	block := strings.Replace(providerBlock(c.mock, settings), `provider "hero"`, fmt.Sprintf("provider %q", c.name), 1)
	return block + c.who.patient(c.name, "provider = "+c.name)
}

// runFaultCases applies once with the faults and once more without, and then
// wants one record, one object in the state, and an empty plan. failing are
// the cases whose first apply has to end in an error.
func runFaultCases(t *testing.T, cases []faultCase, retries int, failing ...string) {
	t.Helper()
	factories := map[string]func() (tfprotov6.ProviderServer, error){}
	var first, second strings.Builder
	for _, c := range cases {
		factories[c.name] = providerserver.NewProtocol6WithError(provider.New("test")())
		first.WriteString(c.config(retries, false))
		second.WriteString(c.config(retries, true))
		c.mock.Inject(c.fault)
	}
	failed := false
	acceptance(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		ErrorCheck: func(err error) error {
			if failed {
				return err
			}
			failed = true
			return wantFailures(err, cases, failing)
		},
		Steps: []resource.TestStep{
			{Config: first.String()},
			{Config: second.String(), Check: func(s *terraform.State) error { return wantOneEach(s, cases) }},
		},
	})
	if failed != (len(failing) > 0) {
		t.Errorf("the first apply ended in an error: %t, want %t", failed, len(failing) > 0)
	}
}

// wantFailures returns nil when the cases that failed are the expected ones.
func wantFailures(err error, cases []faultCase, failing []string) error {
	var got []string
	for _, c := range cases {
		if strings.Contains(err.Error(), "with hero_patient."+c.name+",") {
			got = append(got, c.name)
		}
	}
	slices.Sort(got)
	slices.Sort(failing)
	if !slices.Equal(got, failing) {
		return fmt.Errorf("failed cases are %q, want %q: %w", got, failing, err)
	}
	return nil
}

func wantOneEach(s *terraform.State, cases []faultCase) error {
	var problems []error
	for _, c := range cases {
		patients := c.mock.Patients("1001")
		object := s.RootModule().Resources["hero_patient."+c.name]
		switch {
		case len(patients) != 1:
			problems = append(problems, fmt.Errorf("%s: Hero holds %d records, want 1", c.name, len(patients)))
		case object == nil || object.Primary.Tainted || object.Primary.ID != patients[0]["id"]:
			problems = append(problems, fmt.Errorf("%s: the state does not hold the record, or holds it tainted", c.name))
		}
	}
	return errors.Join(problems...)
}

// faultCases makes a case of each named fault, or of each fault there is, for a
// patient with an NHS number and one without. skip is how many requests to the
// route pass first for the one with.
func faultCases(t *testing.T, method, route string, skip int, wanted ...string) []faultCase {
	t.Helper()
	faults := registerFaults()
	if len(wanted) == 0 {
		wanted = slices.Sorted(maps.Keys(faults))
	}
	var cases []faultCase
	for _, name := range wanted {
		cases = append(cases,
			newFaultCase(t, name, ada(), faults[name], method, route, skip),
			newFaultCase(t, name+"unmatched", grace(), faults[name], method, route, 0))
	}
	return cases
}

// caseNamesWithout lists the cases whose name does not begin with one of the prefixes.
func caseNamesWithout(cases []faultCase, prefixes ...string) []string {
	var list []string
	for _, c := range cases {
		if !slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(c.name, prefix) }) {
			list = append(list, c.name)
		}
	}
	return list
}

// A request that took effect leaves a record, which a look finds.
func TestAccPatient_faultsOfARegistrationWithoutRetries(t *testing.T) {
	t.Parallel()
	cases := faultCases(t, http.MethodPost, routeRegister, 0)
	runFaultCases(t, cases, 0, caseNamesWithout(cases, "dropafter", "failafter", "cutbody")...)
}

// A page of HTML with status 200 is no failure that passes by itself, so it is
// not repeated where sending again would be safe. Without an NHS number the
// client has looked, and knows that nothing was made.
func TestAccPatient_faultsOfARegistrationHealByRetries(t *testing.T) {
	t.Parallel()
	runFaultCases(t, faultCases(t, http.MethodPost, routeRegister, 0), 2, "html")
}

func TestAccPatient_faultsOfTheReadBack(t *testing.T) {
	t.Parallel()
	runFaultCases(t, faultCases(t, http.MethodGet, routePatient, 0, "status429", "status500", "html", "cutbody", "stall"), 0)
}

// The search of a plan comes first, that of the plan inside the apply second,
// that of the create third; without an NHS number only the last is made. Drops
// are left out: Go itself may repeat a GET whose connection was closed.
func TestAccPatient_faultsOfTheLookUp(t *testing.T) {
	t.Parallel()
	cases := faultCases(t, http.MethodGet, routePatients, 2, "status429", "status500", "html", "cutbody", "stall")
	runFaultCases(t, cases, 0, caseNamesWithout(cases)...)
}
