// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestTraits switches each trait of the table on, in a bubble, and checks what Hero then does.
func TestTraits(t *testing.T) {
	t.Parallel()
	tests := traitTests()
	for _, trait := range heromock.Traits() {
		t.Run(trait.Name, func(t *testing.T) {
			t.Parallel()
			test := tests[trait.Name]
			if test == nil {
				t.Fatal("the test has no expectation for this trait")
			}
			if trait.Doc == "" {
				t.Error("no documentation")
			}
			synctest.Test(t, func(t *testing.T) {
				test(t, heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{trait.Name} }))
			})
		})
	}
	if have, want := len(heromock.Traits()), len(tests); have != want {
		t.Errorf("%d traits, %d expectations", have, want)
	}
}

const (
	webhooksRoute = "/v1/webhooks"
	meRoute       = "/v1/me"
)

func hook(url string) object {
	return object{"event_type": "appointment.confirmed", "url": url, "headers": object{"X-Token": "abc"}, "signing_key": "secret"}
}

func traitTests() map[string]func(*testing.T, *heromock.Server) {
	return map[string]func(*testing.T, *heromock.Server){
		"acts-after-408":           actsLater(408),
		"acts-after-500":           actsLater(500),
		"acts-after-202":           actsLater(202),
		"acts-after-other-success": actsLater(200),
		"acts-after-504":           actsLater(504),
		"acts-after-drop":          actsLater(0),

		"error-in-success":       successWithout(`"error":true`, 0),
		"error-in-success-acts":  successWithout(`"error":true`, 1),
		"empty-object":           successWithout("{}", 0),
		"empty-object-acts":      successWithout("{}", 1),
		"empty-body":             successWithout("", 0),
		"empty-body-acts":        successWithout("", 1),
		"reads-error-in-success": readsAs(`"error":true`),
		"reads-empty-object":     readsAs("{}"),
		"reads-empty-body":       readsAs(""),

		"lists-lag":     testListsLag,
		"searches-lag":  testSearchesLag,
		"reads-lag":     testReadsLag,
		"replicas-flip": testReplicasFlip,
		"pages-shift":   testPagesShift,
		"count-is-page": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			if count := call(t, s, 200, "GET", "/v1/admins", nil).body["count"]; count != 2.0 {
				t.Errorf("count %v of 3 admins, want 2", count)
			}
		},
		"webhooks-paged":     testWebhooksPaged,
		"page-past-end-404":  answers(404, "/v1/admins?page_index=2"),
		"gone-410":           answers(410, "/v1/patients/1"),
		"gateway-404":        testGateway404,
		"gateway-404-delete": testGateway404Delete,
		"merged-records":     testMergedRecords,
		"other-practice": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			if id := call(t, s, 200, "GET", meRoute, nil).body["id"]; id != "1002" {
				t.Errorf("the response is about practice group %v", id)
			}
		},

		"webhooks-upsert":  testWebhooksUpsert,
		"patients-by-name": testPatientsByName,

		"dob-forms":             testDOBForms,
		"dob-as-text":           findsNobody("dob=1990-06-15"),
		"number-masked":         numberInHits("******1014", false),
		"number-missing":        numberInHits(nil, false),
		"number-in-identifiers": numberInHits(nil, true),
		"archived-hidden": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantHits(t, s, "first_name=Ann", 1)
			s.UpdatePatient(group, s.AddPatient(group, registration(nil)), object{"status": "archived"})
			wantHits(t, s, "first_name=Ann", 2)
		},

		"names-exact": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			s.AddPatient(group, registration(object{"first_name": "ZO\u00cb"}))
			wantHits(t, s, "first_name=ZO%C3%8B", 1)
			wantHits(t, s, "first_name=zo%C3%AB", 0)
		},

		"clock-behind":      clockOff(-10*time.Minute, 0),
		"clock-ahead":       clockOff(10*time.Minute, 0),
		"created-at-behind": clockOff(0, -10*time.Minute),

		"text-trimmed":     storedAs("  ann  marie O'neill-smythe ", "ann  marie O'neill-smythe"),
		"text-squeezed":    storedAs("ann  marie", "ann marie"),
		"text-title-cased": storedAs("ann MARIE o'neill-smythe", "Ann Marie O'neill-Smythe"),
		"text-cut":         storedAs("Wolfeschlegelsteinhausen", "Wolfeschlegelste"),
		"text-decomposed":  storedAs("Zoë", norm.NFD.String("Zoë")),
		"dob-in-reads":     readsDOBAs("1990-06-14T23:00:00+0000", "1990-06-15 00:00:00.000", "1990-06-14 23:00:00 +0000", "1990-06-15"),
		"dob-unreadable":   readsDOBAs(nil, "unknown", "0001-01-01T00:00:00Z", "15 Jun 1990", "15/06/1990"),
		"restricted-hidden": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			id := s.AddPatient(group, registration(object{"nhs_number": "9990001014", "restricted": true}))
			if number := patient(s, id)["nhs_number"]; number != "9990001014" {
				t.Errorf("the record has the number %v", number)
			}
			if number := call(t, s, 200, "GET", "/v1/patients/"+id, nil).body["nhs_number"]; number != nil {
				t.Errorf("the read shows the number %v", number)
			}
			hit := entries(t, call(t, s, 200, "GET", searchRoute+"?nhs_number=9990001014", nil))[0]
			if hit["nhs_number"] != nil || strings.Contains(fmt.Sprint(hit["identifiers"]), "9990001014") {
				t.Errorf("the hit shows the number: %v, %v", hit["nhs_number"], hit["identifiers"])
			}
			s.UpdatePatient(group, id, object{"restricted": false})
			if number := call(t, s, 200, "GET", "/v1/patients/"+id, nil).body["nhs_number"]; number != "9990001014" {
				t.Errorf("a record without restriction shows the number %v", number)
			}
		},
		"lists-reordered": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			call(t, s, 200, "PATCH", meRoute, object{"tags": []any{"a", "b", "c"}})
			if tags := fmt.Sprint(call(t, s, 200, "GET", meRoute, nil).body["tags"]); tags != "[c b a]" {
				t.Errorf("the list is %s", tags)
			}
		},
		"normal-urls": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantListed(t, s, hook("HTTPS://Example.com:443/a"), "url", "https://example.com/a")
		},
		"headers-masked": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantListed(t, s, hook("https://example.com"), "headers", object{"X-Token": "****"})
		},
		"headers-shortened": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantListed(t, s, hook("https://example.com"), "headers", object{"X-Token": "ab***"})
		},
		"key-in-lists": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantListed(t, s, hook("https://example.com"), "signing_key", "secret")
		},
		"key-masked": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			wantListed(t, s, hook("https://example.com"), "signing_key", "****")
		},
		"key-absent": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			if _, has := call(t, s, 200, "POST", webhooksRoute, hook("https://example.com")).body["signing_key"]; has {
				t.Error("the response has the signing key")
			}
		},
		"address-merges": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			call(t, s, 200, "PATCH", meRoute, object{"address": object{"town": "York"}})
			if address, _ := s.PracticeGroup(group)["address"].(object); address["town"] != "York" || address["county"] != "West Yorkshire" {
				t.Errorf("the address is %v", address)
			}
		},

		"retry-after-seconds":  limitedWith("2"),
		"retry-after-fraction": limitedWith("0.5"),
		"retry-after-garbage":  limitedWith("soon"),
		"retry-after-negative": limitedWith("-5"),
		"retry-after-huge":     limitedWith("86400"),
		"retry-after-date": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			if err := s.SetTrait("clock-behind 1h"); err != nil {
				t.Fatal(err)
			}
			limitedWith(time.Now().Add(5*time.Second-time.Hour).UTC().Format(http.TimeFormat))(t, s)
		},
		"quota-used-up": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			call(t, s, 429, "GET", meRoute, nil)
			time.Sleep(30*time.Minute - 1)
			call(t, s, 429, "GET", meRoute, nil)
			time.Sleep(time.Nanosecond)
			call(t, s, 200, "GET", meRoute, nil)
		},

		"connections-die": testConnectionsDie,
		"byte-order-mark": func(t *testing.T, s *heromock.Server) {
			t.Helper()
			if got := call(t, s, 200, "GET", meRoute, nil); !strings.HasPrefix(got.raw, "\xef\xbb\xbf{") {
				t.Errorf("got %.10q", got.raw)
			}
		},
		"type-text":    labelled("text/plain; charset=utf-8"),
		"type-missing": labelled(""),
		"type-odd":     labelled("application/json; utf-8;"),
	}
}

