// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAdminPrescriber_firstPlanWarnsOfOverwriting(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example"}})
	p := newResourceProtocol(t, mock, prescriberType)
	for name, test := range map[string]struct {
		config members
		names  string // what the warning ends its list with; "" = no warning
	}{
		"other values":     {members{"external_prescriber_id": "SRX-9", "prescriber_details": members{"name": "Dr King", "email": ""}}, ": external_prescriber_id, prescriber_details.name, prescriber_details.email."},
		"what stays":       {members{"prescriber_details": members{"name": "Dr King", "registration_code": "7"}}, "\n\n  email = \"ada@practice.example\"\n\n"},
		"cleared":          {members{"external_prescriber_id": ""}, ": external_prescriber_id."},
		"equal":            {members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"email": "Ada@practice.example"}}, ""},
		"nothing set":      {members{}, ""},
		"nothing so far":   {members{"prescriber_details": members{"registration_code": "7"}}, ""},
		"unknown":          {members{"external_prescriber_id": unknown, "prescriber_details": members{"name": unknown}}, ""},
		"unknown admin":    {members{"admin_id": unknown, "external_prescriber_id": "SRX-9"}, ""},
		"unknown practice": {members{"practice_group_id": unknown, "external_prescriber_id": "SRX-9"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := members{"admin_id": "501"}
			maps.Copy(config, test.config)
			diagnostics := p.plan(p.none(), config).Diagnostics
			if test.names == "" {
				wantDiagnostics(t, diagnostics)
				return
			}
			wantDiagnostics(t, diagnostics, "warning: Existing prescriber settings of admin 501 will be overwritten").
				Containing("Admin 501", test.names, "terraform import <address> 1001/501").Without("SRX", "Archer", "King")
		})
	}
}

// Only what is configured and differs is sent, the details whole.
func TestAdminPrescriber_firstApplySendsWhatDiffers(t *testing.T) {
	t.Parallel()
	held := members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": ""}}
	for name, test := range map[string]struct {
		config members
		sent   []members
		state  members
	}{
		"nothing": {members{}, nil, members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": nil}}},
		"equal": {
			members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"email": "ADA@practice.example"}},
			nil,
			members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ADA@practice.example", "registration_code": nil}},
		},
		"one detail": {
			members{"prescriber_details": members{"registration_code": "7000001"}},
			[]members{{"prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": "7000001"}}},
			members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": "7000001"}},
		},
		"an id": {
			members{"external_prescriber_id": "SRX-2"},
			[]members{{"external_prescriber_id": "SRX-2"}},
			members{"external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": nil}},
		},
		"everything cleared": {
			members{"external_prescriber_id": "", "prescriber_details": members{"name": "", "email": "", "registration_code": ""}},
			[]members{{"external_prescriber_id": nil, "prescriber_details": nil}},
			members{"external_prescriber_id": "", "prescriber_details": members{"name": "", "email": "", "registration_code": ""}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.UpdateAdmin("1001", "501", held)
			p := newResourceProtocol(t, mock, prescriberType)
			test.config["admin_id"] = "501"
			made := p.created(test.config)
			wantAdminPatches(t, mock, test.sent...)
			test.state["admin_id"], test.state["practice_group_id"] = "501", "1001"
			if diff := cmp.Diff(test.state, p.members(made)); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
			made, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(made, test.config)
		})
	}
}

func TestAdminPrescriber_readsTheWholeListOnce(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = 1 })
	p := newResourceProtocol(t, mock, prescriberType)
	made, diagnostics := p.importID("502")
	wantDiagnostics(t, diagnostics)
	if n := mock.Count(http.MethodGet, adminsRoute); n != 4 {
		t.Errorf("%d pages were read, want three admins' and the empty one after them", n)
	}
	_, diagnostics = p.importID("503")
	wantDiagnostics(t, diagnostics)
	if n := mock.Count(http.MethodGet, adminsRoute); n != 4 {
		t.Errorf("%d pages were read for two admins, want 4", n)
	}
	// Gone is who is missing from the whole list, and not from a part of it.
	mock.RemoveAdmin("1001", "502")
	p = p.again()
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: 500, Skip: 1, Count: 1})
	_, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read admin 502")
	gone, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, "warning: Admin 502 no longer exists")
	if p.members(gone) != nil {
		t.Error("the admin is still in the state")
	}
}

