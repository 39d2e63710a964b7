// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// drawing draws a random scenario.
type drawing struct {
	*rand.Rand
	places []*place
	// allowed says which traits, faults and actions of people may be drawn.
	allowed func(name string) bool
	events  []event
}

// draw makes a scenario from a seed: rounds of a few changes and a command.
func draw(seed uint64, allowed func(string) bool) []event {
	d := &drawing{Rand: rand.New(rand.NewPCG(seed, 7)), allowed: allowed} //nolint:gosec // random numbers for a test
	for _, i := range d.Perm(len(simulatedPlaces()))[:1+d.IntN(3)] {
		d.places = append(d.places, simulatedPlaces()[i])
	}
	for _, p := range d.places {
		if p.name == "held" && d.IntN(4) > 0 {
			d.hold(p)
			continue
		}
		d.add("us", "configure", p.name, d.variant(p))
	}
	for range 2 + d.IntN(3) {
		for range d.IntN(4) {
			d.change()
		}
		d.command()
	}
	return d.events
}

func (d *drawing) add(who, does, what, how string) {
	d.events = append(d.events, event{who, does, what, how})
}

func one[T any](d *drawing, from ...T) T { return from[d.IntN(len(from))] }

// choice is something to draw, with its weight.
type choice struct {
	weight int
	draw   func()
}

func (d *drawing) choose(from ...choice) {
	total := 0
	for _, c := range from {
		total += c.weight
	}
	chosen := d.IntN(total)
	for _, c := range from {
		if chosen -= c.weight; chosen < 0 {
			c.draw()
			return
		}
	}
}

func (d *drawing) change() {
	d.choose(
		choice{12, d.configure},
		choice{5, func() { d.add("us", "remove", one(d, d.places...).name, "") }},
		choice{3, func() { d.add("us", "import", one(d, d.places...).name, "") }},
		choice{1, func() { d.add("us", "lose the state", "", "") }},
		choice{2, func() { d.add("us", "are killed", "", d.moment()) }},
		choice{2, func() { d.add("us", "set", "request_timeout", one(d, "5s", "30s", "60s")) }},
		choice{12, d.trait},
		choice{10, d.fault},
		choice{3, func() { d.add("hero", "recovers", "", "") }},
		choice{4, func() { d.add("time", "passes", one(d, "1s", "10s", "1m", "10m"), "") }},
		choice{12, d.person},
		choice{6, func() { p := one(d, d.places...); d.add("them", "configure", p.name, d.variant(p)) }},
	)
}

func (d *drawing) command() {
	d.choose(
		choice{20, func() { d.add("us", "apply", d.target(), d.flags()) }},
		choice{2, func() { d.add("us", "plan", "", "") }},
		choice{4, func() {
			d.add("us", "plan", "", "")
			d.change()
			d.add("us", "apply the plan", "", one(d, "", "parallel"))
		}},
		choice{2, func() { d.add("them", "apply", one(d, d.places...).name, "") }},
		choice{3, d.race},
	)
}

// variant draws a variant, half of the time in a spelling that people or their programs use.
func (d *drawing) variant(p *place) string {
	variant := one(d, sortedNames(p.variants)...)
	names := slices.DeleteFunc(sortedNames(spellingsOfPeople()), func(name string) bool { return !d.allowed(name) })
	if len(names) > 0 && d.IntN(2) == 0 {
		variant += spelt + one(d, names...)
	}
	return variant
}

// hold configures an object that Hero already has, and imports it.
func (d *drawing) hold(p *place) {
	d.add("us", "configure", p.name, d.variant(p))
	d.add("person", "creates", p.name, "")
	d.add("us", "import", p.name, "")
	if d.IntN(2) == 0 {
		d.add("us", "configure", p.name, d.variant(p))
	}
}

func (d *drawing) configure() {
	p := one(d, d.places...)
	d.add("us", "configure", p.name, d.variant(p))
}

func (d *drawing) target() string {
	if d.IntN(4) == 0 {
		return one(d, d.places...).name
	}
	return ""
}

func (d *drawing) flags() string {
	return strings.TrimSpace(one(d, "", "", "", "-refresh=false") + " " + one(d, "", "", "parallel"))
}

// race makes a second operator, with a state of their own, act at the same moment.
func (d *drawing) race() {
	p := one(d, d.places...)
	if d.allowed("race") {
		d.add("them", "configure", p.name, d.variant(p))
		d.add("both", "apply", p.name, one(d, creates(p)...))
	}
}

