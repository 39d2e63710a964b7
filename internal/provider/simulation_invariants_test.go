// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The invariants must hold after each step, whatever Hero, the network and other
// people do.
const (
	// If two objects are alike and one is not in the state, a message has told whoever made the other its id.
	neverDoubled = "never doubled"
	// A write changes no field that is not configured, and changes an object that was not in the state only where the plan has named it.
	neverOverwritten = "never overwritten"
	// The state has, and a destroy deletes, only objects that the operator's own requests have created, or that were imported or adopted.
	neverTaken = "never taken or deleted"
	// An object that Hero still has stays in the state, unless a destroy only forgets it.
	neverLost = "never lost"
	// A value is sent without invisible characters, without blanks at its ends, and without a second value in it.
	sentClean = "sent clean"
	// If no message says otherwise, Hero holds what is configured.
	neverQuiet = "never quiet"
	// Without faults, two applies lead to an empty plan, and no plan replaces an object that is as configured.
	settles = "settles"
	// Each call ends in time, and without too many requests.
	bounded = "bounded"
	// No message contains a key or a patient's value.
	nothingSecret = "nothing secret"
	// Each error says what to do.
	wayOut = "a way out"
	// Terraform accepts the responses, and Hero's contract allows the requests.
	answersTerraform = "answers Terraform"
)

// The bounds. A call may send each request as often as max_retries says, each for as long as request_timeout says, and looks for
// the effect of a lost create for as long again. Pauses after too many requests come on top; a run, that is a plan and its apply,
// has one budget for them. There are waits between requests.
const (
	mostThrottled = 15 * time.Minute
	longestTurn   = 2 * time.Minute // of a call without a refusal, while Hero refuses requests of other calls
	burst         = 40              // requests that a call may make on top of one a second
)

func (p *process) withinBounds(call string, took time.Duration, requests int) {
	retries, isSet := p.operator.settings["max_retries"].(int)
	if !isSet {
		retries = 4
	}
	timeout, err := time.ParseDuration(fmt.Sprint(p.operator.settings["request_timeout"]))
	if err != nil {
		timeout = 30 * time.Second
	}
	window := max(timeout, 15*time.Second)
	if longest := mostThrottled + time.Duration(retries+2)*(timeout+2*window); took > longest {
		p.s.breaks(bounded, "%s takes %s", call, took)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if took > longestTurn && p.refusals[call] == 0 && p.throttled > 0 && !p.lost {
		p.s.breaks(bounded, "%s waits %s for others", call, took)
	}
	if most := burst + int(took.Seconds()); requests > most {
		p.s.breaks(bounded, "%s makes %d requests in %s", call, requests, took)
	}
}

// secrets are values that no message may contain: patients' values, and keys.
var secrets = sync.OnceValue(func() []string {
	list := []string{"mock-api-key", "key-by-hand", "pw-77f0e2", "pw-c41d09", "Irisöldé", "Tracewell", "Kettleshire", "Correctington", "Survivora", "Mergelton"}
	for _, p := range allPlaces() {
		if p.object == "practice group" || p.object == "admin" {
			continue
		}
		for _, variant := range p.variants {
			for name, value := range flat(variant) {
				text, isText := value.(string)
				switch {
				case name == "headers":
					list = append(list, headersIn(value)["X-Token"])
				case isText && !slices.Contains([]string{"practice_group_id", "title", "sex"}, name) && (p.object == "patient" || name == "signing_key_wo"):
					list = append(list, text)
				}
			}
		}
	}
	for i, text := range list {
		list[i] = lettersOf(text)
	}
	list = slices.DeleteFunc(list, func(text string) bool { return len(text) < 5 }) // "n/k" is part of other words
	slices.Sort(list)
	return slices.Compact(list)
})

// lettersOf returns what all spellings of a text have in common: its letters and digits.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFC.String(text))
}

func (s *simulation) nothingSecret(r remark) {
	summary, detail := lettersOf(r.diagnostic.Summary), lettersOf(r.diagnostic.Detail)
	for _, secret := range secrets() {
		if strings.Contains(summary, secret) || strings.Contains(detail, secret) {
			s.breaks(nothingSecret, "a message of %s of %s has %q: %s", r.call, r.place, secret, r.diagnostic.Summary)
		}
	}
}

var wordOfAdvice = regexp.MustCompile(`(?i)\b(again|import|correct|check|ask|set|look|required|make|lists|write|give|accepts one of)\b`)

