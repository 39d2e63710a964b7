// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	requestName     = "hero_request"
	shortLinksRoute = "/v1/short_links"
	messageRoute    = "/v1/messages/{id}"
)

// queryOf is a map of lists of strings in a configuration.
func queryOf(parameters map[string][]string) tftypes.Value {
	list := tftypes.List{ElementType: tftypes.String}
	values := map[string]tftypes.Value{}
	for name, texts := range parameters {
		var elements []tftypes.Value
		for _, text := range texts {
			elements = append(elements, tftypes.NewValue(tftypes.String, text))
		}
		values[name] = tftypes.NewValue(list, elements)
	}
	return tftypes.NewValue(tftypes.Map{ElementType: list}, values)
}

func TestAccRequest_readsShortLinks(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetShortLinks("1001") // so that everything read is the other practice group's
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_request" "all" {
  practice_group_id = "1002"
  path              = "/v1/short_links"
  query             = { order_by = ["expiry_date"] }
  pages             = true
}
data "hero_request" "first_page" {
  practice_group_id = "1002"
  path              = "/v1/short_links"
  query             = { status = ["unused"], page_size = [1] }
}
output "read" {
  value = {
    all    = nonsensitive(data.hero_request.all.response.data[*].id)
    number = nonsensitive(data.hero_request.all.response.count)
    first  = nonsensitive(data.hero_request.first_page.response.data[*].id)
    of     = nonsensitive(data.hero_request.first_page.response.count)
  }
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("read", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"all":    knownvalue.TupleExact([]knownvalue.Check{exactly("sl_smear"), exactly("sl_flu"), exactly("sl_welcome")}),
				"number": knownvalue.Int64Exact(3),
				"first":  knownvalue.TupleExact([]knownvalue.Check{exactly("sl_flu")}),
				"of":     knownvalue.Int64Exact(2),
			})),
		},
	}}})
	wantWrites(t, mock)
}

func TestRequest_passesAnAnswerThrough(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]any{
		`{"data":[{"id":1,"deep":{"a":[null,1.5,"x"]}}],"more":true}`: members{"data": []any{members{"id": 1.0, "deep": members{"a": []any{nil, 1.5, "x"}}}}, "more": true},
		`[1,"a"]`: []any{1.0, "a"},
		`"text"`:  "text",
		`null`:    nil,
	} {
		mock := heromock.Start(t)
		respondWith(mock, messageRoute, body)
		newDataReader(t, mock).wantState(requestName, members{"path": "/v1/messages/7"}, members{"path": "/v1/messages/7", "response": want})

		object, diagnostics := newProtocol(t, mock, nil).open(requestName, members{"path": "/v1/messages/7"})
		wantDiagnostics(t, diagnostics)
		if diff := cmp.Diff(want, object["response"]); diff != "" {
			t.Errorf("ephemeral (-want +got):\n%s", diff)
		}
	}
}

func TestRequest_sendsQueryAndPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	query := queryOf(map[string][]string{"type": {"booking"}, "status": {"unused"}})
	_, diagnostics := newDataReader(t, mock).read(requestName, members{"path": shortLinksRoute, "query": query, "practice_group_id": "1003"})
	wantDiagnostics(t, diagnostics)
	if r := mock.Journal()[0]; r.PracticeGroup != "1003" || r.Method != "GET" || len(r.Query) != 2 {
		t.Errorf("sent %+v", r)
	}
	wantQuery(t, mock, shortLinksRoute, url.Values{"type": {"booking"}, "status": {"unused"}})
}

func TestRequest_readsEveryPage(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*heromock.Options){
		"count is the total": func(*heromock.Options) {},
		"count is the page":  func(o *heromock.Options) { o.Traits = []string{"count-is-page"} },
		"pages of one":       func(o *heromock.Options) { o.PageSize = 1 },
		"one page":           func(o *heromock.Options) { o.PageSize = 50 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, change, func(o *heromock.Options) { o.Plain = true })
			links := []map[string]any{}
			for i := range 5 {
				links = append(links, map[string]any{"number": i})
			}
			// Two entries with the same id stay two entries.
			links = append(links, map[string]any{"id": "1", "number": 5}, map[string]any{"id": "1", "number": 6})
			mock.SetShortLinks("1001", links...)
			state, diagnostics := newDataReader(t, mock).read(requestName, members{"path": shortLinksRoute, "pages": true})
			wantDiagnostics(t, diagnostics)
			object, _ := state.(members)
			response, _ := object["response"].(members)
			data, _ := response["data"].([]any)
			var numbers []any
			for _, entry := range data {
				entry, _ := entry.(members)
				numbers = append(numbers, entry["number"])
			}
			if !slices.Equal(numbers, []any{0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0}) || response["count"] != 7.0 {
				t.Errorf("got %v, count %v", numbers, response["count"])
			}
		})
	}
}

