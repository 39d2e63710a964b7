// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Client calls one endpoint. It is safe for concurrent use.
type Client struct {
	base      string
	userAgent string
	allowed   []string
	keys      keys
	// lateCommit is how long a write without a response can still take effect.
	lateCommit time.Duration
	// requestFields are the names of the fields in the requests of this package.
	requestFields map[string]bool
	cache         *cache
	locks         *keyedMutex
	// accepted has the id of each practice group for which Hero has answered with a success.
	accepted sync.Map
	// webhooksCreated has the key of each webhook that this client has created.
	webhooksCreated sync.Map
	// firstCreates says, for each practice group, when the first of the creates that share a list of webhooks began.
	firstCreates sync.Map
}

// Practice is the client for one practice group.
type Practice struct {
	client    *Client
	id        string
	transport *transport
	source    KeySource
}

// PracticeGroupIDError refuses a text that is not a practice group id, without quoting it.
type PracticeGroupIDError struct {
	// Err is one of the errors of a practice group id.
	Err error
}

func (e *PracticeGroupIDError) Error() string { return fmt.Sprintf("practice group id: %v", e.Err) }

// Unwrap returns what is wrong with the id.
func (e *PracticeGroupIDError) Unwrap() error { return e.Err }

// PracticeNotAllowedError refuses a practice group that is missing from Config.AllowedPracticeGroupIDs.
type PracticeNotAllowedError struct {
	ID      string
	Allowed []string
}

func (e *PracticeNotAllowedError) Error() string {
	return fmt.Sprintf("practice group %q is not one of the allowed practice groups (%s)", e.ID, strings.Join(e.Allowed, ", "))
}

// Practice returns the client for a practice group. Its error is a *PracticeGroupIDError, a *PracticeNotAllowedError or a
// *NoKeyError.
func (c *Client) Practice(id string) (*Practice, error) {
	if err := CheckPracticeGroupID(id, c.keys.secrets...); err != nil {
		return nil, &PracticeGroupIDError{Err: err}
	}
	if len(c.allowed) > 0 && !slices.Contains(c.allowed, id) {
		return nil, &PracticeNotAllowedError{ID: id, Allowed: slices.Clone(c.allowed)}
	}
	transport, source, err := c.keys.forPractice(id)
	if err != nil {
		return nil, err
	}
	return &Practice{client: c, id: id, transport: transport, source: source}, nil
}

// IsKey reports whether a text is one of the client's keys.
func (p *Practice) IsKey(text string) bool { return slices.Contains(p.client.keys.secrets, text) }

// MayBeKey reports whether the id could be a key in the wrong place: Hero has not accepted it yet, it has none of the forms that Hero
// shows, and no key is given for it.
func (p *Practice) MayBeKey() bool {
	_, accepted := p.client.accepted.Load(p.id)
	return !accepted && p.source != OwnKey && !documentedID.MatchString(p.id)
}

// ID is the practice group's id.
func (p *Practice) ID() string { return p.id }

// KeySource says which of the client's keys is used for the practice group.
func (p *Practice) KeySource() KeySource { return p.source }

func (p *Practice) do(ctx context.Context, r request) (*response, error) {
	m, err := p.message(r)
	if err != nil {
		return nil, err
	}
	res, err := p.transport.do(ctx, m)
	if err == nil {
		p.client.accepted.Store(p.id, true)
	}
	return res, err
}

// message encodes a request for the wire.
func (p *Practice) message(r request) (*message, error) {
	target, err := p.client.url(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", r.method, r.route, err)
	}
	m := &message{request: r, practice: p.id, url: target, secrets: p.client.keys.secrets, knownFields: p.client.requestFields, header: http.Header{
		"Accept":              {"application/json"},
		"X-Api-Key":           {p.transport.apiKey},
		"X-Practice-Group-Id": {p.id},
		"User-Agent":          {p.client.userAgent},
	}}
	if r.body != nil {
		if err := m.encode(r.body); err != nil {
			return nil, err
		}
	}
	return m, nil
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
