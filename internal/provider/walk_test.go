// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// Read before TestMain takes the provider's variables out of the environment.
var walkFor, walkSeed = os.Getenv("HERO_WALK"), os.Getenv("HERO_WALK_SEED")

// wander is a configuration, its state and a mock, all of which change at random.
type wander struct {
	t      testing.TB
	random *rand.Rand
	mock   *heromock.Server
	places []*walkPlace
	steps  []string
}

// walkPlace is one address of the configuration; its config is nil while it has none.
type walkPlace struct {
	name, resource string
	variants       []any
	drift          func(mock *heromock.Server, state members, random *rand.Rand)
	config         any
	kept           instance
	known          members // what is in the state, nil for nothing
}

// TestWalk changes a configuration of all resources, what Hero holds, and the way
// that requests go wrong, at random. After each step, without faults, at most two
// applies end in an empty plan, and the mock holds exactly what is configured.
// HERO_WALK is for how long one walk follows another, HERO_WALK_SEED repeats one.
func TestWalk(t *testing.T) {
	t.Parallel()
	var (
		duration time.Duration
		seed     uint64 = 1
		err      error
	)
	if walkFor != "" {
		if duration, err = time.ParseDuration(walkFor); err != nil {
			t.Fatal(err)
		}
		seed = rand.Uint64() //nolint:gosec // chance for a test
	}
	if walkSeed != "" {
		if seed, err = strconv.ParseUint(walkSeed, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	walkFrom(t, seed)
	for end := time.Now().Add(duration); time.Now().Before(end) && !t.Failed(); {
		seed++
		walkFrom(t, seed)
	}
}

func walkFrom(t *testing.T, seed uint64) {
	t.Helper()
	virtual(t, func(t *testing.T) {
		w := &wander{t: t, mock: heromock.Start(t), random: rand.New(rand.NewPCG(seed, 0)), places: places()} //nolint:gosec // chance for a test
		steps := 0
		for ; steps < 200 && !t.Failed(); steps++ {
			w.step()
		}
		t.Logf("%d steps with HERO_WALK_SEED=%d", steps, seed)
		if t.Failed() {
			t.Logf("the last steps:\n%s", strings.Join(w.steps[max(0, len(w.steps)-20):], "\n"))
		}
	})
}

func places() []*walkPlace {
	patientDrift := func(change map[string]any) func(*heromock.Server, members, *rand.Rand) {
		return func(mock *heromock.Server, state members, random *rand.Rand) {
			id, _ := state["id"].(string)
			if change == nil || random.IntN(3) == 0 {
				mock.RemovePatient("1001", id)
			} else {
				mock.UpdatePatient("1001", id, change)
			}
		}
	}
	list := []*walkPlace{
		{
			name: "patient", resource: patientType, drift: patientDrift(map[string]any{"town": "Hull", "mobile": "07700 900999"}),
			variants: []any{ada().with("town", "Leeds"), ada().with("town", "York", "email", "ada@example.com")},
		},
		{name: "patient without NHS number", resource: patientType, drift: patientDrift(nil), variants: []any{grace()}},
		{name: "patient from PDS", resource: pdsType, drift: patientDrift(nil), variants: []any{irisByNumber()}},
		{
			name: "settings", resource: settingsType,
			variants: []any{
				members{"name": "Riverside", "address": members{"town": "Leeds"}}, members{"name": "Hillside", "address": members{"town": "York"}},
			},
			drift: func(mock *heromock.Server, _ members, _ *rand.Rand) {
				mock.UpdatePracticeGroup("1001", map[string]any{"name": "Changed by hand"})
			},
		},
		{
			name: "prescriber", resource: prescriberType,
			variants: []any{
				members{"admin_id": "502", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}},
				members{"admin_id": "502", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Fletcher"}},
			},
			drift: func(mock *heromock.Server, _ members, _ *rand.Rand) {
				mock.UpdateAdmin("1001", "502", map[string]any{"external_prescriber_id": "by hand"})
			},
		},
	}
	for i := range 3 {
		of := func(variant string) members {
			return members{"event_type": confirmed, "url": fmt.Sprintf("%s/%d/%s", receiver, i, variant), "headers": members{"X-Token": headerValue}, "refuse_equal": true}
		}
		list = append(list, &walkPlace{
			name: fmt.Sprintf("webhook %d", i), resource: webhookType, variants: []any{of("a"), of("b")},
			drift: func(mock *heromock.Server, state members, _ *rand.Rand) {
				id, _ := state["id"].(string)
				mock.RemoveWebhook("1001", id)
			},
		})
	}
	return list
}

func (w *wander) step() {
	var said []string
	drifted := map[*walkPlace]bool{}
	for range 1 + w.random.IntN(3) {
		p := w.places[w.random.IntN(len(w.places))]
		switch chance := w.random.IntN(4); {
		case chance == 0 && p.known != nil && !drifted[p]: // what is gone cannot drift
			drifted[p] = true
			time.Sleep(time.Minute) // an absence right after the create proves nothing
			p.drift(w.mock, p.known, w.random)
			said = append(said, p.name+" drifts")
		case chance == 1:
			p.config = nil
			said = append(said, p.name+" is removed")
		default:
			variant := w.random.IntN(len(p.variants))
			p.config = p.variants[variant]
			said = append(said, fmt.Sprintf("%s is configured (%d)", p.name, variant))
		}
	}
	settings := members{"max_retries": w.random.IntN(3)}
	if w.random.IntN(4) > 0 {
		all := heromock.Faults()
		named := all[w.random.IntN(len(all))]
		f := named.Fault
		f.Method, f.Probability = []string{"", "GET", "POST", "PATCH", "DELETE"}[w.random.IntN(5)], []float64{0.2, 0.6, 0}[w.random.IntN(3)]
		w.mock.Inject(f)
		said = append(said, fmt.Sprintf("%s %s %.1f", named.Name, f.Method, f.Probability))
	}
	w.steps = append(w.steps, strings.Join(said, "; "))
	w.apply(settings)
	w.mock.ClearFaults()
	w.mock.Settle()
	for range 2 {
		if w.apply(nil) && w.nothingPlanned() {
			break
		}
	}
	if !w.nothingPlanned() {
		w.t.Error("after two applies without faults the plan is not empty")
	}
	w.wantConfigured()
}

// apply carries the configuration out, in any order, and reports whether all went well.
func (w *wander) apply(settings members) bool {
	process, well := newProtocol(w.t, w.mock, settings), true
	for _, i := range w.random.Perm(len(w.places)) {
		p := w.places[i]
		r := process.resource(p.resource)
		if p.kept.state == nil {
			p.kept = r.none()
		}
		made, diagnostics := r.run(p.kept, p.config)
		if hasError(diagnostics) {
			well = false
			if p.known == nil && r.members(made) != nil {
				w.t.Errorf("%s: what failed is in the state, which taints it", p.name)
			}
			w.steps = append(w.steps, fmt.Sprintf("  %s: %q", p.name, diagtest.Texts(diagnostics)))
		}
		p.kept, p.known = made, r.members(made)
		w.follow(r, p, diagnostics)
	}
	return well
}

// follow does what diagnostics advise, once Hero is itself again.
func (w *wander) follow(r *resourceProtocol, p *walkPlace, diagnostics []*tfprotov6.Diagnostic) {
	w.t.Helper()
	id := importAdvice(diagnostics)
	for _, d := range diagnostics {
		if d.Summary == "A webhook may exist that Terraform does not know" {
			w.mock.Settle()
			if equal := w.unowned(p); len(equal) > 0 && p.known == nil {
				id = "1001/" + equal[0]
			}
		}
	}
	if id == "" || p.known != nil {
		return
	}
	w.mock.ClearFaults()
	imported, diags := r.newProcess().importID(id)
	if hasError(diags) {
		w.t.Errorf("%s: the import that was advised fails: %q", p.name, diagtest.Texts(diags))
		return
	}
	p.kept, p.known = imported, r.members(imported)
	w.steps = append(w.steps, "  "+p.name+": imported "+id)
}

// unowned are the ids of the webhooks like the configured one that are in no state.
func (w *wander) unowned(p *walkPlace) (ids []string) {
	config, _ := p.config.(members)
	for _, webhook := range w.mock.Webhooks("1001") {
		id, _ := webhook["id"].(string)
		owned := slices.ContainsFunc(w.places, func(other *walkPlace) bool { return other.resource == webhookType && other.known["id"] == id })
		if !owned && webhook["url"] == config["url"] {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w *wander) nothingPlanned() bool {
	process := newProtocol(w.t, w.mock, nil)
	for _, p := range w.places {
		r := process.resource(p.resource)
		if p.config == nil || p.known == nil {
			if p.config != nil || p.known != nil {
				return false
			}
			continue
		}
		read, diagnostics := r.read(p.kept)
		planned := r.plan(read, p.config)
		if hasError(diagnostics) || hasError(planned.Diagnostics) || !r.state(planned.state).Equal(r.state(read.state)) {
			w.steps = append(w.steps, fmt.Sprintf("  %s has a plan: %q", p.name, diagtest.Texts(append(diagnostics, planned.Diagnostics...))))
			return false
		}
	}
	return true
}

// wantConfigured holds the mock against the configuration.
func (w *wander) wantConfigured() {
	w.t.Helper()
	webhooks, people := map[any]int{}, map[any]int{}
	for _, webhook := range w.mock.Webhooks("1001") {
		webhooks[webhook["id"]]++
	}
	for _, patient := range w.mock.Patients("1001") {
		people[patient["last_name"]]++
		if people[patient["last_name"]] > 1 {
			w.t.Errorf("a person has %d records", people[patient["last_name"]])
		}
	}
	wanted := 0
	for _, p := range w.places {
		if p.config == nil {
			continue
		}
		diff := ""
		switch p.resource {
		case settingsType:
			diff = leftSettings(w.mock, p.known, p.config)
		case prescriberType:
			diff = leftPrescriber(w.mock, p.known, p.config)
		case webhookType:
			if wanted++; webhooks[p.known["id"]] != 1 {
				diff = "its webhook is not in Hero"
			}
		default:
			diff = w.patientDiff(p)
		}
		if diff != "" {
			w.t.Errorf("%s: %s", p.name, diff)
		}
	}
	if len(webhooks) != wanted {
		w.t.Errorf("Hero has %d webhooks, %d are configured", len(webhooks), wanted)
	}
}

func (w *wander) patientDiff(p *walkPlace) string {
	who, _ := p.config.(person)
	for _, record := range w.mock.Patients("1001") {
		if record["id"] != p.known["id"] {
			continue
		}
		if town, _ := record["town"].(string); who["town"] != "" && town != who["town"] {
			return "Hero has another town"
		}
		return ""
	}
	return "its record is not in Hero"
}
