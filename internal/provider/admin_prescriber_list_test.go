// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func admin(id string) listed {
	return listed{"Admin " + id + " (practice group 1001)", members{"practice_group_id": "1001", "id": id}, nil}
}

// seedPrescribers makes two of the three admins prescribers, 502 and 503.
func seedPrescribers(mock *heromock.Server) {
	mock.UpdateAdmin("1001", "502", members{"external_prescriber_id": "rx-502"})
	mock.UpdateAdmin("1001", "503", members{"prescriber_details": map[string]any{"name": "Dr Cleo Carter", "email": "cleo@practice.example", "registration_code": "GMC1"}})
}

func TestAdminPrescriberList_findsAdmins(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedPrescribers(mock)
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.mustRun(prescriberType, query{}), admin("501"), admin("502"), admin("503"))
	wantListed(t, p.mustRun(prescriberType, query{config: members{"prescribers_only": false}}), admin("501"), admin("502"), admin("503"))
	wantListed(t, p.mustRun(prescriberType, query{config: members{"prescribers_only": true}}), admin("502"), admin("503"))
	wantWrites(t, mock)
}

func TestAdminPrescriberList_givesWhatAnImportGives(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedPrescribers(mock)
	found := newListProtocol(t, mock, nil).mustRun(prescriberType, query{includeResource: true})
	wantListed(t, found, admin("501"), admin("502"), admin("503"))
	for _, one := range found {
		id, _ := one.identity["id"].(string)
		wantImported(t, mock, prescriberType, id, one.resource)
	}
}

func TestAdminPrescriberList_readsNoPageMoreThanWanted(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t) // two entries per page
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.run(prescriberType, query{limit: 2}), admin("501"), admin("502"))
	wantDiagnostics(t, p.diagnosed, "warning: Query stopped at its limit")
	if got := mock.Count(http.MethodGet, "/v1/admins"); got != 1 {
		t.Errorf("%d pages were read, want 1", got)
	}
	mock.Inject(heromock.Fault{Route: "/v1/admins", Skip: 1, Status: http.StatusInternalServerError})
	wantListed(t, p.run(prescriberType, query{}), admin("501"), admin("502"))
	wantDiagnostics(t, p.diagnosed, "error: Unable to list admins")
}
