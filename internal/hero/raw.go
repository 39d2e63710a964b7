// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// RawRequest is a request of the user's own, to a route that this package need not know.
type RawRequest struct {
	Method string
	// Path is what CheckPath accepts.
	Path  string
	Query url.Values
	// Body is encoded as JSON; nil sends none.
	Body any
	// SafeToRepeat says that sending the request twice does what sending it once does. A GET always is.
	SafeToRepeat bool
}

// RawResponse is a success.
type RawResponse struct {
	Status int
	// RequestID is empty when the response had none.
	RequestID string
	// Body is the whole JSON, nil when a write was answered without one.
	Body json.RawMessage
}

// Request sends a request of the user's own. Nothing of it is cached, and a write ends what is cached of the
// practice group, whatever it was about.
func (p *Practice) Request(ctx context.Context, raw RawRequest) (*RawResponse, error) {
	r, err := raw.request()
	if err != nil {
		return nil, err
	}
	if r.method != http.MethodGet {
		defer p.forget(RoutePracticeGroup, RouteCapabilities, RouteConfiguration, RouteElements, RouteWebhooks, RouteAdmins)
	}
	res, err := p.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return &RawResponse{Status: res.status, RequestID: res.requestID(), Body: res.body}, nil
}

// RequestPages reads a list whole, page after page. Nothing says what makes an entry of an unknown list the same as another, so
// only one that is the same in each member counts as having come before.
func (p *Practice) RequestPages(ctx context.Context, path string, query url.Values) ([]json.RawMessage, error) {
	r, err := RawRequest{Method: http.MethodGet, Path: path, Query: query}.request()
	if err != nil {
		return nil, err
	}
	entries := []json.RawMessage{}
	for entry, err := range pagesOf(ctx, p, r, func(json.RawMessage) string { return "" }) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func (raw RawRequest) request() (request, error) {
	if err := CheckPath(raw.Path); err != nil {
		return request{}, err
	}
	isRead := raw.Method == http.MethodGet
	return request{
		method: raw.Method, route: RouteOf(raw.Path), path: raw.Path, query: raw.Query, body: raw.Body,
		repeatable: isRead || raw.SafeToRepeat, emptyResponse: !isRead,
	}, nil
}
