// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

var wantDiagnostics = diagtest.WantFramework

func testPractice(t testing.TB) *hero.Practice {
	t.Helper()
	client, err := hero.New(hero.Config{Endpoint: "https://hero.example", APIKey: "key", AllowedPracticeGroupIDs: []string{"1001"}})
	if err != nil {
		t.Fatal(err)
	}
	practice, err := client.Practice("1001")
	if err != nil {
		t.Fatal(err)
	}
	return practice
}

func TestAddError_namesWhatHappened(t *testing.T) {
	t.Parallel()
	refusal := func(status int, message, id string) *hero.APIError {
		return &hero.APIError{Method: "PATCH", Route: "/v1/me", Status: status, Message: message, RequestID: id}
	}
	for name, c := range map[string]struct {
		err   error
		names []string // what the detail names
	}{
		"400 in Hero's words":          {refusal(400, "name is taken", "r-1"), []string{"PATCH /v1/me", "400 Bad Request", `"name is taken"`, "r-1"}},
		"401":                          {refusal(401, "", ""), []string{"401 Unauthorized", "Check the API key and the practice group", "HERO_API_KEY", "HERO_PRACTICE_GROUP_ID", "for practice group 1001"}},
		"403":                          {refusal(403, "", "r-1"), []string{"403 Forbidden", "practice group 1001", "r-1"}},
		"404":                          {refusal(404, "Cannot PATCH", "r-1"), []string{"404 Not Found", `"Cannot PATCH"`, "r-1"}},
		"404 without a word of Hero's": {refusal(404, "", ""), []string{"404 Not Found"}},
		"429":                          {refusal(429, "", ""), []string{"429 Too Many Requests", "10 minutes", "5 minutes", "max_retries", "requests_per_second", "-parallelism"}},
		"429 with a long pause": {
			&hero.APIError{Method: "GET", Route: "/v1/me", Status: 429, RetryAfter: 10 * time.Minute}, []string{"GET /v1/me", "429 Too Many Requests", "10m0s"},
		},
		"429 without time": {
			&hero.APIError{Method: "GET", Route: "/v1/me", Status: 429, BudgetUsedUp: true}, []string{"429 Too Many Requests", "10 minutes", "used up", "fails at once"},
		},
		"500":            {refusal(500, "", "r-1"), []string{"500 Internal Server Error", "r-1"}},
		"another status": {refusal(409, "", ""), []string{"409 Conflict"}},
		"wrapped":        {fmt.Errorf("looking up: %w", refusal(403, "", "")), []string{"PATCH /v1/me", "403 Forbidden"}},
		"wrapped, with what followed": {
			&hero.UnclearError{Err: refusal(503, "busy", "r-1"), Within: 30 * time.Second}, []string{"503 Service Unavailable", `"busy"`, "30s", "r-1"},
		},
		"a page, with what followed": {
			&hero.UnclearError{Err: &hero.ResponseError{Method: "POST", Route: "/v1/webhooks", Status: 404, ContentType: "text/html", Problem: hero.ProblemNotJSON, RequestID: "r-1"}, Within: 30 * time.Second},
			[]string{"POST /v1/webhooks", "404 Not Found, text/html", "30s", "r-1"},
		},
		"a time-out, with what followed": {
			&hero.UnclearError{Err: &hero.TransportError{Method: "POST", Route: "/v1/webhooks", Problem: hero.ProblemTimeout, Ambiguous: true}, Within: 30 * time.Second},
			[]string{"POST /v1/webhooks: timeout", "30s", "request_timeout"},
		},
		"no connection": {
			&hero.TransportError{Method: "PATCH", Route: "/v1/me", Problem: hero.ProblemRefused, Err: syscall.ECONNREFUSED},
			[]string{"PATCH /v1/me: connection refused", "HERO_ENDPOINT", "HTTPS_PROXY"},
		},
		"interrupted": {&hero.TransportError{Method: "PATCH", Route: "/v1/me", Problem: hero.ProblemCancelled, Err: context.Canceled}, nil},
		"page of a proxy": {
			&hero.ResponseError{Method: "GET", Route: "/v1/me", Status: 502, ContentType: "text/html", Problem: hero.ProblemNotJSON, RequestID: "r-1"},
			[]string{"GET /v1/me", "502 Bad Gateway, text/html", "r-1"},
		},
		"anything else": {hero.ErrNHSNumberRequired, []string{"NHS number"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			addError(&diags, "update settings", testPractice(t), c.err, nil)
			wantDiagnostics(t, diags, "error: Unable to update settings").Containing(c.names...)
		})
	}
}

