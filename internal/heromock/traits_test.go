// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// actsLater expects a status, 0 for none, and the effect three seconds later.
func actsLater(status int) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		effects := record(s)
		for path, body := range map[string]object{registerRoute: registration(nil), webhooksRoute: hook("https://example.com")} {
			if got, err := send(t, s, "POST", path, body); got.status != status || (err != nil) != (status == 0) {
				t.Errorf("status %d, %v, want %d", got.status, err, status)
			}
		}
		time.Sleep(3*time.Second - 1)
		if len(*effects) != 0 {
			t.Errorf("%d effects at once", len(*effects))
		}
		s.Settle()
		if len(*effects) != 2 || len(s.Patients(group)) != 1 || len(s.Webhooks(group)) != 1 {
			t.Errorf("%d effects later", len(*effects))
		}
		call(t, s, 200, "GET", meRoute, nil)
	}
}

// record collects the effects of requests.
func record(s *heromock.Server) *[]heromock.Effect {
	var effects []heromock.Effect
	s.OnEffect(func(e heromock.Effect) { effects = append(effects, e) })
	return &effects
}

// successWithout expects 200 with a body that has no object, and the given number of effects.
func successWithout(body string, effects int) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		if got := call(t, s, 200, "POST", registerRoute, registration(nil)); !strings.Contains(got.raw, body) || got.body["patient_id"] != nil {
			t.Errorf("got %s", got.raw)
		}
		if n := len(s.Patients(group)); n != effects {
			t.Errorf("%d records, want %d", n, effects)
		}
		call(t, s, 200, "GET", meRoute, nil)
	}
}

func readsAs(body string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		if got := call(t, s, 200, "GET", meRoute, nil); !strings.Contains(got.raw, body) || got.body["id"] != nil {
			t.Errorf("got %s", got.raw)
		}
		if call(t, s, 200, "POST", registerRoute, registration(nil)).body["patient_id"] == nil {
			t.Error("a write is affected too")
		}
	}
}

func answers(status int, path string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		call(t, s, status, "GET", path, nil)
	}
}

func findsNobody(query string) func(*testing.T, *heromock.Server) {
	return func(t *testing.T, s *heromock.Server) {
		t.Helper()
		wantHits(t, s, query, 0)
	}
}

func listed(t *testing.T, s *heromock.Server, path string) int {
	t.Helper()
	return len(entries(t, call(t, s, 200, "GET", path, nil)))
}

func wantHits(t *testing.T, s *heromock.Server, query string, want int) {
	t.Helper()
	s.AddPatient(group, registration(object{"dob": "1990-06-15"}))
	if n := listed(t, s, searchRoute+"?page_size=100&"+query); n != want {
		t.Errorf("%d hits, want %d", n, want)
	}
}

