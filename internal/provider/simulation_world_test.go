// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// simulation is a world in which a scenario happens: Hero, operators who configure it
// by Terraform, and people who work with it by hand.
type simulation struct {
	t      *testing.T
	seed   uint64
	jitter float64 // the length of each wait, as a share of its maximum
	mock   *heromock.Server
	fresh  http.RoundTripper // to the mock, with a new connection for each request
	// us and them have separate states. Their configurations may be equal.
	us, them *operator
	troubles []string // the traits that are on, and that recover ends
	lasting  []string // the traits that are on, and stay
	steps    int
	// unavoidable is the time before a write in which a look may miss somebody else's change: Hero has no conditional write, so
	// there is always a gap between the look and the write.
	unavoidable time.Duration
	later       sync.WaitGroup // people who act later

	mu      sync.Mutex // guards what follows
	effects []effect
	byHand  map[string][]time.Time // when people changed the object of a place
	made    map[string]time.Time   // when people created the object of an id
	broken  *breach
	// respelt says that a plan never becomes empty because Hero spells a value its own way, and that a warning has said so.
	respelt bool
	answers *answers // nil unless a test needs them
	touched bool     // a person has changed something; recorded only if answers is set
}

// operator is somebody with a configuration and a state.
type operator struct {
	s         *simulation
	name      string
	random    *rand.Rand
	settings  members           // of the provider block
	config    map[string]string // variants, by place
	state     map[string]*slot
	saved     *plan
	said      []remark
	processes int
	running   *process          // an apply
	killAt    moment            // of the next apply
	serial    int               // of the state
	applied   map[string]string // variants that were applied without an error
	runs      []*run            // applies so far
	had       map[string]bool   // ids that were ever in the state
}

// hold replaces the state. It locks, because a person who acts meanwhile may read it.
func (o *operator) hold(state map[string]*slot) {
	o.s.mu.Lock()
	defer o.s.mu.Unlock()
	o.state = state
	o.serial++
	for _, held := range state {
		for _, h := range append(held.deposed, held.current) {
			o.had[h.id()] = true
		}
	}
}

func (o *operator) holds(place string) *slot {
	o.s.mu.Lock()
	defer o.s.mu.Unlock()
	return o.state[place]
}

// breach is the first invariant that a scenario breaks.
type breach struct {
	invariant, text string
	step            int
}

func (b *breach) String() string {
	if b == nil {
		return "nothing is broken"
	}
	return fmt.Sprintf("%s is broken in step %d: %s", b.invariant, b.step, b.text)
}

// ending is the result of a scenario.
type ending struct {
	broken *breach
	steps  int
	// said has the diagnostics that the operators got.
	said []remark
	// trace lists the requests, with their times and the status of their responses.
	trace string
}

// simulate runs a scenario in a bubble of its own.
func simulate(t *testing.T, seed uint64, events []event) (r ending) {
	t.Helper()
	inWorld(t, seed, func(s *simulation) { r = s.happen(events) })
	return r
}

// inWorld runs a function in a world of its own, and waits for everything that is still under way in it.
func inWorld(t *testing.T, seed uint64, happen func(*simulation)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		mock, err := heromock.New(heromock.Options{Seed: seed + 1})
		if err != nil {
			t.Fatal(err)
		}
		defer mock.Close()
		s := newSimulation(t, seed, mock)
		happen(s)
		s.later.Wait()
		mock.Settle()
		time.Sleep(time.Minute) // everything that still waits ends in this time; the bubble could not end before
	})
}

func newSimulation(t *testing.T, seed uint64, mock *heromock.Server) *simulation {
	t.Helper()
	s := &simulation{t: t, seed: seed, mock: mock, fresh: freshConnections(t, mock), byHand: map[string][]time.Time{}, made: map[string]time.Time{}, unavoidable: 5 * time.Second}
	s.us, s.them = s.operator("us", 1), s.operator("them", 2)
	s.jitter = 0.2 + 0.8*s.us.random.Float64() // with a share close to zero the waits would not be random
	mock.SetPDS(heromock.PDSPerson{
		NHSNumber: "9990001014", DOB: "1992-01-01", Forename: "Irisöldé", Surname: "Tracewell", Postcode: "YO1 7HH",
		Demographics: members{"town": "Kettleshire", "mobile": "07700 900101"},
	})
	mock.OnEffect(func(e heromock.Effect) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.effects = append(s.effects, effect{e, time.Now()})
	})
	return s
}

func freshConnections(t *testing.T, mock *heromock.Server) http.RoundTripper {
	t.Helper()
	reused, ok := mock.Transport().(*http.Transport)
	if !ok {
		t.Fatal("the mock's transport is not an *http.Transport")
	}
	fresh := reused.Clone()
	fresh.DisableKeepAlives = true
	return fresh
}

