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

// New checks the configuration and returns a client. It sends nothing. Its errors hold neither a key nor the endpoint.
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
	if config.Transport == nil {
		config.Transport = newConnections()
	}
	return &Client{
		base:          base,
		userAgent:     config.UserAgent,
		allowed:       slices.Clone(config.AllowedPracticeGroupIDs),
		keys:          newKeys(config),
		requestFields: allRequestFields(),
		lateCommit:    max(config.RequestTimeout, minLateCommit),
		cache:         newCache(),
		locks:         newKeyedMutex(),
	}, nil
}

// allRequestFields are the names of the fields in the requests of this package.
var allRequestFields = sync.OnceValue(func() map[string]bool {
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
