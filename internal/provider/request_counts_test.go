// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// requestCounts are the numbers of requests, by method and route.
type requestCounts map[string]int

func countRequests(mock *heromock.Server) requestCounts {
	counted := requestCounts{}
	for _, r := range mock.Journal() {
		counted[r.Method+" "+r.Route]++
	}
	return counted
}

const patientCount = 12

// distinctPatients returns patients with different NHS numbers, to be adopted or new.
func distinctPatients(t testing.TB, adopted bool) (all []person) {
	t.Helper()
	number := nhsNumbers()
	for i := range patientCount {
		who := ada()
		who["nhs_number"], who["last_name"] = number(i), fmt.Sprint("Lovelace ", i)
		if adopted {
			who["adopt_existing"] = "true"
		}
		all = append(all, who)
	}
	return all
}

// An apply plans again in its own process, and the registration uses the look of that
// plan.
func TestRequestCounts_patients(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		adopted     bool
		plan, apply requestCounts
	}{
		// A search by NHS number and, in the plan, one by names for a record without a number.
		"new": {false, requestCounts{"GET /v3/patients": 2 * patientCount}, requestCounts{"GET /v3/patients": patientCount, "POST /v1/patients/register": patientCount, "GET /v1/patients/{id}": patientCount}},
		// A search by NHS number, for a record with another date of birth.
		"adopted": {true, requestCounts{}, requestCounts{"GET /v3/patients": patientCount, "POST /v1/patients/register": patientCount, "GET /v1/patients/{id}": patientCount}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				planning := newResourceProtocol(t, mock, patientType)
				var plans []plannedChange
				for _, who := range distinctPatients(t, test.adopted) {
					plans = append(plans, planning.plan(planning.none(), who))
				}
				wantRequestCounts(t, mock, test.plan)

				applying := planning.newProcess()
				var made []instance
				for i, who := range distinctPatients(t, test.adopted) {
					one, diagnostics := applying.applySavedPlan(applying.none(), plans[i], who)
					wantDiagnostics(t, diagnostics)
					made = append(made, one)
				}
				wantRequestCounts(t, mock, test.apply)

				later := planning.newProcess()
				for i, who := range distinctPatients(t, test.adopted) {
					read, diagnostics := later.read(made[i])
					wantDiagnostics(t, diagnostics)
					later.wantNothingPlanned(read, who)
				}
				wantRequestCounts(t, mock, requestCounts{"GET /v1/patients/{id}": patientCount})
			})
		})
	}
}

// A plan reads a practice's settings and its list of webhooks once, however many
// webhooks there are.
func TestRequestCounts_practices(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, nil)
	settings, webhook := p.resource(settingsType), p.resource(webhookType)
	setting := func(group string) members { return members{"practice_group_id": group, "name": "Practice " + group} }
	hook := func(group string, i int) members {
		return members{"practice_group_id": group, "event_type": cancelled, "url": fmt.Sprintf("https://receiver.example.com/%s/%d", group, i)}
	}
	made := map[string]instance{}
	for _, group := range mock.PracticeGroups() {
		made[group], _ = settings.create(setting(group))
		for i := range 8 {
			made[group+fmt.Sprint(i)] = webhook.mustCreate(hook(group, i))
		}
	}
	mock.ResetJournal()

	later := p.newProcess()
	settings, webhook = later.resource(settingsType), later.resource(webhookType)
	for _, group := range mock.PracticeGroups() {
		read, diagnostics := settings.read(made[group])
		wantDiagnostics(t, diagnostics)
		settings.wantNothingPlanned(read, setting(group))
		for i := range 8 {
			read, diagnostics := webhook.read(made[group+fmt.Sprint(i)])
			wantDiagnostics(t, diagnostics)
			webhook.wantNothingPlanned(read, hook(group, i))
		}
	}
	practices := len(mock.PracticeGroups())
	wantRequestCounts(t, mock, requestCounts{"GET /v1/me": practices, "GET /v1/webhooks": practices})
}

// A create of a webhook takes one request. The list that each create needs from before
// it is read about once per second, whether creates run in parallel or one by one.
func TestRequestCounts_webhooksMade(t *testing.T) {
	t.Parallel()
	const webhooks = 20
	config := func(i int) members {
		return members{"event_type": cancelled, "url": fmt.Sprintf("https://receiver.example.com/%d", i)}
	}
	for name, workers := range map[string]int{"at the same time": 10, "one after another": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t, func(o *heromock.Options) { o.Latency = 10 * time.Millisecond })
				p := newResourceProtocol(t, mock, webhookType)
				plans := make([]plannedChange, webhooks)
				for i := range plans {
					plans[i] = p.plan(p.none(), config(i))
				}
				wantRequestCounts(t, mock, requestCounts{"GET /v1/webhooks": 1}) // one list for all, to look for equal webhooks
				began := time.Now()
				inParallel(workers, webhooks, func(i int) {
					if _, diagnostics := p.apply(p.none(), plans[i], config(i)); hasError(diagnostics) {
						t.Errorf("webhook %d: %q", i, diagtest.Texts(diagnostics))
					}
				})
				got := countRequests(mock)
				// If a webhook is created during the read of a list, the list is read again.
				if lists, most := got["GET /v1/webhooks"], 3*(1+int(time.Since(began).Seconds())); lists > most {
					t.Errorf("%d lists for %d webhooks, want at most %d", lists, webhooks, most)
				}
				delete(got, "GET /v1/webhooks")
				if want := (requestCounts{"POST /v1/webhooks": webhooks}); !maps.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
			})
		})
	}
}