func TestAddError_issuesGoToTheirAttributes(t *testing.T) {
	t.Parallel()
	postcode := hero.Issue{Path: []string{"address", "postcode"}, Code: "invalid_string", Expected: "a postcode"}
	other := hero.Issue{Path: []string{"booking", "0", "days"}, Code: "too_big"}
	attribute := func(member []string) (path.Path, bool) {
		return path.Root("address").AtName("postcode"), member[0] == "address"
	}
	const onPostcode, inGeneral = "error address.postcode: Unable to update settings", "error: Unable to update settings"
	const issues = "\n  - address.postcode: invalid_string, expected a postcode\n  - booking.0.days: too_big"
	for name, c := range map[string]struct {
		status    int
		issues    []hero.Issue
		attribute attributeOf
		want      []string
		details   []string // what each of them names
	}{
		"known member":       {400, []hero.Issue{postcode}, attribute, []string{onPostcode}, []string{"invalid_string, expected a postcode"}},
		"known and unknown":  {400, []hero.Issue{postcode, other}, attribute, []string{onPostcode, inGeneral}, []string{"invalid_string, expected a postcode", issues}},
		"no issue":           {400, nil, attribute, []string{inGeneral}, []string{"400 Bad Request"}},
		"no way to find one": {400, []hero.Issue{other}, nil, []string{inGeneral}, []string{"\n  - booking.0.days: too_big"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			err := &hero.APIError{Method: "PATCH", Route: "/v1/me", Status: c.status, Issues: c.issues, RequestID: "r-1"}
			addError(&diags, "update settings", testPractice(t), err, c.attribute)
			wanted := wantDiagnostics(t, diags, c.want...).Containing("Request id: r-1")
			for i, detail := range c.details {
				wanted.At(i).Containing(detail)
			}
		})
	}
}

func TestAddError_withoutAPracticeNamesNone(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	addError(&diags, "read", nil, &hero.APIError{Status: 401}, nil)
	wantDiagnostics(t, diags, "error: Unable to read").Containing("for no practice group")
}

func TestAddPracticeError(t *testing.T) {
	t.Parallel()
	var refused, malformed diag.Diagnostics
	addPracticeError(&refused, "1002", &hero.PracticeNotAllowedError{ID: "1002", Allowed: []string{"1001"}})
	wantDiagnostics(t, refused, "error practice_group_id: Practice group not allowed").Containing(`"1002"`, "allowed_practice_group_ids")
	addPracticeError(&malformed, "10\n02", &hero.PracticeGroupIDError{Err: hero.ErrHeaderControl})
	wantDiagnostics(t, malformed, "error practice_group_id: Invalid practice group").Without("10\n02")
}

func TestRemoveGone_warnsAndNamesTheThing(t *testing.T) {
	t.Parallel()
	schema := rschema.Schema{Attributes: map[string]rschema.Attribute{"id": rschema.StringAttribute{Computed: true}}}
	kind := schema.Type().TerraformType(t.Context())
	resp := resource.ReadResponse{State: tfsdk.State{Schema: schema, Raw: tftypes.NewValue(kind, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, "123")})}}
	practice := testPractice(t)
	removeGone(t.Context(), gone{subject: "patient 123", practice: practice, identity: newObjectIdentity(practice, "123")}, &resp)
	wantDiagnostics(t, resp.Diagnostics, "warning: Patient 123 no longer exists").Containing("practice group 1001", "patient 123")
	if !resp.State.Raw.IsNull() {
		t.Error("it is still in the state")
	}
}
