// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	prescriberType    = "hero_admin_prescriber"
	prescriberAddress = prescriberType + ".this"
	adminsRoute       = "/v1/admins"
	adminRoute        = "/v1/admins/{id}"
)

// prescriber is a configuration of the settings of admin 503, the last of three,
// who is on the second page. lines are attributes.
func prescriber(s *heromock.Server, lines ...string) string {
	return providerBlock(s, "max_retries = 0") +
		"resource \"hero_admin_prescriber\" \"this\" {\n  admin_id = \"503\"\n  " + strings.Join(lines, "\n  ") + "\n}\n"
}

func prescriberValue(want knownvalue.Check, names ...string) statecheck.StateCheck {
	at := tfjsonpath.New(names[0])
	for _, name := range names[1:] {
		at = at.AtMapKey(name)
	}
	return statecheck.ExpectKnownValue(prescriberAddress, at, want)
}

// wantAdminPatches checks the bodies of the writes since the journal was last
// reset, and resets it.
func wantAdminPatches(t testing.TB, s *heromock.Server, want ...members) {
	t.Helper()
	var got []members
	for _, w := range s.Writes() {
		if w.Method+" "+w.Route != "PATCH "+adminRoute {
			t.Errorf("%s %s was sent", w.Method, w.Route)
		}
		got = append(got, w.Body)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the bodies sent (-want +got):\n%s", diff)
	}
	s.ResetJournal()
}

// prescriberSettingsOf is what Hero holds for an admin's prescriber settings.
func prescriberSettingsOf(s *heromock.Server, group, id string) members {
	for _, admin := range s.Admins(group) {
		if admin["id"] == id {
			return members{"external_prescriber_id": admin["external_prescriber_id"], "prescriber_details": admin["prescriber_details"]}
		}
	}
	return nil
}