func testMergedRecords(t *testing.T, s *heromock.Server) {
	t.Helper()
	gone, into := s.AddPatient(group, registration(nil)), s.AddPatient(group, registration(object{"nhs_number": "9990001022"}))
	s.MergePatient(group, gone, into)
	if id := call(t, s, 200, "GET", "/v1/patients/"+gone, nil).body["id"]; id != into {
		t.Errorf("the response has the record %v, want %s", id, into)
	}
	s.ClearTrait("merged-records")
	call(t, s, 404, "GET", "/v1/patients/"+gone, nil)
}

func testWebhooksUpsert(t *testing.T, s *heromock.Server) {
	t.Helper()
	effects := record(s)
	id := s.AddWebhook(group, hook("https://example.com"))
	if got := call(t, s, 200, "POST", webhooksRoute, hook("https://example.com")).body["id"]; got != id {
		t.Errorf("created %v, want %s", got, id)
	}
	call(t, s, 200, "POST", webhooksRoute, hook("https://example.com/other"))
	if e := *effects; len(e) != 2 || e[0].Kind != heromock.Changed || e[1].Kind != heromock.Created || e[0].ID != id {
		t.Errorf("effects %+v", e)
	}
}

func testPatientsByName(t *testing.T, s *heromock.Server) {
	t.Helper()
	id := s.AddPatient(group, registration(object{"nhs_number": nil, "notes": "old"}))
	if got := call(t, s, 200, "POST", registerRoute, registration(nil)).body["patient_id"]; got != id {
		t.Errorf("created %v, want %s", got, id)
	}
}

