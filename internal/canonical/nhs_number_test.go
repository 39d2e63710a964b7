// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParseNHSNumber(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   string
		want string
		err  error
	}{
		"digits":                      {in: "9434765919", want: "9434765919"},
		"printed with spaces":         {in: "943 476 5919", want: "9434765919"},
		"second known number":         {in: "401 023 2137", want: "4010232137"},
		"test range":                  {in: "999 000 0018", want: "9990000018"},
		"check digit 0":               {in: "9990000050", want: "9990000050"},
		"hyphens":                     {in: "943-476-5919", want: "9434765919"},
		"no-break spaces":             {in: "943\u00a0476\u202f5919", want: "9434765919"},
		"en dash and minus":           {in: "943\u2013476\u22125919", want: "9434765919"},
		"around it":                   {in: "\ufeff\t9434765919\r\n", want: "9434765919"},
		"empty":                       {in: "", err: errLength},
		"only separators":             {in: " - - ", err: errLength},
		"a digit too few":             {in: "943 476 591", err: errLength},
		"a digit too many":            {in: "943 476 59190", err: errLength},
		"a letter":                    {in: "943 476 591O", err: errCharacter},
		"digits of another script":    {in: "٩٤٣٤٧٦٥٩١٩", err: errCharacter},
		"slashes":                     {in: "943/476/5919", want: "9434765919"},
		"two numbers":                 {in: "943 476 5919, 401 023 2137", err: errLength},
		"two numbers, a semicolon":    {in: "943 476 5919; 401 023 2137", err: errCharacter},
		"a doubt":                     {in: "943 476 5919?", err: errCharacter},
		"invalid UTF-8":               {in: "943476591\xff", err: errCharacter},
		"wrong check digit":           {in: "943 476 5918", err: errCheckDigit},
		"neighbours swapped":          {in: "943 476 9519", err: errCheckDigit},
		"nine equal digits":           {in: "9999999993", err: errCheckDigit},
		"placeholder":                 {in: "9999999999", err: errPlaceholder},
		"placeholder with spaces":     {in: "999 999 9999", err: errPlaceholder},
		"check digit would be 10 (0)": {in: "9990000140", err: errCheckDigit},
		"check digit would be 10 (1)": {in: "9990000141", err: errCheckDigit},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseNHSNumber(test.in)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if err != nil && len(test.in) > 4 && strings.Contains(err.Error(), test.in) {
				t.Errorf("the error quotes the string: %v", err)
			}
		})
	}
}

func TestParseNHSNumber_saysHowManyDigits(t *testing.T) {
	t.Parallel()
	_, err := ParseNHSNumber("943 476")
	if err == nil || !strings.HasSuffix(err.Error(), "this has 6") {
		t.Errorf("got %v", err)
	}
}

// Modulus 11 allows at most one check digit for any nine digits, and none for about
// one in eleven.
func TestParseNHSNumber_oneCheckDigit(t *testing.T) {
	t.Parallel()
	const stems = 11000
	without := 0
	for stem := range stems {
		valid := 0
		for last := range 10 {
			if _, err := ParseNHSNumber(fmt.Sprintf("%09d%d", 999000000+stem, last)); err == nil {
				valid++
			}
		}
		switch valid {
		case 0:
			without++
		case 1:
		default:
			t.Fatalf("%d check digits fit the stem %d", valid, 999000000+stem)
		}
	}
	if without < stems/12 || without > stems/10 {
		t.Errorf("%d of %d stems have no check digit, want about one in eleven", without, stems)
	}
}

// Any ten equal digits satisfy modulus 11.
func TestIsPlaceholderNHSNumber(t *testing.T) {
	t.Parallel()
	for digit := range 10 {
		number := strings.Repeat(fmt.Sprint(digit), nhsNumberDigits)
		if !hasCheckDigit(number) {
			t.Errorf("ten times %d does not satisfy modulus 11, so this test proves nothing", digit)
		}
		_, err := NHSNumber.Normal(number)
		if !IsPlaceholderNHSNumber(number) || err == nil || !strings.HasSuffix(err.Error(), "give the person's own number, or none") {
			t.Errorf("ten times %d: %v", digit, err)
		}
	}
	for _, other := range []string{"", "999 000 0018", "999 999 999", "9999999990"} {
		if IsPlaceholderNHSNumber(other) {
			t.Errorf("%q counts as a placeholder", other)
		}
	}
}

func TestHasNHSNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"9990000018": true, "999 000 0018": true, "1001/999-000-0018": true, "999/000/0018 Ada": true, "0099900000180": true, "999\u00a0000\u00a00018": true,
		"": false, "123": false, "999000001": false, "9990000019": false, "00000000-0000-1": false, "1001/123": false, "Ada": false,
	} {
		if got := HasNHSNumber(text); got != want {
			t.Errorf("%q: %t, want %t", text, got, want)
		}
	}
}

func FuzzParseNHSNumber(f *testing.F) {
	for _, seed := range []string{"943 476 5919", "401-023-2137", "9990000018", "", "94347659\u00a019", "943476591x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNHSNumber(s)
		if err != nil {
			if n != "" {
				t.Errorf("got a number as well as an error: %q", n)
			}
			return
		}
		if len(n) != 10 || strings.Trim(n, "0123456789") != "" {
			t.Errorf("%q is not ten digits", n)
		}
		for _, again := range []string{n, n[:3] + " " + n[3:6] + "-" + n[6:]} {
			if m, err := ParseNHSNumber(again); err != nil || m != n {
				t.Errorf("ParseNHSNumber(%q) = %q, %v, want %q", again, m, err, n)
			}
		}
	})
}
