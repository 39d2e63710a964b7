// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
)

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
		fields:       requestFields(),
		lateCommit:   config.LateCommit,
		cache:        newCache(),
		sharedBefore: sharedBefore,
		locks:        newKeyedMutex(),
	}, nil
}

// requestFields are the names of the fields of this package's requests.
var requestFields = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, body := range []any{
		Registration{}, PDSRegistration{}, WebhookCreate{}, AdminUpdate{}, PrescriberDetails{}, PracticeGroup{}, Address{}, PartnerCredentialsUpdate{},
	} {
		for field := range reflect.TypeOf(body).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names[name] = true
		}
	}
	return names
})
