// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// row is one fault on one call of one operation on one object, and what came of it.
type row struct {
	subject   subject
	operation string
	call      call
	fault     heromock.NamedFault
	always    bool // the fault strikes each such call of the run, and not this one alone

	outcome  string
	requests int
}

// call is one request of an operation. earlier is how many to the same route it makes before.
type call struct {
	method, route string
	earlier       int
}

var operations = []string{"create", "read", "update", "delete"}

// TestMatrix has every fault of the mock strike every call of every operation on
// every resource. Afterwards, without the fault, what is configured is there once
// and no more, after one more apply, or after the import that an error advises.
// The table is printed with -v.
func TestMatrix(t *testing.T) { //nolint:tparallel // the group of the rows ends before the table is printed
	t.Parallel()
	rows := map[string]*row{}
	for _, s := range subjects() {
		for _, operation := range operations {
			for _, c := range s.calls(t, operation) {
				for _, r := range rowsOf(s, operation, c) {
					rows[r.name()] = &r
				}
			}
		}
	}
	names := make([]string, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	t.Run("rows", func(t *testing.T) {
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) { rows[name].run(t) })
			})
		}
	})

	var table strings.Builder
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "RESOURCE\tOPERATION\tCALL\tFAULT\tOUTCOME\tREQUESTS")
	for _, name := range names {
		r := rows[name]
		fmt.Fprintf(columns, "%s\t%s\t%s\t%s\t%s\t%d\n", r.subject.name, r.operation, r.call, r.faultName(), r.outcome, r.requests)
	}
	if err := columns.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows\n%s", len(names), table.String())
}

func (c call) String() string {
	return fmt.Sprintf("%s %s #%d", c.method, c.route, c.earlier+1)
}

func (r *row) faultName() string {
	if r.always {
		return r.fault.Name + ", always"
	}
	return r.fault.Name
}

func (r *row) name() string {
	return strings.Join([]string{r.subject.name, r.operation, r.call.String(), r.faultName()}, ": ")
}

// rowsOf are the faults of a call. One that stays needs no rows for the later calls to the same route.
func rowsOf(s subject, operation string, c call) (rows []row) {
	for _, fault := range heromock.Faults() {
		kinds := []heromock.NamedFault{fault}
		if fault.Fault.Late > 0 && c.method != http.MethodGet {
			soon, never := fault, fault
			soon.Name = fault.Name + " (soon)"
			never.Name, never.Fault.Late = fault.Name+" (too late)", tooLate
			kinds = []heromock.NamedFault{soon, never}
		}
		for _, kind := range kinds {
			rows = append(rows, row{subject: s, operation: operation, call: c, fault: kind})
			if c.earlier == 0 {
				rows = append(rows, row{subject: s, operation: operation, call: c, fault: kind, always: true})
			}
		}
	}
	return rows
}

// begin brings the object to where an operation starts, and gives what to configure then.
func (s subject) begin(t testing.TB, mock *heromock.Server, settings members, operation string) (p *resourceProtocol, prior instance, config any) {
	t.Helper()
	if s.prepare != nil {
		s.prepare(mock)
	}
	p = newProtocol(t, mock, settings).resource(s.resource)
	prior, config = p.none(), s.config
	if operation == "create" {
		return p, prior, config
	}
	made, diagnostics := p.create(config)
	if hasError(diagnostics) {
		t.Fatalf("the object cannot be made: %q", diagtest.Texts(diagnostics))
	}
	switch operation {
	case "update":
		config = s.changed
	case "delete":
		config = nil
	}
	return p, made, config
}

// calls are the requests of an operation that nothing disturbs.
func (s subject) calls(t testing.TB, operation string) (calls []call) {
	t.Helper()
	if operation == "update" && s.changed == nil {
		return nil
	}
	mock := heromock.Start(t)
	p, prior, config := s.begin(t, mock, nil, operation)
	mock.ResetJournal()
	if _, diagnostics := p.run(prior, config); hasError(diagnostics) {
		t.Fatalf("%s of %s fails without a fault: %q", operation, s.name, diagtest.Texts(diagnostics))
	}
	earlier := map[string]int{}
	for _, r := range mock.Journal() {
		calls = append(calls, call{r.Method, r.Route, earlier[r.Method+r.Route]})
		earlier[r.Method+r.Route]++
	}
	if len(calls) == 0 {
		t.Fatalf("%s of %s makes no request", operation, s.name)
	}
	return calls
}

