// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// The values that are sent have sequences of letters that occur in no text of the provider.
const (
	echoKey      = "hkxqzvjw8&<Wqxz"
	echoPassword = "Pwqjzxkv&<7>"
)

func echoPatient() person {
	return person{
		"nhs_number": "999 555 1233", "dob": "1987-07-29", "first_name": "Zqebxedj", "last_name": "O'Vxqwjz", "title": "Mr", "sex": "Male",
		"mobile": "07700 900987", "landline": "01632 960987", "email": "kqjx.zvw@example.com", "address_line_1": "7 Qvxjz & Wqkz", "town": "Xwqvkj",
		"county": "Jzqwvx", "postcode": "M1 7XQ", "ehr_partner_id": "zkqjxw-44", "address_line_2": "Xjqkw Zvqx", "address_line_3": "Vqzjxk 9", "country": "Wzqxjkv", "caller": "Kzqjw Xvzq",
	}
}

// echoEncodings are the forms in which a server may repeat a request.
var echoEncodings = []func(string) string{
	func(s string) string { return s },
	func(s string) string { quoted, _ := json.Marshal(s); return string(quoted) },
	html.EscapeString,
	url.QueryEscape,
	func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	func(s string) string { return hex.EncodeToString([]byte(s)) },
	strings.ToUpper,
	func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
	func(s string) string { return s[:len(s)/2] + "\n" + s[len(s)/2:] },
	func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > 'z' {
				return -1
			}
			return r
		}, s)
	},
}

// echoServer responds with the request itself, starting with a given request of a run. Earlier requests get Hero's own responses,
// which are recorded once, so that no run changes anything.
type echoServer struct {
	mu       sync.Mutex
	hero     http.RoundTripper // set while recording
	recorded []exchange
	replayed []bool          // by index in recorded
	echoed   map[string]bool // operations
	requests int             // of this run
	after    int             // how many requests get a recorded response
	status   int
	encoding int // of echoEncodings, or silent
}

// silent is the encoding of a server that responds with the status only.
const silent = -1

type exchange struct {
	operation string
	status    int
	header    http.Header
	body      []byte
}

// begin prepares a run.
func (e *echoServer) begin(after, status, encoding int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests, e.replayed = 0, make([]bool, len(e.recorded))
	e.after, e.status, e.encoding = after, status, encoding
}

func (e *echoServer) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	operation := r.Method + " " + r.URL.EscapedPath()
	if e.hero != nil {
		return e.record(r, operation)
	}
	e.requests++
	if e.requests <= e.after {
		return e.replay(r, operation)
	}
	e.echoed[operation] = true
	return e.echo(r, body), nil
}

func (e *echoServer) record(r *http.Request, operation string) (*http.Response, error) {
	response, err := e.hero.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	e.recorded = append(e.recorded, exchange{operation, response.StatusCode, response.Header, body})
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// replay looks for the response by operation, because concurrent requests arrive in any order.
func (e *echoServer) replay(r *http.Request, operation string) (*http.Response, error) {
	for i, x := range e.recorded {
		if x.operation == operation && !e.replayed[i] {
			e.replayed[i] = true
			return &http.Response{StatusCode: x.status, Header: x.header.Clone(), Body: io.NopCloser(bytes.NewReader(x.body)), Request: r}, nil
		}
	}
	return nil, fmt.Errorf("%s was not recorded", operation)
}

func (e *echoServer) echo(r *http.Request, body []byte) *http.Response {
	header := http.Header{"Content-Type": {"application/json"}}
	if e.encoding == silent {
		header.Set("X-Request-Id", "!")
		return &http.Response{StatusCode: e.status, Header: header, Body: io.NopCloser(strings.NewReader(`{"message":"!"}`)), Request: r}
	}
	encode := echoEncodings[e.encoding]
	sent := sentValues(r, body)
	for i, name := range []string{"X-Request-Id", "Location", "Retry-After", "Server"} {
		header.Set(name, strings.ReplaceAll(encode(sent[(e.status+i)%len(sent)]), "\n", "-"))
	}
	text, _ := json.Marshal(encode(strings.Join(sent, " ")))
	issue := fmt.Sprintf(`{"code":%[1]s,"expected":%[1]s,"path":[%[1]s,0]}`, text)
	var answer string
	switch (e.status + e.encoding + e.requests) % 4 {
	case 0:
		answer = fmt.Sprintf(`{"error":true,"message":%[1]s,"login_url":%[1]s,"id":%[1]s,"patient_id":%[1]s}`, text)
	case 1:
		answer = fmt.Sprintf(`{"error":true,"message":[%s]}`, issue)
	case 2:
		header.Set("Content-Type", "text/"+encode("zqxvjk"))
		answer = "<html>" + encode(strings.Join(sent, " "))
	default:
		answer = string(text)
	}
	return &http.Response{StatusCode: e.status, Header: header, Body: io.NopCloser(strings.NewReader(answer)), Request: r}
}

// sentValues returns the texts of a request.
func sentValues(r *http.Request, body []byte) []string {
	values := []string{r.Header.Get("X-Api-Key"), string(body)}
	for _, parameters := range r.URL.Query() {
		values = append(values, parameters...)
	}
	var content any
	if json.Unmarshal(body, &content) == nil {
		values = appendTexts(values, content)
	}
	return values
}

func appendTexts(values []string, content any) []string {
	switch v := content.(type) {
	case string:
		return append(values, v)
	case map[string]any:
		for _, value := range v {
			values = appendTexts(values, value)
		}
	}
	return values
}
