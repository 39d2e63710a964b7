// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	versionedPath = regexp.MustCompile(`^/v[0-9]`)
	wholePath     = regexp.MustCompile(`^/v[0-9]+(/([A-Za-z0-9_~!$&'()*+,=:@.-]|%[0-9A-Fa-f]{2})+)+$`)
	// dangerousEscapes are what a server may take for a part of the path's structure once it has decoded them, also twice.
	dangerousEscapes = regexp.MustCompile(`(?i)%(0[0-9a-f]|1[0-9a-f]|7f|23|25|2e|2f|3b|3f|5c)`)
)

// CheckPath checks that a path leads to a route of the API and nowhere else, whoever decodes it on the way. Its errors never
// quote the path, which may hold what tells about a person.
func CheckPath(path string) error {
	switch {
	case !versionedPath.MatchString(path):
		return errors.New("the path must begin with /v and a digit, such as /v1/short_links: no scheme, no host, nothing before the version")
	case strings.ContainsAny(path, "?#"):
		return errors.New("the path has a ? or a #: what follows it belongs into query")
	case strings.Contains(path, "..") || slices.Contains(strings.Split(path, "/"), "."):
		return errors.New("the path has a . or .. for a step")
	case strings.HasSuffix(path, "/") || strings.Contains(path, "//"):
		return errors.New("the path has an empty step: a slash at its end, or two in a row")
	case dangerousEscapes.MatchString(path) || !printableText(path):
		return errors.New("the path has an encoded dot, slash, backslash, semicolon, question mark, number sign, percent sign or control character, or bytes that are no text")
	case !wholePath.MatchString(path):
		return errors.New("the path must be a version and steps of letters, digits and _ ~ ! $ & ' ( ) * + , = : @ . - ; anything else has to be percent-encoded")
	}
	return nil
}

// printableText reports a path that decodes to text without control characters, or that does not decode at all.
func printableText(path string) bool {
	decoded, err := url.PathUnescape(path)
	return err != nil || (utf8.ValidString(decoded) && !strings.ContainsFunc(decoded, unicode.IsControl))
}

// plainStep is what routes are made of. Everything else in a path is an id.
var plainStep = regexp.MustCompile(`^([a-z]+(_[a-z]+)*|v[0-9]+)$`)

// RouteOf is a path as the template that errors and logs show, with {id} for each step that is not a plain word in lower case.
// What follows patients is an id unless it is a known word, since a name is a plain word too.
func RouteOf(path string) string {
	steps := strings.Split(path, "/")
	for i, step := range steps {
		ofPatients := i > 0 && steps[i-1] == "patients" && step != "register" && step != "register_pds"
		if step != "" && (!plainStep.MatchString(step) || ofPatients) {
			steps[i] = "{id}"
		}
	}
	return strings.Join(steps, "/")
}

// practiceRoutes begin the routes that are about what a practice has, not about who its patients are.
var practiceRoutes = []string{
	"admins", "appointment_types", "forms", "locations", "me", "practitioners", "short_links", "webhooks",
}

func isPracticeRoute(route string) bool {
	steps := strings.Split(route, "/") // "", "v1", …
	return len(steps) > 2 && slices.Contains(practiceRoutes, steps[2])
}

// Routes as they appear in errors and attempts.
const (
	RoutePracticeGroup    = "/v1/me"
	RouteCapabilities     = "/v1/me/capabilities"
	RouteConfiguration    = "/v1/me/configuration"
	RouteElements         = "/v1/me/elements"
	RouteAccessToken      = "/v1/access_token"
	RouteAppointmentTypes = "/v1/appointment_types"
	RouteLocations        = "/v1/locations"
	RoutePractitioners    = "/v1/practitioners"
	RoutePractitioner     = "/v1/practitioners/{id}"
	RouteForms            = "/v1/forms"
	RouteForm             = "/v1/forms/{id}"
	RoutePatient          = "/v1/patients/{id}"
	RoutePatients         = "/v3/patients"
	RouteRegister         = "/v1/patients/register"
	RouteRegisterPDS      = "/v1/patients/register_pds"
	RouteBillingInfo      = "/v1/patients/{id}/billing_info"
	RoutePaymentMethods   = "/v1/patients/{id}/payment_methods"
	RouteWebhooks         = "/v1/webhooks"
	RouteWebhook          = "/v1/webhooks/{id}"
	RouteAdmins           = "/v1/admins"
	RouteAdmin            = "/v1/admins/{id}"
)

func isPatientRoute(route string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(route, "/"), "/")
	return rest == "patients" || strings.HasPrefix(rest, "patients/")
}
