// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"testing"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", " a \n\tb\x00c ": "a bc", "1234567890": "12345678", "1234567 8": "1234567", "12345 6789": "12345", "12 34 56789": "12 34", "\x1b[31mred": "[31mred", "1234567é": "1234567", "a\xffb": "ab",
	} {
		if got := printable(in, 8); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestWithoutFields(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"a":1,"key":"canary"}`: `{"a":1}`,
		`{"a":{"b":[{"key":{"key":"canary"},"c":null},[{"key":1}]]}}`: `{"a":{"b":[{"c":null},[{}]]}}`,
		`{"Key":"key","key ":12345678901234567890.1234567890}`:        `{"Key":"key","key ":12345678901234567890.1234567890}`,
		`"key"`:                 `"key"`,
		`null`:                  `null`,
		`{"a":1,"key":"canary"`: `null`,
		``:                      `null`,
	} {
		if got := WithoutFields([]byte(in), func(name string) bool { return name == "key" }); string(got) != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestShownMediaType(t *testing.T) {
	t.Parallel()
	const notShown = "a content type that is not shown"
	for given, want := range map[string]string{
		"":                         "",
		"text/html":                "text/html",
		"Text/HTML; charset=utf-8": "text/html",
		"application/x-ada-lee":    notShown,
		"text/html; ada":           notShown,
		"html":                     notShown,
	} {
		if got := shownMediaType(http.Header{"Content-Type": {given}}); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, secret string
		want         bool
	}{
		"whole":                       {"for Nakamura", "Nakamura", true},
		"a part":                      {"for kamu", "Nakamura", true},
		"too small a part":            {"for kam", "Nakamura", false},
		"in another case, broken":     {"N A-K.A", "naka", true},
		"three letters":               {"Lee is unknown", "Lee", true},
		"two letters reveal nothing":  {"Li is unknown", "Li", false},
		"none":                        {"is unknown", "", false},
		"in hex":                      {"x4e616b61", "Naka", true},
		"in hex, from an odd one on":  {"a4e616b61", "Naka", true},
		"in hex, with one left over":  {"4e616b61a", "Naka", true},
		"in base64":                   {"TmFrYW11cmE=", "Nakamura", true},
		"in base64 of URLs":           {"Pz8_Pj4-TmFrYW11cmE", "Nakamura", true},
		"in base64, four letters":     {"TmFrYQ==", "Naka", true},
		"in base64, five letters":     {"TmFrYW0=", "akam", true},
		"in base64, from the 2nd on":  {"xTmFrYW11cmE", "Nakamura", true},
		"in base64, from the 4th on":  {"xyzTmFrYW11cmE", "Nakamura", true},
		"in base64, with a tail":      {"TmFrYW11cmExyz", "Nakamura", true},
		"in a URL":                    {"a%26b%3Cc", "a&b<c", true},
		"in HTML":                     {"a&amp;b&#60;c", "a&b<c", true},
		"in JSON":                     {`a\u0026b\u003cc`, "a&b<c", true},
		"in JSON, over a line end":    {`a&b\n<c`, "a&b<c", true},
		"in JSON, of another value":   {`a\u0026c`, "a&b<c", false},
		"in base64, of another value": {"U21pdGg=", "Nakamura", false},
	} {
		if got := repeats(test.text, []string{"other-value", test.secret}, partOfText); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestWithoutKey(t *testing.T) {
	t.Parallel()
	const key = "greenfield-surgery-4c1e9d0f"
	for name, test := range map[string]struct{ answer, want string }{
		"the key":           {`{"echo":"x-api-key: greenfield-surgery-4c1e9d0f","id":"1"}`, `{"echo":"","id":"1"}`},
		"in a list":         {`{"data":["greenfield-surgery-4c1e9d0f","b"]}`, `{"data":["","b"]}`},
		"in base64":         {`{"echo":"Z3JlZW5maWVsZC1zdXJnZXJ5LTRjMWU5ZDBm"}`, `{"echo":""}`},
		"over a line end":   {`{"echo":"greenfield-sur\ngery-4c1e9d0f"}`, `{"echo":""}`},
		"a part of the key": {`{"name":"Greenfield Surgery"}`, `{"name":"Greenfield Surgery"}`},
		"no key at all":     {`{"z": 1,  "a": "<b>"}`, `{"z": 1,  "a": "<b>"}`},
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

func TestWithoutKey_escaped(t *testing.T) {
	t.Parallel()
	const key = "green&field?surgery<4c1e?9d0f"
	for name, answer := range map[string]string{
		"as it is":                 `{"echo":"green&field?surgery<4c1e?9d0f"}`,
		"in JSON":                  `{"echo":"green\u0026field?surgery\u003c4c1e?9d0f"}`,
		"in JSON, each letter":     `{"echo":"\u0067reen&fiel\u0064?surgery<4c1e?9d0f"}`,
		"in JSON in JSON":          `{"echo":"{\"key\":\"green\\u0026field?surgery\\u003c4c1e?9d0f\"}"}`,
		"in HTML":                  `{"echo":"green&amp;field?surgery&lt;4c1e?9d0f"}`,
		"in HTML in JSON":          `{"echo":"green\u0026amp;field?surgery\u0026lt;4c1e?9d0f"}`,
		"in a URL, twice":          `{"echo":"green%2526field%253Fsurgery%253C4c1e%253F9d0f"}`,
		"in a URL":                 `{"echo":"green%26field%3Fsurgery%3C4c1e%3F9d0f"}`,
		"in base64 with a slash":   `{"echo":"Pz4/Z3JlZW4mZmllbGQ/c3VyZ2VyeTw0YzFlPzlkMGY+Pj4="}`,
		"in base64, slash escaped": `{"echo":"Pz4\/Z3JlZW4mZmllbGQ\/c3VyZ2VyeTw0YzFlPzlkMGY+Pj4="}`,
	} {
		if got := string(withoutKey([]byte(answer), key)); got != `{"echo":""}` {
			t.Errorf("%s: got %s", name, got)
		}
	}
}
