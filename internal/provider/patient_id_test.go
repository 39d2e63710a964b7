// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// An NHS number that a user gives instead of a patient's id, as people write it and
// in the form of an id.
var numbersForIDs = map[string]string{"written": "999 012 3454", "digits": "9990123454", "hyphens": "999-012-3454"}

func wantNoNHSNumber(t testing.TB, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	diagtest.Of(t, diagnostics).Without("999 012 3454", "9990123454", "999-012-3454")
	if all := strings.Join(diagtest.Texts(diagnostics), "\n"); !strings.Contains(all, "The data source hero_patient ") {
		t.Errorf("the diagnostics do not say where to find the id: %q", all)
	}
}

func TestPatientID_importDoesNotRepeatAnNHSNumber(t *testing.T) {
	t.Parallel()
	for name, number := range numbersForIDs {
		for _, resource := range []string{patientType, "hero_pds_patient"} {
			t.Run(name+" "+resource, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, resource)
				for _, id := range []string{number, "1001/" + number} {
					imported, diagnostics := p.importID(id)
					wantNoNHSNumber(t, diagnostics)
					if p.members(imported) != nil {
						t.Error("nobody was imported, but somebody is in the state")
					}
				}
				_, diagnostics := p.importIdentity(members{"practice_group_id": "1001", "id": number})
				wantNoNHSNumber(t, diagnostics)
				if asked := len(mock.Journal()) > 0; asked != (name == "digits") {
					t.Errorf("Hero was asked: %t", asked)
				}
			})
		}
	}
}

func TestPatientID_failedReadDoesNotRepeatAnNHSNumber(t *testing.T) {
	t.Parallel()
	for _, named := range heromock.Faults() {
		f := named.Fault
		if f.Late > 0 || f.Stall > 0 || f.PerSecond > 0 {
			continue // these faults are about time
		}
		t.Run(named.Name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(f)
			for _, resource := range []string{patientType, "hero_pds_patient"} {
				_, diagnostics := newResourceProtocol(t, mock, resource).importID("9990123454")
				wantNoNHSNumber(t, diagnostics)
			}
			for _, name := range []string{billingData, "hero_patient_payment_methods"} {
				_, diagnostics := newDataReader(t, mock).read(name, members{"patient_id": "9990123454"})
				wantNoNHSNumber(t, diagnostics)
			}
			_, diagnostics := newDataReader(t, mock).read(patientData, members{"id": "9990123454"})
			wantNoNHSNumber(t, diagnostics)
		})
	}
}

func TestPatientID_lookUpsDoNotRepeatAnNHSNumber(t *testing.T) {
	t.Parallel()
	for name, number := range numbersForIDs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			r := newDataReader(t, mock)
			_, diagnostics := r.read(patientData, members{"id": number})
			wantNoNHSNumber(t, diagnostics)
			for _, lookup := range []string{billingData, "hero_patient_payment_methods"} {
				_, diagnostics := r.read(lookup, members{"patient_id": number})
				wantNoNHSNumber(t, diagnostics)
				_, diagnostics = r.open(lookup, members{"patient_id": number})
				wantNoNHSNumber(t, diagnostics)
			}
			if asked := len(mock.Journal()) > 0; asked != (name == "digits") {
				t.Errorf("Hero was asked: %t", asked)
			}
		})
	}
}

// About one in eleven ids of ten digits is a valid NHS number too. Such a patient
// is managed like any other.
func TestPatientID_ofTenDigitsIsAnID(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", ada().with("id", "9990123454").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID("9990123454")
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, ada())
	state, diagnostics := newDataReader(t, mock).read(patientData, members{"id": "9990123454"})
	wantDiagnostics(t, diagnostics)
	if object, _ := state.(members); object["first_name"] != "Ada" {
		t.Errorf("the data source has %v", object["first_name"])
	}
	// The error may show the id in the import command, because it comes from Hero.
	wantDiagnostics(t, p.newProcess().plan(p.none(), ada()).Diagnostics, "error nhs_number: Patient exists already").
		Containing("terraform import <address> 1001/9990123454").WithoutPatient(ada())
}