func (r *row) run(t testing.TB) {
	t.Helper()
	mock := heromock.Start(t)
	p, prior, config := r.subject.begin(t, mock, members{"max_retries": 1}, r.operation)
	mock.ResetJournal()
	injectOnce(mock, r.fault.Fault, r.call.method, r.call.route, r.call.earlier)
	if r.always {
		mock.ClearFaults()
		f := r.fault.Fault
		f.Method, f.Route = r.call.method, r.call.route
		mock.Inject(f)
	}
	made, diagnostics := p.run(prior, config)
	mock.ClearFaults()
	mock.Settle()
	r.requests = len(mock.Journal())
	failed := hasError(diagnostics)
	r.outcome = "done"
	if failed {
		r.outcome = "error"
		wantClear(t, diagnostics)
		if r.operation == "create" && p.members(made) != nil {
			t.Error("what failed is in the state, which taints it")
		}
	}
	wantNoPatientValue(t, diagnostics, r.subject.private)
	// Looks for a late effect are two seconds apart and cover five windows at most.
	// Refusals for too many requests end by the clock alone.
	if r.requests > 20+5*int(lateCommit/(2*time.Second)) && r.fault.Fault.Status != http.StatusTooManyRequests {
		t.Errorf("%d requests were made", r.requests)
	}
	p = newProtocol(t, mock, nil).resource(r.subject.resource)
	if failed {
		made = r.settle(t, p, made, config)
	}
	r.wantLeft(t, mock, p, made, config)
}

// settle applies until nothing is left to do, and follows what an error advises, as a person would.
func (r *row) settle(t testing.TB, p *resourceProtocol, made instance, config any) instance {
	t.Helper()
	for range 2 {
		next, diagnostics := p.run(made, config)
		wantNoPatientValue(t, diagnostics, r.subject.private)
		if !hasError(diagnostics) {
			return next
		}
		r.outcome += ", then " + diagtest.Summary(diagnostics[0])
		id := importAdvice(diagnostics)
		if id == "" {
			t.Fatalf("an apply without faults fails: %q", diagtest.Texts(diagnostics))
		}
		made, diagnostics = p.newProcess().importID(id)
		if hasError(diagnostics) {
			t.Fatalf("the import that an error advised fails: %q", diagtest.Texts(diagnostics))
		}
		r.outcome += ", imported"
	}
	t.Fatal("what an error advised does not help")
	return made
}

func (r *row) wantLeft(t testing.TB, mock *heromock.Server, p *resourceProtocol, made instance, config any) {
	t.Helper()
	if (p.members(made) == nil) != (config == nil) {
		t.Fatalf("in the state is %v", p.members(made)["id"])
	}
	expected := config
	if config == nil {
		expected = r.subject.config
	}
	if diff := r.subject.left(mock, p.members(made), expected); diff != "" {
		t.Error(diff)
	}
	if config == nil {
		return
	}
	read, diagnostics := p.read(made)
	if hasError(diagnostics) {
		t.Fatalf("the last refresh fails: %q", diagtest.Texts(diagnostics))
	}
	planned := p.plan(read, config)
	if hasError(planned.Diagnostics) || !p.state(planned.state).Equal(p.state(read.state)) {
		t.Errorf("the plan is not empty: %q", diagtest.Texts(planned.Diagnostics))
	}
}

var (
	adviceToImport = regexp.MustCompile(`terraform import <address> ([0-9]+/[0-9A-Za-z_]+)`)
	wayOut         = regexp.MustCompile(`(?i)\b(again|import|correct|check|ask|set|look)\b`)
)

// importAdvice is the id that an error says to import, "" when there is none.
func importAdvice(diagnostics []*tfprotov6.Diagnostic) string {
	for _, d := range diagnostics {
		if match := adviceToImport.FindStringSubmatch(d.Detail); match != nil && d.Severity == tfprotov6.DiagnosticSeverityError {
			return match[1]
		}
	}
	return ""
}

// wantClear fails for an error that leaves its reader without a way out.
func wantClear(t testing.TB, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError && (d.Summary == "" || !wayOut.MatchString(d.Detail)) {
			t.Errorf("the error does not say what to do: %s: %s", d.Summary, d.Detail)
		}
	}
}

// subject is a configured object that TestMatrix takes through its operations.
type subject struct {
	name, resource  string
	prepare         func(*heromock.Server) // what Hero has before anything is configured
	config, changed any                    // changed is nil where nothing can be changed
	// private are values that no text may show.
	private person
	// left is how Hero's objects differ from what is in the state, nil being no
	// state. config is what the state comes from. Nothing is as it should be.
	left func(mock *heromock.Server, state members, config any) string
}

