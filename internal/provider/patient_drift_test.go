package provider_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAccPatient_showsAndUndoesChangesMadeElsewhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	managed := ada().with("email", "ada@example.com", "town", "Leeds")
	change := func(members map[string]any) func() {
		return func() {
			id, _ := onlyPatient(t, mock, "1001")["id"].(string)
			mock.UpdatePatient("1001", id, members)
			mock.ResetJournal()
		}
	}
	restored := checked(func() {
		wantRegistration(t, mock, managed.with("nhs_number", "9990000018").record())
	})

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: patientConfig(mock, managed)},
		{
			PreConfig:        change(map[string]any{"town": "York"}),
			Config:           patientConfig(mock, managed),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
			Check:            restored,
		},
		{
			PreConfig:        change(map[string]any{"email": nil}),
			Config:           patientConfig(mock, managed),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
			Check:            restored,
		},
		{
			PreConfig: func() {
				id, _ := onlyPatient(t, mock, "1001")["id"].(string)
				mock.OmitPatientMembers("1001", id, "email", "town", "mobile", "nhs_number", "dob", "status", "uid")
			},
			Config:           patientConfig(mock, managed),
			ConfigPlanChecks: emptyPlan(),
			ConfigStateChecks: append(patientValues(managed),
				patientValue("status", knownvalue.StringExact("unarchived")), patientValue("uid", knownvalue.NotNull())),
		},
	}})
}

func TestAccPatient_membersMissingFromTheFirstAnswerSettle(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	// Before anything is read back, so that the unknown attributes meet a gap.
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == http.MethodGet && r.Route == routePatient {
			id, _ := onlyPatient(t, mock, "1001")["id"].(string)
			mock.OmitPatientMembers("1001", id, "email", "restricted", "uid", "mobile")
		}
	})

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: patientConfig(mock, ada()),
		ConfigStateChecks: []statecheck.StateCheck{
			patientValue("email", knownvalue.Null()),
			patientValue("restricted", knownvalue.Null()),
			patientValue("uid", knownvalue.Null()),
			patientValue("mobile", knownvalue.StringExact("07700 900123")),
		},
	}}})
}

func TestAccPatient_thatIsGoneIsMadeAgain(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: patientConfig(mock, ada())},
		{
			PreConfig: func() {
				id, _ := onlyPatient(t, mock, "1001")["id"].(string)
				mock.RemovePatient("1001", id)
				mock.ResetJournal()
			},
			Config:           patientConfig(mock, ada()),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionCreate),
			Check: checked(func() {
				wantWrites(t, mock, postRegister)
				onlyPatient(t, mock, "1001")
			}),
		},
	}})
}

// A record of the person under another id is somebody's, even if this
// resource's own has gone.
func TestAccPatient_thatIsGoneDoesNotTakeAnotherRecord(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: patientConfig(mock, ada())},
		{
			PreConfig: func() {
				id, _ := onlyPatient(t, mock, "1001")["id"].(string)
				mock.RemovePatient("1001", id)
				mock.AddPatient("1001", ada().with("id", "777").record())
				mock.ResetJournal()
			},
			Config:      patientConfig(mock, ada()),
			ExpectError: regexp.MustCompile(`Patient exists already(.|\n)*1001/777`),
		},
		{
			PreConfig: func() { wantWrites(t, mock) },
			Config:    patientConfig(mock, ada().with("adopt_existing", "true")),
			ConfigStateChecks: []statecheck.StateCheck{
				patientValue("id", knownvalue.StringExact("777")),
			},
		},
	}})
}

func TestPatient_warnsThatItIsGone(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.created(ada())
	id := p.text(state, "id")
	mock.RemovePatient("1001", id)

	after, diags := p.read(state)
	if p.members(after) != nil {
		t.Error("a patient that is gone stayed in the state")
	}
	wantDiagnostics(t, diags, ada(), []string{"warning: Patient " + id + " no longer exists", "practice group 1001", "creates it again"})
}

func TestPatient_refreshThatFailsKeepsTheState(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"401":            {Status: 401},
		"403":            {Status: 403},
		"429":            {Status: 429},
		"500":            {Status: 500},
		"HTML":           {Body: "<html>Ada Lovelace</html>", ContentType: "text/html"},
		"404 in HTML":    {Status: 404, Body: "<html>no such page</html>", ContentType: "text/html"},
		"cut body":       {CutBody: true},
		"dropped":        {DropAfter: true},
		"empty object":   {Body: "{}"},
		"another person": {Body: `[{"id":"1"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			state := p.created(ada())
			fault.Method, fault.Route = http.MethodGet, routePatient
			mock.Inject(fault)

			after, diags := p.read(state)
			if !p.same(after, state) {
				t.Error("the state was changed")
			}
			if name == "empty object" {
				wantDiagnostics(t, diags, ada())
				return
			}
			wantDiagnostics(t, diags, ada(), []string{"error: Unable to read patient " + p.text(state, "id")})
		})
	}
}

func TestAccPatient_failedRefreshIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: patientConfig(mock, ada())},
		{
			PreConfig:    func() { mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500}) },
			RefreshState: true,
			ExpectError:  regexp.MustCompile(`Unable to read patient \d+(.|\n)*500 Internal Server Error`),
		},
		{
			PreConfig:        mock.ClearFaults,
			Config:           patientConfig(mock, ada()),
			ConfigPlanChecks: emptyPlan(),
		},
	}})
}
