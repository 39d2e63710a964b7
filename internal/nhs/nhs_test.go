package nhs_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/nhs"
)

func TestNormal(t *testing.T) {
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
		"empty":                       {in: "", err: nhs.ErrLength},
		"only separators":             {in: " - - ", err: nhs.ErrLength},
		"a digit too few":             {in: "943 476 591", err: nhs.ErrLength},
		"a digit too many":            {in: "943 476 59190", err: nhs.ErrLength},
		"a letter":                    {in: "943 476 591O", err: nhs.ErrCharacter},
		"digits of another script":    {in: "٩٤٣٤٧٦٥٩١٩", err: nhs.ErrCharacter},
		"a slash":                     {in: "943/476/5919", err: nhs.ErrCharacter},
		"invalid UTF-8":               {in: "943476591\xff", err: nhs.ErrCharacter},
		"wrong check digit":           {in: "943 476 5918", err: nhs.ErrCheckDigit},
		"neighbours swapped":          {in: "943 476 9519", err: nhs.ErrCheckDigit},
		"check digit would be 10 (0)": {in: "9990000140", err: nhs.ErrCheckDigit},
		"check digit would be 10 (1)": {in: "9990000141", err: nhs.ErrCheckDigit},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := nhs.Normal(test.in)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if nhs.Valid(test.in) != (test.err == nil) {
				t.Errorf("Valid disagrees with Normal")
			}
			if err != nil && len(test.in) > 4 && strings.Contains(err.Error(), test.in) {
				t.Errorf("the error quotes the text: %v", err)
			}
		})
	}
}

func TestNormalSaysHowManyDigits(t *testing.T) {
	t.Parallel()
	_, err := nhs.Normal("943 476")
	if err == nil || !strings.HasSuffix(err.Error(), "this text has 6") {
		t.Errorf("got %v", err)
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"9434765919":   "943 476 5919",
		"943-476-5919": "943 476 5919",
		"943 476 5918": "943 476 5918",
		"9434765918":   "9434765918",
		"":             "",
	}
	for in, want := range tests {
		if got := nhs.Format(in); got != want {
			t.Errorf("Format(%q) = %q, want %q", in, got, want)
		}
	}
}

// Modulus 11 leaves at most one check digit to any nine digits, and none to
// about every eleventh.
func TestOneCheckDigit(t *testing.T) {
	t.Parallel()
	const stems = 11000
	without := 0
	for stem := range stems {
		valid := 0
		for last := range 10 {
			if nhs.Valid(fmt.Sprintf("%09d%d", 999000000+stem, last)) {
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
		t.Errorf("%d of %d stems have no check digit, want about every eleventh", without, stems)
	}
}

func FuzzNormal(f *testing.F) {
	for _, seed := range []string{"943 476 5919", "401-023-2137", "9990000018", "", "94347659\u00a019", "943476591x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := nhs.Normal(s)
		if err != nil {
			if n != "" {
				t.Errorf("a text came with the error: %q", n)
			}
			if nhs.Format(s) != s {
				t.Errorf("Format changed a text that is no NHS number")
			}
			return
		}
		if len(n) != 10 || strings.Trim(n, "0123456789") != "" {
			t.Errorf("%q is not ten digits", n)
		}
		for _, again := range []string{n, nhs.Format(s)} {
			if m, err := nhs.Normal(again); err != nil || m != n {
				t.Errorf("Normal(%q) = %q, %v, want %q", again, m, err, n)
			}
		}
	})
}
