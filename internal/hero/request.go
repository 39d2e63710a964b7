// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode"
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

// request is what a caller asks of Hero; it may take several attempts.
type request struct {
	method string
	route  string
	// id fills {id} in the route.
	id string
	// path is sent instead of the route, for a request of the user's own.
	path  string
	query url.Values
	// body is encoded as JSON; nil sends none.
	body any
	// repeatable says that sending the request twice has the same effect as sending it once.
	repeatable bool
	// emptyResponse says that a response without a body is as good as one with.
	emptyResponse bool
}

func get(route string) request {
	return request{method: http.MethodGet, route: route, repeatable: true}
}

// aboutPatients reports a request whose responses and refusals may quote a patient's record. Of a route that this package does
// not know only those are left out that are known to be about the practice alone.
func (r request) aboutPatients() bool {
	if r.path != "" {
		return !isPracticeRoute(r.route)
	}
	return isPatientRoute(r.route)
}

func isPatientRoute(route string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(route, "/"), "/")
	return rest == "patients" || strings.HasPrefix(rest, "patients/")
}

// message is a request in the form in which each attempt sends it.
type message struct {
	request
	url     string
	content []byte
	header  http.Header
	// secrets are all keys of the client.
	secrets []string
}

// message encodes a request for the wire.
func (p *Practice) message(r request) (*message, error) {
	target, err := p.client.url(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.method, r.route, err)
	}
	m := &message{request: r, url: target, secrets: p.client.keys.all, header: http.Header{
		"Accept":              {"application/json"},
		"X-Api-Key":           {p.transport.apiKey},
		"X-Practice-Group-Id": {p.id},
		"User-Agent":          {p.client.userAgent},
	}}
	if r.body != nil {
		if m.content, err = json.Marshal(r.body); err != nil {
			// The encoder's error may quote the value.
			return nil, fmt.Errorf("%s %s: the request cannot be encoded as JSON", r.method, r.route)
		}
		m.header.Set("Content-Type", "application/json")
	}
	return m, nil
}

// targetHost is the one that the request is for.
func (m *message) targetHost() string {
	target, err := url.Parse(m.url)
	if err != nil {
		return ""
	}
	return target.Host
}

// httpRequest makes the request of one attempt.
func (m *message) httpRequest(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if m.content != nil {
		body = bytes.NewReader(m.content)
	}
	httpRequest, err := http.NewRequestWithContext(ctx, m.method, m.url, body)
	if err != nil {
		return nil, err
	}
	httpRequest.Header = m.header.Clone()
	return httpRequest, nil
}

func (c *Client) url(r request) (string, error) {
	path := r.route
	switch {
	case r.path != "":
		path = r.path
	case strings.Contains(path, "{id}"):
		if err := checkID(r.id); err != nil {
			return "", err
		}
		path = strings.Replace(path, "{id}", url.PathEscape(r.id), 1)
	}
	if len(r.query) > 0 {
		path += "?" + r.query.Encode()
	}
	return c.base + path, nil
}

// checkID refuses ids that would make a path of another route.
func checkID(id string) error {
	switch {
	case id == "" || id == "." || id == "..":
		return errors.New("the id is empty or no id")
	case strings.ContainsFunc(id, unicode.IsControl):
		return errors.New("the id holds a control character")
	}
	return nil
}
