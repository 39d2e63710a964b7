// SPDX-License-Identifier: MPL-2.0

package hero

import "testing"

func TestWithoutKey(t *testing.T) {
	t.Parallel()
	const key = "greenfield-surgery-4c1e9d0f"
	for name, test := range map[string]struct{ answer, want string }{
		"the key":           {`{"echo":"x-api-key: greenfield-surgery-4c1e9d0f","id":"1"}`, `{"echo":"","id":"1"}`},
		"in a list":         {`{"data":["greenfield-surgery-4c1e9d0f","b"]}`, `{"data":["","b"]}`},
		"in base64":         {`{"echo":"Z3JlZW5maWVsZC1zdXJnZXJ5LTRjMWU5ZDBm"}`, `{"echo":""}`},
		"over a line end":   {`{"echo":"greenfield-sur\ngery-4c1e9d0f"}`, `{"echo":""}`},
		"a part of the key": {`{"name":"Greenfield Surgery"}`, `{"name":"Greenfield Surgery"}`},
		"digits of numbers": {`{"echo":"greenfield-surgery-4c1e9d0f","n":9007199254740993.0}`, `{"echo":"","n":9007199254740993.0}`},
	} {
		if got := string(withoutKey([]byte(test.answer), key)); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
	if got := string(withoutKey([]byte(`{"echo":"mock-key"}`), "mock-key")); got != `{"echo":"mock-key"}` {
		t.Errorf("a key that is part of other words: got %s", got)
	}
}
