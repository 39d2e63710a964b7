// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// NamedFault is a fault that matches every request, with its name in the text form.
type NamedFault struct {
	Name  string
	Doc   string // how a request ends then
	Fault Fault
}

// Faults are the ways in which a request can go wrong, one of each kind. Tests range over them and
// narrow them down by Method, Route, Count and Skip. A new fault of the mock belongs here, and then
// every such test covers it.
func Faults() []NamedFault {
	return []NamedFault{
		// Responses in Hero's own JSON, and with nothing but a status.
		{"status-401", "401 without a body", Fault{Status: 401}},
		{"status-403", "403 without a body", Fault{Status: 403}},
		{"status-408", "408 without a body", Fault{Status: 408}},
		{"status-429", "429 without a body and without a Retry-After", Fault{Status: 429}},
		{"status-429-retry-after", "429 with a Retry-After of one second", Fault{Status: 429, RetryAfter: "1"}},
		{"status-500", "500 without a body; Hero does nothing", Fault{Status: 500}},
		{"status-500-after", "500 without a body; Hero has carried out the request", Fault{Status: 500, FailAfter: true}},
		{"status-502", "502 without a body; Hero does nothing", Fault{Status: 502}},
		{"status-502-after", "502 without a body; Hero has carried out the request", Fault{Status: 502, FailAfter: true}},
		{"status-503", "503 without a body", Fault{Status: 503}},
		{"status-503-retry-after", "503 with a Retry-After of one second", Fault{Status: 503, RetryAfter: "1"}},
		{"status-504", "504 without a body; Hero does nothing", Fault{Status: 504}},
		{"json-400", "400 in Hero's own JSON", Fault{Status: 400, Body: heroBody(400)}},
		{"json-409", "409 in Hero's own JSON", Fault{Status: 409, Body: heroBody(409)}},
		{"json-422", "422 in Hero's own JSON", Fault{Status: 422, Body: heroBody(422)}},
		{"json-500", "500 in Hero's own JSON; Hero does nothing", Fault{Status: 500, Body: heroBody(500)}},
		{"json-500-after", "500 in Hero's own JSON; Hero has carried out the request", Fault{Status: 500, Body: heroBody(500), FailAfter: true}},

		// At most two requests a second.
		{"rate-limit", "more than two requests a second are refused with 429 and no Retry-After", Fault{Status: 429, PerSecond: 2}},
		{"rate-limit-retry-after", "more than two requests a second are refused with 429 and a Retry-After of one second", Fault{Status: 429, RetryAfter: "1", PerSecond: 2}},

		// A proxy in between requires a password, and Hero sees nothing.
		{"proxy-407", "407 with an HTML page, from a proxy that requires a password", Fault{Status: 407, Body: htmlPage, ContentType: htmlType}},

		// A route that is missing, and an object that Hero says is missing although it exists.
		{"no-route", "404 without a body", Fault{Status: 404}},
		{"no-route-html", "404 with an HTML page", Fault{Status: 404, Body: htmlPage, ContentType: htmlType}},
		{"not-found", "404 in Hero's own JSON, although the object exists", Fault{Status: 404, Body: heroBody(404)}},

		// Answers of another form.
		{"html", "200 with an HTML page; Hero does nothing", Fault{Body: htmlPage, ContentType: htmlType}},
		{"html-after", "200 with an HTML page; Hero has carried out the request", Fault{Body: htmlPage, ContentType: htmlType, FailAfter: true}},
		{"text", "200 with plain text; Hero does nothing", Fault{Body: "OK", ContentType: "text/plain"}},
		{"text-after", "200 with plain text; Hero has carried out the request", Fault{Body: "OK", ContentType: "text/plain", FailAfter: true}},
		{"not-utf-8", "200 with JSON that is not UTF-8; Hero has carried out the request", Fault{Body: "{\"id\":\"\xff\",\"patient_id\":\"\xff\",\"count\":1,\"data\":[{\"id\":\"\xff\"}]}", FailAfter: true}},
		{"deep-json", "200 with JSON that is nested 100,000 levels deep; Hero has carried out the request", Fault{Body: deepJSON(), FailAfter: true}},
		{"huge-json", "200 with 11 MB of JSON; Hero has carried out the request", Fault{Body: hugeJSON(), FailAfter: true}},
		{"cut-body", "the response is cut in half; Hero has carried out the request", Fault{CutBody: true}},
		{"cut-list", "half of a list, with the count of the whole list", Fault{CutList: true}},

		// No answer.
		{"drop-before", "the connection is lost before Hero receives the request", Fault{DropBefore: true}},
		{"drop-after", "the connection is lost after Hero has carried out the request", Fault{DropAfter: true}},
		{"stall", "a response that arrives after a minute", Fault{Stall: time.Minute}},

		// The effect comes after the response.
		{"late-timeout", "no response; Hero carries out the request 5 seconds later", Fault{Stall: time.Hour, Late: late}},
		{"late-drop", "the connection is lost; Hero carries out the request 5 seconds later", Fault{Late: late}},
		{"late-502-html", "502 with an HTML page; Hero carries out the request 5 seconds later", Fault{Status: 502, Body: htmlPage, ContentType: htmlType, Late: late}},
		{"late-503-json", "503 in Hero's own JSON; Hero carries out the request 5 seconds later", Fault{Status: 503, Body: heroBody(503), Late: late}},
		{"late-504", "504 without a body; Hero carries out the request 5 seconds later", Fault{Status: 504, Late: late}},
		{"late-504-html", "504 with an HTML page; Hero carries out the request 5 seconds later", Fault{Status: 504, Body: htmlPage, ContentType: htmlType, Late: late}},
		{"late-504-json", "504 in Hero's own JSON; Hero carries out the request 5 seconds later", Fault{Status: 504, Body: heroBody(504), Late: late}},
	}
}

const (
	// late is long enough for a client to look several times before the effect.
	late = 5 * time.Second

	htmlType = "text/html"
	// htmlPage is what a proxy in front of Hero might answer.
	htmlPage = "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
)

// heroBody is the general shape of Hero's errors.
func heroBody(status int) string {
	return fmt.Sprintf(`{"error":true,"statusCode":%d,"message":"Injected by the mock"}`, status)
}

// Made once: the table is read often.
var (
	deepJSON = sync.OnceValue(func() string {
		const depth = 100_000
		return `{"data":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + `}`
	})
	hugeJSON = sync.OnceValue(func() string {
		return `{"data":[],"count":0,"padding":"` + strings.Repeat("x", 11<<20) + `"}`
	})
)
