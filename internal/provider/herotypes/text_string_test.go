// SPDX-License-Identifier: MPL-2.0

package herotypes

import "testing"

func TestText_stringTellsNoValue(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]String{
		"<null>":       Plain.Null(),
		"<unknown>":    Plain.Unknown(),
		"(NHS number)": NHSNumber.Value("999 555 1233"),
		"(text)":       Plain.Value(""),
	} {
		if got := value.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
