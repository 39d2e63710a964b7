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
		"blanks at a value":   {map[string]string{"X-A": " 1\t"}, map[string]string{"X-A": "1"}, true},
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

func TestMayBeHeaders(t *testing.T) {
	t.Parallel()
	sent := map[string]string{"X-A": "secret", "X-B": "1"}
	for name, test := range map[string]struct {
		shown map[string]string
		want  bool
	}{
		"the same":         {map[string]string{"x-a": "secret", "x-b": "1"}, true},
		"masked":           {map[string]string{"x-a": "****", "x-b": "•••"}, true},
		"beginning shown":  {map[string]string{"x-a": "se***", "x-b": "1"}, true},
		"end shown":        {map[string]string{"x-a": "****et", "x-b": "1"}, true},
		"both shown":       {map[string]string{"x-a": "s••••t", "x-b": "1"}, true},
		"shortened":        {map[string]string{"x-a": "sec…", "x-b": "1"}, true},
		"shortened, dots":  {map[string]string{"x-a": "sec...", "x-b": "1"}, true},
		"others begin so":  {map[string]string{"x-a": "xe***", "x-b": "1"}, false},
		"others end so":    {map[string]string{"x-a": "***xt", "x-b": "1"}, false},
		"shown twice":      {map[string]string{"x-a": "secre***cret", "x-b": "1"}, false},
		"nothing hidden":   {map[string]string{"x-a": "sec***ret", "x-b": "1"}, true},
		"another value":    {map[string]string{"x-a": "Secret", "x-b": "1"}, false},
		"a single star":    {map[string]string{"x-a": "*", "x-b": "1"}, false},
		"one is missing":   {map[string]string{"x-a": "****"}, false},
		"another name":     {map[string]string{"x-a": "****", "x-c": "****"}, false},
		"none are shown":   {nil, false},
		"one more, masked": {map[string]string{"x-a": "secret", "x-b": "1", "x-c": "****"}, false},
	} {
		if got := MayBeHeaders(sent, test.shown); got != test.want {
			t.Errorf("%s: %t, want %t", name, got, test.want)
		}
	}
}

func TestHidesHeaders(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		shown map[string]string
		want  bool
	}{
		"none":              {nil, false},
		"in clear":          {map[string]string{"X-A": "secret", "X-B": "*", "X-C": "a..b"}, false},
		"one of two masked": {map[string]string{"X-A": "secret", "X-B": "****"}, true},
		"shortened":         {map[string]string{"X-A": "sec…"}, true},
	} {
		if got := HidesHeaders(test.shown); got != test.want {
			t.Errorf("%s: %t, want %t", name, got, test.want)
		}
	}
}
