package hero

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/hashicorp/go-retryablehttp"
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
	RouteForms            = "/v1/forms"
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

// call is one request as its caller means it; it may take several attempts.
type call struct {
	method string
	route  string
	// id fills {id} in the route.
	id    string
	query url.Values
	// body is encoded as JSON; nil sends none.
	body any
	// replayable says that sending the request twice has the same effect as sending it once.
	replayable bool
	// emptyAnswer says that an answer without a body is as good as one with.
	emptyAnswer bool
}

func get(route string) call {
	return call{method: http.MethodGet, route: route, replayable: true}
}

// isPatientRoute reports a route whose answers and refusals may quote a patient's record.
func isPatientRoute(route string) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(route, "/"), "/")
	return rest == "patients" || strings.HasPrefix(rest, "patients/")
}

// do sends a call and returns its successful answer, or one of the errors of this package.
func (p *Practice) do(ctx context.Context, c call) (*answer, error) {
	target, err := p.client.url(c)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", c.method, c.route, err)
	}
	var body []byte
	if c.body != nil {
		if body, err = json.Marshal(c.body); err != nil {
			// The encoder's error may quote the value.
			return nil, fmt.Errorf("%s %s: the request cannot be encoded as JSON", c.method, c.route)
		}
	}
	state := &progress{call: c, apiKey: p.client.apiKey, sentBody: body}
	ctx = context.WithValue(ctx, progressKey{}, state)
	request, err := newRequest(ctx, c, target, body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: the request cannot be built", c.method, c.route)
	}
	request.Header.Set("X-Api-Key", p.client.apiKey)
	request.Header.Set("X-Practice-Group-Id", p.id)
	request.Header.Set("User-Agent", p.client.userAgent)
	return p.client.sender.send(request, state)
}

func newRequest(ctx context.Context, c call, target string, body []byte) (*retryablehttp.Request, error) {
	var content any
	if body != nil {
		content = body
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, c.method, target, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

func (c *Client) url(call call) (string, error) {
	path := call.route
	if strings.Contains(path, "{id}") {
		if err := checkID(call.id); err != nil {
			return "", err
		}
		path = strings.Replace(path, "{id}", url.PathEscape(call.id), 1)
	}
	if len(call.query) > 0 {
		path += "?" + call.query.Encode()
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
