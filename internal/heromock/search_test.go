// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// A realistic response shows a summer birthday as the evening before.
func TestDOBAsText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change []func(*heromock.Options)
		dob    string
		want   int
	}{
		"lenient, summer":       {nil, "1990-06-15", 1},
		"text, summer":          {[]func(*heromock.Options){asText}, "1990-06-15", 0},
		"text, winter":          {[]func(*heromock.Options){asText}, "1990-01-15", 1},
		"text as stored, plain": {[]func(*heromock.Options){asText, plain}, "1990-06-15", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.change...)
			s.AddPatient(group, registration(object{"dob": test.dob}))
			got := call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?dob="+test.dob, nil)
			if n := len(entries(t, got)); n != test.want {
				t.Errorf("%d found, want %d", n, test.want)
			}
		})
	}
}

func asText(o *heromock.Options) { o.Traits = []string{"dob-as-text"} }
