// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// The values that are sent have sequences of letters that occur in no text of the provider.
const (
	echoKey      = "hkxqzvjw8Wqxz"
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

// echoServer responds with the request itself while it has a status.
type echoServer struct {
	next     http.RoundTripper
	status   atomic.Int64
	encoding atomic.Int64
	answered atomic.Int64
	silent   atomic.Bool // responds with the status only
}

func (e *echoServer) RoundTrip(r *http.Request) (*http.Response, error) {
	status := int(e.status.Load())
	if status == 0 {
		return e.next.RoundTrip(r)
	}
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	n := int(e.answered.Add(1))
	header := http.Header{"Content-Type": {"application/json"}}
	if e.silent.Load() {
		header.Set("X-Request-Id", "!")
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(`{"message":"!"}`)), Request: r}, nil
	}
	encode := echoEncodings[int(e.encoding.Load())%len(echoEncodings)]
	sent := sentValues(r, body)
	for i, name := range []string{"X-Request-Id", "Location", "Retry-After", "Server"} {
		header.Set(name, strings.ReplaceAll(encode(sent[(n+i)%len(sent)]), "\n", "-"))
	}
	text, _ := json.Marshal(encode(strings.Join(sent, " ")))
	issue := fmt.Sprintf(`{"code":%[1]s,"expected":%[1]s,"path":[%[1]s,0]}`, text)
	var answer string
	switch n % 4 {
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
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
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
