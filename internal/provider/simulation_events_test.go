// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// event is one step of a scenario, and reads like a sentence:
//
//	{"us", "configure", "webhook", "a"}
//	{"us", "apply", "", "-refresh=false"}
//	{"hero", "is", "lists-lag 20s", ""}
//	{"person", "deletes", "webhook", "after POST /v1/webhooks"}
//
// The methods do, change and actByHand show what an operator, Hero and a person can do.
type event struct{ who, does, what, how string }

func (e event) String() string { return fmt.Sprintf("{%q, %q, %q, %q}", e.who, e.does, e.what, e.how) }

// scenarioText returns a scenario as Go code.
func scenarioText(events []event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "\t%s,\n", e)
	}
	return b.String()
}

func (s *simulation) do(e event) {
	switch e.who {
	case "us":
		s.us.do(e)
	case "them":
		s.them.do(e)
	case "both":
		s.race(e)
	case "hero":
		s.change(e)
	case "person":
		s.byPerson(e)
	case "time":
		wait, err := time.ParseDuration(e.what)
		s.must(e, err)
		time.Sleep(wait)
	default:
		s.must(e, fmt.Errorf("nobody is called %q", e.who))
	}
}

// must ends the test after an error: a scenario with a mistake in it proves nothing.
func (s *simulation) must(e event, err error) {
	if err != nil {
		s.t.Fatalf("the scenario has %s: %v", e, err)
	}
}

// do carries out an operator's event. Its third word is a place; for a command, that is
// the target.
func (o *operator) do(e event) {
	with := options{noRefresh: strings.Contains(e.how, "-refresh=false"), parallel: strings.Contains(e.how, "parallel"), target: e.what}
	switch e.does {
	case "configure":
		o.config[e.what] = e.how
	case "remove":
		delete(o.config, e.what)
	case "apply":
		o.s.checkRuns(o.armed(with, nil))
	case "plan":
		o.saved = o.plan(with)
	case "apply the plan":
		if o.saved != nil && !o.saved.failed && o.saved.serial == o.serial { // otherwise Terraform refuses the plan as stale
			o.s.checkRuns(o.armed(with, o.saved))
		}
		o.saved = nil
	case "import":
		o.importAny(placeNamed(e.what))
	case "lose the state":
		o.hold(map[string]*slot{})
	case "are killed":
		at, err := parseMoment(e.how)
		o.s.must(e, err)
		o.killAt = at
	case "set":
		o.settings[e.what] = e.how
		if number, err := strconv.Atoi(e.how); err == nil {
			o.settings[e.what] = number
		}
	default:
		o.s.must(e, fmt.Errorf("nobody can %q", e.does))
	}
}

// armed applies. If a kill is due, it kills the apply at that moment.
func (o *operator) armed(with options, saved *plan) *run {
	if kill := o.killAt; kill.method != "" {
		var over atomic.Bool
		defer over.Store(true)
		o.killAt = moment{}
		kill.await(o.s, func() {
			if !over.Load() && o.running != nil {
				o.running.kill()
				time.Sleep(time.Second) // the response then always comes too late
			}
		})
	}
	r := o.apply(with, saved)
	if r.killed {
		time.Sleep(30 * time.Second) // before anybody starts again; Hero may act on the request meanwhile
	}
	return r
}

// importAny imports an object that is like the configured one, if Hero has one and
// the state has none.
func (o *operator) importAny(place *place) {
	if o.state[place.name] != nil || o.config[place.name] == "" {
		return
	}
	switch place.object {
	case "practice group":
		o.importID(place, simulatedGroup)
	case "admin":
		o.importID(place, simulatedGroup+"/503")
	default:
		if ids := o.s.truth().alike(place.object, place.described(o.config[place.name])); len(ids) > 0 {
			o.importID(place, place.group()+"/"+ids[0])
		}
	}
}

// race makes both operators apply at once. The event's how is a request at which each
// waits for the other.
func (s *simulation) race(e event) {
	at, err := parseMoment("before " + e.how)
	s.must(e, err)
	s.mock.Barrier(at.method, at.route, 2)
	var together sync.WaitGroup
	runs := make([]*run, 2)
	for i, o := range s.operators() {
		together.Go(func() { runs[i] = o.apply(options{target: e.what}, nil) })
		// The second begins a little later: if both began at once, each repetition would take another course.
		time.Sleep(7 * time.Millisecond)
	}
	together.Wait()
	s.checkRuns(runs...)
}

// change carries out an event of Hero's.
func (s *simulation) change(e event) {
	switch e.does {
	case "is":
		s.must(e, s.mock.SetTrait(e.what))
		if t := traitNamed(e.what); !t.Lasting {
			s.troubles = append(s.troubles, t.Name)
		} else {
			s.lasting = append(s.lasting, t.Name)
		}
	case "is no longer":
		s.mock.ClearTrait(e.what)
	case "fails":
		fault, err := heromock.ParseFault(e.what)
		s.must(e, err)
		s.mock.Inject(fault)
	case "recovers":
		s.recover()
	default:
		s.must(e, fmt.Errorf("hero cannot %q", e.does))
	}
}

func traitNamed(text string) heromock.Trait {
	name, _, _ := strings.Cut(text, " ")
	all := heromock.Traits()
	if i := slices.IndexFunc(all, func(t heromock.Trait) bool { return t.Name == name }); i >= 0 {
		return all[i]
	}
	return heromock.Trait{}
}

// recover ends the faults and the passing traits. Late commits happen, and caches expire.
func (s *simulation) recover() {
	s.mock.ClearFaults()
	for _, name := range s.troubles {
		s.mock.ClearTrait(name)
	}
	s.troubles = nil
	s.mock.Settle()
	time.Sleep(2 * time.Minute)
}

// moment is when somebody acts: before Hero handles a request, between that and its
// response, or some time later.
type moment struct {
	before        bool
	later         time.Duration
	method, route string
}

// parseMoment reads "before GET /v1/me", "after GET /v1/me" or "10s after GET /v1/me".
func parseMoment(text string) (m moment, err error) {
	words := strings.Fields(text)
	if len(words) == 4 {
		if m.later, err = time.ParseDuration(words[0]); err != nil {
			return m, err
		}
		words = words[1:]
	}
	if len(words) != 3 || (words[0] != "before" && words[0] != "after") {
		return m, fmt.Errorf("%q is no moment", text)
	}
	m.before, m.method, m.route = words[0] == "before", words[1], words[2]
	return m, nil
}

func (m moment) await(s *simulation, act func()) {
	switch {
	case m.before:
		s.mock.Before(m.method, m.route, act)
	case m.later == 0:
		s.mock.After(m.method, m.route, act)
	default:
		s.mock.After(m.method, m.route, func() {
			s.later.Go(func() {
				time.Sleep(m.later)
				act()
			})
		})
	}
}