// A list that says how long it is and comes short of that proves nothing.
func TestAdminPrescriber_cutListTakesNobodyOutOfTheState(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "503", "external_prescriber_id": "SRX-1"}
	made := p.created(config)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: adminsRoute, CutList: true})
	p = p.again()
	kept, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read admin 503").Containing("3 entries", "only 1")
	if !p.same(kept, made) {
		t.Error("a list that was cut changed the state")
	}
	wantDiagnostics(t, p.plan(p.none(), config).Diagnostics, "error: Unable to read admin 503")

	mock.ClearFaults()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
}

// The details go out whole, so what somebody else has entered while the apply was
// under way must be among them.
func TestAdminPrescriber_detailsAreLaidOverWhatHeroHoldsAtTheWrite(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	entered := func(code string) func() {
		return func() {
			mock.UpdateAdmin("1001", "501", members{"prescriber_details": members{"name": "Dr Archer", "registration_code": code}})
		}
	}
	entered("1")()
	config := members{"admin_id": "501", "prescriber_details": members{"email": "ada@practice.example"}}
	planned := p.plan(p.none(), config)
	entered("2")()
	made, diagnostics := p.apply(p.none(), planned, config)
	wantDiagnostics(t, diagnostics)
	wantAdminPatches(t, mock, members{"prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example", "registration_code": "2"}})

	config = members{"admin_id": "501", "prescriber_details": members{"email": "archer@practice.example"}}
	planned = p.plan(made, config)
	entered("3")()
	_, diagnostics = p.apply(made, planned, config)
	wantDiagnostics(t, diagnostics)
	wantAdminPatches(t, mock, members{"prescriber_details": members{"name": "Dr Archer", "email": "archer@practice.example", "registration_code": "3"}})
}

// One walk through the list serves a plan, however many pages it has. An apply
// walks once, and then takes two requests each: the write, and the page on which
// the admin is. Those who write at the same time share the pages.
func TestAdminPrescriber_requests(t *testing.T) {
	t.Parallel()
	details := func(id string) members {
		return members{"admin_id": id, "prescriber_details": members{"name": "Dr " + id}}
	}
	prescriberID := func(id string) members { return members{"admin_id": id, "external_prescriber_id": "SRX-" + id} }
	for name, test := range map[string]struct {
		pageSize, workers int
		config            func(id string) members
	}{
		"one page":                  {100, 10, details},
		"several pages":             {15, 10, details},
		"one after another":         {15, 1, prescriberID},
		"several pages, no details": {15, 10, prescriberID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantPrescriberRequests(t, test.pageSize, test.workers, test.config)
		})
	}
}

func wantPrescriberRequests(t *testing.T, pageSize, workers int, config func(id string) members) {
	t.Helper()
	const prescribers = 40
	mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = pageSize; o.Latency = 10 * time.Millisecond })
	var ids []string
	for range prescribers {
		ids = append(ids, mock.AddAdmin("1001", members{"prescriber_details": members{"registration_code": "7"}}))
	}
	p := newResourceProtocol(t, mock, prescriberType)
	_, diagnostics := (&dataReader{p.protocol}).read(adminsData, nil)
	wantDiagnostics(t, diagnostics)
	walk := mock.Count(http.MethodGet, adminsRoute)
	var plans []plannedChange
	for _, id := range ids {
		plans = append(plans, p.plan(p.none(), config(id)))
	}
	if pages := (prescribers + 3 + pageSize - 1) / pageSize; walk > pages+1 {
		t.Errorf("%d requests for %d pages", walk, pages)
	}
	if n := len(mock.Journal()); n != walk {
		t.Errorf("a plan of %d prescribers took %d requests, want one walk, which is %d", prescribers, n, walk)
	}

	mock.ResetJournal()
	p = p.again()
	made := make([]instance, prescribers)
	atOnce(workers, prescribers, func(i int) {
		var diagnostics []*tfprotov6.Diagnostic
		made[i], diagnostics = p.apply(p.none(), plans[i], config(ids[i]))
		wantDiagnostics(t, diagnostics)
	})
	t.Logf("an apply of %d prescribers, %d at a time: %d requests", prescribers, workers, len(mock.Journal()))
	if n := len(mock.Journal()); n > walk+2*prescribers || mock.Count(http.MethodPatch, adminRoute) != prescribers {
		t.Errorf("an apply of %d prescribers took %d requests, want a walk and two each", prescribers, n)
	}

	mock.ResetJournal()
	p = p.again()
	for i := range ids {
		read, diagnostics := p.read(made[i])
		wantDiagnostics(t, diagnostics)
		p.wantNothingPlanned(read, config(ids[i]))
	}
	if n := len(mock.Journal()); n != walk {
		t.Errorf("a refresh of %d prescribers took %d requests, want one walk", prescribers, n)
	}
}

