// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// calm ends the trouble, and makes each operator apply, and follow the advice of the
// messages, until nothing is left to do.
func (s *simulation) calm() {
	s.recover()
	s.checkExtras()
	for _, o := range s.operators() {
		if len(o.config) > 0 || len(o.state) > 0 {
			o.settle()
		}
		if s.isBroken() {
			return
		}
	}
}

// checkExtras looks for objects that were created by a request after the client gave it
// up, if there is another one like them and no message has named them.
func (s *simulation) checkExtras() {
	now := s.truth()
	for _, o := range s.operators() {
		for _, kind := range []string{"patient", "webhook"} {
			for _, object := range now.all(kind) {
				id, _ := object["id"].(string)
				ours, orphan := o.created(kind, id)
				if !ours || orphan || hasInState(o.state, kind, id) || o.named(id) || o.had[id] || o.excused(kind, id) {
					continue
				}
				if ids := now.alike(kind, object); len(ids) > 1 {
					s.breaks(neverDoubled, "%s %s came of a request that was given up, and is like %s", kind, id, strings.Join(ids, ", "))
				}
			}
		}
	}
}

const (
	// mostFruitless is how many applies without progress break the invariant.
	mostFruitless = 2
	mostRounds    = 8
)

// refusals are errors that no further apply ends: somebody must change the configuration, or the object in Hero.
var refusals = []string{
	"Patient without an NHS number cannot be changed", "Missing required argument", "No such admin", "No such person in PDS",
	"Unable to update patient",          // another record has the number now
	"Hero has an equal webhook already", // with refuse_equal set
	"Hero made no new webhook",
	"Invalid ", // a value that no plan may send
	"Restricted patient cannot be changed", "NHS number has another date of birth in Hero",
}

// settle applies until a plan is empty, or until only a person can do more.
func (o *operator) settle() {
	s := o.s
	o.killAt, o.settings = moment{}, members{} // the defaults
	fruitless := 0
	var last *run
	for range mostRounds {
		last = o.apply(options{}, nil)
		s.checkRuns(last)
		o.checkReplacements(last)
		if s.isBroken() {
			return
		}
		said := last.remarks()
		if o.follow(last) {
			continue
		}
		failed := slices.ContainsFunc(said, remark.isError)
		if failed && slices.ContainsFunc(said, isRefusal) {
			return
		}
		if !failed && o.plan(options{}).isEmpty() {
			o.respell()
			return
		}
		if !failed && s.storesText() && o.storesOtherwise(last) {
			s.respelt = true
			return
		}
		if fruitless++; fruitless == mostFruitless {
			break
		}
	}
	s.breaks(settles, "without faults, two applies by %s end in no empty plan: %s", o.name, last)
}

func isRefusal(r remark) bool {
	return r.isError() && slices.ContainsFunc(refusals, func(summary string) bool { return strings.HasPrefix(r.diagnostic.Summary, summary) })
}

// storesText reports whether Hero changes the texts that it stores. Only then may a plan stay non-empty.
func (s *simulation) storesText() bool {
	return slices.ContainsFunc(s.lasting, func(name string) bool { return name == "text-title-cased" || name == "text-cut" })
}

// storesOtherwise reports whether every remaining change is one that Hero keeps undoing, and
// a warning has said so.
func (o *operator) storesOtherwise(last *run) bool {
	p := o.plan(options{})
	if p.failed {
		return false
	}
	for _, c := range p.changes {
		told := slices.ContainsFunc(last.remarks(), func(r remark) bool {
			return r.place == c.place.name && r.diagnostic.Summary == "Hero stored something else"
		})
		if c.action != doNothing && (c.action != doUpdate || !told) {
			return false
		}
	}
	return true
}

// checkReplacements looks for a replacement of an object that is as configured.
func (o *operator) checkReplacements(r *run) {
	for _, c := range r.plan.changes {
		if c.action != doReplace || c.prior.tainted || !sameVariant(r.applied[c.place.name], c.variant) {
			continue
		}
		record := r.plan.before.object(c.place.object, c.prior.id())
		if record != nil && len(fieldsOff(c.place.wanted(c.variant), record)) == 0 {
			o.s.breaks(settles, "%s %s is replaced, although it is as configured", c.place.object, c.prior.id())
		}
	}
}

// follow does what the messages advise, and reports whether there was something to do.
func (o *operator) follow(last *run) bool {
	done := false
	for _, r := range last.remarks() {
		place := placeNamed(r.place)
		if place == nil {
			continue
		}
		forget := strings.Contains(r.diagnostic.Detail, "terraform state rm <address>")
		if o.state[r.place] != nil && (forget || last.plan.state[r.place] == nil) { // the latter is what terraform apply -refresh-only does
			state := maps.Clone(o.state)
			delete(state, r.place)
			o.hold(state)
			done = true
		}
		if o.state[r.place] != nil {
			continue
		}
		id := adviceIn([]*tfprotov6.Diagnostic{r.diagnostic})
		if r.diagnostic.Summary == "A webhook may exist that Terraform does not know" {
			for _, like := range o.s.truth().alike(place.object, place.described(o.config[place.name])) {
				if !hasInState(o.s.us.state, place.object, like) && !hasInState(o.s.them.state, place.object, like) {
					id = place.group() + "/" + like
				}
			}
		}
		if id != "" && o.importID(place, id) {
			done = true
		}
	}
	return done
}

func (r *run) String() string {
	var parts []string
	for _, c := range r.plan.changes {
		if c.action != doNothing {
			parts = append(parts, c.action+" "+c.place.name)
		}
	}
	for _, m := range r.remarks() {
		parts = append(parts, m.place+": "+m.diagnostic.Summary)
	}
	return strings.Join(parts, "; ")
}

var adviceToImport = regexp.MustCompile(`terraform import <address> ([0-9]+/[0-9A-Za-z_]+)`)

// adviceIn returns the id that an error says to import, or "".
func adviceIn(diagnostics []*tfprotov6.Diagnostic) string {
	for _, d := range diagnostics {
		if match := adviceToImport.FindStringSubmatch(d.Detail); match != nil && d.Severity == tfprotov6.DiagnosticSeverityError {
			return match[1]
		}
	}
	return ""
}
