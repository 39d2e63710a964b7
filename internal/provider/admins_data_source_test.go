// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const adminsData = "hero_admins"

// adminIDs reads the data source and lists the ids.
func (r *dataReader) adminIDs() (ids []string) {
	r.t.Helper()
	state, diagnostics := r.read(adminsData, nil)
	wantDiagnostics(r.t, diagnostics)
	object, _ := state.(members)
	entries, _ := object["admins"].([]any)
	for _, entry := range entries {
		admin, _ := entry.(members)
		id, _ := admin["id"].(string)
		ids = append(ids, id)
	}
	return ids
}

func TestAccAdmins_listsAllPages(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.UpdateAdmin("1002", "506", members{
		"external_prescriber_id": "SRX-6", "prescriber_details": members{"name": "Dr Carter", "email": "cleo@practice.example", "registration_code": "7000006"},
	})
	const address = "data.hero_admins.this"
	at := func(i int, names ...string) tfjsonpath.Path {
		path := tfjsonpath.New("admins").AtSliceIndex(i)
		for _, name := range names {
			path = path.AtMapKey(name)
		}
		return path
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `data "hero_admins" "this" { practice_group_id = "1002" }`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("admins"), knownvalue.ListSizeExact(3)),
			statecheck.ExpectKnownValue(address, at(0, "id"), exactly("504")),
			statecheck.ExpectKnownValue(address, at(0, "first_name"), exactly("Ada")),
			statecheck.ExpectKnownValue(address, at(0, "last_name"), exactly("Archer")),
			statecheck.ExpectKnownValue(address, at(0, "email"), exactly("Ada.Archer@practice.example")),
			statecheck.ExpectKnownValue(address, at(0, "external_prescriber_id"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, at(0, "prescriber_details"), knownvalue.Null()),
			statecheck.ExpectKnownValue(address, at(2, "external_prescriber_id"), exactly("SRX-6")),
			statecheck.ExpectKnownValue(address, at(2, "prescriber_details", "name"), exactly("Dr Carter")),
			statecheck.ExpectKnownValue(address, at(2, "prescriber_details", "email"), exactly("cleo@practice.example")),
			statecheck.ExpectKnownValue(address, at(2, "prescriber_details", "registration_code"), exactly("7000006")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("attributes").AtSliceIndex(2).AtMapKey("x_hero_new_member"), exactly("added later")),
		},
	}}})
	wantWrites(t, mock)
}

func TestAdmins_everyPageOnceHoweverHeroCounts(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func(*heromock.Options){
		"pages of one":    func(o *heromock.Options) { o.PageSize = 1 },
		"count of a page": func(o *heromock.Options) { o.Traits = []string{"count-is-page"} },
		"one page":        func(o *heromock.Options) { o.PageSize = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, options)
			if diff := cmp.Diff([]string{"501", "502", "503"}, newDataReader(t, mock).adminIDs()); diff != "" {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

// An admin who joins during the read of the list moves others to a later page.
func TestAdmins_addedBetweenPages(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.OnRequest(func(r heromock.Request) {
		if r.Query.Get("page_index") == "1" && len(mock.Admins("1001")) == 3 {
			mock.AddAdmin("1001", members{"id": "600"})
			mock.AddAdmin("1001", members{"id": "601"})
		}
	})
	if diff := cmp.Diff([]string{"501", "502", "503", "600", "601"}, newDataReader(t, mock).adminIDs()); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestAdmins_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body    string
		entries []members
		whole   []any
	}{
		"empty":         {`{"data":[],"count":0}`, []members{}, []any{}},
		"null":          {`{"data":null,"count":0}`, []members{}, []any{}},
		"bare":          {`[{"id":7}]`, []members{{"id": "7"}}, []any{members{"id": 7.0}}},
		"empty details": {`[{"id":"7","prescriber_details":{}}]`, []members{{"id": "7", "prescriber_details": members{}}}, []any{members{"id": "7", "prescriber_details": members{}}}},
		"odd details":   {`[{"id":"7","prescriber_details":"none","email":["a"]}]`, []members{{"id": "7"}}, []any{members{"id": "7", "prescriber_details": "none", "email": []any{"a"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, adminsRoute, test.body)
			newDataReader(t, mock).wantState(adminsData, nil, members{"admins": test.entries, "attributes": test.whole})
		})
	}
}

func TestAdmins_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	r := newDataReader(t, mock)
	// The second page fails: half a list must not count as a whole one.
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: http.StatusForbidden, Skip: 1, Count: 1})
	r.wantError(adminsData, nil, "error: Unable to read admins").Containing("403 Forbidden", "practice group 1001")
	respondWith(mock, adminsRoute, `{"items":[]}`)
	r.wantError(adminsData, nil, "error: Unable to read admins").Containing(adminsRoute, "200 OK")
}