func testDOBForms(t *testing.T, s *heromock.Server) {
	t.Helper()
	forms := map[string]bool{}
	for range 10 {
		s.AddPatient(group, registration(object{"dob": "1990-06-15", "nhs_number": nil}))
	}
	for page := range 5 {
		for _, hit := range entries(t, call(t, s, 200, "GET", fmt.Sprint(searchRoute, "?first_name=Ann&page_index=", page), nil)) {
			forms[fmt.Sprintf("%T %[1]v", hit["dob"])] = true
		}
	}
	if len(forms) != 10 {
		t.Errorf("%d forms: %v", len(forms), forms)
	}
}

func numberInHits(want any, identified bool) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		s.AddPatient(group, registration(object{"nhs_number": "9990001014"}))
		hit := entries(t, call(t, s, 200, "GET", searchRoute+"?nhs_number=9990001014", nil))[0]
		identifiers, err := json.Marshal(hit["identifiers"])
		if has := strings.Contains(string(identifiers), "9990001014"); err != nil || has != identified || hit["nhs_number"] != want {
			t.Errorf("number %v, identifiers %s", hit["nhs_number"], identifiers)
		}
	}
}

// readsDOBAs expects one form after another, in reads of as many records.
func readsDOBAs(forms ...any) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		for _, want := range forms {
			id := s.AddPatient(group, registration(object{"dob": "1990-06-15"}))
			if dob := call(t, s, 200, "GET", "/v1/patients/"+id, nil).body["dob"]; dob != want {
				t.Errorf("the date of birth is %v, want %v", dob, want)
			}
		}
	}
}

func clockOff(by, createdBy time.Duration) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		got := call(t, s, 200, "POST", webhooksRoute, hook("https://example.com"))
		date, errDate := http.ParseTime(got.header.Get("Date"))
		created, errCreated := time.Parse(time.RFC3339, fmt.Sprint(got.body["created_at"]))
		want := time.Now().Add(by)
		if errDate != nil || errCreated != nil || !date.Equal(want) || !created.Equal(want.Add(createdBy)) {
			t.Errorf("Date %s, created_at %s, want %s", date, created, want)
		}
	}
}

func storedAs(sent, want string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		id, _ := call(t, s, 200, "POST", registerRoute, registration(object{"town": sent, "email": "a.long@example.com"})).body["patient_id"].(string)
		call(t, s, 200, "PATCH", meRoute, object{"address": object{"line_1": sent}})
		address, _ := s.PracticeGroup(group)["address"].(object)
		if town := patient(s, id)["town"]; town != want || address["line_1"] != want || patient(s, id)["email"] != "a.long@example.com" {
			t.Errorf("stored %q and %q, want %q", town, address["line_1"], want)
		}
	}
}

func limitedWith(retryAfter string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		call(t, s, 200, "GET", meRoute, nil)
		call(t, s, 200, "GET", meRoute, nil)
		if got := call(t, s, 429, "GET", meRoute, nil).header.Get("Retry-After"); got != retryAfter {
			t.Errorf("Retry-After %q, want %q", got, retryAfter)
		}
		time.Sleep(time.Second)
		call(t, s, 200, "GET", meRoute, nil)
	}
}

func labelled(want string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		if got := call(t, s, 200, "GET", meRoute, nil); got.header.Get("Content-Type") != want || got.body["id"] != group {
			t.Errorf("%q: %s", got.header.Get("Content-Type"), got.raw)
		}
	}
}

// testConnectionsDie: a request on a connection that has carried a response is lost.
func testConnectionsDie(t *testing.T, s *heromock.Server) {
	t.Helper()
	post := func() error {
		body, err := json.Marshal(registration(object{"nhs_number": nil}))
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), "POST", s.URL()+registerRoute, strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"X-Api-Key": {s.APIKey()}, "X-Practice-Group-Id": {group}, "Content-Type": {"application/json"}}
		response, err := s.Transport().RoundTrip(request)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		if err := response.Body.Close(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // until the connection is idle
		return err
	}
	for i, lost := range []bool{false, true, false} {
		if err := post(); (err != nil) != lost {
			t.Errorf("request %d: %v", i+1, err)
		}
	}
	if n := len(s.Patients(group)); n != 2 {
		t.Errorf("%d records, want 2", n)
	}
}
