// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAdminPrescriber_firstPlanWarnsOfOverwriting(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example"}})
	p := newResourceProtocol(t, mock, prescriberType)
	for name, test := range map[string]struct {
		config members
		names  string // the end of the warning's list; "" = no warning
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

// A write sends only what is configured and differs, but always all of the details.
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
			made := p.mustCreate(test.config)
			wantAdminPatches(t, mock, test.sent...)
			test.state["id"], test.state["admin_id"], test.state["practice_group_id"] = "501", "501", "1001"
			if diff := cmp.Diff(test.state, p.members(made)); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
			made, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(made, test.config)
		})
	}
}

// A write sends all details, so they must include what somebody else has entered
// since the apply began.
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
