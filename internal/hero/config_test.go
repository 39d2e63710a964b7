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
		"1001": ErrHeaderID, "1001a": nil, "practice-a1": ErrHeaderID, "practice-A1": nil,
	} {
		if err := CheckKey(key); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: got %v, want %v", key, err, want)
		}
	}
}

func TestCheckPracticeGroupID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]error{
		"1001": nil, "a_B-9": nil, strings.Repeat("a", 64): nil,
		"": ErrPracticeGroupIDForm, "10 01": ErrPracticeGroupIDForm, "1001\n": ErrPracticeGroupIDForm, strings.Repeat("a", 65): ErrPracticeGroupIDForm,
		"canary-key": ErrPracticeGroupIDKey,
	} {
		if err := CheckPracticeGroupID(id, "another-key", "canary-key"); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: got %v, want %v", id, err, want)
		}
	}
}

// A user may enter a key instead of an id, so the error does not quote it.
func TestPracticeRefusesWhatIsNoID(t *testing.T) {
	t.Parallel()
	client, err := New(Config{Endpoint: endpoint, APIKey: "canary-key"})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]error{"canary-key": ErrPracticeGroupIDKey, "canary/1": ErrPracticeGroupIDForm} {
		_, err := client.Practice(id)
		if refusal := as[*PracticeGroupIDError](t, err); !errors.Is(err, want) || refusal.Error() != "practice group id: "+want.Error() {
			t.Errorf("got %v", err)
		}
	}
	practice, err := client.Practice("1001")
	if err != nil || !practice.IsKey("canary-key") || practice.IsKey("1001") || practice.IsKey("") {
		t.Errorf("IsKey does not recognise exactly the key (%v)", err)
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
