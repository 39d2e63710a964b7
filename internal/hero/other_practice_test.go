// SPDX-License-Identifier: MPL-2.0

package hero

import "testing"

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
	if r := (&response{message: &message{practice: "1001"}, body: []byte(`<p title="practice_group_id">1002</p>`), status: 200}); r.namesOtherPractice() {
		t.Error("a text names a practice group")
	}
}
