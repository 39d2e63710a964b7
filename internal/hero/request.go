// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
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
	// creates: after any success, sending the request again could make a second object.
	creates bool
	// emptyResponse: a response without a body is a success too.
	emptyResponse bool
	// looked is when the client last looked at what the request would change, or zero for a request without a look.
	looked time.Time
	// lookAgain looks once more and returns the body that fits what Hero has by then. It is called when a pause, a queue or a
	// retry came between the look and the request. Its error ends the request.
	lookAgain func(context.Context) (body any, err error)
}

// recentLook is how old a look may be when the request leaves. Hero has no conditional writes, so a change that somebody else makes
// within this time goes unseen.
const recentLook = 5 * time.Second

// maxLooks is how often a request looks again. If Hero, or the rate limit, lets so few requests through that every look gets too
// old, the request fails.
const maxLooks = 5

// lookRest is how much longer a write waits after each look, from the second one on. The last wait is shorter than recentLook.
const lookRest = time.Second

// errNothingToSend ends an update that a look has left without a field, because Hero already has what the update would store.
var errNothingToSend = errors.New("nothing is left to send")

// afterLook returns a request for a caller who has just looked at what it would change. Without lookAgain, nobody has.
func afterLook[T any](r request, lookAgain func(context.Context) (T, error)) request {
	if lookAgain != nil {
		r.looked = time.Now()
		r.lookAgain = func(ctx context.Context) (any, error) { return lookAgain(ctx) }
	}
	return r
}

func get(route string) request {
	return request{method: http.MethodGet, route: route, repeatable: true}
}

// mayQuote reports whether Hero's words are safe to show: nothing was sent but the key and a page number, on a route of
// the practice.
func (r request) mayQuote() bool {
	for name, values := range r.query {
		if (name != "page_index" && name != "page_size") || !pageNumber.MatchString(strings.Join(values, ",")) {
			return false
		}
	}
	return r.method == http.MethodGet && r.body == nil && quotable[r.route] && (r.path == "" || r.path == r.route)
}

var pageNumber = regexp.MustCompile(`^[0-9]{1,5}$`)

// message is a request as each attempt sends it.
type message struct {
	request
	// practice is the id of the practice group that the request is for.
	practice string
	url      string
	content  []byte
	header   http.Header
	// looks counts how often the client has looked again.
	looks int
	// secrets are all of the client's API keys.
	secrets []string
	// knownFields are the names of the fields in the requests of this package.
	knownFields map[string]bool
}

// encode sets the body of the request.
func (m *message) encode(body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		// The error of the encoder can quote the value.
		return fmt.Errorf("%s %s: the request cannot be encoded as JSON", m.method, m.route)
	}
	m.content = content
	m.header.Set("Content-Type", "application/json")
	return nil
}

// looksOldIn reports whether the last look will be too old after a wait.
func (m *message) looksOldIn(wait time.Duration) bool {
	return m.lookAgain != nil && time.Since(m.looked)+wait > recentLook
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

// checkID refuses an id that would make the path lead to another route.
func checkID(id string) error {
	switch {
	case id == "" || id == "." || id == "..":
		return errors.New("an id cannot be empty, . or ..; use the id that Hero has for the object")
	case strings.ContainsFunc(id, unicode.IsControl):
		return errors.New("an id cannot have a line break or another control character in it; use the id that Hero has for the object")
	}
	return nil
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

// pathIDs are the segments of a user's path for which its route has {id}, as written and as decoded.
func (m *message) pathIDs() []string {
	var ids []string
	route := strings.Split(m.route, "/")
	for i, segment := range strings.Split(m.path, "/") {
		if route[i] != "{id}" {
			continue
		}
		ids = append(ids, segment)
		if decoded, err := url.PathUnescape(segment); err == nil {
			ids = append(ids, decoded)
		}
	}
	return ids
}
