// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// request is what a caller wants from Hero. It can take several attempts.
type request struct {
	method string
	route  string
	// id fills {id} in the route.
	id string
	// path replaces the route in a request that a user writes.
	path  string
	query url.Values
	// body is encoded as JSON; nil sends none.
	body any
	// repeatable: sending the request twice has the same effect as sending it once.
	repeatable bool
	// creates: after a success of any form, sending the request again could make a second object.
	creates bool
	// emptyResponse: a response without a body is a success too.
	emptyResponse bool
}

func get(route string) request {
	return request{method: http.MethodGet, route: route, repeatable: true}
}

// aboutPatients reports that a response or a refusal may quote a patient's record. An unknown route may, unless it is known to
// be about the practice alone.
func (r request) aboutPatients() bool {
	if r.path != "" {
		return !isPracticeRoute(r.route)
	}
	return isPatientRoute(r.route)
}

// message is a request as each attempt sends it.
type message struct {
	request
	// practice is the id of the practice group that the request is for.
	practice string
	url      string
	content  []byte
	header   http.Header
	// secrets are the API keys of the client, all of them.
	secrets []string
	// knownFields are the field names in the requests of this package.
	knownFields map[string]bool
}

func (m *message) targetHost() string {
	target, err := url.Parse(m.url)
	if err != nil {
		return ""
	}
	return target.Host
}

// httpRequest returns a new request for one attempt.
func (m *message) httpRequest(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if m.content != nil {
		body = bytes.NewReader(m.content)
	}
	httpRequest, err := http.NewRequestWithContext(ctx, m.method, m.url, body)
	if err != nil {
		return nil, err
	}
	httpRequest.Header = m.header.Clone()
	return httpRequest, nil
}

// checkID refuses an id that would turn the path into that of another route.
func checkID(id string) error {
	switch {
	case id == "" || id == "." || id == "..":
		return errors.New("the id is empty or no id")
	case strings.ContainsFunc(id, unicode.IsControl):
		return errors.New("the id holds a control character")
	}
	return nil
}

// clean makes a text from Hero safe to show: printable, short, without any value that was sent and without any API key.
func (m *message) clean(text string, limit int) string {
	// A page can be large, and only its beginning is shown.
	const enough = 64 << 10
	values := m.values()
	text = redact(text[:min(len(text), enough)], values)
	// Twice, because an unprintable character can hide a value from the first pass.
	return printable(redact(printable(text, enough), values), limit)
}

// cleanPathPart cleans a part of the path to a refused field. A field name stays, even if it was also sent as a value ("Town"):
// it leads to the attribute that is wrong.
func (m *message) cleanPathPart(part string) string {
	if m.knownFields[part] || m.fieldNames()[part] {
		return part
	}
	return m.clean(part, 100)
}

// fieldNames are the names of the fields that the request sends.
func (m *message) fieldNames() map[string]bool {
	names := map[string]bool{}
	var body any
	if json.Unmarshal(m.content, &body) == nil {
		addFieldNames(names, body)
	}
	return names
}

// values are the strings that the request sends, and the API keys of all practice groups.
func (m *message) values() []string {
	values := slices.Concat(m.secrets, []string{m.id}, m.pathIDs())
	for _, parameters := range m.query {
		values = append(values, parameters...)
	}
	var body any
	if json.Unmarshal(m.content, &body) == nil {
		values = appendStrings(values, body)
	}
	return values
}

// pathIDs are the segments of a user's path that its route replaces by {id}, as written and as decoded.
func (m *message) pathIDs() []string {
	var ids []string
	route := strings.Split(m.route, "/")
	for i, segment := range strings.Split(m.path, "/") {
		if m.path == "" || route[i] != "{id}" {
			continue
		}
		ids = append(ids, segment)
		if decoded, err := url.PathUnescape(segment); err == nil {
			ids = append(ids, decoded)
		}
	}
	return ids
}
