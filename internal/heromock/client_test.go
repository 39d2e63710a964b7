// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const group = "1001"

type object = map[string]any

// response is a response with its body decoded.
type response struct {
	status int
	header http.Header
	body   object
	raw    string
}

// send makes one request on a connection of its own, so that no HTTP library
// repeats it behind the test's back.
func send(t *testing.T, s *heromock.Server, method, path string, body any, change ...func(*http.Request)) (response, error) {
	t.Helper()
	return sendBy(t, s.Transport(), s, method, path, body, change...)
}

func sendBy(t *testing.T, transport http.RoundTripper, s *heromock.Server, method, path string, body any, change ...func(*http.Request)) (response, error) {
	t.Helper()
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("x-api-key", s.APIKey())
	request.Header.Set("x-practice-group-id", group)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for _, f := range change {
		f(request)
	}
	request.Close = true
	received, err := transport.RoundTrip(request)
	if err != nil {
		return response{}, err
	}
	defer func() { _ = received.Body.Close() }()
	raw, err := io.ReadAll(received.Body)
	if err != nil {
		return response{}, fmt.Errorf("reading the response: %w", err)
	}
	got := response{status: received.StatusCode, header: received.Header, raw: string(raw)}
	if json.Unmarshal(raw, &got.body) != nil {
		got.body = nil
	}
	return got, nil
}

// call makes a request, whose response must have the status.
func call(t *testing.T, s *heromock.Server, status int, method, path string, body any) response {
	t.Helper()
	got, err := send(t, s, method, path, body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if got.status != status {
		t.Fatalf("%s %s: status %d, want %d; body: %s", method, path, got.status, status, got.raw)
	}
	return got
}

// entries returns the entries of a list.
func entries(t *testing.T, r response) []object {
	t.Helper()
	data, ok := r.body["data"].([]any)
	if !ok {
		t.Fatalf("no list in %s", r.raw)
	}
	list := []object{}
	for _, entry := range data {
		o, ok := entry.(object)
		if !ok {
			t.Fatalf("an entry is not an object in %s", r.raw)
		}
		list = append(list, o)
	}
	return list
}

// pickFields returns the named fields of an object.
func pickFields(o object, names ...string) object {
	picked := object{}
	for _, name := range names {
		if value, ok := o[name]; ok {
			picked[name] = value
		}
	}
	return picked
}

func plain(o *heromock.Options) { o.Plain = true }

// patient returns a record as it is stored, or nil.
func patient(s *heromock.Server, id string) object {
	for _, record := range s.Patients(group) {
		if record["id"] == id {
			return record
		}
	}
	return nil
}
