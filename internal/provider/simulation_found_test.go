// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"
)

// found is a scenario that the simulation has found, or that was written by hand.
type found struct {
	name string
	seed uint64
	// breaks is the invariant that it breaks, "" once the provider withstands it.
	breaks string
	events []event
}

// TestSimulation_found repeats the scenarios that were found. A scenario that breaks an
// invariant names it in breaks, so that the test passes until somebody fixes the cause.
// The fix clears breaks, and removes the name from notWithstood in
// simulation_draw_test.go, so that it is drawn from then on.
func TestSimulation_found(t *testing.T) {
	t.Parallel()
	protocolSchemas(t) // outside any bubble
	for _, f := range simulationsFound() {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			r := simulate(t, f.seed, f.events)
			switch {
			case r.broken == nil && f.breaks != "":
				t.Errorf("%q holds now: clear breaks, and remove the name from notWithstood", f.breaks)
			case r.broken != nil && r.broken.invariant != f.breaks:
				t.Errorf("%s; want %q", r.broken, f.breaks)
			}
		})
	}
}

// For each name that is not drawn, a scenario shows why.
func TestSimulation_everythingNotWithstoodIsFound(t *testing.T) {
	t.Parallel()
	if names := notShown(notWithstood, simulationsFound()); names != nil {
		t.Errorf("no scenario shows that %q break an invariant", names)
	}
	invented := []found{
		{"withstood", 1, "", []event{{"hero", "is", "gone-410", ""}}},
		{"a trait", 1, neverLost, []event{{"us", "apply", "", ""}, {"hero", "is", "replicas-flip 2h", ""}}},
		{"a race", 1, neverLost, []event{{"both", "apply", "", "PATCH /v1/me"}}},
	}
	names := []string{"gone-410", "replicas-flip", "race", "merges"}
	if got, want := notShown(names, invented), []string{"gone-410", "merges"}; !slices.Equal(got, want) {
		t.Errorf("of %q, the invented scenarios do not show %q, want %q", names, got, want)
	}
}

// notShown returns the names that break an invariant in none of the scenarios.
func notShown(names []string, scenarios []found) (missing []string) {
	for _, name := range names {
		if !slices.ContainsFunc(scenarios, func(f found) bool { return f.breaks != "" && f.isAbout(name) }) {
			missing = append(missing, name)
		}
	}
	return missing
}

func (f found) isAbout(name string) bool {
	return slices.ContainsFunc(f.events, func(e event) bool {
		return (name == "race" && e.who == "both") || slices.Contains(strings.Fields(e.does+" "+e.what), name)
	})
}

// many configures several objects like a place's.
func many(name string, count int, events ...event) []event {
	var all []event
	for i := range count {
		all = append(all, event{"us", "configure", name + " " + string(rune('a'+i)), "a"})
	}
	return append(all, events...)
}

func simulationsFound() []found {
	return slices.Concat(foundAfterTheEnd(), foundNotOurs(), foundNotKnown(), foundLooks(), foundAbsences(), foundBodies(), foundForms(), foundWaits())
}

// Hero may act on a request after the client has its response, or has given up.
func foundAfterTheEnd() []found {
	var all []found
	for _, trait := range []string{"acts-after-408", "acts-after-500", "acts-after-202", "acts-after-other-success"} {
		all = append(
			all,
			found{trait + ", patient", 20, "", []event{
				{"hero", "is", trait, ""},
				{"us", "configure", "unmatched", "a"},
				{"us", "set", "max_retries", "4"},
				{"us", "apply", "", ""},
			}},
			found{trait + ", webhook", 1, "", []event{
				{"hero", "is", trait, ""},
				{"us", "configure", "rotated", "a"},
				{"us", "set", "max_retries", "4"},
				{"us", "apply", "", ""},
			}},
		)
	}
	return all
}