func TestAccAdminPrescriber_lifeCycle(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	const (
		external = `external_prescriber_id = "SRX-1"`
		details  = `prescriber_details = { name = "Dr Cleo Carter", email = "Cleo@Practice.example", registration_code = "7000003" }`
	)
	whole := members{"name": "Dr Cleo Carter", "email": "Cleo@Practice.example", "registration_code": "7000003"}
	acceptance(t, resource.TestCase{
		CheckDestroy: func(*terraform.State) error {
			wantAdminPatches(t, mock) // the destroy only forgets them
			if n := len(mock.Admins("1001")); n != 3 {
				t.Errorf("%d admins are left", n)
			}
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config:           prescriber(mock, external, details),
				ConfigPlanChecks: action(prescriberAddress, plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{
					prescriberValue(exactly("1001"), "practice_group_id"), prescriberValue(exactly("503"), "admin_id"),
					prescriberValue(exactly("SRX-1"), "external_prescriber_id"), prescriberValue(exactly("Dr Cleo Carter"), "prescriber_details", "name"),
					prescriberValue(exactly("Cleo@Practice.example"), "prescriber_details", "email"), prescriberValue(exactly("7000003"), "prescriber_details", "registration_code"),
				},
			},
			{
				PreConfig: func() {
					wantAdminPatches(t, mock, members{"external_prescriber_id": "SRX-1", "prescriber_details": whole})
				},
				// Unset attributes are not managed, and another spelling of the address is not a change.
				Config:           prescriber(mock, `prescriber_details = { email = "cleo@practice.example" }`),
				ConfigPlanChecks: emptyPlan(),
			},
			{
				Config:           prescriber(mock, `prescriber_details = { registration_code = "7000009" }`),
				ConfigPlanChecks: action(prescriberAddress, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{
					prescriberValue(exactly("SRX-1"), "external_prescriber_id"), prescriberValue(exactly("7000009"), "prescriber_details", "registration_code"),
					prescriberValue(exactly("Dr Cleo Carter"), "prescriber_details", "name"),
				},
			},
			{
				PreConfig: func() {
					// All details, with the unset ones as Hero reports them.
					wantAdminPatches(t, mock, members{"prescriber_details": members{"name": "Dr Cleo Carter", "email": "Cleo@Practice.example", "registration_code": "7000009"}})
				},
				Config:            prescriber(mock, `external_prescriber_id = ""`, `prescriber_details = { name = "", email = "" }`),
				ConfigPlanChecks:  action(prescriberAddress, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{prescriberValue(exactly(""), "external_prescriber_id"), prescriberValue(exactly(""), "prescriber_details", "email")},
			},
			{
				PreConfig: func() {
					wantAdminPatches(t, mock, members{"external_prescriber_id": nil, "prescriber_details": members{"name": "", "registration_code": "7000009"}})
				},
				Config:           prescriber(mock, `external_prescriber_id = ""`, `prescriber_details = { name = "", email = "", registration_code = "" }`),
				ConfigPlanChecks: action(prescriberAddress, plancheck.ResourceActionUpdate),
				Check: checkFunc(func() {
					wantAdminPatches(t, mock, members{"prescriber_details": nil})
					if diff := cmp.Diff(members{"external_prescriber_id": nil, "prescriber_details": nil}, prescriberSettingsOf(mock, "1001", "503")); diff != "" {
						t.Errorf("Hero holds (-want +got):\n%s", diff)
					}
				}),
			},
		},
	})
}

func TestAdminPrescriber_driftIsShownAndRepaired(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = 1 })
	config := members{"admin_id": "503", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Carter"}}
	p := newResourceProtocol(t, mock, prescriberType)
	made := p.mustCreate(config)
	mock.ResetJournal()
	// The name is managed, the code is not.
	mock.UpdateAdmin("1001", "503", members{"prescriber_details": members{"name": "Dr King", "registration_code": "7000003"}})
	reader := p.newProcess()
	drifted, diagnostics := reader.read(made)
	wantDiagnostics(t, diagnostics)
	planned := reader.plan(drifted, config)
	wantDiagnostics(t, planned.Diagnostics)
	details, _ := p.members(instance{state: planned.state})["prescriber_details"].(members)
	wantMembersOf(t, details, members{"name": "Dr Carter", "registration_code": "7000003"})
	made, diagnostics = p.run(made, config)
	wantDiagnostics(t, diagnostics)
	wantAdminPatches(t, mock, members{"prescriber_details": members{"name": "Dr Carter", "registration_code": "7000003"}})
	p.newProcess().wantNothingPlanned(made, config)
}

func TestAdminPrescriber_actsForTheNamedPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "504", "practice_group_id": "1002", "external_prescriber_id": "SRX-4"}
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	if got := prescriberSettingsOf(mock, "1002", "504")["external_prescriber_id"]; got != "SRX-4" {
		t.Errorf("Hero holds %v", got)
	}
	config["admin_id"] = "505"
	planned := p.newProcess().plan(made, config)
	wantDiagnostics(t, planned.Diagnostics, "warning: Prescriber settings stay in Hero")
	if !slices.Equal(planned.replaces, []string{"admin_id"}) {
		t.Errorf("another admin: replaced because of %q", planned.replaces)
	}
	made, diagnostics = p.run(made, config)
	wantDiagnostics(t, diagnostics)
	for _, id := range []string{"504", "505"} {
		if got := prescriberSettingsOf(mock, "1002", id)["external_prescriber_id"]; got != "SRX-4" {
			t.Errorf("admin %s has %v", id, got)
		}
	}
	for _, r := range mock.Journal() {
		if r.PracticeGroup != "1002" {
			t.Errorf("%s %s was sent for practice group %s", r.Method, r.Route, r.PracticeGroup)
		}
	}
	p.newProcess().wantNothingPlanned(made, config)
}

