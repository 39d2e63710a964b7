// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"testing"
)

// values finds sent values in a response, so it must include all of them, but none of the API's own words.
func TestValuesOfARequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sent request
		want []string
	}{
		"id":              {request{route: RoutePatient, id: "7"}, []string{"7"}},
		"query":           {request{route: RoutePatients, query: url.Values{"first_name": {"Ann", "Bo"}}}, []string{"Ann", "Bo"}},
		"body":            {request{route: RouteRegister, body: map[string]any{"a": "Ann", "b": []any{1.5, true, nil, map[string]any{"c": "Bo"}}}}, []string{"1.5", "Ann", "Bo"}},
		"user's path":     {request{route: RoutePatient, path: "/v1/patients/a%20b"}, []string{"a b", "a%20b"}},
		"user's odd path": {request{route: RoutePatient, path: "/v1/patients/a%2"}, []string{"a%2"}},
	} {
		s := serve(t, func(http.ResponseWriter, *http.Request, int) {})
		m, err := s.practice(t).message(test.sent)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.DeleteFunc(m.values(), func(value string) bool { return value == "key" || value == "" })
		if slices.Sort(got); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// A parameter's name is the API's own, except in a request that a user writes.
func TestShownField(t *testing.T) {
	t.Parallel()
	query := url.Values{"first_name": {"Ann"}}
	for name, test := range map[string]struct {
		sent request
		want string
	}{
		"the client's": {request{route: RoutePatients, query: query}, "first_name"},
		"the user's":   {request{route: RoutePatients, path: RoutePatients, query: query}, "…"},
		"another":      {request{route: RoutePatients}, "…"},
	} {
		r := &response{message: &message{request: test.sent}}
		if got := r.shownField("first_name"); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// Go reads the proxy variables once per process, so the test needs a process of its own.
func TestProxyOf(t *testing.T) {
	t.Parallel()
	const isChild = "HERO_TEST_PROXY_OF"
	if os.Getenv(isChild) == "" {
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyOf$")
		child.Env = append(os.Environ(), isChild+"=1", "HTTP_PROXY=http://proxy.example:8080", "HTTPS_PROXY=http://proxy.example:8080", "NO_PROXY=", "no_proxy=")
		if output, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
		return
	}
	for address, want := range map[string]string{"https://hero.example/v1/me": "http://proxy.example:8080", "http://hero.example/v1/me": ""} {
		target, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		proxy, err := proxyOf(&http.Request{URL: target})
		got := ""
		if proxy != nil {
			got = proxy.String()
		}
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", address, got, err, want)
		}
	}
}
