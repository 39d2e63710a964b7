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

// call is a checked request to an operation. Handlers run one at a time.
type call struct {
	practice *practice
	id       string // the {id} of the path
	query    url.Values
	body     object
}

type handler func(*Server, call) result

// handlers are the operations of the stateful mock, by method and route template.
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

// answer is what the mock says to a request that no fault replaces.
func (s *Server) answer(r *http.Request, route string, known bool, body []byte) reply {
	if !known {
		s.violate("%s %q: the API has no such route", r.Method, r.URL.Path)
		return encode(http.StatusNotFound, object{"error": true, "statusCode": http.StatusNotFound, "message": "Cannot find the route"})
	}
	if !s.authorised(r.Header) {
		return encode(http.StatusUnauthorized, nil)
	}
	for _, name := range s.contract.Unknown(r, body) {
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
	return s.checked(r, route, s.handle(r, route, handle, body))
}

func (s *Server) handle(r *http.Request, route string, handle handler, body []byte) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := call{
		practice: s.state.practices[r.Header.Get(practiceGroupHeader)],
		id:       pathID(r, route),
		query:    r.URL.Query(),
		body:     decodeObject(body),
	}
	answer := handle(s, c)
	if answer.value != nil && !answer.verbatim {
		// A copy: what is added to an answer must not get into the state, nor
		// the encoding of the answer race with a later change.
		answer.value = normalise(answer.value)
		if !s.options.Plain && answer.status < http.StatusBadRequest {
			addUnknownMembers(answer.value)
		}
	}
	return answer
}

// checked holds an answer of the mock against the contract. A mismatch is the
// mock's mistake, or comes from a seed, and must not pass for Hero's behaviour.
func (s *Server) checked(r *http.Request, route string, answer result) reply {
	out := encode(answer.status, answer.value)
	if answer.unchecked {
		return out
	}
	if err := s.contract.ValidateResponse(r, out.status, out.header, out.body); err != nil {
		s.violate("%s %s: the mock's answer breaks the contract: %v", r.Method, route, err)
		return encode(http.StatusInternalServerError, nil)
	}
	return out
}

// sample answers with the contract's sample of an operation, for any id and
// whatever the request says.
func (s *Server) sample(method, route string) reply {
	status, body, _ := s.contract.Sample(method, route)
	return encode(status, body)
}

// pathID is the value of {id} in the path, "" when the route has none.
func pathID(r *http.Request, route string) string {
	position := slices.Index(strings.Split(route, "/"), "{id}")
	if position < 0 {
		return ""
	}
	// The route matched, so the segment is there and can be unescaped.
	id, _ := url.PathUnescape(strings.Split(r.URL.EscapedPath(), "/")[position])
	return id
}

func decodeObject(body []byte) object {
	var o object
	if json.Unmarshal(body, &o) != nil {
		return nil
	}
	return o
}
