// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// An entry that moves to a page that was already read is still found.
func TestAListThatChangesIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2, 3} {
		b := &pageServer{entries: numbered(7), size: size, count: "total"}
		b.between = func(b *pageServer, index int) {
			if index == 1 && len(b.entries) == 7 {
				b.entries = slices.Delete(b.entries, 0, 1)
			}
		}
		got, err := collect(t, b.page, maxPages)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, numbered(7)) { // the deleted one was there when it was read
			t.Errorf("pages of %d: got %v, %v", size, got, err)
		}
	}
}

func TestAListThatNeverStandsStillIsAnError(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(b *pageServer){
		"shrinking": func(b *pageServer) { b.entries = b.entries[1:] },
		"growing":   func(b *pageServer) { b.entries = append(b.entries, fmt.Sprint("new", len(b.entries))) },
	} {
		calls := 0
		b := &pageServer{entries: numbered(50), size: 2, count: "total"}
		b.between = func(b *pageServer, _ int) {
			if calls++; calls%3 == 0 {
				change(b)
			}
		}
		_, err := collect(t, b.page, maxPages)
		if err == nil || as[*IncompleteListError](t, err).Problem != "the list changed each of the 3 times that its pages were read" {
			t.Errorf("%s: got %v after %d pages", name, err, calls)
		}
	}
}

func TestAPagePastTheEndMayBeMissing(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		for name, test := range map[string]struct {
			pages []string
			want  int
			fails bool
		}{
			"the end":           {[]string{`{"data":[{"id":"1"}],"count":1}`}, 1, false},
			"before the end":    {[]string{`{"data":[{"id":"1"}],"count":2}`}, 1, true},
			"the first page":    {nil, 0, true},
			"after two of five": {[]string{`{"data":[{"id":"1"}],"count":5}`, `{"data":[{"id":"2"}],"count":5}`}, 2, true},
		} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				if n < len(test.pages) {
					respondJSON(w, 200, test.pages[n])
					return
				}
				respondJSON(w, status, `{"message":"Not Found"}`)
			})
			n, failed := 0, false
			for _, err := range s.practice(t).ListAdmins(t.Context()) {
				if err != nil {
					failed = true
					continue
				}
				n++
			}
			if n != test.want || failed != test.fails {
				t.Errorf("%s, %d: %d admins, failed %t", name, status, n, failed)
			}
		}
	}
}

// An object counts as missing only if two equal lists in a row do not have it.
func TestOneListProvesNoAbsence(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lists []string // then the last one again
		found bool
		fails bool
		reads int
	}{
		"gone":                    {[]string{`[{"id":"2"}]`}, false, false, 2},
		"from a replica":          {[]string{`[{"id":"2"}]`, `[{"id":"1"},{"id":"2"}]`, `[{"id":"1"},{"id":"2"}]`}, true, false, 3},
		"gone, and another comes": {[]string{`[]`, `[{"id":"2"}]`}, false, false, 3},
		"never the same":          {[]string{`[]`, `[{"id":"2"}]`, `[{"id":"3"}]`, `[{"id":"4"}]`, `[{"id":"5"}]`}, false, true, 4},
		"the second fails":        {[]string{`[]`, `{}`}, false, true, 2},
	} {
		for kind, get := range map[string]func(context.Context, *Practice) (bool, error){
			"webhook": func(ctx context.Context, p *Practice) (bool, error) {
				_, found, err := p.GetWebhook(ctx, "1")
				return found, err
			},
			"admin": func(ctx context.Context, p *Practice) (bool, error) {
				_, found, err := p.GetAdmin(ctx, "1")
				return found, err
			},
		} {
			reads := 0
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				if index := r.URL.Query().Get("page_index"); index != "" && index != "0" {
					respondJSON(w, 200, `[]`)
					return
				}
				reads++
				respondJSON(w, 200, test.lists[min(reads, len(test.lists))-1])
			})
			p := s.practice(t)
			found, err := get(t.Context(), p)
			if found != test.found || (err != nil) != test.fails || reads != test.reads {
				t.Errorf("%s, %s: found %t after %d reads, %v", kind, name, found, reads, err)
			}
			// A second look-up within a minute uses the same lists.
			if _, err := get(t.Context(), p); !test.fails && (err != nil || reads != test.reads) {
				t.Errorf("%s, %s: %d reads for a second look, %v", kind, name, reads, err)
			}
		}
	}
}

// A patient counts as gone only after a second 404 and a search that does not find them.
func TestConfirmPatientGone(t *testing.T) {
	t.Parallel()
	gone := func(w http.ResponseWriter) { respondJSON(w, 404, `{"message":"No patient found"}`) }
	number := Person{NHSNumber: "943 476 5919", DOB: "1980-07-06"}
	for name, test := range map[string]struct {
		person Person
		read   func(http.ResponseWriter)
		search string
		says   string
		query  string
	}{
		"gone":                    {number, gone, `{"data":[],"count":0}`, "", "nhs_number=9434765919"},
		"gone, and another there": {number, gone, `{"data":[{"hero_id":"8"}],"count":1}`, "", "nhs_number=9434765919"},
		"gone for good":           {number, func(w http.ResponseWriter) { respondJSON(w, 410, `{}`) }, `[]`, "", "nhs_number=9434765919"},
		"the number is corrected": {Person{NHSNumber: "943 476 5919", FirstName: "Bo", LastName: "Lee"}, gone, `[]`, "still has it", ""},
		"gone, by names":          {Person{FirstName: "Ann", LastName: "Lee"}, gone, `[]`, "", "first_name=Ann&last_name=Lee"},
		"in the search":           {number, gone, `{"data":[{"hero_id":"7"}],"count":1}`, "still has it", ""},
		"an incomplete search":    {number, gone, `{"data":[],"count":3}`, "the first page is empty", ""},
		"a failing search":        {number, gone, `{}`, "nothing confirms it", ""},
		"there again":             {number, func(w http.ResponseWriter) { respondJSON(w, 200, `{"id":"7"}`) }, `[]`, "still has it", ""},
		"a page instead":          {number, func(w http.ResponseWriter) { respondHTML(w, 404) }, `[]`, "nothing confirms it", ""},
		"nothing to search by":    {Person{DOB: "1980-07-06"}, gone, `[]`, "neither an NHS number nor names", ""},
	} {
		query := ""
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			if r.URL.Path != RoutePatients {
				test.read(w)
				return
			}
			if r.URL.Query().Get("page_index") != "0" {
				respondJSON(w, 200, `[]`)
				return
			}
			query = r.URL.RawQuery
			if strings.Contains(query, "first_name=Bo") {
				respondJSON(w, 200, `[{"hero_id":"7"}]`)
				return
			}
			respondJSON(w, 200, test.search)
		})
		err := s.practice(t).ConfirmPatientGone(t.Context(), "7", test.person)
		if test.says == "" {
			if err != nil || !strings.HasPrefix(query, test.query) {
				t.Errorf("%s: %v after a search by %s", name, err, query)
			}
			continue
		}
		if e := as[*NotGoneError](t, err); !strings.Contains(e.Error(), test.says) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
