// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// A list may have pages although none are documented. Hero's count shows that there are more, and then all of them are read.
func TestUndocumentedPagesAreRead(t *testing.T) {
	t.Parallel()
	const size = 2
	pagesOf := func(total int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			index, _ := strconv.Atoi(r.URL.Query().Get("page_index"))
			var ids []string
			for i := index * size; i < min((index+1)*size, total); i++ {
				ids = append(ids, fmt.Sprintf(`{"id":"wh_%d"}`, i))
			}
			respondJSON(w, 200, fmt.Sprintf(`{"data":[%s],"count":%d}`, strings.Join(ids, ","), total))
		}
	}
	for name, test := range map[string]struct {
		server   http.HandlerFunc
		entries  int // -1 for an error
		requests int
	}{
		"whole":     {pagesOf(2), 2, 1},
		"two pages": {pagesOf(3), 3, 3},
		"more":      {pagesOf(6), 6, 5},
		"a count of more, and no pages": {func(w http.ResponseWriter, _ *http.Request) {
			respondJSON(w, 200, `{"data":[{"id":"wh_1"}],"count":2}`)
		}, -1, 12},
		"parameters are refused": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery != "" {
				respondJSON(w, 400, `{"error":true,"statusCode":400}`)
				return
			}
			respondJSON(w, 200, `{"data":[{"id":"wh_1"}],"count":2}`)
		}, -1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { test.server(w, r) })
			p := s.practice(t)
			for route, list := range map[string]func() (int, error){
				RouteWebhooks: func() (int, error) { all, err := p.ListWebhooks(t.Context()); return len(all), err },
				RouteForms:    func() (int, error) { all, err := p.ListForms(t.Context(), FormFilter{}); return len(all), err },
				RouteElements: func() (int, error) { all, err := p.Elements(t.Context()); return len(all), err },
			} {
				before := s.count("GET")
				got, err := list()
				if test.entries < 0 {
					if problem := as[*ResponseError](t, err).Problem; problem != "a list with fewer entries than its count" {
						t.Errorf("%s: %q", route, problem)
					}
				} else if err != nil || got != test.entries {
					t.Errorf("%s: %d entries, %v", route, got, err)
				}
				if requests := s.count("GET") - before; requests != test.requests {
					t.Errorf("%s: %d requests, want %d", route, requests, test.requests)
				}
			}
		})
	}
}

func TestIDOf(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{`{"id":"wh_1"}`: "wh_1", `{}`: "", `"wh_1"`: "", `{"id":{}}`: ""} {
		if got := idOf(json.RawMessage(entry)); got != want {
			t.Errorf("%s has the id %q", entry, got)
		}
	}
}
