// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Client talks to one endpoint. It may be used by many goroutines.
type Client struct {
	base      string
	userAgent string
	allowed   []string
	keys      keys
	// lateCommit is how long a write without an answer can still take effect.
	lateCommit time.Duration
	// cache and locks are told apart by practice group, and thereby by key, of which each has one.
	cache *cache
	// sharedBefore is the constant of that name, except in tests.
	sharedBefore time.Duration
	locks        *keyedMutex
}

// Practice is the client acting for one practice group.
type Practice struct {
	client    *Client
	id        string
	transport *transport
	source    KeySource
}

// PracticeGroupIDError is the refusal of a practice group id that cannot travel in a header.
type PracticeGroupIDError struct {
	// Err is a HeaderError.
	Err error
}

func (e *PracticeGroupIDError) Error() string { return fmt.Sprintf("practice group id: %v", e.Err) }

// Unwrap gives what is wrong with the id.
func (e *PracticeGroupIDError) Unwrap() error { return e.Err }

// PracticeNotAllowedError is the refusal of a practice group by the guard Config.AllowedPracticeGroupIDs.
type PracticeNotAllowedError struct {
	ID      string
	Allowed []string
}

func (e *PracticeNotAllowedError) Error() string {
	return fmt.Sprintf("practice group %q is not one of the allowed practice groups (%s)", e.ID, strings.Join(e.Allowed, ", "))
}

// New checks the form of the configuration and makes a client. It sends nothing. Its errors never hold the key or the endpoint.
func New(config Config) (*Client, error) {
	base, err := CheckEndpoint(config.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	if err := checkKeys(config); err != nil {
		return nil, err
	}
	if strings.ContainsFunc(config.UserAgent, unicode.IsControl) {
		return nil, errors.New("user agent: holds a control character")
	}
	if config.RequestsPerSecond < 0 || config.RequestTimeout < 0 {
		return nil, errors.New("request time-out and requests per second must not be negative")
	}
	if config.RequestTimeout == 0 {
		config.RequestTimeout = defaultTimeout
	}
	if config.MaxThrottling == 0 {
		config.MaxThrottling = DefaultMaxThrottling
	}
	if config.LateCommit == 0 {
		config.LateCommit = max(config.RequestTimeout, shortestLateCommit)
	}
	if config.Transport == nil {
		config.Transport = newConnections()
	}
	return &Client{
		base:         base,
		userAgent:    config.UserAgent,
		allowed:      slices.Clone(config.AllowedPracticeGroupIDs),
		keys:         newKeys(config),
		lateCommit:   config.LateCommit,
		cache:        newCache(),
		sharedBefore: sharedBefore,
		locks:        newKeyedMutex(),
	}, nil
}

// Practice is the client acting for a practice group. Its error is a *PracticeGroupIDError, a *PracticeNotAllowedError or a
// *NoKeyError.
func (c *Client) Practice(id string) (*Practice, error) {
	if err := checkHeader(id); err != nil {
		return nil, &PracticeGroupIDError{Err: err}
	}
	if len(c.allowed) > 0 && !slices.Contains(c.allowed, id) {
		return nil, &PracticeNotAllowedError{ID: id, Allowed: slices.Clone(c.allowed)}
	}
	transport, source, err := c.keys.of(id)
	if err != nil {
		return nil, err
	}
	return &Practice{client: c, id: id, transport: transport, source: source}, nil
}

// ID is the practice group's id.
func (p *Practice) ID() string { return p.id }

// KeySource says which of the client's keys acts for the practice group.
func (p *Practice) KeySource() KeySource { return p.source }
