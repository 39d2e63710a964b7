// SPDX-License-Identifier: MPL-2.0

package hero

import "testing"

func TestRedact(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text    string
		secrets []string
		want    string
	}{
		"nothing":          {"all is well", nil, "all is well"},
		"any case":         {"no ANN here, ann", []string{"Ann"}, "no … here, …"},
		"longest first":    {"Annabel Lee", []string{"Ann", "Annabel"}, "… Lee"},
		"too short to say": {"is it", []string{"is", ""}, "is it"},
		"at the end":       {"key=secret", []string{"secret"}, "key=…"},
		"longer than all":  {"abc", []string{"abcd"}, "abc"},
		"not in ASCII":     {"Zoë é", []string{"ZOË"}, "… é"},
	} {
		if got := redact(test.text, test.secrets); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", " a \n\tb\x00c ": "a bc", "1234567890": "12345678", "1234567 8": "1234567", "\x1b[31mred": "[31mred", "1234567é": "1234567", "a\xffb": "ab",
	} {
		if got := printable(in, 8); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// What a user's own request sends is redacted in whatever type it was sent, but the
// name of a field that Hero refuses stays.
func TestClean_redactsWhatWasSent(t *testing.T) {
	t.Parallel()
	m := &message{content: []byte(`{"ref":98765,"share":0.125,"colours":[{"widget":"widget"}]}`)}
	if got, want := m.clean("98765 and 0.125 of widget", 100), "… and … of …"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for part, want := range map[string]string{"widget": "widget", "colours": "colours", "98765": "…"} {
		if got := m.cleanPathPart(part); got != want {
			t.Errorf("the part %s: got %q, want %q", part, got, want)
		}
	}
}
