// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Config says how to reach Hero. It needs Endpoint and a key; the rest has defaults.
type Config struct {
	// Endpoint is the base URL. It may have a base path. Plain http is for a loopback host only.
	Endpoint string
	// APIKey is the x-api-key header for every practice group without an entry in APIKeys. Empty: they are refused.
	APIKey string
	// APIKeys has the keys of single practice groups by id.
	APIKeys map[string]string
	// AllowedPracticeGroupIDs are the practice groups that Practice accepts. Empty: any.
	AllowedPracticeGroupIDs []string
	// UserAgent is the User-Agent header.
	UserAgent string
	// RequestTimeout limits an attempt, including the body of its response. Zero: 30 seconds.
	RequestTimeout time.Duration
	// MaxRetries is the number of attempts after the first. Unless it is zero, refusals for too many requests do not count: they
	// are retried for MaxThrottling. Negative: none.
	MaxRetries int
	// RequestsPerSecond limits the requests with each key. Zero: no limit.
	RequestsPerSecond float64
	// Transport sends each attempt, whatever its key. Nil: the client's own connections. A request that must not be sent twice has
	// Close set, and needs a connection that was not used before; if this is an *http.Transport, the client does this itself. Tests
	// replace it with a server that has no socket.
	Transport http.RoundTripper
	// Jitter chooses a wait between zero and a limit. Nil: a random one. Tests use it to make runs repeatable.
	Jitter func(limit time.Duration) time.Duration
	// Observe is called after each attempt, possibly from several goroutines at once. It may be nil.
	Observe func(ctx context.Context, a Attempt)
}

// Attempt describes an attempt at a request. It never holds a value that was sent or received, except the ids of the practice group
// and of the request.
type Attempt struct {
	// Practice is the id of the practice group that the request is for.
	Practice string
	Method   string
	// Route is the template, for instance /v1/patients/{id}.
	Route string
	// Status is 0 without a response.
	Status   int
	Duration time.Duration
	// Number counts the attempts of a request from 1.
	Number int
	// RequestID comes from Hero's response, if it has one.
	RequestID string
	// Problem is one of the Problem constants, empty for a complete response.
	Problem string
	// OtherPractice: the response itself says that it is about another practice group.
	OtherPractice bool
}

// HeaderError says why a value cannot travel in a header unchanged.
type HeaderError string

// The errors of a header.
const (
	ErrHeaderEmpty    HeaderError = "is empty"
	ErrHeaderControl  HeaderError = "holds a control character, for instance a line break"
	ErrHeaderSpace    HeaderError = "begins or ends with a space"
	ErrHeaderNotASCII HeaderError = "holds a non-ASCII character"
	// ErrHeaderID is for a key alone.
	ErrHeaderID HeaderError = "has the form of a practice group id"
)

func (e HeaderError) Error() string { return string(e) }

func checkHeader(value string) error {
	switch {
	case value == "":
		return ErrHeaderEmpty
	case strings.ContainsFunc(value, unicode.IsControl):
		// Go's HTTP client would quote the value in its error.
		return ErrHeaderControl
	case strings.TrimSpace(value) != value:
		return ErrHeaderSpace
	}
	return nil
}

// The errors of a practice group id. They never hold the id, which may be a key in the wrong place.
var (
	ErrPracticeGroupIDForm = errors.New("is not 1 to 64 letters, digits, - and _")
	ErrPracticeGroupIDKey  = errors.New("is an API key")
)

var (
	practiceGroupIDForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	// documentedID has the forms that Hero shows: 1001, and practice-abc123.
	documentedID = regexp.MustCompile(`^([0-9]+|practice-[a-z0-9]+)$`)
)

// CheckPracticeGroupID checks the form of a practice group id, and that it is not one of the keys.
func CheckPracticeGroupID(id string, keys ...string) error {
	if !practiceGroupIDForm.MatchString(id) {
		return ErrPracticeGroupIDForm
	}
	if slices.Contains(keys, id) {
		return ErrPracticeGroupIDKey
	}
	return nil
}

// CheckKey checks an API key. Its error is a HeaderError.
func CheckKey(key string) error {
	if err := checkHeader(key); err != nil {
		return err
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r > unicode.MaxASCII }) {
		return ErrHeaderNotASCII
	}
	if documentedID.MatchString(key) {
		return ErrHeaderID
	}
	return nil
}

// keys are all keys.
func (c Config) keys() []string {
	return append(slices.Collect(maps.Values(c.APIKeys)), c.APIKey)
}

// checkKeys checks all keys. Its errors hold none of them.
func checkKeys(config Config) error {
	if config.APIKey != "" || len(config.APIKeys) == 0 {
		if err := CheckKey(config.APIKey); err != nil {
			return fmt.Errorf("API key: %w", err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(config.APIKeys)) {
		if err := CheckPracticeGroupID(id, config.keys()...); err != nil {
			return fmt.Errorf("practice group id of an API key: %w", err)
		}
		if err := CheckKey(config.APIKeys[id]); err != nil {
			return fmt.Errorf("API key of practice group %q: %w", id, err)
		}
	}
	return nil
}

// EndpointError says what is wrong with an endpoint, without quoting it: it can hold credentials.
type EndpointError string

// The errors of an endpoint.
const (
	ErrEndpointNotURL    EndpointError = "is not a URL"
	ErrEndpointScheme    EndpointError = "must begin with https://"
	ErrEndpointNoHost    EndpointError = "has no host"
	ErrEndpointUserInfo  EndpointError = "must not hold credentials"
	ErrEndpointQuery     EndpointError = "must not have a query or a fragment"
	ErrEndpointPlainHTTP EndpointError = "must begin with https:// unless its host is this machine, since the API key would travel in clear"
)

func (e EndpointError) Error() string { return string(e) }

// CheckEndpoint returns an endpoint with its host in lower case and without a slash at its end, or an EndpointError.
func CheckEndpoint(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil:
		return "", ErrEndpointNotURL
	case u.Scheme != "https" && u.Scheme != "http":
		return "", ErrEndpointScheme
	case u.Hostname() == "":
		return "", ErrEndpointNoHost
	case u.User != nil:
		return "", ErrEndpointUserInfo
	case u.RawQuery != "" || u.Fragment != "":
		return "", ErrEndpointQuery
	case u.Scheme == "http" && !IsLoopback(u.Hostname()):
		return "", ErrEndpointPlainHTTP
	}
	return strings.TrimRight(u.Scheme+"://"+strings.ToLower(u.Host)+u.EscapedPath(), "/"), nil
}

// IsLoopback reports whether a host is this machine, which may be called over plain http.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (ip != nil && ip.IsLoopback())
}
