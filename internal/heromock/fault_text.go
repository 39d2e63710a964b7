package heromock

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FaultSyntax explains the text form of a fault to people.
const FaultSyntax = `METHOD ROUTE [setting...], for instance
  POST /v1/patients/register status=429 retry-after=1 count=2
  GET /v1/patients/{id} html
  * * drop-after probability=0.1
METHOD and ROUTE may be *. Settings:
  status=CODE retry-after=TEXT body=TEXT content-type=TYPE html
  fail-after drop-before drop-after cut-body stall=DURATION
  count=N skip=N probability=SHARE`

// htmlPage is what a proxy in front of Hero might answer.
const htmlPage = "<!DOCTYPE html><html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"

// ParseFault reads the text form of a fault, see FaultSyntax.
func ParseFault(s string) (Fault, error) {
	words := strings.Fields(s)
	if len(words) < 3 {
		return Fault{}, errors.New("a fault needs a method, a route and a setting")
	}
	f := Fault{Method: unlessAny(strings.ToUpper(words[0])), Route: unlessAny(words[1])}
	for _, word := range words[2:] {
		name, value, _ := strings.Cut(word, "=")
		if err := f.set(name, value); err != nil {
			return Fault{}, fmt.Errorf("setting %q of a fault: %w", word, err)
		}
	}
	if f.Probability < 0 || f.Probability > 1 {
		return Fault{}, errors.New("the probability of a fault is a share between 0 and 1")
	}
	return f, nil
}

func unlessAny(s string) string {
	if s == "*" {
		return ""
	}
	return s
}

func (f *Fault) set(name, value string) (err error) {
	switch name {
	case "status":
		f.Status, err = strconv.Atoi(value)
		if err == nil && (f.Status < 200 || f.Status > 599) {
			err = errors.New("not an HTTP status that ends a request")
		}
	case "retry-after":
		f.RetryAfter = value
	case "body":
		f.Body = value
	case "content-type":
		f.ContentType = value
	case "html":
		f.Body, f.ContentType = htmlPage, "text/html"
	case "fail-after":
		f.FailAfter = true
	case "drop-before":
		f.DropBefore = true
	case "drop-after":
		f.DropAfter = true
	case "cut-body":
		f.CutBody = true
	case "stall":
		f.Stall, err = time.ParseDuration(value)
	case "count":
		f.Count, err = strconv.Atoi(value)
	case "skip":
		f.Skip, err = strconv.Atoi(value)
	case "probability":
		f.Probability, err = strconv.ParseFloat(value, 64)
	default:
		err = errors.New("there is no such setting")
	}
	return err
}
