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

// answer is what came back for a request.
type answer struct {
	status int
	header http.Header
	body   object
	raw    string
}

// send makes one request on a connection of its own, so that no HTTP library
// repeats it behind the test's back.
func send(t *testing.T, s *heromock.Server, method, path string, body any, change ...func(*http.Request)) (answer, error) {
	t.Helper()
	return sendBy(t, s.Transport(), s, method, path, body, change...)
}

func sendBy(t *testing.T, transport http.RoundTripper, s *heromock.Server, method, path string, body any, change ...func(*http.Request)) (answer, error) {
	t.Helper()
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(text)
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
	response, err := transport.RoundTrip(request)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, fmt.Errorf("reading the answer: %w", err)
	}
	got := answer{status: response.StatusCode, header: response.Header, raw: string(raw)}
	if json.Unmarshal(raw, &got.body) != nil {
		got.body = nil
	}
	return got, nil
}

// call makes a request that is answered, and checks the status.
func call(t *testing.T, s *heromock.Server, status int, method, path string, body any) answer {
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

// entries are the entries of a list answer.
func entries(t *testing.T, a answer) []object {
	t.Helper()
	data, ok := a.body["data"].([]any)
	if !ok {
		t.Fatalf("no list in %s", a.raw)
	}
	list := []object{}
	for _, entry := range data {
		o, ok := entry.(object)
		if !ok {
			t.Fatalf("an entry is no object in %s", a.raw)
		}
		list = append(list, o)
	}
	return list
}

// members picks the named members of an object.
func members(o object, names ...string) object {
	picked := object{}
	for _, name := range names {
		if value, ok := o[name]; ok {
			picked[name] = value
		}
	}
	return picked
}

func plain(o *heromock.Options) { o.Plain = true }

// patient is a record as it is stored, nil when there is none.
func patient(s *heromock.Server, id string) object {
	for _, record := range s.Patients(group) {
		if record["id"] == id {
			return record
		}
	}
	return nil
}
