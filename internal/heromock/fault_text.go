package heromock

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FaultSyntax explains the text form of a fault to people.
func FaultSyntax() string {
	var names []string
	for _, named := range Faults() {
		names = append(names, named.Name)
	}
	return faultSettings + strings.Join(names, "\n  ")
}

const faultSettings = `METHOD ROUTE [setting...], for instance
  POST /v1/patients/register status=429 retry-after=1 count=2
  GET /v1/patients/{id} html
  * * drop-after probability=0.1
METHOD and ROUTE may be *. Settings:
  status=CODE retry-after=TEXT body=TEXT content-type=TYPE
  fail-after stall=DURATION late=DURATION
  count=N skip=N probability=SHARE per-second=N
and the names of whole faults:
  `

// ParseFault reads the text form of a fault, see FaultSyntax.
func ParseFault(s string) (Fault, error) {
	words := strings.Fields(s)
	if len(words) < 3 {
		return Fault{}, errors.New("a fault needs a method, a route and a setting")
	}
	f := Fault{Method: unlessAny(strings.ToUpper(words[0])), Route: unlessAny(words[1])}
	for _, word := range words[2:] {
		if err := f.set(word); err != nil {
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

func (f *Fault) set(word string) (err error) {
	for _, named := range Faults() {
		if named.Name == word {
			f.add(named.Fault)
			return nil
		}
	}
	name, value, _ := strings.Cut(word, "=")
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
	case "fail-after":
		f.FailAfter = true
	case "stall":
		f.Stall, err = time.ParseDuration(value)
	case "late":
		f.Late, err = time.ParseDuration(value)
	case "count":
		f.Count, err = strconv.Atoi(value)
	case "skip":
		f.Skip, err = strconv.Atoi(value)
	case "per-second":
		f.PerSecond, err = strconv.Atoi(value)
	case "probability":
		f.Probability, err = strconv.ParseFloat(value, 64)
	default:
		err = errors.New("there is no such setting")
	}
	return err
}

// add lays what another fault does over what f does.
func (f *Fault) add(other Fault) {
	f.Status = cmp.Or(other.Status, f.Status)
	f.RetryAfter = cmp.Or(other.RetryAfter, f.RetryAfter)
	f.Body = cmp.Or(other.Body, f.Body)
	f.ContentType = cmp.Or(other.ContentType, f.ContentType)
	f.FailAfter = cmp.Or(other.FailAfter, f.FailAfter)
	f.DropBefore = cmp.Or(other.DropBefore, f.DropBefore)
	f.DropAfter = cmp.Or(other.DropAfter, f.DropAfter)
	f.CutBody = cmp.Or(other.CutBody, f.CutBody)
	f.CutList = cmp.Or(other.CutList, f.CutList)
	f.Stall = cmp.Or(other.Stall, f.Stall)
	f.Late = cmp.Or(other.Late, f.Late)
	f.PerSecond = cmp.Or(other.PerSecond, f.PerSecond)
}