func TestRequest_cutListIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Route: shortLinksRoute, CutList: true})
	newDataReader(t, mock).wantError(requestName, members{"path": shortLinksRoute, "pages": true}, "error: Unable to read /v1/short_links").
		Containing("3 entries")
}

func TestRequest_refusesArgumentsBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	list := tftypes.List{ElementType: tftypes.String}
	oneOf := func(value tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Map{ElementType: list}, map[string]tftypes.Value{"a": value})
	}
	for name, c := range map[string]struct {
		config members
		head   string
		names  string // what the detail names
	}{
		"a host":               {members{"path": "https://evil.example/v1/me"}, "error: Invalid path", "/v1/short_links"},
		"another directory":    {members{"path": "/v1/../internal"}, "error: Invalid path", ""},
		"an encoded slash":     {members{"path": "/v1/a%2Fb"}, "error: Invalid path", ""},
		"a query in the path":  {members{"path": "/v1/me?a=b"}, "error: Invalid path", "query"},
		"an NHS number":        {members{"path": "/v1/patients/999-012-3454"}, "error: Invalid path", "hero_patient"},
		"one that is encoded":  {members{"path": "/v1/patients/999%20012%203454"}, "error: Invalid path", "hero_patient"},
		"a null":               {members{"path": "/v1/me", "query": oneOf(tftypes.NewValue(list, nil))}, "error query: Invalid query", ""},
		"an empty list":        {members{"path": "/v1/me", "query": queryOf(map[string][]string{"a": {}})}, "error query: Invalid query", ""},
		"a null in a list":     {members{"path": "/v1/me", "query": oneOf(tftypes.NewValue(list, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)}))}, "error query: Invalid query", ""},
		"no name":              {members{"path": "/v1/me", "query": queryOf(map[string][]string{"": {"a"}})}, "error query: Invalid query", ""},
		"a page and all pages": {members{"path": "/v1/me", "pages": true, "query": queryOf(map[string][]string{"page_index": {"1"}})}, "error query: One page and all pages", "page_index"},
		"another practice":     {members{"path": "/v1/me", "practice_group_id": "1003"}, "error practice_group_id: Practice group not allowed", "1003"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			r := &dataReader{newProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1002")})}
			r.wantError(requestName, c.config, c.head).Containing(c.names).Without("3454", "evil")
			_, diagnostics := r.open(requestName, c.config)
			wantDiagnostics(t, diagnostics, c.head)
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestRequest_waitsForWhatIsUnknown(t *testing.T) {
	t.Parallel()
	r := newDataReader(t, heromock.Start(t))
	list := tftypes.List{ElementType: tftypes.String}
	for _, config := range []members{
		{"path": unknown},
		{"path": "/v1/me", "pages": unknown, "query": unknown},
		{"path": "/v1/me", "pages": true, "query": tftypes.NewValue(tftypes.Map{ElementType: list}, map[string]tftypes.Value{
			"a": tftypes.NewValue(list, unknown), "b": tftypes.NewValue(list, []tftypes.Value{tftypes.NewValue(tftypes.String, unknown)}),
		})},
	} {
		wantDiagnostics(t, r.validate(requestName, config))
	}
}

func TestRequest_errorsQuoteNothing(t *testing.T) {
	t.Parallel()
	const words = `{"error":true,"statusCode":404,"message":"no Robin Example in room 7"}`
	for route, c := range map[string]struct{ path, head, quoted string }{
		messageRoute:    {"/v1/messages/9990123454", "error: Unable to read /v1/messages/{id}", "practice group 1001"},
		shortLinksRoute: {shortLinksRoute, "error: Unable to read /v1/short_links", "message is not shown"},
	} {
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{Route: route, Status: 404, Body: words})
		config := members{"path": c.path, "query": queryOf(map[string][]string{"type": {"Robin Example"}})}
		if route == messageRoute {
			delete(config, "query")
		}
		newDataReader(t, mock).wantError(requestName, config, c.head).Containing(c.quoted, "Request id: req-1").Without("Robin")
	}
}
