package provider_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// An error after the registration would taint the resource, and a tainted
// patient would be registered anew.
func TestAccPatient_failedReadBackIsNotAFailedCreate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500, Count: 1})

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: patientConfig(mock, ada()),
			ConfigStateChecks: []statecheck.StateCheck{
				patientValue("id", knownvalue.NotNull()),
				patientValue("uid", knownvalue.Null()),
			},
			Check: checked(func() {
				wantWrites(t, mock, postRegister)
				mock.ResetJournal()
			}),
		},
		{
			Config:            patientConfig(mock, ada()),
			ConfigPlanChecks:  emptyPlan(),
			ConfigStateChecks: []statecheck.StateCheck{patientValue("uid", knownvalue.NotNull())},
		},
	}})
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}

func TestPatient_failedReadBackWarns(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"500": {Status: 500}, "404": {Status: 404}, "HTML": {Body: "<html>Ada</html>", ContentType: "text/html"}, "cut": {CutBody: true}, "dropped": {DropBefore: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			fault.Method, fault.Route = http.MethodGet, routePatient
			mock.Inject(fault)
			p := newResourceProtocol(t, mock, patientType)
			made, diagnostics := p.create(ada())
			wantDiagnostics(t, diagnostics, ada(), []string{"warning: Unable to read the patient back", "is in the Terraform state"})
			if got, want := p.text(made, "id"), onlyPatient(t, mock, "1001")["id"]; got != want {
				t.Errorf("state has id %q, want %q", got, want)
			}
		})
	}
}

func TestPatient_warnsWhenHeroStoresSomethingElse(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == http.MethodGet && r.Route == routePatient {
			id, _ := onlyPatient(t, mock, "1001")["id"].(string)
			mock.UpdatePatient("1001", id, map[string]any{"first_name": "ADA", "town": nil, "mobile": "+447700900123"})
		}
	})
	p := newResourceProtocol(t, mock, patientType)
	who := ada().with("town", "Leeds")
	made, diagnostics := p.create(who)
	wantDiagnostics(t, diagnostics, who, []string{"warning: Hero stored something else", "first_name, town."})
	if got := p.text(made, "first_name"); got != "Ada" {
		t.Errorf("state has first_name %q, want the planned one", got)
	}
}

func TestPatient_updateOfAnotherRecordIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.created(ada())
	p = newResourceProtocol(t, mock, patientType)
	mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Body: `{"patient_id":"99999"}`})

	changed := ada().with("town", "Leeds")
	after, diagnostics := p.apply(state, p.plan(state, changed), changed)
	wantDiagnostics(t, diagnostics, changed, []string{"error: Unable to update patient " + p.text(state, "id"), "another record, 99999", "import the record that is right"})
	if !p.same(after, state) {
		t.Error("the state was changed")
	}
}

func TestPatient_failedUpdateKeepsTheState(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, _ string, fault heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, impatience(fault, nil)).resource(patientType)
		state := p.created(ada())
		strike(mock, fault, http.MethodPost, routeRegister, 0)

		changed := ada().with("town", "Leeds")
		p = p.again()
		after, diagnostics := p.apply(state, p.plan(state, changed), changed)
		wantDiagnostics(t, diagnostics, changed, []string{"error: Unable to update patient " + p.text(state, "id")})
		if !p.same(after, state) {
			t.Error("the state was changed")
		}
		p = newResourceProtocol(t, mock, patientType)
		_, diagnostics = p.apply(state, p.plan(state, changed), changed)
		wantFindings(t, diagnostics)
		wantMembers(t, onlyPatient(t, mock, "1001"), map[string]any{"town": "Leeds"})
	})
}

func TestAccPatient_lostAnswerAndNoLookUpIsRepairedByImport(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true, Count: 1})
	// The searches of the plan, of the plan inside the apply, and of the create
	// come first; the one after the lost answer fails.
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Status: 500, Skip: 3, Count: 1})

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:      patientConfig(mock, ada()),
			ExpectError: regexp.MustCompile(`Unable to register patient`),
		},
		{
			PreConfig: func() {
				onlyPatient(t, mock, "1001")
				mock.ResetJournal()
			},
			Config:      patientConfig(mock, ada()),
			ExpectError: regexp.MustCompile(`Patient exists already(.|\n)*terraform import <address> 1001/10001`),
		},
		{
			Config:           patientConfig(mock, ada()) + importBlock("10001"),
			ConfigPlanChecks: emptyPlan(),
		},
	}})
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}