func subjects() []subject {
	changedAda, adopted := ada().with("town", "Leeds"), ada().with("adopt_existing", "true")
	// After a create that may have taken effect, only who refuses equal webhooks is told to import before another is made.
	receiverOf := func(name string) members {
		return members{"event_type": confirmed, "url": receiver + "/" + name, "headers": members{"X-Token": headerValue}, "refuse_equal": true}
	}
	return []subject{
		{name: "patient", resource: patientType, config: ada(), changed: changedAda, private: changedAda, left: leftPatients},
		{
			name: "patient, adopted", resource: patientType, config: adopted, private: ada(), left: leftPatients,
			prepare: func(mock *heromock.Server) { mock.AddPatient("1001", ada().with("mobile", "07700 900999").record()) },
		},
		{name: "patient without NHS number", resource: patientType, config: grace(), private: grace(), left: leftPatients},
		{name: "patient from PDS", resource: pdsType, config: irisByNumber(), private: irisByNumber(), left: leftPatients},
		{
			name: "settings", resource: settingsType, left: leftSettings,
			config:  members{"name": "Riverside Surgery", "address": members{"town": "Leeds"}},
			changed: members{"name": "Hillside Surgery", "address": members{"town": "York"}},
		},
		{
			name: "prescriber", resource: prescriberType, left: leftPrescriber,
			config:  members{"admin_id": "502", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}},
			changed: members{"admin_id": "502", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Fletcher"}},
		},
		{
			name: "webhook", resource: webhookType, left: leftWebhooks, config: receiverOf("a"), changed: receiverOf("b"),
			private: person{"headers": headerValue},
		},
	}
}

// nested is a value that is an object, or else nil.
func nested(value any) members {
	object, _ := value.(members)
	return object
}

// One record, which stays after a destroy.
func leftPatients(mock *heromock.Server, state members, config any) string {
	records := mock.Patients("1001")
	if len(records) != 1 {
		return fmt.Sprintf("Hero has %d records of one person", len(records))
	}
	if state == nil {
		return ""
	}
	if records[0]["id"] != state["id"] {
		return fmt.Sprintf("the state has patient %v, Hero %v", state["id"], records[0]["id"])
	}
	who, _ := config.(person)
	town, _ := records[0]["town"].(string)
	mobile, _ := records[0]["mobile"].(string)
	if who["mobile"] != "" && (town != who["town"] || !canonical.Phone.Same(mobile, who["mobile"])) {
		return "Hero's record is not as configured"
	}
	return ""
}

// Settings keep their values after a destroy.
func leftSettings(mock *heromock.Server, _ members, config any) string {
	held, want := mock.PracticeGroup("1001"), nested(config)
	town := nested(held["address"])["town"]
	if held["name"] != want["name"] || town != nested(want["address"])["town"] {
		return fmt.Sprintf("Hero has the name %v and the town %v", held["name"], town)
	}
	return ""
}

func leftPrescriber(mock *heromock.Server, _ members, config any) string {
	want := nested(config)
	return cmp.Diff(members{"external_prescriber_id": want["external_prescriber_id"], "prescriber_details": want["prescriber_details"]},
		prescriberSettingsOf(mock, "1001", "502"))
}

func leftWebhooks(mock *heromock.Server, state members, config any) string {
	var ids, want []any
	for _, webhook := range mock.Webhooks("1001") {
		ids = append(ids, webhook["id"])
		if state != nil && webhook["url"] != nested(config)["url"] {
			return fmt.Sprintf("webhook %v has another URL than configured", webhook["id"])
		}
	}
	if state != nil {
		want = []any{state["id"]}
	}
	if !slices.Equal(ids, want) {
		return fmt.Sprintf("Hero has the webhooks %v, the state %v", ids, want)
	}
	return ""
}

// The checks notice what they are there for.
func TestMatrix_noticesWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		mock := heromock.Start(t)
		if s.prepare != nil {
			s.prepare(mock)
		}
		p := newResourceProtocol(t, mock, s.resource)
		made, _ := p.run(p.none(), s.config)
		state := p.members(made)
		if diff := s.left(mock, state, s.config); diff != "" {
			t.Errorf("%s: %s", s.name, diff)
		}
		mock.AddPatient("1001", ada().record())
		seedWebhook(mock, "1001", nil)
		mock.UpdatePracticeGroup("1001", members{"name": "Another"})
		mock.UpdateAdmin("1001", "502", members{"external_prescriber_id": "other"})
		if s.left(mock, state, s.config) == "" {
			t.Errorf("%s: what is left is not noticed", s.name)
		}
	}
}
