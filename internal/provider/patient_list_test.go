// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

const patientType = "hero_patient"

// seedFamily makes patients with one last name and returns what a query for it should
// find. A page of the mock has two of them.
func seedFamily(mock *heromock.Server, size int) (all []listed) {
	for i := range size {
		id := mock.AddPatient("1001", members{
			"first_name": fmt.Sprintf("Zebedee%d", i), "last_name": "Testpatient", "dob": "1987-07-29", "mobile": "+447700900987", "nhs_number": nil,
		})
		all = append(all, listed{"Patient " + id + " (practice group 1001)", members{"practice_group_id": "1001", "id": id}, nil})
	}
	return all
}

var testFamily = members{"last_name": "Testpatient"}

func TestPatientList_findsPatientsOnAllPages(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedFamily(mock, 5)
	mock.AddPatient("1001", members{"first_name": "Ada", "last_name": "Other", "dob": "1990-06-15", "nhs_number": "9990000018", "mobile": "07700 900123"})
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.mustRun(patientType, query{config: testFamily}), all...)
	if got := mock.Count("", routePatient); got != 0 {
		t.Errorf("%d patients were read, although the query does not include the resource", got)
	}
	one := p.mustRun(patientType, query{config: members{"nhs_number": "999 000 0018", "dob": "1990-06-14T23:00:00Z"}})
	if len(one) != 1 {
		t.Errorf("the normal forms of the filters find %d patients, want 1", len(one))
	}
	wantListed(t, p.mustRun(patientType, query{config: members{"last_name": "Testpatient", "practice_group_id": "1002"}}))
	wantWrites(t, mock)
}

// The entries of a search lack fields, so the query reads each patient.
func TestPatientList_givesWhatAnImportGives(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedFamily(mock, 3)
	found := newListProtocol(t, mock, nil).mustRun(patientType, query{config: testFamily, includeResource: true})
	wantListed(t, found, all...)
	for _, one := range found {
		id, _ := one.identity["id"].(string)
		wantImported(t, mock, patientType, id, one.resource)
	}
}

func TestPatientList_readsNoPageMoreThanWanted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query        query
		found        int
		pages, reads int
	}{
		"limit within a page":     {query{limit: 1}, 1, 1, 0},
		"limit at a page's end":   {query{limit: 2}, 2, 1, 0},
		"limit on a later page":   {query{limit: 3, includeResource: true}, 3, 2, 3},
		"limit above the total":   {query{limit: 100}, 5, 3, 0},
		"consumer stops":          {query{stopAfter: 1, includeResource: true}, 1, 1, 1},
		"consumer stops and more": {query{stopAfter: 3}, 3, 2, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			all := seedFamily(mock, 5)
			p := newListProtocol(t, mock, nil)
			test.query.config = testFamily
			wantListed(t, p.run(patientType, test.query), all[:test.found]...)
			if got := mock.Count("", routePatients); got != test.pages {
				t.Errorf("%d pages were read, want %d", got, test.pages)
			}
			if got := mock.Count("", routePatient); got != test.reads {
				t.Errorf("%d patients were read, want %d", got, test.reads)
			}
			full := int(test.query.limit) == test.found
			if (len(p.diagnosed) == 1) != full {
				t.Errorf("the limit was reached: %t, diagnostics: %q", full, diagtest.Texts(p.diagnosed))
			}
		})
	}
}

func TestPatientList_leavesOutWhomHeroHasNoIDOf(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedFamily(mock, 1)
	entry := func(heroID, ehrID string) string {
		return `{"hero_id":` + heroID + `,"ehr_partner_id":"` + ehrID + `","identifiers":[],"dob":"1987-07-29","ehr_registered":true,"first_name":"Zebedee"}`
	}
	id, _ := all[0].identity["id"].(string)
	entries := entry("null", "a") + "," + entry(`"`+id+`"`, "b") + "," + entry("null", "c")
	mock.Inject(heromock.Fault{Route: routePatients, Count: 1, Body: `{"data":[` + entries + `],"count":3}`})
	mock.Inject(heromock.Fault{Route: routePatients, Body: `{"data":[],"count":3}`})
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.run(patientType, query{config: testFamily}), all...)
	wantDiagnostics(t, p.diagnosed, "warning: Patients without an id in Hero left out").Containing("1001").Without("Zebedee", "1987")
}

func TestPatientList_reportsFailures(t *testing.T) {
	t.Parallel()
	secret := []string{"Testpatient", "Zebedee", "1987"}
	tests := map[string]struct {
		fault   heromock.Fault
		found   int
		finding string
	}{
		"first page": {heromock.Fault{Route: routePatients, Status: http.StatusInternalServerError}, 0, "error: Unable to search for patients"},
		"later page": {heromock.Fault{Route: routePatients, Skip: 1, Status: http.StatusTooManyRequests}, 2, "error: Unable to search for patients"},
		"refused filter": {
			heromock.Fault{Route: routePatients, Status: http.StatusBadRequest, Body: `{"error":true,"statusCode":400,"message":[{"code":"invalid","expected":"a name","path":["last_name"]}]}`},
			0, "error last_name: Unable to search for patients",
		},
		"one patient": {heromock.Fault{Route: routePatient, Skip: 2, Status: http.StatusForbidden}, 2, "error: Unable to read patient 10003"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			all := seedFamily(mock, 5)
			mock.Inject(test.fault)
			p := newListProtocol(t, mock, nil)
			found := p.run(patientType, query{config: testFamily, includeResource: true})
			wantListed(t, found, all[:test.found]...)
			wantDiagnostics(t, p.diagnosed, test.finding).Without(secret...)
		})
	}
}

func TestPatientList_leavesOutWhomHeroCannotRead(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedFamily(mock, 3)
	mock.Inject(heromock.Fault{Route: routePatient, Skip: 1, Count: 1, Status: http.StatusNotFound, Body: `{"message":"No patient found"}`})
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.run(patientType, query{config: testFamily, includeResource: true}), all[0], all[2])
	wantDiagnostics(t, p.diagnosed, "warning: Patient 10002 left out")
}

func TestPatientList_demandsAFilter(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newListProtocol(t, mock, nil)
	wantDiagnostics(t, p.validate(patientType, members{"practice_group_id": "1002"}), "error: Missing Attribute Configuration").Containing("last_name")
	for _, name := range []string{"first_name", "last_name", "ehr_partner_id"} {
		wantDiagnostics(t, p.validate(patientType, members{name: "x"}))
		wantDiagnostics(t, p.validate(patientType, members{name: tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}))
	}
	wantDiagnostics(t, p.validate(patientType, members{"dob": "29/07/1987"}), "error dob: Invalid date of birth").Without("1987")
	wantDiagnostics(t, p.validate(patientType, members{"nhs_number": "9990000019"}), "error nhs_number: Invalid NHS number").Without("9990000019")
}