// creates returns the write requests of a place.
func creates(p *place) []string {
	switch p.object {
	case "webhook":
		return []string{"POST /v1/webhooks", "DELETE /v1/webhooks/{id}"}
	case "admin":
		return []string{"PATCH /v1/admins/{id}"}
	case "practice group":
		return []string{"PATCH /v1/me"}
	}
	if p.resource == pdsType {
		return []string{"POST /v1/patients/register_pds"}
	}
	return []string{"POST /v1/patients/register"}
}

// looks returns the read requests of a place.
func looks(p *place) []string {
	switch p.object {
	case "webhook":
		return []string{"GET /v1/webhooks"}
	case "admin":
		return []string{"GET /v1/admins"}
	case "practice group":
		return []string{"GET /v1/me"}
	}
	return []string{"GET /v1/patients/{id}", "GET /v3/patients"}
}

func (d *drawing) request() string {
	p := one(d, d.places...)
	return one(d, append(looks(p), creates(p)...)...)
}

func (d *drawing) moment() string {
	return one(d, "before ", "after ", "2s after ", "10s after ") + d.request()
}

func (d *drawing) person() {
	p := one(d, d.places...)
	doings := slices.DeleteFunc(doingsOfPeople(), func(does string) bool { return !d.allowed(does) })
	if len(doings) == 0 {
		return
	}
	how := ""
	if d.IntN(3) == 0 {
		how = d.moment()
	}
	does := one(d, doings...)
	d.add("person", does, p.name, how)
	if trait := companions[does]; trait != "" && d.allowed(trait) && d.IntN(2) == 0 {
		d.add("hero", "is", trait, "")
	}
}

// companions are the traits that only matter after a person has done something, by that action.
var companions = map[string]string{
	"restricts": "restricted-hidden", "merges": "merged-records", "archives": "archived-hidden", "writes the names in capitals": "names-exact",
}

func doingsOfPeople() []string {
	return []string{
		"edits", "creates", "deletes", "archives", "corrects the number", "corrects the name", "merges",
		"respells the names", "writes the names in capitals", "enters odd values", "restricts",
	}
}

func drawnTraits(allowed func(string) bool) []heromock.Trait {
	return slices.DeleteFunc(heromock.Traits(), func(t heromock.Trait) bool { return !allowed(t.Name) })
}

func (d *drawing) trait() {
	traits := drawnTraits(d.allowed)
	if len(traits) == 0 {
		return
	}
	t := one(d, traits...)
	if d.agrees(t.Name) {
		return
	}
	text := t.Name
	if t.Time > 0 && d.IntN(3) == 0 {
		text += " " + one(d, "1s", "8s")
	}
	// A cache that serves another practice group only sometimes can give a wrong list and a right control read.
	if d.IntN(3) == 0 && t.Name != "other-practice" {
		text += " " + one(d, "0.3", "0.6")
	}
	d.add("hero", "is", text, "")
}

// agrees reports whether a trait or fault would confirm another one that is drawn already, so that no client could notice either:
// a cache that serves another practice group, and any other trouble, such as a gateway that responds with a 404; and a list that has
// pages, and a count that is only the page's.
func (d *drawing) agrees(name string) bool {
	const other, pages, counts = "other-practice", "webhooks-paged", "count-is-page"
	isTrouble := !traitNamed(name).Lasting
	return slices.ContainsFunc(d.events, func(e event) bool {
		drawn, _, _ := strings.Cut(e.what, " ")
		wasTrouble := e.does == "fails" || (e.does == "is" && !traitNamed(drawn).Lasting)
		return (isTrouble && wasTrouble && name != drawn && (name == other || drawn == other)) ||
			(name == pages && drawn == counts) || (name == counts && drawn == pages)
	})
}

func (d *drawing) fault() {
	faults := slices.DeleteFunc(heromock.Faults(), func(f heromock.NamedFault) bool { return !d.allowed(f.Name) })
	if len(faults) == 0 {
		return
	}
	f := one(d, faults...)
	if d.agrees(f.Name) {
		return
	}
	text := d.request() + " " + f.Name
	if f.Fault.Late > 0 {
		text += " late=" + one(d, "1s", "8s")
	}
	d.add("hero", "fails", fmt.Sprint(text, " ", one(d, "count=1", "count=1 skip=1", "count=2", "probability=0.4", "")), "")
}

func sortedNames[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// notWithstood are the traits, faults and actions of people that break an invariant, as the scenarios in simulation_found_test.go
// show. They are not drawn.
var notWithstood []string
