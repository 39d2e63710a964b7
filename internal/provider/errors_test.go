// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// said is a diagnostic as a user reads it, with its attribute first if it has
// one.
func said(d diag.Diagnostic) string {
	text := d.Summary() + "\n" + d.Detail()
	if at, ok := d.(diag.DiagnosticWithPath); ok {
		return at.Path().String() + ": " + text
	}
	return text
}

func saidAll(diags diag.Diagnostics) []string {
	out := make([]string, len(diags))
	for i, d := range diags {
		out[i] = said(d)
	}
	return out
}

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

// The texts stand here in full, so that whoever changes one reads it as a user
// would.
func TestAddError_texts(t *testing.T) {
	t.Parallel()
	refusal := func(status int, message, id string) *hero.APIError {
		return &hero.APIError{Method: "PATCH", Route: "/v1/me", Status: status, Message: message, RequestID: id}
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"400 in Hero's words": {
			refusal(400, "name is taken", "r-1"),
			"Hero answered PATCH /v1/me with 400 Bad Request. It said: \"name is taken\".\n\nCorrect the configuration and apply again.\n\nRequest id: r-1",
		},
		"401": {
			refusal(401, "", ""),
			"Hero answered PATCH /v1/me with 401 " + http.StatusText(http.StatusUnauthorized) + ".\n\n" +
				"Check the two headers that Hero identifies a caller by: x-api-key (api_key, or HERO_API_KEY) and x-practice-group-id (practice_group_id, or " +
				"HERO_PRACTICE_GROUP_ID; here 1001). A rotated key stops working at once, a staging key does not work in production, and a key works for " +
				"other practice groups only within its own network.",
		},
		"403": {
			refusal(403, "", "r-1"),
			"Hero answered PATCH /v1/me with 403 Forbidden.\n\nThe key is known but may not do this for practice group 1001. Ask Hero which scopes the key has.\n\nRequest id: r-1",
		},
		"404": {
			refusal(404, "Cannot PATCH", "r-1"),
			"Hero answered PATCH /v1/me with 404 Not Found. It said: \"Cannot PATCH\".\n\n" +
				"Hero has no such object in practice group 1001. Check the id and the practice group.\n\nRequest id: r-1",
		},
		"404 without a word of Hero's": {
			refusal(404, "", ""),
			"Hero answered PATCH /v1/me with 404 Not Found.\n\nThe answer has none of Hero's words in it, so it does not say that the object is gone. " +
				"A gateway or another server may have given it: check the provider's endpoint, its base path included, and any proxy or gateway on the way. " +
				"Nothing was taken out of the Terraform state.",
		},
		"429": {
			refusal(429, "", ""),
			"Hero answered PATCH /v1/me with 429 Too Many Requests.\n\nThe limit of requests in your partner agreement was reached. The provider slows down and goes on trying for 10 minutes, " +
				"unless max_retries is 0 or Hero asks for a pause of more than 5 minutes. Set requests_per_second in the provider block, or run with a lower -parallelism.",
		},
		"429 with a long pause": {
			&hero.APIError{Method: "GET", Route: "/v1/me", Status: 429, RetryAfter: 10 * time.Minute},
			"Hero answered GET /v1/me with 429 Too Many Requests.\n\nThe limit of requests in your partner agreement was reached. The provider slows down and goes on trying for 10 minutes, " +
				"unless max_retries is 0 or Hero asks for a pause of more than 5 minutes. Hero asks to wait 10m0s. Set requests_per_second in the provider block, or run with a lower -parallelism.",
		},
		"500": {
			refusal(500, "", "r-1"),
			"Hero answered PATCH /v1/me with 500 Internal Server Error.\n\nThe failure is on Hero's side and outlasted the retries that are safe. The state was left as it was; " +
				"run the same command again later.\n\nRequest id: r-1",
		},
		"another status": {
			refusal(409, "", ""),
			"Hero answered PATCH /v1/me with 409 Conflict.\n\nRun the same command again; if it stays, report it to Hero with the request id.",
		},
		"wrapped": {
			fmt.Errorf("looking up: %w", refusal(403, "", "")),
			"Hero answered PATCH /v1/me with 403 Forbidden.\n\nThe key is known but may not do this for practice group 1001. Ask Hero which scopes the key has.",
		},
		"wrapped, with what followed": {
			fmt.Errorf("creating: %w; nothing came of it within 30s", refusal(503, "busy", "r-1")),
			"Hero answered PATCH /v1/me with 503 Service Unavailable. It said: \"busy\". Nothing came of it within 30s.\n\n" +
				"The failure is on Hero's side and outlasted the retries that are safe. The state was left as it was; run the same command again later.\n\nRequest id: r-1",
		},
		"a page, with what followed": {
			fmt.Errorf("%w, but the webhook is still in Hero's list", &hero.ResponseError{Method: "DELETE", Route: "/v1/webhooks/{id}", Status: 404, ContentType: "text/html", Problem: hero.ProblemNotJSON, RequestID: "r-1"}),
			"DELETE /v1/webhooks/{id}: the answer is not JSON (404 Not Found, text/html). But the webhook is still in Hero's list.\n\n" +
				"Hero answers in JSON, so something else may have answered in its place: check the provider's endpoint, and any proxy or gateway on the way. " +
				"The state was left as it was; run the same command again.\n\nRequest id: r-1",
		},
		"a time-out, with what followed": {
			fmt.Errorf("%w; nothing came of it within 30s", &hero.TransportError{Method: "POST", Route: "/v1/webhooks", Problem: hero.ProblemTimeout, Ambiguous: true}),
			"POST /v1/webhooks: timeout (the request may have taken effect); nothing came of it within 30s.\n\nCheck the network, a proxy (HTTPS_PROXY) and the provider's endpoint. " +
				"A slow connection may need a longer request_timeout. Then run the same command again.",
		},
		"no connection": {
			&hero.TransportError{Method: "PATCH", Route: "/v1/me", Problem: hero.ProblemRefused, Err: syscall.ECONNREFUSED},
			"PATCH /v1/me: connection refused.\n\nNothing listens there. Check the provider's endpoint (endpoint, or HERO_ENDPOINT), and a proxy (HTTPS_PROXY). " +
				"Then run the same command again.",
		},
		"time-out of a write": {
			&hero.TransportError{Method: "PATCH", Route: "/v1/me", Problem: hero.ProblemTimeout, Ambiguous: true},
			"PATCH /v1/me: timeout (the request may have taken effect).\n\nCheck the network, a proxy (HTTPS_PROXY) and the provider's endpoint. " +
				"A slow connection may need a longer request_timeout. Then run the same command again.",
		},
		"interrupted": {
			&hero.TransportError{Method: "PATCH", Route: "/v1/me", Problem: hero.ProblemCancelled, Err: context.Canceled},
			"The request was interrupted before Hero answered. Run the same command again: the provider looks at what Hero holds before it writes.",
		},
		"page of a proxy": {
			&hero.ResponseError{Method: "GET", Route: "/v1/me", Status: 502, ContentType: "text/html", Problem: hero.ProblemNotJSON, Excerpt: "<html>Bad gateway", RequestID: "r-1"},
			"GET /v1/me: the answer is not JSON (502 Bad Gateway, text/html), it begins with \"<html>Bad gateway\".\n\n" +
				"Hero answers in JSON, so something else may have answered in its place: check the provider's endpoint, and any proxy or gateway on the way. " +
				"The state was left as it was; run the same command again.\n\nRequest id: r-1",
		},
		"no NHS number": {
			hero.ErrNHSNumberNeeded,
			"A patient can be updated only by NHS number and date of birth, and no NHS number is given.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			addError(&diags, "update settings", testPractice(t), c.err, nil)
			if diff := cmp.Diff([]string{"Unable to update settings\n" + c.want}, saidAll(diags)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// In a warning after a write that was done, nothing was left as it was, and
// nothing is to be run again.
func TestExplain_leavesTheStateToItsCaller(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"500": {
			&hero.APIError{Method: "GET", Route: "/v1/me", Status: 500},
			"Hero answered GET /v1/me with 500 Internal Server Error.\n\nThe failure is on Hero's side and outlasted the retries that are safe.",
		},
		"page": {
			&hero.ResponseError{Method: "GET", Route: "/v1/me", Status: 502, ContentType: "text/html", Problem: hero.ProblemNotJSON},
			"GET /v1/me: the answer is not JSON (502 Bad Gateway, text/html).\n\nHero answers in JSON, so something else may have answered in its place: " +
				"check the provider's endpoint, and any proxy or gateway on the way.",
		},
		"time-out": {
			&hero.TransportError{Method: "GET", Route: "/v1/me", Problem: hero.ProblemTimeout},
			"GET /v1/me: timeout.\n\nCheck the network, a proxy (HTTPS_PROXY) and the provider's endpoint. A slow connection may need a longer request_timeout.",
		},
		"interrupted": {
			&hero.TransportError{Method: "GET", Route: "/v1/me", Problem: hero.ProblemCancelled, Err: context.Canceled},
			"The request was interrupted before Hero answered.",
		},
	} {
		if diff := cmp.Diff(c.want, explain(testPractice(t), c.err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAddError_issuesGoToTheirAttributes(t *testing.T) {
	t.Parallel()
	postcode := hero.Issue{Path: []string{"address", "postcode"}, Code: "invalid_string", Expected: "a postcode"}
	other := hero.Issue{Path: []string{"booking", "0", "days"}, Code: "too_big"}
	attribute := func(member []string) (path.Path, bool) {
		return path.Root("address").AtName("postcode"), member[0] == "address"
	}
	const (
		onPostcode = "address.postcode: Unable to update settings\nHero refused this value: invalid_string, expected a postcode.\n\n" +
			"Correct it in the configuration and apply again.\n\nRequest id: r-1"
		inGeneral = "Unable to update settings\nHero answered PATCH /v1/me with 400 Bad Request.%s\n\nCorrect the configuration and apply again.\n\nRequest id: r-1"
	)
	for name, c := range map[string]struct {
		status    int
		issues    []hero.Issue
		attribute attributeOf
		want      []string
	}{
		"known member":       {400, []hero.Issue{postcode}, attribute, []string{onPostcode}},
		"known and unknown":  {400, []hero.Issue{postcode, other}, attribute, []string{onPostcode, fmt.Sprintf(inGeneral, "\n  - address.postcode: invalid_string, expected a postcode\n  - booking.0.days: too_big")}},
		"no issue":           {400, nil, attribute, []string{fmt.Sprintf(inGeneral, "")}},
		"no way to find one": {400, []hero.Issue{other}, nil, []string{fmt.Sprintf(inGeneral, "\n  - booking.0.days: too_big")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			err := &hero.APIError{Method: "PATCH", Route: "/v1/me", Status: c.status, Issues: c.issues, RequestID: "r-1"}
			addError(&diags, "update settings", testPractice(t), err, c.attribute)
			if diff := cmp.Diff(c.want, saidAll(diags)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddError_withoutAPracticeNamesNone(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	addError(&diags, "read", nil, &hero.APIError{Status: 401}, nil)
	if len(diags) != 1 || !strings.Contains(diags[0].Detail(), "here none") {
		t.Errorf("got %q", saidAll(diags))
	}
}

func TestAddPracticeError_texts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"refused by the guard": {
			&hero.PracticeNotAllowedError{ID: "1002", Allowed: []string{"1001"}},
			"practice_group_id: Practice group not allowed\nPractice group \"1002\" is not among allowed_practice_group_ids of the provider block, so nothing was sent to Hero. " +
				"Correct practice_group_id, or add the practice group to allowed_practice_group_ids if it is meant.",
		},
		"not an id": {
			errors.New("practice group id: holds a control character, for instance a line break"),
			"practice_group_id: Invalid practice group\nThe practice group's id holds a control character, for instance a line break. " +
				"Set practice_group_id to the id that Hero gave for the practice group.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			addPracticeError(&diags, "1002", c.err)
			if diff := cmp.Diff([]string{c.want}, saidAll(diags)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRemoveGone_warnsAndNamesTheThing(t *testing.T) {
	t.Parallel()
	schema := rschema.Schema{Attributes: map[string]rschema.Attribute{"id": rschema.StringAttribute{Computed: true}}}
	kind := schema.Type().TerraformType(t.Context())
	resp := resource.ReadResponse{State: tfsdk.State{Schema: schema, Raw: tftypes.NewValue(kind, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, "123")})}}
	practice := testPractice(t)
	removeGone(t.Context(), "Patient 123", practice, newObjectIdentity(practice, "123"), &resp)
	want := []string{"Patient 123 no longer exists\nHero answered for practice group 1001 that patient 123 does not exist, so it was removed from the Terraform state. " +
		"If it is still configured, the next plan creates it again."}
	if diff := cmp.Diff(want, saidAll(resp.Diagnostics)); diff != "" || resp.Diagnostics.HasError() {
		t.Errorf("error: %v\n%s", resp.Diagnostics.HasError(), diff)
	}
	if !resp.State.Raw.IsNull() {
		t.Error("it is still in the state")
	}
}