func TestAdminPrescriber_unknownAdminIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	const head = "error admin_id: No such admin"
	config := members{"admin_id": "999", "external_prescriber_id": "SRX-1"}
	wantDiagnostics(t, p.plan(p.none(), config).Diagnostics, head).Containing("1001", "admin 999", "hero_admins")

	// Known at the apply only, and deleted since the plan.
	late := members{"admin_id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "external_prescriber_id": "SRX-1"}
	planned := p.plan(p.none(), late)
	planned.state = p.value(members{"admin_id": "999", "external_prescriber_id": "SRX-1", "practice_group_id": "1001"})
	_, diagnostics := p.apply(p.none(), planned, config)
	wantDiagnostics(t, diagnostics, head)
	wantAdminPatches(t, mock)

	wantDiagnostics(t, p.validate(members{"admin_id": "ada"}), "error admin_id: Invalid admin id")
	wantDiagnostics(t, p.validate(members{"admin_id": "501", "prescriber_details": members{"email": "ada"}}), "error prescriber_details.email: Invalid e-mail address")
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
		t.Error("what failed is in the state")
	}
}

// Each fault strikes a PATCH once; applying again ends with what is configured.
func TestAdminPrescriber_faultsOfAWrite(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, _ string, fault heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, impatience(fault, nil)).resource(prescriberType)
		before := members{"admin_id": "501", "external_prescriber_id": "SRX-1"}
		strike(mock, fault, http.MethodPatch, adminRoute, 0)
		made, diagnostics := p.create(before)
		if unnoticed(fault) {
			wantDiagnostics(t, diagnostics)
		} else {
			wantDiagnostics(t, diagnostics, "error: Unable to adopt prescriber settings of admin 501")
			if p.members(made) != nil {
				t.Error("what failed is in the state")
			}
			mock.Settle()
			made = p.created(before)
		}

		mock.ClearFaults()
		strike(mock, fault, http.MethodPatch, adminRoute, 0)
		after := members{"admin_id": "501", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Archer"}}
		failed, diagnostics := p.apply(made, p.plan(made, after), after)
		if unnoticed(fault) {
			wantDiagnostics(t, diagnostics)
		} else {
			wantDiagnostics(t, diagnostics, "error: Unable to update prescriber settings of admin 501")
			if got := p.members(failed)["external_prescriber_id"]; got != "SRX-1" {
				t.Errorf("the state has %v after a failed update", got)
			}
		}
		mock.Settle()
		made, diagnostics = p.apply(failed, p.plan(failed, after), after)
		wantDiagnostics(t, diagnostics)
		want := members{"external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Archer"}}
		if diff := cmp.Diff(want, heldByAdmin(mock, "1001", "501")); diff != "" {
			t.Errorf("Hero holds (-want +got):\n%s", diff)
		}
		p.wantNothingPlanned(made, after)
	})
}

func TestAdminPrescriber_failedReadBackWarns(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}}
	planned := p.plan(p.none(), config)
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: 500, Skip: 1}) // the page before the write
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

// Members that an answer leaves out keep what is known of them.
func TestAdminPrescriber_absentIsNotNull(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, prescriberType)
	config := members{"admin_id": "501", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}}
	made := p.created(config)
	for _, body := range []string{
		`{"data":[{"id":"501"}],"count":1}`,
		`{"data":[{"id":501,"prescriber_details":{}}],"count":1}`,
	} {
		answering(mock, adminsRoute, body)
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
	made := p.created(members{"admin_id": "501", "external_prescriber_id": "SRX-1"})
	mock.ResetJournal()
	planned := p.plan(made, nil)
	wantDiagnostics(t, planned.Diagnostics, "warning: Prescriber settings stay in Hero")
	_, diagnostics := p.apply(made, planned, nil)
	wantDiagnostics(t, diagnostics, "warning: Prescriber settings stay in Hero")
	wantAdminPatches(t, mock)
	for _, id := range []string{"ada", "1001/", "/501", "1001/5/1"} {
		_, diagnostics := p.importID(id)
		wantDiagnostics(t, diagnostics, "error: Invalid import id")
	}
}
