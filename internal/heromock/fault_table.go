package heromock

import "time"

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
		{"status-401", Fault{Status: 401}},
		{"status-403", Fault{Status: 403}},
		{"status-429", Fault{Status: 429}},
		{"status-429-retry-after", Fault{Status: 429, RetryAfter: "1"}},
		{"status-500", Fault{Status: 500}},
		{"status-500-after", Fault{Status: 500, FailAfter: true}},
		{"status-502", Fault{Status: 502}},
		{"status-502-after", Fault{Status: 502, FailAfter: true}},
		{"status-503", Fault{Status: 503}},
		{"status-503-retry-after", Fault{Status: 503, RetryAfter: "1"}},
		{"status-504", Fault{Status: 504}},
		{"html", Fault{Body: htmlPage, ContentType: htmlType}},
		{"html-after", Fault{Body: htmlPage, ContentType: htmlType, FailAfter: true}},
		{"drop-before", Fault{DropBefore: true}},
		{"drop-after", Fault{DropAfter: true}},
		{"cut-body", Fault{CutBody: true}},
		{"stall", Fault{Stall: time.Minute}},
	}
}

const (
	htmlType = "text/html"
	// htmlPage is what a proxy in front of Hero might answer.
	htmlPage = "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
)
