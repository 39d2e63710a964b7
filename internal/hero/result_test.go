// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Hero may quote a record in a spelling that was never sent, so errors show only terms
// that any response can have.
func TestIssuesAreTermsOnly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		issue string
		want  Issue
	}{
		"terms":              {`{"code":"invalid_type","expected":"string | null","path":["address_line_1"]}`, Issue{Path: []string{"address_line_1"}, Code: "invalid_type", Expected: "string | null"}},
		"index":              {`{"code":"too_big","expected":"date","path":["headers",123]}`, Issue{Path: []string{"headers", "…"}, Code: "too_big", Expected: "date"}},
		"prose":              {`{"code":"custom","expected":"a name other than doe","path":["last_name"]}`, Issue{Path: []string{"last_name"}, Code: "custom"}},
		"spaced number":      {`{"code":"custom","expected":"999 555 1233","path":["nhs_number"]}`, Issue{Path: []string{"nhs_number"}, Code: "custom"}},
		"record id":          {`{"code":"ehr-44","expected":"ehr-44","path":["ehr-44"]}`, Issue{Path: []string{"…"}}},
		"name":               {`{"code":"doe","expected":"doe","path":["doe"]}`, Issue{Path: []string{"…"}}},
		"number as a member": {`{"code":"custom","path":["9995551233"]}`, Issue{Path: []string{"…"}, Code: "custom"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusal := &response{
				message: &message{request: get(RoutePatient), knownFields: allRequestFields()}, status: http.StatusBadRequest,
				body: []byte(`{"error":true,"statusCode":400,"message":[` + test.issue + `]}`),
			}
			if diff := cmp.Diff([]Issue{test.want}, refusal.apiError(false).Issues); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Errors show an id or a request id only if it looks like one and holds nothing that must stay private.
func TestErrorsShowOnlyWhatLooksLikeAnID(t *testing.T) {
	t.Parallel()
	r := &response{message: &message{secrets: []string{"canary-key-7"}, content: []byte(`{"notes":"ward-seven-of-the-north"}`)}, header: http.Header{}}
	for id, want := range map[string]string{
		"wh_1.a": "wh_1.a", "ward-seven-of-the-north": "ward-seven-of-the-north", "Ada Lovelace": "", "9434765919": "", "x-canary-key-7-x": "",
	} {
		if got := r.shownID(id); got != want {
			t.Errorf("id %s: got %q", id, got)
		}
	}
	for id, want := range map[string]string{
		"5f0c-77": "5f0c-77", "": "", "Ada Lovelace": NotShown, "x-canary-key-7-x": NotShown, "ward-seven-of-the-north": NotShown,
	} {
		r.header.Set("X-Request-Id", id)
		if got := r.requestID(); got != want {
			t.Errorf("request id %s: got %q", id, got)
		}
	}
}

// A success that names another practice group than 1001, in a place where Hero would name its own, is about that other one.
func TestResponse_namesOtherPractice(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"practice_group_id":"1002"}`:                                  true,
		`{"practice_group_id":1002}`:                                    true,
		`{"practice_group_id":"1001"}`:                                  false,
		`{"practice_group_id":""}`:                                      false,
		`{"practice_group_id":null}`:                                    false,
		`{"id":"practice_group_id"}`:                                    false,
		`[{"practice_group_id":"1001"},{"practice_group_id":"1002"}]`:   true,
		`[{"practice_group_id":"1001"},"practice_group_id"]`:            false,
		`[[{"practice_group_id":"1002"}]]`:                              false,
		`{"data":[{"practice_group_id":"1002"}]}`:                       true,
		`{"data":{"practice_group_id":"1002"},"count":1}`:               true,
		`{"data":[{"practice_group_id":"1001"}]}`:                       false,
		`{"settings":{"practice_group_id":"1002"}}`:                     false,
		`{"practice_group_id":"1001","data":{"practice_group_id":"2"}}`: true,
	} {
		for status, succeeded := range map[int]bool{200: true, 201: true, 404: false} {
			r := response{message: &message{practice: "1001"}, body: []byte(body), status: status, isJSON: true}
			if got := r.namesOtherPractice(); got != (want && succeeded) {
				t.Errorf("%d %s: got %t", status, body, got)
			}
		}
	}
	r := &response{message: &message{practice: "1001"}, body: []byte("{\"practice_group_id\":\"1002\",\"name\":\"\xff\"}"), status: 200}
	if r.namesOtherPractice() {
		t.Error("what is not JSON names a practice group")
	}
}