// wantListed creates a webhook and checks one of its fields, in the response and in the list.
func wantListed(t *testing.T, s *heromock.Server, webhook object, field string, want any) {
	t.Helper()
	created := call(t, s, 200, "POST", webhooksRoute, webhook).body
	list := entries(t, call(t, s, 200, "GET", webhooksRoute, nil))
	for _, o := range append(list, created) {
		got := o[field]
		if headers, ok := got.(object); ok {
			delete(headers, "x_hero_new_member")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func testListsLag(t *testing.T, s *heromock.Server) {
	t.Helper()
	call(t, s, 200, "POST", webhooksRoute, hook("https://example.com/1"))
	time.Sleep(10 * time.Second)
	s.AddWebhook(group, hook("https://example.com/2"))
	for _, want := range []int{0, 1, 2} {
		if n := listed(t, s, webhooksRoute); n != want {
			t.Errorf("%d webhooks in the list, want %d", n, want)
		}
		time.Sleep(10 * time.Second)
	}
	call(t, s, 200, "GET", "/v1/patients/"+s.AddPatient(group, registration(nil)), nil)
}

func testSearchesLag(t *testing.T, s *heromock.Server) {
	t.Helper()
	wantHits(t, s, "first_name=Ann", 0)
	time.Sleep(20 * time.Second)
	wantHits(t, s, "first_name=Ann", 1)
}

func testReadsLag(t *testing.T, s *heromock.Server) {
	t.Helper()
	call(t, s, 200, "PATCH", meRoute, object{"name": "New"})
	id := s.AddPatient(group, registration(nil))
	call(t, s, 404, "GET", "/v1/patients/"+id, nil)
	if name := call(t, s, 200, "GET", meRoute, nil).body["name"]; name == "New" {
		t.Error("the new name is shown at once")
	}
	time.Sleep(20 * time.Second)
	call(t, s, 200, "GET", "/v1/patients/"+id, nil)
	if name := call(t, s, 200, "GET", meRoute, nil).body["name"]; name != "New" {
		t.Errorf("the name is %v", name)
	}
}

func testReplicasFlip(t *testing.T, s *heromock.Server) {
	t.Helper()
	s.AddWebhook(group, hook("https://example.com"))
	for _, want := range []int{0, 1, 0, 1} {
		if n := listed(t, s, webhooksRoute); n != want {
			t.Errorf("%d webhooks in the list, want %d", n, want)
		}
	}
}

func testPagesShift(t *testing.T, s *heromock.Server) {
	t.Helper()
	ids := func(page int) (ids []any) {
		for _, entry := range entries(t, call(t, s, 200, "GET", fmt.Sprintf("/v1/admins?page_index=%d", page), nil)) {
			ids = append(ids, entry["id"])
		}
		return ids
	}
	first, gone, came := ids(0), ids(1), ids(1)
	if len(first) != 2 || len(gone) != 0 || len(came) != 2 || came[0] != first[1] {
		t.Errorf("pages %v, %v and %v", first, gone, came)
	}
}

func testWebhooksPaged(t *testing.T, s *heromock.Server) {
	t.Helper()
	for i := range 3 {
		s.AddWebhook(group, hook(fmt.Sprint("https://example.com/", i)))
	}
	if a, b := listed(t, s, webhooksRoute), listed(t, s, webhooksRoute+"?page_index=1"); a != 2 || b != 1 {
		t.Errorf("pages of %d and %d webhooks", a, b)
	}
}

func testGateway404(t *testing.T, s *heromock.Server) {
	t.Helper()
	id := s.AddPatient(group, registration(nil))
	if got := call(t, s, 404, "GET", "/v1/patients/"+id, nil); got.body["error"] != true {
		t.Errorf("got %s", got.raw)
	}
	if n := listed(t, s, searchRoute+"?first_name=Ann"); n != 1 {
		t.Errorf("%d hits", n)
	}
}

func testGateway404Delete(t *testing.T, s *heromock.Server) {
	t.Helper()
	call(t, s, 404, "DELETE", webhooksRoute+"/"+s.AddWebhook(group, hook("https://example.com")), nil)
	if n := listed(t, s, webhooksRoute); n != 1 {
		t.Errorf("%d webhooks", n)
	}
}

func TestTraitTexts(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	for _, text := range []string{"lists-lag", "lists-lag 1m", "acts-after-500 2s 0.5", "pages-shift 1"} {
		if err := s.SetTrait(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "no-such-trait", "lists-lag soon", "lists-lag -1m", "pages-shift 1m", "lists-lag 2", "lists-lag 0"} {
		if err := s.SetTrait(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
	for _, trait := range heromock.Traits() {
		if !strings.Contains(heromock.TraitSyntax(), trait.Name+": "+trait.Doc) {
			t.Errorf("%s is not explained", trait.Name)
		}
	}
}

// The seed decides which requests a share of them means. A trait that is off affects none.
func TestTraitShare(t *testing.T) {
	t.Parallel()
	var runs [3]string
	for i, seed := range []uint64{1, 1, 2} {
		s := heromock.Start(t, func(o *heromock.Options) { o.Traits, o.Seed = []string{"reads-empty-object 0.5"}, seed })
		for range 20 {
			runs[i] += fmt.Sprint(call(t, s, 200, "GET", meRoute, nil).body["id"] == group, " ")
		}
		s.ClearFaults() // traits stay on
		s.ClearTrait("reads-empty-object")
		if call(t, s, 200, "GET", meRoute, nil).body["id"] != group {
			t.Error("a trait that is off has an effect")
		}
	}
	if runs[0] != runs[1] || runs[0] == runs[2] || !strings.Contains(runs[0], "true") || !strings.Contains(runs[0], "false") {
		t.Errorf("%q", runs)
	}
}
