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

// request is what a caller asks of Hero; it may take several attempts.
type request struct {
	method string
	route  string
	// id fills {id} in the route.
	id string
	// path is sent instead of the route, for a request of the user's own.
	path  string
	query url.Values
	// body is encoded as JSON; nil sends none.
	body any
	// repeatable says that sending the request twice has the same effect as sending it once.
	repeatable bool
	// emptyResponse says that a response without a body is as good as one with.
	emptyResponse bool
}

func get(route string) request {
	return request{method: http.MethodGet, route: route, repeatable: true}
}

// aboutPatients reports a request whose responses and refusals may quote a patient's record. Of a route that this package does
// not know only those are left out that are known to be about the practice alone.
func (r request) aboutPatients() bool {
	if r.path != "" {
		return !isPracticeRoute(r.route)
	}
	return isPatientRoute(r.route)
}

// message is a request in the form in which each attempt sends it.
type message struct {
	request
	url     string
	content []byte
	header  http.Header
	// secrets are all keys of the client.
	secrets []string
	// fields are the names of the fields of all requests of this package.
	fields map[string]bool
}

// targetHost is the one that the request is for.
func (m *message) targetHost() string {
	target, err := url.Parse(m.url)
	if err != nil {
		return ""
	}
	return target.Host
}

// httpRequest makes the request of one attempt.
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

// checkID refuses ids that would make a path of another route.
func checkID(id string) error {
	switch {
	case id == "" || id == "." || id == "..":
		return errors.New("the id is empty or no id")
	case strings.ContainsFunc(id, unicode.IsControl):
		return errors.New("the id holds a control character")
	}
	return nil
}

// clean makes Hero's words fit to be shown: printable, short, without anything that was sent, and without any key of the client's.
func (m *message) clean(words string, limit int) string {
	// Only the beginning will be shown, and a page can be large.
	const enough = 64 << 10
	values := m.values()
	words = redact(words[:min(len(words), enough)], values)
	// Once more: what is not printable may have kept a value from being recognised.
	return printable(redact(printable(words, enough), values), limit)
}

// cleanStep is clean for a step of a path to a refused member. A member's name stays as it is even where somebody has sent it
// for a value, such as "Town": it leads to the attribute that is wrong.
func (m *message) cleanStep(step string) string {
	if m.fields[step] || m.names()[step] {
		return step
	}
	return m.clean(step, 100)
}

// names are those of the members that go out with a request.
func (m *message) names() map[string]bool {
	names := map[string]bool{}
	var body any
	if json.Unmarshal(m.content, &body) == nil {
		addNames(names, body)
	}
	return names
}

// values lists every text that goes out with a request, and every key, of whichever practice group.
func (m *message) values() []string {
	values := slices.Concat(m.secrets, []string{m.id}, m.idsInPath())
	for _, parameters := range m.query {
		values = append(values, parameters...)
	}
	var body any
	if json.Unmarshal(m.content, &body) == nil {
		values = appendTexts(values, body)
	}
	return values
}

// idsInPath are the steps of a path of the user's own that its route does not show, as they are written and as they are meant.
func (m *message) idsInPath() []string {
	var ids []string
	route := strings.Split(m.route, "/")
	for i, step := range strings.Split(m.path, "/") {
		if m.path == "" || route[i] != "{id}" {
			continue
		}
		ids = append(ids, step)
		if meant, err := url.PathUnescape(step); err == nil && meant != step {
			ids = append(ids, meant)
		}
	}
	return ids
}