// wantRequestCounts checks the requests since the journal was last reset, and resets it.
func wantRequestCounts(t testing.TB, mock *heromock.Server, want requestCounts) {
	t.Helper()
	if diff := cmp.Diff(want, countRequests(mock)); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	mock.ResetJournal()
}

// nhsNumbers returns valid NHS numbers that are never issued.
func nhsNumbers() func(i int) string {
	var made []string
	serial := 0
	return func(i int) string {
		for ; len(made) <= i; serial++ {
			number := fmt.Sprintf("999%07d", serial)
			if _, err := canonical.ParseNHSNumber(number); err == nil {
				made = append(made, number)
			}
		}
		return made[i]
	}
}

func TestAdminPrescriber_readsTheWholeListOnce(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = 1 })
	p := newResourceProtocol(t, mock, prescriberType)
	made, diagnostics := p.importID("502")
	wantDiagnostics(t, diagnostics)
	if n := mock.Count(http.MethodGet, adminsRoute); n != 4 {
		t.Errorf("%d pages were read, want three with an admin each and the empty one after them", n)
	}
	_, diagnostics = p.importID("503")
	wantDiagnostics(t, diagnostics)
	if n := mock.Count(http.MethodGet, adminsRoute); n != 4 {
		t.Errorf("%d pages were read for two admins, want 4", n)
	}
	// An admin counts as gone only if they are missing from the whole list, not from a part of it.
	mock.RemoveAdmin("1001", "502")
	p = p.newProcess()
	mock.Inject(heromock.Fault{Route: adminsRoute, Status: 500, Skip: 1, Count: 1})
	_, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read admin 502")
	gone, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, "warning: Admin 502 no longer exists")
	if p.members(gone) != nil {
		t.Error("the admin is still in the state")
	}
}

// A plan walks through the list once, however many pages it has. An apply walks through
// it once, and then makes two requests for each admin: the write, and the read of the
// admin's page, which parallel writes share.
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
			virtual(t, func(t *testing.T) { wantPrescriberRequests(t, test.pageSize, test.workers, test.config) })
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
	p = p.newProcess()
	made := make([]instance, prescribers)
	inParallel(workers, prescribers, func(i int) {
		var diagnostics []*tfprotov6.Diagnostic
		made[i], diagnostics = p.apply(p.none(), plans[i], config(ids[i]))
		wantDiagnostics(t, diagnostics)
	})
	t.Logf("an apply of %d prescribers, %d at a time: %d requests", prescribers, workers, len(mock.Journal()))
	if n := len(mock.Journal()); n > walk+2*prescribers || mock.Count(http.MethodPatch, adminRoute) != prescribers {
		t.Errorf("an apply of %d prescribers took %d requests, want a walk and two each", prescribers, n)
	}

	mock.ResetJournal()
	p = p.newProcess()
	for i := range ids {
		read, diagnostics := p.read(made[i])
		wantDiagnostics(t, diagnostics)
		p.wantNothingPlanned(read, config(ids[i]))
	}
	if n := len(mock.Journal()); n != walk {
		t.Errorf("a refresh of %d prescribers took %d requests, want one walk", prescribers, n)
	}
}

// csvOfPatients returns n made-up people as people write them: numbers with spaces,
// postcodes in lower case, birthdays in summer and in winter.
func csvOfPatients(n int) string {
	var b strings.Builder
	b.WriteString("key,nhs_number,dob,first_name,last_name,mobile,postcode\n")
	numberOf := nhsNumbers()
	for made := range n {
		number := numberOf(made)
		fmt.Fprintf(&b, "p%03d,%s %s %s,19%02d-%02d-15,Person,Number %d,07700 90%04d,ls1 %dap\n", made, number[:3], number[3:6], number[6:], 40+made%60, 1+made%12, made, made, made%10)
	}
	return b.String()
}

// Creating a patient takes five requests: the plan searches by NHS number and by names,
// the plan inside the apply searches by number, which the create uses too, and then come
// the registration and the read-back. Each later plan takes one.
func TestAccPatientsFromCSV_apply(t *testing.T) {
	t.Parallel()
	const people = 200
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("patients.csv", csvOfPatients(people))
	w.write("main.tf", `
resource "hero_patient" "test" {
  for_each = { for p in csvdecode(file("${path.module}/patients.csv")) : p.key => p }

  nhs_number = each.value.nhs_number
  dob        = each.value.dob
  first_name = each.value.first_name
  last_name  = each.value.last_name
  mobile     = each.value.mobile
  postcode   = each.value.postcode
}
`)
	start := time.Now()
	w.mustRun("apply", "-auto-approve", "-parallelism=20")
	t.Logf("applied %d patients in %s", people, time.Since(start).Round(time.Millisecond))
	for _, c := range []struct {
		method, route string
		want          int
	}{
		{http.MethodGet, "/v3/patients", 3 * people},
		{http.MethodPost, "/v1/patients/register", people},
		{http.MethodGet, "/v1/patients/{id}", people},
		{"", "", 5 * people},
	} {
		if got := mock.Count(c.method, c.route); got != c.want {
			t.Errorf("%s %s: %d requests, want %d", c.method, c.route, got, c.want)
		}
	}
	if got := len(mock.Patients("1001")); got != people {
		t.Errorf("Hero has %d patients, want %d", got, people)
	}

	mock.ResetJournal()
	start = time.Now()
	w.wantNoChanges()
	t.Logf("planned %d patients in %s", people, time.Since(start).Round(time.Millisecond))
	if got := len(mock.Journal()); got != people || mock.Count(http.MethodGet, "/v1/patients/{id}") != people {
		t.Errorf("the second plan made %d requests, want one read for each of %d patients", got, people)
	}
}
