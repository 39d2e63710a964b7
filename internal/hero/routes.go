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

// quotable are the routes that are only about the practice and whose answers hold no secret, so what Hero says to a bare GET can
// be shown.
var quotable = map[string]bool{
	RoutePracticeGroup:    true,
	RouteCapabilities:     true,
	RouteConfiguration:    true,
	RouteElements:         true,
	RouteAppointmentTypes: true,
	RouteLocations:        true,
	RoutePractitioners:    true,
	RouteForms:            true,
	RouteAdmins:           true,
}

var (
	versionedPath = regexp.MustCompile(`^/v[0-9]`)
	wholePath     = regexp.MustCompile(`^/v[0-9]+(/([A-Za-z0-9_~!$&'()*+,=:@.-]|%[0-9A-Fa-f]{2})+)+$`)
	// dangerousEscapes can change the structure of the path on a server that decodes it, even twice.
	dangerousEscapes = regexp.MustCompile(`(?i)%(0[0-9a-f]|1[0-9a-f]|7f|23|25|2e|2f|3b|3f|5c)`)
)

// CheckPath checks that a path leads to a route of the API and nowhere else, whatever decodes it on the way. Its errors
// never quote the path, which can hold personal data.
func CheckPath(path string) error {
	switch {
	case !versionedPath.MatchString(path):
		return errors.New("the path must begin with /v and a digit, such as /v1/short_links: no scheme, no host, nothing before the version")
	case strings.ContainsAny(path, "?#"):
		return errors.New("the path has a ? or a #: what follows it belongs in query")
	case strings.Contains(path, "..") || slices.Contains(strings.Split(path, "/"), "."):
		return errors.New("the path has a segment that is a dot or two dots")
	case strings.HasSuffix(path, "/") || strings.Contains(path, "//"):
		return errors.New("the path has an empty segment: a slash at its end, or two in a row")
	case dangerousEscapes.MatchString(path) || !printableWhenDecoded(path):
		return errors.New("the path has an encoded dot, slash, backslash, semicolon, question mark, number sign, percent sign or control character, or bytes that are not text")
	case !wholePath.MatchString(path):
		return errors.New("the path must be a version and segments of letters, digits and _ ~ ! $ & ' ( ) * + , = : @ . - ; anything else has to be percent-encoded")
	}
	return nil
}

// printableWhenDecoded is also true for a path that does not decode.
func printableWhenDecoded(path string) bool {
	decoded, err := url.PathUnescape(path)
	return err != nil || (utf8.ValidString(decoded) && !strings.ContainsFunc(decoded, unicode.IsControl))
}

// plainWord matches the segments of a route. Anything else in a path is an id.
var plainWord = regexp.MustCompile(`^([a-z]+(_[a-z]+)*|v[0-9]+)$`)

// RouteOf returns the template of a path for errors and logs, with {id} for each segment that is not a plain lower-case word.
// After "patients", it keeps only known words: a name is a plain word too.
func RouteOf(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		ofPatients := i > 0 && segments[i-1] == "patients" && segment != "register" && segment != "register_pds"
		if segment != "" && (!plainWord.MatchString(segment) || ofPatients) {
			segments[i] = "{id}"
		}
	}
	return strings.Join(segments, "/")
}
