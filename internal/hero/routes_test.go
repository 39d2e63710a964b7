// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestCheckPath(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/v1/short_links", "/v2/tasks/7", "/v10/a", "/v1/links/status", "/v1/x/practice-abc123", "/v1/x/a%20b", "/v1/x/caf%C3%A9", "/v1/x/~a.b:c@d",
	} {
		if err := CheckPath(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for path, reason := range map[string]string{
		"":                              "must begin with /v",
		"v1/me":                         "must begin with /v",
		"/me":                           "must begin with /v",
		"/version/me":                   "must begin with /v",
		"//v1/me":                       "must begin with /v",
		"/../v1/me":                     "must begin with /v",
		"https://evil.example/v1/me":    "must begin with /v",
		"@evil.example/v1/me":           "must begin with /v",
		" /v1/me":                       "must begin with /v",
		"/V1/me":                        "must begin with /v",
		"/v1":                           "must be a version and segments",
		"/v1beta/me":                    "must be a version and segments",
		"/v1/":                          "an empty segment",
		"/v1//me":                       "an empty segment",
		"/v1/me/":                       "an empty segment",
		"/v1/me?x=1":                    "belongs in query",
		"/v1/me#x":                      "belongs in query",
		"/v1/a/../me":                   "a dot or two dots",
		"/v1/a/..":                      "a dot or two dots",
		"/v1/a/./me":                    "a dot or two dots",
		"/v1/a/.%2e/me":                 "encoded dot",
		"/v1/a/%2E%2e/me":               "encoded dot",
		"/v1/a%2fb":                     "encoded dot",
		"/v1/a%5Cb":                     "encoded dot",
		"/v1/a%252e%252e/b":             "encoded dot",
		"/v1/a%3fb":                     "encoded dot",
		"/v1/a%23b":                     "encoded dot",
		"/v1/a%3bb":                     "encoded dot",
		"/v1/a%00b":                     "encoded dot",
		"/v1/a%0d%0aHost:b":             "encoded dot",
		"/v1/a%c2%85b":                  "encoded dot",
		"/v1/a%c0%aeb":                  "encoded dot",
		`/v1/a\b`:                       "percent-encoded",
		"/v1/a;b":                       "percent-encoded",
		"/v1/a b":                       "percent-encoded",
		"/v1/a\nb":                      "control character",
		"/v1/a\x00b":                    "control character",
		"/v1/é":                         "percent-encoded",
		"/v1/a%zz":                      "percent-encoded",
		"/v1/a%2":                       "percent-encoded",
		"/v1/{id}":                      "percent-encoded",
		"/v1/patients/999 012 3454/x":   "percent-encoded",
		"/v1/patients/9990123454/../me": "a dot or two dots",
	} {
		err := CheckPath(path)
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %v, want %q", path, err, reason)
		}
		if err != nil && strings.Contains(err.Error(), "999") {
			t.Errorf("%q is quoted: %v", path, err)
		}
	}
}

func TestRouteOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v1/short_links":                  "/v1/short_links",
		"/v1/booking_links/bl_000001":      "/v1/booking_links/{id}",
		"/v1/patients/10001/billing_info":  "/v1/patients/{id}/billing_info",
		"/v1/patients/robin/notes":         "/v1/patients/{id}/notes",
		"/v1/patients/register":            "/v1/patients/register",
		"/v1/patients/register_pds":        "/v1/patients/register_pds",
		"/v1/x/999-012-3454/9990123454":    "/v1/x/{id}/{id}",
		"/v1/customers/a.person@e.example": "/v1/customers/{id}",
		"/v1/Patients/Robin":               "/v1/{id}/{id}",
		"/v2/tasks/v1/a%20b":               "/v2/tasks/v1/{id}",
	} {
		if got := RouteOf(path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// Every accepted path leads below the endpoint, to the path as written.
func FuzzCheckPath(f *testing.F) {
	for _, path := range []string{"/v1/me", "/v1/a%20b/c", "/v1/a/../b", "/v1/%2e%2e/b", "//e.example/v1", "/v1/@e.example:1", "/v1/999-012-3454", "/v1/a;b?c#d"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if CheckPath(path) != nil {
			return
		}
		u, err := url.Parse("https://hero.example/base" + path)
		if err != nil || u.Host != "hero.example" || u.RawQuery != "" || u.Fragment != "" || u.EscapedPath() != "/base"+path {
			t.Errorf("%q leads to %v, %v", path, u, err)
		}
		for step := range strings.SplitSeq(u.Path, "/") {
			if step == ".." || step == "." || strings.ContainsAny(step, "\\;%") {
				t.Errorf("%q has the step %q", path, step)
			}
		}
		shown := regexp.MustCompile(`^(/(v[0-9]+|[a-z_]+|\{id\}))+$`)
		if route := RouteOf(path); strings.Count(route, "/") != strings.Count(path, "/") || !shown.MatchString(route) {
			t.Errorf("%q has the route %q", path, route)
		}
	})
}
