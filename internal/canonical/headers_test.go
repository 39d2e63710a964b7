// SPDX-License-Identifier: MPL-2.0

package canonical

import "testing"

func TestSameHeaders(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b map[string]string
		want bool
	}{
		"none and empty":      {nil, map[string]string{}, true},
		"equal":               {map[string]string{"X-A": "1"}, map[string]string{"X-A": "1"}, true},
		"case of a name":      {map[string]string{"X-A": "1"}, map[string]string{"x-a": "1"}, true},
		"case of a value":     {map[string]string{"X-A": "a"}, map[string]string{"X-A": "A"}, false},
		"another name":        {map[string]string{"X-A": "1"}, map[string]string{"X-B": "1"}, false},
		"one more":            {map[string]string{"X-A": "1"}, map[string]string{"X-A": "1", "X-B": ""}, false},
		"empty value is some": {map[string]string{"X-A": ""}, nil, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if SameHeaders(test.a, test.b) != test.want || SameHeaders(test.b, test.a) != test.want {
				t.Errorf("SameHeaders(%v, %v) is not %t both ways", test.a, test.b, test.want)
			}
		})
	}
}
