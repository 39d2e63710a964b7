// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// RawRequest is a request that a user writes. This package does not have to know its route.
type RawRequest struct {
	Method string
	// Path must pass CheckPath.
	Path  string
	Query url.Values
	// Body is encoded as JSON. Nil sends none.
	Body any
	// SafeToRepeat: sending the request twice has the same effect as sending it once. For a GET it always is.
	SafeToRepeat bool
}

// RawResponse is a success.
type RawResponse struct {
	Status int
	// RequestID is empty if the response has none.
	RequestID string
	// Body is JSON, nil for a write whose response has none.
	Body json.RawMessage
}

// Request sends a request that a user writes. It caches nothing, and a write drops everything that is cached for the practice
// group.
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

// RequestPages reads all pages of a list. It does not know which field is an entry's id, so only entries that are equal in all
// fields count as one.
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
