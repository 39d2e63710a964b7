// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckEndpoint(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]error{
		"https://api.example.test/base/":    nil,
		"http://localhost:8080":             nil,
		"http://127.0.0.7":                  nil,
		"https://api.example.test/%zz":      ErrEndpointNotURL,
		"ftp://api.example.test":            ErrEndpointScheme,
		"https:///base":                     ErrEndpointNoHost,
		"https://ada:key@api.example.test":  ErrEndpointUserInfo,
		"https://api.example.test?key=1":    ErrEndpointQuery,
		"https://api.example.test#fragment": ErrEndpointQuery,
		"http://api.example.test":           ErrEndpointPlainHTTP,
	} {
		base, err := CheckEndpoint(endpoint)
		if !errors.Is(err, want) || (err == nil) != (want == nil) || (want == nil && base != strings.TrimRight(endpoint, "/")) {
			t.Errorf("%s: got %q, %v, want %v", endpoint, base, err, want)
		}
	}
}

func TestCheckKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]error{
		"key": nil, "": ErrHeaderEmpty, "a\nb": ErrHeaderControl, "key ": ErrHeaderSpace, "\u00a0key": ErrHeaderSpace, "schlüssel": ErrHeaderNotASCII,
	} {
		if err := CheckKey(key); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: got %v, want %v", key, err, want)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "127.0.0.1": true, "127.1.2.3": true, "::1": true,
		"": false, "localhost.example": false, "8.8.8.8": false, "10.0.0.1": false, "0.0.0.0": false, "::2": false,
	} {
		if got := IsLoopback(host); got != want {
			t.Errorf("%q: %t", host, got)
		}
	}
}
