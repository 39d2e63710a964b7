// SPDX-License-Identifier: MPL-2.0

package hero

import "testing"

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
