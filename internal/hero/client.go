// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Config says how to reach Hero. Endpoint and a key are needed, the rest has defaults.
type Config struct {
	// Endpoint is the base URL. It may have a base path. Plain http is for a loopback host only.
	Endpoint string
	// APIKey goes into the x-api-key header for every practice group that has no entry in APIKeys. Empty: those are refused.
	APIKey string
	// APIKeys are the keys of practice groups that have one of their own, by practice group id.
	APIKeys map[string]string
	// AllowedPracticeGroupIDs are the only practice groups that Practice accepts. Empty: any.
	AllowedPracticeGroupIDs []string
	// UserAgent goes into the User-Agent header as it is.
	UserAgent string
	// RequestTimeout limits one attempt, its response's body included. Zero: 30 seconds.
	RequestTimeout time.Duration
	// MaxRetries is the number of attempts after the first. Negative: none.
	MaxRetries int
	// RequestsPerSecond limits all requests with one key together. Zero: no limit.
	RequestsPerSecond float64
	// RetryWaitMin is the longest wait before the first retry; it doubles with each further one. Zero: 500 milliseconds.
	RetryWaitMin time.Duration
	// RetryWaitMax caps the waits that the client chooses itself (not those that Hero asks for). Zero: 30 seconds.
	RetryWaitMax time.Duration
	// MaxThrottling is how long a request is repeated while Hero refuses it for too many requests; MaxRetries does not count
	// for these, unless it switches retries off. Zero: 10 minutes.
	MaxThrottling time.Duration
	// LateCommit is how long Hero may still act on a write after the client has given up on its answer. Zero: the larger of
	// RequestTimeout and 15 seconds.
	LateCommit time.Duration
	// Transport sends each attempt, those with different keys alike. Nil: connections of the client's own. Tests put a server in
	// its place, without a socket.
	Transport http.RoundTripper
	// Jitter chooses a wait between nothing and a limit. Nil: by chance. Tests make runs repeatable by it.
	Jitter func(limit time.Duration) time.Duration
	// Observe is called after each attempt, possibly from several goroutines at once. It may be nil.
	Observe func(ctx context.Context, a Attempt)
}

// Attempt describes one attempt at a request. It never holds a value that was sent or received, except the request id.
type Attempt struct {
	Method string
	// Route is the template, for instance /v1/patients/{id}.
	Route string
	// Status is 0 when no response came.
	Status   int
	Duration time.Duration
	// Number counts from 1 within one request.
	Number int
	// RequestID is the one that Hero's response carried, if any.
	RequestID string
	// Problem is one of the Problem constants, empty when a whole response came.
	Problem string
}

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
	base, err := checkEndpoint(config.Endpoint)
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

// Practice is the client acting for the practice group id, a *PracticeNotAllowedError when the guard refuses it, or a *NoKeyError.
func (c *Client) Practice(id string) (*Practice, error) {
	if err := checkHeader(id); err != nil {
		return nil, fmt.Errorf("practice group id: %w", err)
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

// checkHeader checks that a value can travel in a header without being changed or refused on the way.
func checkHeader(value string) error {
	switch {
	case value == "":
		return errors.New("is empty")
	case strings.ContainsFunc(value, unicode.IsControl):
		return errors.New("holds a control character, for instance a line break")
	case strings.TrimSpace(value) != value:
		return errors.New("begins or ends with a space")
	}
	return nil
}

// checkEndpoint returns the endpoint without a slash at its end.
func checkEndpoint(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		// The parse error quotes its input, which may hold credentials.
		return "", errors.New("is not a URL")
	}
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return "", errors.New("must begin with https://")
	case u.Hostname() == "":
		return "", errors.New("has no host")
	case u.User != nil:
		return "", errors.New("must not hold credentials")
	case u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("must not have a query or a fragment")
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return "", errors.New("must begin with https:// unless its host is this machine, since the API key would travel in clear")
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"), nil
}

// IsLoopback reports a host on this machine, to which plain http may go.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}