func TestAccUnknown_adminsFromTheListAndValuesOfAnApply(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
data "hero_admins" "all" {}
resource "terraform_data" "prefix" { input = "SRX" }
resource "hero_admin_prescriber" "each" {
  for_each               = { for admin in data.hero_admins.all.admins : admin.id => admin.first_name }
  admin_id               = each.key
  external_prescriber_id = "${terraform_data.prefix.output}-${each.value}"
  prescriber_details     = { name = terraform_data.prefix.output }
}
`)
	w.mustRun("apply", "-auto-approve")
	w.wantNoChanges()
	for id, name := range map[string]string{"501": "Ada", "502": "Ben", "503": "Cleo"} {
		want := members{"external_prescriber_id": "SRX-" + name, "prescriber_details": members{"name": "SRX"}}
		if diff := cmp.Diff(want, prescriberSettingsOf(mock, "1001", id)); diff != "" {
			t.Errorf("admin %s (-want +got):\n%s", id, diff)
		}
	}
}

func TestAccImport_prescribers(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	full := members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": "7000001"}}
	mock.UpdateAdmin("1001", "501", full)
	mock.UpdateAdmin("1002", "504", full)
	w := newWorkspace(t, mock)
	blocks := `
import {
  to = hero_admin_prescriber.full
  id = "501"
}
import {
  to = hero_admin_prescriber.bare
  id = "1001/502"
}
import {
  to = hero_admin_prescriber.other
  id = "1002/504"
}
`
	w.write("import.tf", toGenerateFrom(t, blocks))
	if out := w.mustRun("plan", "-generate-config-out=generated.tf"); !out.contains("Plan: 3 to import, 0 to add, 0 to change, 0 to destroy") {
		t.Errorf("want a plan that only imports three objects:\n%s", out.out)
	}
	// One resource with another spelling, one with another value, one with nothing set.
	w.remove("generated.tf")
	w.write("import.tf", blocks)
	w.write("main.tf", `
resource "hero_admin_prescriber" "full" {
  admin_id               = "501"
  external_prescriber_id = "SRX-1"
  prescriber_details     = { email = "ADA@practice.example" }
}
resource "hero_admin_prescriber" "bare" {
  admin_id               = "502"
  external_prescriber_id = ""
  prescriber_details     = { registration_code = "7000002" }
}
resource "hero_admin_prescriber" "other" {
  practice_group_id = "1002"
  admin_id          = "504"
}
`)
	if out := w.mustRun("apply", "-auto-approve"); !out.contains("3 imported, 0 added, 1 changed, 0 destroyed") {
		t.Errorf("want exactly one change:\n%s", out.out)
	}
	wantAdminPatches(t, mock, members{"prescriber_details": members{"registration_code": "7000002"}})
	w.wantNoChanges()
}

// A list with fewer entries than its count does not prove that an admin is gone.
func TestAdminPrescriber_cutListTakesNobodyOutOfTheState(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "503", "external_prescriber_id": "SRX-1"}
	made := p.mustCreate(config)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: adminsRoute, CutList: true})
	p = p.newProcess()
	kept, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read admin 503").Containing("3 entries", "only 1")
	if !p.sameState(kept, made) {
		t.Error("a truncated list changed the state")
	}
	wantDiagnostics(t, p.plan(p.none(), config).Diagnostics, "error: Unable to read admin 503")

	mock.ClearFaults()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
}

func TestAdminPrescriber_unknownAdminIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	const head = "error admin_id: No such admin"
	config := members{"admin_id": "999", "external_prescriber_id": "SRX-1"}
	wantDiagnostics(t, p.plan(p.none(), config).Diagnostics, head).Containing("1001", "admin 999", "hero_admins")

	// The admin id is known only after apply, and the admin has been deleted since the plan.
	late := members{"admin_id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "external_prescriber_id": "SRX-1"}
	planned := p.plan(p.none(), late)
	planned.state = p.value(members{"admin_id": "999", "external_prescriber_id": "SRX-1", "practice_group_id": "1001"})
	_, diagnostics := p.apply(p.none(), planned, config)
	wantDiagnostics(t, diagnostics, head)
	wantAdminPatches(t, mock)

	wantDiagnostics(t, p.validate(members{"admin_id": "ada"}), "error admin_id: Invalid admin id")
}

func TestAdminPrescriber_refusedValuesAreShownOnTheirAttributes(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	mock.Inject(heromock.Fault{Method: http.MethodPatch, Status: 400, Body: `{"error":true,"statusCode":400,"message":[
		{"code":"custom","expected":"an id in use","path":["external_prescriber_id"]},
		{"code":"custom","expected":"a code in use","path":["prescriber_details","registration_code"]},
		{"code":"custom","expected":"an object","path":["prescriber_details"]}]}`})
	config := members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"registration_code": "7"}}
	made, diagnostics := p.create(config)
	wantDiagnostics(t, diagnostics,
		"error external_prescriber_id: Unable to adopt prescriber settings of admin 501",
		"error prescriber_details.registration_code: Unable to adopt prescriber settings of admin 501",
		"error prescriber_details: Unable to adopt prescriber settings of admin 501")
	if p.members(made) != nil {
		t.Error("an object whose create failed is in the state")
	}
}

func TestAdminPrescriber_failedWriteKeepsTheState(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, fault heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, nil).resource(prescriberType)
		before := members{"admin_id": "501", "external_prescriber_id": "SRX-1"}
		injectOnce(mock, fault, http.MethodPatch, adminRoute, 0)
		_, diagnostics := p.create(before)
		wantDiagnostics(t, diagnostics, "error: Unable to adopt prescriber settings of admin 501")
		made := p.mustCreate(before)

		injectOnce(mock, fault, http.MethodPatch, adminRoute, 0)
		after := members{"admin_id": "501", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Archer"}}
		failed, diagnostics := p.apply(made, p.plan(made, after), after)
		wantDiagnostics(t, diagnostics, "error: Unable to update prescriber settings of admin 501")
		if got := p.members(failed)["external_prescriber_id"]; got != "SRX-1" {
			t.Errorf("the state has %v after a failed update", got)
		}
	}, "status-500", "drop-after")
}

// A write repeats the current values of unset attributes, so it is not sent without a look.
func TestAdminPrescriber_updateThatCannotLookSendsNothing(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	made := p.mustCreate(members{"admin_id": "501", "external_prescriber_id": "SRX-1"})
	after := members{"admin_id": "501", "prescriber_details": members{"name": "Dr Archer"}}
	planned := p.plan(made, after)
	mock.ResetJournal()
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: 403})
	kept, diagnostics := p.newProcess().apply(made, planned, after)
	wantDiagnostics(t, diagnostics, "error: Unable to read admin 501")
	if !p.sameState(kept, made) {
		t.Error("the state was changed")
	}
	wantAdminPatches(t, mock)
}

func TestAdminPrescriber_failedReadBackWarns(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}}
	planned := p.plan(p.none(), config)
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: 500, Skip: 1}) // after the page that is read before the write
	made, diagnostics := p.apply(p.none(), planned, config)
	wantDiagnostics(t, diagnostics, "warning: Unable to read the prescriber settings of admin 501 back").Containing("500")
	mock.ClearFaults()
	wantAdminPatches(t, mock, members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}})
	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, config)
}

func TestAdminPrescriber_warnsWhenHeroStoresSomethingElse(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == http.MethodGet && mock.Count(http.MethodPatch, adminRoute) > 0 {
			mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "srx-1", "prescriber_details": nil})
		}
	})
	p := newResourceProtocol(t, mock, prescriberType)
	made, diagnostics := p.create(members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}})
	wantDiagnostics(t, diagnostics, "warning: Hero stored something else").Containing("external_prescriber_id, prescriber_details.name.").Without("SRX-1", "srx-1")
	if got := p.members(made)["external_prescriber_id"]; got != "SRX-1" {
		t.Errorf("the state has %v, want what was planned", got)
	}
	made, _ = p.read(made)
	if got := p.members(made)["external_prescriber_id"]; got != "srx-1" {
		t.Errorf("the state has %v after the next read, want the drift", got)
	}
}

// A field that a response leaves out keeps its known value.
func TestAdminPrescriber_absentIsNotNull(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}}
	made := p.mustCreate(config)
	for _, body := range []string{
		`{"data":[{"id":"501"}],"count":1}`,
		`{"data":[{"id":501,"prescriber_details":{}}],"count":1}`,
	} {
		respondWith(mock, adminsRoute, body)
		read, diagnostics := p.read(made)
		wantDiagnostics(t, diagnostics)
		p.wantNothingPlanned(read, config)
		if diff := cmp.Diff(p.members(made), p.members(read)); diff != "" {
			t.Errorf("%s: state (-before +after):\n%s", body, diff)
		}
	}
}

func TestAdminPrescriber_destroyForgets(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	made := p.mustCreate(members{"admin_id": "501", "external_prescriber_id": "SRX-1"})
	mock.ResetJournal()
	planned := p.plan(made, nil)
	wantDiagnostics(t, planned.Diagnostics, "warning: Prescriber settings stay in Hero")
	_, diagnostics := p.apply(made, planned, nil)
	wantDiagnostics(t, diagnostics)
	wantAdminPatches(t, mock)
	for _, id := range []string{"ada", "1001/", "/501", "1001/5/1"} {
		_, diagnostics := p.importID(id)
		wantDiagnostics(t, diagnostics, "error: Invalid import id")
	}
}
