// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// If a search hit may be the person, the plan and the apply fail with its id, and the record is not overwritten.
func TestPatient_whoCannotBeComparedIsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trait   string
		who     person
		summary string
	}{
		"number masked":      {"number-masked", ada(), "error nhs_number: Patient may exist already"},
		"number in the list": {"number-in-identifiers", ada(), "error nhs_number: Patient exists already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mustSetTrait(t, mock, test.trait)
			p := newResourceProtocol(t, mock, patientType)
			free := p.plan(p.none(), test.who)
			wantDiagnostics(t, free.Diagnostics)
			id := mock.AddPatient("1001", test.who.with("town", "York").record())
			planned := p.newProcess().plan(p.none(), test.who)
			wantDiagnostics(t, planned.Diagnostics, test.summary).Containing("1001/" + id).WithoutPatient(test.who)
			_, diagnostics := p.newProcess().apply(p.none(), free, test.who)
			wantDiagnostics(t, diagnostics, test.summary).Containing("1001/" + id).WithoutPatient(test.who)
			wantWrites(t, mock)
		})
	}
}

// A record is not overwritten if its hit lacks values or has odd ones.
func TestPatient_oddHitsAreNotOverwritten(t *testing.T) {
	t.Parallel()
	for name, hit := range map[string]string{
		"no number":              `{"hero_id":"7","dob":"1990-06-15"}`,
		"a null number":          `{"hero_id":"7","nhs_number":null,"dob":"1990-06-15"}`,
		"an odd birthday":        `{"hero_id":"7","nhs_number":"9990000018","dob":"15 June 1990"}`,
		"a birthday as a number": `{"hero_id":"7","nhs_number":"9990000018","dob":645408000}`,
		"no birthday":            `{"hero_id":"7","nhs_number":"9990000018"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[` + hit + `]}`})
			p := newResourceProtocol(t, mock, patientType)
			planned := p.plan(p.none(), ada())
			wantDiagnostics(t, planned.Diagnostics, "error nhs_number: Patient may exist already").Containing("1001/7").WithoutPatient(ada())
			wantWrites(t, mock)
		})
	}
}

// A record with values that this create did not send probably existed before.
func TestPatient_saysThatSomebodyWasThere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mustSetTrait(t, mock, "archived-hidden")
	id := mock.AddPatient("1001", ada().with("status", "archived", "town", "York", "emis_id", "E1").record())
	p := newResourceProtocol(t, mock, patientType)
	_, diagnostics := p.create(ada())
	wantDiagnostics(t, diagnostics, "warning: The record of patient "+id+" may not be new").
		Containing("emis_id, status, town").WithoutPatient(ada().with("town", "York"))
	// An adopted record existed before by definition, so there is no warning.
	_, diagnostics = p.newProcess().create(ada().with("adopt_existing", "true"))
	wantDiagnostics(t, diagnostics)
}
