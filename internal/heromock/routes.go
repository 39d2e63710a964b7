// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	apiKeyHeader        = "x-api-key"
	practiceGroupHeader = "x-practice-group-id"
)

// call is a valid request to an operation. Handlers run one at a time.
type call struct {
	practice *practice
	id       string // the {id} of the path
	query    url.Values
	body     object
}

type handler func(*Server, call) result

// handlers maps method and route template to the operation of the stateful mock.
var handlers = map[string]handler{
	"POST /v1/access_token": (*Server).createAccessToken,

	"GET /v1/me":               (*Server).getPracticeGroup,
	"PATCH /v1/me":             (*Server).updatePracticeGroup,
	"GET /v1/me/capabilities":  (*Server).getCapabilities,
	"GET /v1/me/configuration": (*Server).getConfiguration,
	"GET /v1/me/elements":      (*Server).listElements,

	"GET /v1/patients/{id}":                 (*Server).getPatient,
	"GET /v3/patients":                      (*Server).listPatients,
	"POST /v1/patients/register":            (*Server).registerPatient,
	"POST /v1/patients/register_pds":        (*Server).registerPatientPDS,
	"GET /v1/patients/{id}/billing_info":    (*Server).getBillingInfo,
	"GET /v1/patients/{id}/payment_methods": (*Server).listPaymentMethods,

	"POST /v1/webhooks":        (*Server).createWebhook,
	"GET /v1/webhooks":         (*Server).listWebhooks,
	"DELETE /v1/webhooks/{id}": (*Server).deleteWebhook,

	"GET /v1/admins":        (*Server).listAdmins,
	"PATCH /v1/admins/{id}": (*Server).updateAdmin,

	"GET /v1/short_links":          (*Server).listShortLinks,
	"POST /v1/booking_links":       (*Server).createBookingLink,
	"GET /v1/booking_links/{id}":   (*Server).getBookingLink,
	"PATCH /v1/booking_links/{id}": (*Server).updateBookingLink,

	"GET /v1/invoicing/coupons": (*Server).listCoupons,

	"POST /v1/messages/send": (*Server).sendMessage,
	"GET /v1/messages/{id}":  (*Server).getMessage,

	"GET /v1/locations":          (*Server).listLocations,
	"GET /v1/appointment_types":  (*Server).listAppointmentTypes,
	"GET /v1/practitioners":      (*Server).listPractitioners,
	"GET /v1/practitioners/{id}": (*Server).getPractitioner,
	"GET /v1/forms":              (*Server).listForms,
	"GET /v1/forms/{id}":         (*Server).getForm,
}

// respond returns the response to a request, unless a fault replaces it.
func (s *Server) respond(r *http.Request, entry *Request, route string, known bool, body []byte) response {
	if !known {
		s.violate("%s %q: the API has no such route", r.Method, r.URL.Path)
		return encode(http.StatusNotFound, object{"error": true, "statusCode": http.StatusNotFound, "message": "Cannot find the route"})
	}
	if !s.authorised(r.Header) {
		return encode(http.StatusUnauthorized, nil)
	}
	for _, name := range s.unknown(r, route, body) {
		s.violate("%s %s: the request has %s, which the contract does not know", r.Method, route, name)
	}
	if err := s.contract.ValidateRequest(r, body); err != nil {
		return encode(http.StatusBadRequest, validationError(err))
	}
	if s.options.Static {
		return s.sample(r.Method, route)
	}
	handle := handlers[r.Method+" "+route]
	if handle == nil {
		s.violate("%s %s: the mock does not have this operation", r.Method, route)
		return encode(http.StatusNotImplemented, nil)
	}
	out := s.handle(r, route, handle, body)
	if out.effect != nil {
		s.reportEffect(*entry, *out.effect)
	}
	return s.checked(r, route, out)
}

// unknown returns what a request names and the contract does not. If a list counts more entries than it has, a client may ask
// for pages.
func (s *Server) unknown(r *http.Request, route string, body []byte) []string {
	names := s.contract.Unknown(r, body)
	s.mu.Lock()
	defer s.mu.Unlock()
	cut := slices.ContainsFunc(s.faults, func(f *fault) bool { return f.CutList && f.matches(r.Method, route, r.Header.Get(practiceGroupHeader)) })
	if cut || (route == "/v1/webhooks" && s.has(traitWebhooksPaged)) {
		names = slices.DeleteFunc(names, func(name string) bool { return name == "?page_index" || name == "?page_size" })
	}
	return names
}

func (s *Server) handle(r *http.Request, route string, handle handler, body []byte) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := call{
		practice: s.seen(r.Method, route, r.Header.Get(practiceGroupHeader)),
		id:       pathID(r, route),
		query:    r.URL.Query(),
		body:     decodeObject(body),
	}
	if r.Method != http.MethodGet {
		s.beforeChange(c.practice)
		c.body = s.stored(c.body)
	}
	out := handle(s, c)
	if out.status == http.StatusNotFound && s.has(traitGone410) {
		out.status = http.StatusGone
		out.value = object{"error": true, "statusCode": http.StatusGone, "message": "Gone"}
	}
	if out.value != nil && !out.verbatim {
		// Copy the value: added fields must not reach the state, and a later change
		// of the state must not race with the encoding.
		out.value = normalise(out.value)
		if !s.options.Plain && out.status < http.StatusBadRequest {
			addUnknownFields(out.value)
		}
	}
	return out
}

// checked encodes a response and validates it against the contract. A mismatch is a bug
// in the mock or in a seed and must not look like Hero's behaviour.
func (s *Server) checked(r *http.Request, route string, unencoded result) response {
	out := encode(unencoded.status, unencoded.value)
	if unencoded.unchecked {
		return out
	}
	if err := s.contract.ValidateResponse(r, out.status, out.header, out.body); err != nil {
		s.violate("%s %s: the mock's response breaks the contract: %v", r.Method, route, err)
		return encode(http.StatusInternalServerError, nil)
	}
	return out
}

// sample returns the contract's sample of an operation, whatever the request.
func (s *Server) sample(method, route string) response {
	status, body, _ := s.contract.Sample(method, route)
	return encode(status, body)
}

// pathID returns the value of {id} in the path, or "" if the route has none.
func pathID(r *http.Request, route string) string {
	i := slices.Index(strings.Split(route, "/"), "{id}")
	if i < 0 {
		return ""
	}
	// The route matched, so the segment exists and can be unescaped.
	id, _ := url.PathUnescape(strings.Split(r.URL.EscapedPath(), "/")[i])
	return id
}

func decodeObject(body []byte) object {
	var o object
	if json.Unmarshal(body, &o) != nil {
		return nil
	}
	return o
}