func (s *simulation) hasWayOut(r remark) {
	if r.isError() && (r.diagnostic.Summary == "" || !wordOfAdvice.MatchString(r.diagnostic.Detail)) {
		s.breaks(wayOut, "an error of %s of %s does not say what to do: %s: %s", r.call, r.place, r.diagnostic.Summary, r.diagnostic.Detail)
	}
}

// named reports whether one of the operator's messages contains an id.
func (o *operator) named(id string) bool {
	return slices.ContainsFunc(o.said, func(r remark) bool {
		return hasWord(r.diagnostic.Summary, id) || hasWord(r.diagnostic.Detail, id)
	})
}

func hasWord(text, word string) bool {
	inWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	for i := strings.Index(text, word); i >= 0; {
		before, after := text[:i], text[i+len(word):]
		if !strings.ContainsFunc(before[max(0, len(before)-1):], inWord) && !strings.ContainsFunc(after[:min(1, len(after))], inWord) {
			return true
		}
		next := strings.Index(text[i+1:], word)
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// hasInState reports whether a state has an id at any address.
func hasInState(state map[string]*slot, kind, id string) bool {
	for name, held := range state {
		if placeNamed(name).object == kind && slices.ContainsFunc(append(held.deposed, held.current), func(h *holding) bool { return h.id() == id }) {
			return true
		}
	}
	return false
}

// by reports whether an effect is of one of the operator's requests.
func (o *operator) by(e effect) bool {
	return strings.HasPrefix(e.Request.UserAgent, "Terraform/"+o.name+" ")
}

// created reports whether the operator's requests have created an object, and whether
// that was in an apply that was killed.
func (o *operator) created(kind, id string) (created, orphan bool) {
	at, created := o.creation(kind, id)
	return created, created && slices.ContainsFunc(o.runs, func(r *run) bool { return r.killed && r.covers(at) })
}

// creation returns when the operator sent the request that created an object.
func (o *operator) creation(kind, id string) (at time.Time, created bool) {
	for _, e := range o.s.effectsSince(0) {
		if e.Kind == heromock.Created && e.Object == kind && e.ID == id && o.by(e) {
			return e.Request.Time, true
		}
	}
	return at, false
}

// excused reports whether the run that created an object has said that there may be one that it could not look for.
func (o *operator) excused(kind, id string) bool {
	at, created := o.creation(kind, id)
	return created && slices.ContainsFunc(o.runs, func(r *run) bool { return r.covers(at) && r.leavesOpen(kind) })
}

func (r *run) covers(at time.Time) bool { return at.After(r.existed.at) && !at.After(r.ended) }

// checkRefresh checks how a plan's refresh has changed the state.
func (s *simulation) checkRefresh(o *operator, p *plan) {
	for name, held := range o.state {
		place, id := placeNamed(name), held.current.id()
		record := p.before.object(place.object, id)
		refreshed := p.state[name]
		switch {
		case held.current == nil:
		case refreshed == nil || refreshed.current == nil:
			if record != nil {
				s.breaks(neverLost, "a refresh takes %s %s out of the state, and Hero has it", place.object, id)
			}
		case place.object == "patient" && refreshed.current != held.current:
			for _, field := range []string{"first_name", "nhs_number", "dob"} {
				changed := !sameField(field, refreshed.current.text(field), held.current.text(field))
				if changed && !sameField(field, refreshed.current.text(field), record[field]) && refreshed.current.text(field) != "" {
					s.breaks(neverTaken, "a refresh describes another record as patient %s", id)
				}
			}
		}
	}
}

// neutral are warnings that say nothing about the result of a write.
var neutral = []string{
	"Patient record stays in Hero", "The old patient record stays in Hero", "Practice group settings stay in Hero", "Prescriber settings stay in Hero",
	"Existing settings of practice group", "Existing prescriber settings", "The new webhook will", "The signing key stays with the webhook",
	"Headers are masked",
}

// isWord reports whether a message tells the operator something about the outcome.
func (r remark) isWord() bool {
	return !slices.ContainsFunc(neutral, func(summary string) bool { return strings.HasPrefix(r.diagnostic.Summary, summary) })
}

// wordAt reports whether a message tells the operator something about the outcome at a place.
func (r *run) wordAt(place string) bool {
	return slices.ContainsFunc(r.remarks(), func(m remark) bool { return m.place == place && m.isWord() })
}