// A client that goes by the number of equal objects would delete or adopt other people's.
func foundNotOurs() []found {
	return []found{
		{"one too many is another's", 1, "", []event{
			{"us", "configure", "webhook", "a"},
			{"us", "set", "max_retries", "1"},
			{"hero", "fails", "POST /v1/webhooks drop-before count=1", ""},
			{"person", "creates", "webhook", "10s after POST /v1/webhooks"},
			{"us", "apply", "", ""},
		}},
		{"two machines delete each other's", 1, "", []event{
			{"us", "configure", "webhook", "a"},
			{"them", "configure", "webhook", "a"},
			{"us", "set", "max_retries", "1"},
			{"them", "set", "max_retries", "1"},
			{"hero", "fails", "POST /v1/webhooks drop-before count=2", ""},
			{"both", "apply", "webhook", "POST /v1/webhooks"},
		}},
		{"another's webhook is taken for the result of a lost request", 1, "", []event{
			{"us", "configure", "signed", "a"},
			{"us", "set", "max_retries", "1"},
			{"hero", "fails", "POST /v1/webhooks status-504 count=1", ""},
			{"person", "creates", "signed", "2s after POST /v1/webhooks"},
			{"us", "apply", "", ""},
		}},
	}
}

// A record that cannot be compared, or that no search finds, may be the same person's.
func foundNotKnown() []found {
	all := []found{
		{"somebody registers the person at the same moment", 1, "", []event{
			{"us", "configure", "patient", "a"},
			{"person", "creates", "patient", "before POST /v1/patients/register"},
			{"us", "apply", "", ""},
		}},
		{"dates of birth in other forms", 1, "", []event{
			{"hero", "is", "dob-forms", ""},
			{"person", "creates", "unmatched", ""},
			{"person", "creates", "unmatched", ""},
			{"person", "creates", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
		}},
		{"Hero matches by name", 1, "", []event{
			{"hero", "is", "patients-by-name", ""},
			{"person", "creates", "patient", ""},
			{"person", "corrects the number", "patient", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
		}},
		{"archived records are hidden", 1, "", []event{
			{"hero", "is", "archived-hidden", ""},
			{"person", "creates", "patient", ""},
			{"person", "archives", "patient", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
		}},
	}
	for _, trait := range []string{"number-masked", "number-missing", "number-in-identifiers"} {
		all = append(all, found{trait, 50, "", []event{
			{"hero", "is", trait, ""},
			{"person", "creates", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
		}})
	}
	return all
}

// A write without a look before it, or with one long ago.
func foundLooks() []found {
	return []found{
		{"a saved plan reverts a corrected name", 1, "", []event{
			{"person", "creates", "patient", ""},
			{"us", "configure", "patient", "few"},
			{"us", "import", "patient", ""},
			{"us", "plan", "", ""},
			{"person", "corrects the name", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "apply the plan", "", ""},
		}},
		{"an update without a refresh reverts a corrected name", 1, "", []event{
			{"person", "creates", "patient", ""},
			{"us", "configure", "patient", "few"},
			{"us", "import", "patient", ""},
			{"person", "corrects the name", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "apply", "", "-refresh=false"},
		}},
		{"an update doubles a patient whose number was corrected", 49, "", []event{
			{"us", "configure", "patient", "b"},
			{"us", "apply", "", ""},
			{"person", "corrects the number", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", "-refresh=false"},
		}},
		{"an update makes a record anew that was deleted", 49, "", []event{
			{"us", "configure", "patient", "b"},
			{"us", "apply", "", ""},
			{"person", "deletes", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", "-refresh=false"},
		}},
		{"an update makes a record anew that was merged", 49, "", []event{
			{"us", "configure", "patient", "b"},
			{"us", "apply", "", ""},
			{"person", "merges", "patient", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", "-refresh=false"},
		}},
		{"a record is merged between the look and the update", 400317, "", []event{
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
			{"us", "configure", "patient", "b"},
			{"person", "merges", "patient", "before POST /v1/patients/register"},
			{"us", "apply", "", ""},
		}},
		{"an archived record that no search finds", 501353, "", []event{
			{"us", "configure", "resident", "a"},
			{"us", "apply", "", ""},
			{"hero", "is", "archived-hidden", ""},
			{"person", "archives", "resident", ""},
			{"them", "configure", "resident", "a"},
		}},
		{"two set a password, and one of them changes something else later", 5369, "", []event{
			{"us", "configure", "settings", "password"},
			{"person", "edits", "settings", "10s after GET /v1/me"},
			{"them", "configure", "settings", "credentials"},
			{"both", "apply", "settings", "PATCH /v1/me"},
		}},
		{"somebody creates the person anew right after us", 928, "", []event{
			{"them", "configure", "resident", "a"},
			{"person", "creates", "resident", "before GET /v1/patients/{id}"},
		}},
		{"a person is traced anew, by names that the record no longer has", 1254, "", []event{
			{"us", "configure", "traced", "a"},
			{"us", "apply", "", ""},
			{"person", "corrects the name", "traced", "before GET /v1/patients/{id}"},
			{"us", "configure", "traced", "names"},
		}},
		{"another's record is taken for the result of a lost registration", 800466, "", []event{
			{"us", "configure", "resident", "a"},
			{"hero", "is", "acts-after-other-success 0.3", ""},
			{"them", "configure", "resident", "a"},
			{"both", "apply", "resident", "POST /v1/patients/register"},
		}},
		{"two register a person without number at once, and searches are behind", 900020, "", []event{
			{"us", "configure", "resident", "a"},
			{"hero", "is", "searches-lag 8s", ""},
			{"them", "configure", "resident", "a"},
			{"both", "apply", "resident", "POST /v1/patients/register"},
		}},
		{"two register a person without number at once, and the search after it fails", 998, "", []event{
			{"us", "configure", "resident", "a"},
			{"hero", "is", "pages-shift", ""},
			{"them", "configure", "resident", "a, typed"},
			{"both", "apply", "resident", "POST /v1/patients/register"},
		}},
		{"somebody creates the person right before us, and searches are behind", 900020, "", []event{
			{"us", "configure", "resident", "a"},
			{"hero", "is", "searches-lag 8s", ""},
			{"person", "creates", "resident", ""},
			{"us", "apply", "resident", "parallel"},
		}},
		{"a saved plan doubles a webhook and refuse_equal is silent", 1, "", []event{
			{"us", "configure", "webhook", "refusing"},
			{"us", "plan", "", ""},
			{"person", "creates", "webhook", ""},
			{"us", "apply the plan", "", ""},
		}},
		{"a rotation deletes its own webhook, which the create returned", 1, "", []event{
			{"hero", "is", "webhooks-upsert", ""},
			{"us", "configure", "rotated", "a"},
			{"us", "apply", "", ""},
			{"us", "configure", "rotated", "b"},
			{"us", "apply", "", ""},
		}},
		{"a webhook that the plan has named is what a create returned", 1, "", []event{
			{"hero", "is", "webhooks-upsert", ""},
			{"person", "creates", "signed", ""},
			{"time", "passes", "1m", ""},
			{"us", "configure", "signed", "a"},
			{"us", "apply", "", ""},
		}},
		{"somebody edits right before the write and after it", 1, "", []event{
			{"us", "configure", "settings", "a"},
			{"us", "apply", "", ""},
			{"us", "configure", "settings", "b"},
			{"person", "edits", "settings", "before PATCH /v1/me"},
			{"person", "edits", "settings", "2s after PATCH /v1/me"},
			{"hero", "fails", "GET /v1/me stall=5s skip=1", ""},
			{"us", "apply", "", ""},
		}},
		{"another's webhook is what a create returned", 95, "", []event{
			{"hero", "is", "webhooks-upsert", ""},
			{"person", "creates", "webhook", ""},
			{"us", "configure", "webhook", "a"},
			{"us", "apply", "", ""},
		}},
		{"two register a person without number at once", 1, "", []event{
			{"us", "configure", "unmatched", "a"},
			{"them", "configure", "unmatched", "a"},
			{"both", "apply", "", "POST /v1/patients/register"},
		}},
		{"a pause between the look and the registration of a person without number", 1, "", []event{
			{"us", "configure", "unmatched", "a"},
			{"us", "set", "max_retries", "4"},
			{"hero", "fails", "POST /v1/patients/register status=429 retry-after=60 count=1", ""},
			{"person", "creates", "unmatched", "10s after POST /v1/patients/register"},
			{"us", "apply", "", ""},
		}},
		{"a pause between the look and the registration", 1, "", []event{
			{"us", "configure", "patient", "a"},
			{"us", "set", "max_retries", "4"},
			{"hero", "fails", "POST /v1/patients/register status=429 retry-after=60 count=1", ""},
			{"person", "creates", "patient", "10s after POST /v1/patients/register"},
			{"us", "apply", "", ""},
		}},
		{"a pause between the look and the settings", 1, "", []event{
			{"us", "configure", "settings", "b"},
			{"us", "set", "max_retries", "4"},
			{"hero", "fails", "PATCH /v1/me status=429 retry-after=60 count=1", ""},
			{"person", "edits", "settings", "10s after PATCH /v1/me"},
			{"us", "apply", "", ""},
		}},
	}
}

// An object seems to be missing, and is not.
func foundAbsences() []found {
	created := func(name string, events ...event) []event {
		// Wait: the provider does not count an object as missing that was created a moment ago.
		return append([]event{{"us", "configure", name, "a"}, {"us", "apply", "", ""}, {"time", "passes", "10m", ""}}, events...)
	}
	refresh := event{"us", "apply", "", ""}
	return []found{
		{"a list that is behind", 1, "", []event{{"hero", "is", "lists-lag", ""}, {"us", "configure", "webhook", "a"}, refresh, refresh}},
		{"a read that is behind", 1, "", []event{{"hero", "is", "reads-lag", ""}, {"us", "configure", "patient", "a"}, refresh, refresh}},
		{"a replica that is behind", 15, "", []event{
			{"hero", "is", "replicas-flip", ""}, {"us", "configure", "traced", "a"}, refresh, refresh, refresh,
		}},
		{"a gateway without the route of a patient", 1, "", created("patient", event{"hero", "is", "gateway-404", ""}, refresh)},
		{"a gateway without the route of a patient whose number was corrected", 1, "", created("patient",
			event{"hero", "is", "gateway-404", ""}, event{"person", "corrects the number", "patient", ""}, refresh)},
		{"a gateway without the route of the settings", 1, "", created("settings", event{"hero", "fails", "GET /v1/me not-found", ""}, refresh)},
		{"an entry is skipped while pages are read", 1, "", append(
			[]event{{"hero", "is", "count-is-page", ""}},
			created("prescriber", event{"hero", "is", "pages-shift", ""}, refresh, refresh)...,
		)},
		{"webhooks have pages, and count is the page's", 1, neverLost, append(
			[]event{{"hero", "is", "webhooks-paged", ""}, {"hero", "is", "count-is-page", ""}}, many("webhook", 3, refresh, event{"time", "passes", "10m", ""}, refresh)...,
		)},
		{"webhooks have pages", 1, "", append([]event{{"hero", "is", "webhooks-paged", ""}}, many("webhook", 3)...)},
		{"a page past the end is 404", 50, "", []event{
			{"person", "creates", "patient", ""},
			{"us", "configure", "patient", "a"},
			{"hero", "is", "page-past-end-404", ""},
		}},
		{"what is gone is 410", 1, "", created("patient", event{"person", "deletes", "patient", ""}, event{"hero", "is", "gone-410", ""})},
	}
}

// A success status for a write that failed, or with a body about something else.
func foundBodies() []found {
	var all []found
	for _, trait := range []string{"error-in-success", "empty-object", "empty-body"} {
		all = append(all, found{trait + " after a deletion", 161, "", []event{
			{"us", "configure", "signed", "a"},
			{"us", "apply", "", ""},
			{"us", "remove", "signed", ""},
			{"hero", "is", trait, ""},
			{"us", "apply", "", ""},
		}})
	}
	for _, trait := range []string{"reads-error-in-success", "reads-empty-object"} {
		all = append(all, found{trait + ", and an address goes out that was not read", 22, "", []event{
			{"hero", "is", trait, ""},
			{"us", "configure", "settings", "b"},
			{"us", "apply", "", ""},
		}})
	}
	return append(
		all,
		found{"a merged patient's state is of the record that survives", 1, "", []event{
			{"hero", "is", "merged-records", ""},
			{"us", "configure", "patient", "a"},
			{"us", "apply", "", ""},
			{"person", "merges", "patient", ""},
			{"us", "apply", "", ""},
		}},
		found{"a cache answers for another practice group, patient", 23, "", []event{
			{"us", "configure", "traced", "a"},
			{"us", "apply", "", ""},
			{"time", "passes", "10m", ""},
			{"hero", "is", "other-practice", ""},
			{"us", "plan", "", ""},
		}},
		found{"a cache answers for another practice group, webhook", 147, "", []event{
			{"us", "configure", "webhook", "a"},
			{"us", "apply", "", ""},
			{"time", "passes", "10m", ""},
			{"hero", "is", "other-practice", ""},
			{"us", "plan", "", ""},
		}},
		found{"a cache hides an equal webhook from the plan before", 2290, "", []event{
			{"us", "configure", "elsewhere", "a"},
			{"hero", "is", "other-practice", ""},
			{"us", "apply", "", "-refresh=false"},
			{"us", "lose the state", "", ""},
			{"us", "plan", "", ""},
			{"us", "apply the plan", "", ""},
		}},
		// Hero never shows the password, and this response shows nothing.
		found{"an empty success after a password was sent", 1, "", []event{
			{"us", "configure", "settings", "credentials"},
			{"us", "apply", "", ""},
			{"us", "configure", "settings", "password"},
			{"hero", "is", "empty-body", ""},
			{"us", "apply", "", ""},
		}},
		// Hero does not report this setting either.
		found{"an empty success after a further setting was sent", 1, "", []event{
			{"us", "configure", "settings", "further"},
			{"hero", "is", "empty-object", ""},
			{"us", "apply", "", ""},
		}},
		found{"a password is refused with 200", 1, "", []event{
			{"us", "configure", "settings", "credentials"},
			{"us", "apply", "", ""},
			{"us", "configure", "settings", "password"},
			{"hero", "is", "error-in-success", ""},
			{"us", "apply", "", ""},
		}},
	)
}

// Hero spells values its own way, and its clock is wrong.
func foundForms() []found {
	return []found{
		{"masked headers are taken for others", 2, "", []event{
			{"us", "configure", "signed", "b"},
			{"hero", "is", "headers-masked", ""},
		}},
		{"masked headers hide what a lost request has made", 1, "", []event{
			{"hero", "is", "headers-masked", ""},
			{"us", "configure", "webhook", "b"},
			{"us", "set", "max_retries", "1"},
			{"hero", "fails", "POST /v1/webhooks drop-after count=1", ""},
			{"us", "apply", "", ""},
		}},
		{"a clock that is behind hides what a lost request has made", 1, "", []event{
			{"hero", "is", "created-at-behind", ""},
			{"us", "configure", "webhook", "a"},
			{"us", "set", "max_retries", "1"},
			{"hero", "fails", "POST /v1/webhooks drop-after count=1", ""},
			{"us", "apply", "", ""},
		}},
	}
}

// Waits, connections, and responses around the JSON.
func foundWaits() []found {
	all := []found{
		{"each request of a run waits for the quota anew", 1, "", many(
			"webhook", 3,
			event{"us", "set", "max_retries", "4"},
			event{"us", "plan", "", ""},
			event{"hero", "is", "quota-used-up 1h", ""},
			event{"us", "apply the plan", "", ""},
		)},
		{"a practice group that is refused stops the others of the key", 1, "", many(
			"resident", 12,
			event{"us", "set", "max_retries", "4"},
			event{"us", "configure", "settings", "b"},
			event{"us", "plan", "", ""},
			event{"hero", "fails", "* * status=429 practice-group=1002", ""},
			event{"us", "apply the plan", "", "parallel"},
		)},
		{"each look uses up what the write needs", 5631, "", []event{
			{"us", "configure", "resident", "a"},
			{"hero", "is", "retry-after-date", ""},
		}},
		{"Retry-After by a clock that is ahead", 1727, "", []event{
			{"hero", "is", "clock-ahead", ""},
			{"hero", "is", "retry-after-date", ""},
			{"us", "configure", "settings", "credentials"},
		}},
	}
	for _, fault := range []string{"status-429", "status-429-retry-after"} {
		all = append(all, found{fault + ", each create waits for the quota anew", 1, "", many(
			"webhook", 2,
			event{"us", "set", "max_retries", "4"},
			event{"hero", "fails", "POST /v1/webhooks " + fault, ""},
			event{"us", "apply", "", ""},
		)})
	}
	for _, name := range []string{"unmatched", "webhook"} {
		all = append(all, found{"dead connections lose each create, " + name, 1914, "", []event{
			{"hero", "is", "connections-die", ""},
			{"us", "configure", name, "a"},
		}})
	}
	for _, trait := range []string{"byte-order-mark", "type-text", "type-missing", "type-odd"} {
		all = append(all, found{trait + " is not taken for JSON", 1, "", []event{
			{"hero", "is", trait, ""},
			{"us", "configure", "settings", "a"},
		}})
	}
	return all
}