func (s *simulation) operator(name string, number uint64) *operator {
	random := rand.New(rand.NewPCG(s.seed, number)) //nolint:gosec // random numbers for a test
	return &operator{
		s: s, name: name, random: random, settings: members{"max_retries": random.IntN(4)},
		config: map[string]string{}, state: map[string]*slot{}, had: map[string]bool{}, applied: map[string]string{},
	}
}

func (s *simulation) operators() []*operator { return []*operator{s.us, s.them} }

// happen runs events until one breaks an invariant. If none does, it checks that
// everything settles.
func (s *simulation) happen(events []event) ending {
	for _, e := range events {
		s.steps++
		s.do(e)
		if s.isBroken() {
			break
		}
	}
	if !s.isBroken() {
		s.steps++
		s.calm()
	}
	for _, violation := range s.mock.Violations() {
		s.breaks(answersTerraform, "a request is not as Hero's contract has it: %s", violation)
	}
	var trace strings.Builder
	for _, r := range s.mock.Journal() {
		fmt.Fprintln(&trace, r.Time.Format(time.TimeOnly+".000000000"), r.UserAgent[:min(len(r.UserAgent), 14)], r.Method, r.Path, r.Status)
	}
	return ending{s.broken, s.steps, append(s.us.said, s.them.said...), trace.String()}
}

// breaks records the first breach only, because later ones may follow from it.
func (s *simulation) breaks(invariant, format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken == nil {
		s.broken = &breach{invariant, fmt.Sprintf(format, args...), s.steps}
	}
}

func (s *simulation) isBroken() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken != nil
}

func (s *simulation) effectsSoFar() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.effects)
}

func (s *simulation) effectsSince(began int) []effect {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.effects[began:])
}

// effect is a change that a request has made in Hero, with its time.
type effect struct {
	heromock.Effect
	at time.Time
}

// handled reports whether a person has changed a place's object in a period.
func (s *simulation) handled(place *place, from, to time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.byHand[place.name], func(at time.Time) bool { return !at.Before(from) && !at.After(to) })
}

// truth is what Hero really holds, whatever it shows.
type truth struct {
	at       time.Time
	patients []members
	webhooks []members
	admins   []members
	group    members
}

// The practice groups. Most places are in the first.
const simulatedGroup, otherGroup = "1001", "1002"

func (s *simulation) truth() *truth {
	now := &truth{
		at: time.Now(), admins: s.mock.Admins(simulatedGroup), group: s.mock.PracticeGroup(simulatedGroup),
	}
	for _, group := range []string{simulatedGroup, otherGroup} {
		for _, webhook := range s.mock.Webhooks(group) {
			webhook["practice_group_id"] = group
			now.webhooks = append(now.webhooks, webhook)
		}
		for _, patient := range s.mock.Patients(group) {
			patient["practice_group_id"] = group
			now.patients = append(now.patients, patient)
		}
	}
	return now
}

// holdsAsMuch reports whether nothing has changed between two moments.
func (t *truth) holdsAsMuch(other *truth) bool {
	return reflect.DeepEqual(t.patients, other.patients) && reflect.DeepEqual(t.webhooks, other.webhooks) &&
		reflect.DeepEqual(t.admins, other.admins) && reflect.DeepEqual(t.group, other.group)
}

func (t *truth) all(kind string) []members {
	switch kind {
	case "patient":
		return t.patients
	case "webhook":
		return t.webhooks
	case "admin":
		return t.admins
	}
	return []members{t.group}
}

// object returns the object of an id, or nil.
func (t *truth) object(kind, id string) members {
	for _, o := range t.all(kind) {
		if o["id"] == id {
			return o
		}
	}
	return nil
}

// alike returns the ids of the objects that nobody could tell from o: webhooks with the same
// event, URL and headers, and patients with the same NHS number, or with the same names and
// date of birth unless their NHS numbers differ.
func (t *truth) alike(kind string, o members) (ids []string) {
	fields := []string{"practice_group_id", "first_name", "last_name", "dob"}
	if kind == "webhook" {
		fields = []string{"practice_group_id", "event_type", "url", "headers"}
	}
	for _, other := range t.all(kind) {
		same := true
		for _, field := range fields {
			same = same && (sameField(field, o[field], other[field]) || (strings.HasSuffix(field, "_name") && plainName(o[field]) == plainName(other[field])))
		}
		if kind == "patient" && o["nhs_number"] != nil && other["nhs_number"] != nil {
			same = o["practice_group_id"] == other["practice_group_id"] && sameField("nhs_number", o["nhs_number"], other["nhs_number"])
		}
		if id, _ := other["id"].(string); same {
			ids = append(ids, id)
		}
	}
	return ids
}
