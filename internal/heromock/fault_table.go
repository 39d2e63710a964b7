// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// NamedFault is a fault that matches every request, under the name by which the
// text form knows it.
type NamedFault struct {
	Name  string
	Fault Fault
}

// Faults are the ways for a request to go wrong, one of each kind, for tests to
// range over and to narrow down by Method, Route, Count and Skip. A fault that
// the mock learns has its place here, and every such test has it too.
func Faults() []NamedFault {
	return []NamedFault{
		// An end with Hero's own word, and with no more than a status.
		{"status-401", Fault{Status: 401}},
		{"status-403", Fault{Status: 403}},
		{"status-408", Fault{Status: 408}},
		{"status-429", Fault{Status: 429}},
		{"status-429-retry-after", Fault{Status: 429, RetryAfter: "1"}},
		{"status-500", Fault{Status: 500}},
		{"status-500-after", Fault{Status: 500, FailAfter: true}},
		{"status-502", Fault{Status: 502}},
		{"status-502-after", Fault{Status: 502, FailAfter: true}},
		{"status-503", Fault{Status: 503}},
		{"status-503-retry-after", Fault{Status: 503, RetryAfter: "1"}},
		{"status-504", Fault{Status: 504}},
		{"json-400", Fault{Status: 400, Body: heroBody(400)}},
		{"json-409", Fault{Status: 409, Body: heroBody(409)}},
		{"json-422", Fault{Status: 422, Body: heroBody(422)}},
		{"json-500", Fault{Status: 500, Body: heroBody(500)}},
		{"json-500-after", Fault{Status: 500, Body: heroBody(500), FailAfter: true}},

		// At most two requests a second.
		{"rate-limit", Fault{Status: 429, PerSecond: 2}},
		{"rate-limit-retry-after", Fault{Status: 429, RetryAfter: "1", PerSecond: 2}},

		// A route that is missing, and an object that is said to be and is not.
		{"no-route", Fault{Status: 404}},
		{"no-route-html", Fault{Status: 404, Body: htmlPage, ContentType: htmlType}},
		{"not-found", Fault{Status: 404, Body: heroBody(404)}},

		// Answers of another form.
		{"html", Fault{Body: htmlPage, ContentType: htmlType}},
		{"html-after", Fault{Body: htmlPage, ContentType: htmlType, FailAfter: true}},
		{"text", Fault{Body: "OK", ContentType: "text/plain"}},
		{"text-after", Fault{Body: "OK", ContentType: "text/plain", FailAfter: true}},
		{"not-utf-8", Fault{Body: "{\"id\":\"\xff\",\"patient_id\":\"\xff\",\"count\":1,\"data\":[{\"id\":\"\xff\"}]}", FailAfter: true}},
		{"deep-json", Fault{Body: deepJSON(), FailAfter: true}},
		{"huge-json", Fault{Body: hugeJSON(), FailAfter: true}},
		{"cut-body", Fault{CutBody: true}},
		{"cut-list", Fault{CutList: true}},

		// No answer.
		{"drop-before", Fault{DropBefore: true}},
		{"drop-after", Fault{DropAfter: true}},
		{"stall", Fault{Stall: time.Minute}},

		// An effect after the end.
		{"late-timeout", Fault{Stall: time.Hour, Late: late}},
		{"late-drop", Fault{Late: late}},
		{"late-502-html", Fault{Status: 502, Body: htmlPage, ContentType: htmlType, Late: late}},
		{"late-503-json", Fault{Status: 503, Body: heroBody(503), Late: late}},
		{"late-504", Fault{Status: 504, Late: late}},
		{"late-504-html", Fault{Status: 504, Body: htmlPage, ContentType: htmlType, Late: late}},
		{"late-504-json", Fault{Status: 504, Body: heroBody(504), Late: late}},
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
