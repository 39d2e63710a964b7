package heromock

import (
	"crypto/subtle"
	"net/http"
	"net/url"
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

// result is what a handler answers.
type result struct {
	status int
	value  any // nil: no body
	// unchecked answers were shaped by a test on purpose and may break the contract.
	unchecked bool
	// verbatim answers hold values that are nobody's to add members to.
	verbatim bool
}

func ok(value any) result { return result{status: http.StatusOK, value: value} }

// notFound has a body in the general shape of Hero's errors; the documentation
// shows none, so clients must cope with this one and with the empty one of a 401.
func notFound(what string) result {
	return result{status: http.StatusNotFound, value: object{
		"error": true, "statusCode": http.StatusNotFound, "message": what + " not found",
	}}
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
	if !s.authorised(r) {
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

func (s *Server) authorised(r *http.Request) bool {
	key := []byte(r.Header.Get(apiKeyHeader))
	if subtle.ConstantTimeCompare(key, []byte(s.options.APIKey)) != 1 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.practices[r.Header.Get(practiceGroupHeader)] != nil
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
