// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"strings"
	"testing"
	"time"
)

// A summer evening in UTC that is already the next day in London.
var testNow = time.Date(2026, time.June, 14, 23, 30, 0, 0, time.UTC)

var (
	testDateOfBirth = newDateOfBirth(func() time.Time { return testNow })
	testTitle       = OneOf("title", "Mr", "Mrs", "H.E. Mr")
)

func TestNormal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind     *Kind
		in, want string
	}{
		{Text, " As  it is ", "As it is"},
		{Text, "Jose\u0301", "Jos\u00e9"},
		{Text, "Flat\u00a02,\r\n\t1\u2003High\u2028Street\u3000", "Flat 2, 1 High Street"},
		{Text, "\ufeffAnn\u200e \u202aMarie\u202c\u200b", "Ann Marie"},
		{Text, "e\u200d\u0301", "\u00e9"},
		{Text, "a\x00\x07b", "ab"},
		{Text, " \u00a0\u200b\ufe0f\u3164\n", ""},
		{Text, "\ue000", ""},
		{testTitle, " Mr\u00a0", "Mr"},

		{NHSNumber, "943 476 5919", "9434765919"},
		{NHSNumber, "\u202a943\u2013476\u20115919\u202c", "9434765919"},
		{NHSNumber, "'943.476/5919", "9434765919"},
		{NHSNumber, "9,434,765,919", "9434765919"},
		{NHSNumber, "(943)\u00a0476\u20095919\r\n", "9434765919"},

		{testDateOfBirth, "1990-06-15", "1990-06-15"},
		{testDateOfBirth, " 1990-06-15\n", "1990-06-15"},
		{testDateOfBirth, "1990-06-14T23:00:00Z", "1990-06-15"},
		{testDateOfBirth, "1990-06-14T23:00:00.000Z", "1990-06-15"},
		{testDateOfBirth, "1990-06-14t22:59:59.999z", "1990-06-14"},
		{testDateOfBirth, "1990-12-14T23:59:59Z", "1990-12-14"},
		{testDateOfBirth, "1985-06-15T00:00:00", "1985-06-15"},
		{testDateOfBirth, "1985-06-14T23:00:00", "1985-06-15"},
		{testDateOfBirth, "1985-06-15 00:00:00.0000000", "1985-06-15"},
		{testDateOfBirth, "1985-06-14 23:00:00 +0000", "1985-06-15"},
		{testDateOfBirth, "1985-06-14T23:00:00+00", "1985-06-15"},
		{testDateOfBirth, "1985-06-14T23:00:00.123456789012+0000", "1985-06-15"},
		{testDateOfBirth, "1985-06-14T23:00:00,5Z", "1985-06-15"},
		{testDateOfBirth, "1985-06-14 23:00:00 UTC", "1985-06-15"},
		{testDateOfBirth, "1985-06-15 00:00:00 +0100", "1985-06-15"},
		{testDateOfBirth, "1985-12-15 12:00", "1985-12-15"},
		{testDateOfBirth, "\u200e1985-06-15\u00a000:00", "1985-06-15"},
		{testDateOfBirth, "1990-06-15T00:00:00+01:00", "1990-06-15"},
		{testDateOfBirth, "1990-06-15T12:00:00+14:00", "1990-06-14"},
		// From 1968 to 1971 London had summer time all year.
		{testDateOfBirth, "1970-01-14T23:00:00Z", "1970-01-15"},
		{testDateOfBirth, "2000-02-29", "2000-02-29"},
		{testDateOfBirth, "1850-01-01", "1850-01-01"},
		{testDateOfBirth, "2026-06-15", "2026-06-15"},

		{Phone, "07700 900123", "+447700900123"},
		{Phone, "+44 7700 900123", "+447700900123"},
		{Phone, "\u202a07700\u2011900\u2013123\u202c", "+447700900123"},
		{Phone, "07700.900/123", "+447700900123"},
		{Phone, "(07700) 900\u00b7123", "+447700900123"},
		{Phone, "tel:+44-7700-900123", "+447700900123"},
		{Phone, "(+44) 7700_900_123\r\n", "+447700900123"},
		{Phone, "020 7946 0000;ext=12", "+442079460000;ext=12"},
		{Phone, "+44 (0)7700-900123", "+447700900123"},
		{Phone, "0044 7700 900 123", "+447700900123"},
		{Phone, "7700900123", "+447700900123"},
		{Phone, "020 7946 0000", "+442079460000"},
		{Phone, "+1 202 555 0123", "+12025550123"},
		{Phone, "+39 06 6982", "+39066982"},
		{Phone, "+353 85 012 3456", "+353850123456"},
		{Phone, "+54 9 11 2345-6789", "+5491123456789"},
		{Phone, "0800 1111", "+448001111"},
		{Phone, "0845 46 47", "+448454647"},
		{Phone, "01204 61234", "+44120461234"},
		{Phone, "016977 2345", "+44169772345"},
		{Phone, "0500 123456", "+44500123456"},
		{Phone, "070 1234 5678", "+447012345678"},
		{Phone, "+225 07 01 23 45 67", "+2250701234567"},
		{Phone, "020 7946 0000 ext. 12", "+442079460000;ext=12"},

		{Email, " Jane.Doe@Example.COM ", "jane.doe@example.com"},
		{Email, "jane+tag@nhs.net", "jane+tag@nhs.net"},
		{Email, "o'neill@localhost", "o'neill@localhost"},

		{Postcode, "sw1a1aa", "SW1A 1AA"},
		{Postcode, " SW1A  1AA ", "SW1A 1AA"},
		{Postcode, "S W1A 1A\u00a0A", "SW1A 1AA"},
		{Postcode, "m1 1ae", "M1 1AE"},
		{Postcode, "B33 8TH", "B33 8TH"},
		{Postcode, "cr26xh", "CR2 6XH"},
		{Postcode, "DN551PT", "DN55 1PT"},
		{Postcode, "w1a0ax", "W1A 0AX"},
		{Postcode, "gir0aa", "GIR 0AA"},
		{Postcode, "zz993vz", "ZZ99 3VZ"},
		{Postcode, "je23ab", "JE2 3AB"},
		{Postcode, "im1 1aa", "IM1 1AA"},
		{Postcode, "bf13aa", "BF1 3AA"},
		{Postcode, "bfpo61", "BFPO 61"},
		{Postcode, "BFPO 1234", "BFPO 1234"},
		{Postcode, "fiqq1zz", "FIQQ 1ZZ"},

		{PersonalName, "  Anne-Marie  O'NEILL ", "anne-marie o'neill"},
		{PersonalName, "ÅSA", "åsa"},
		{PersonalName, "A\u030asa", "åsa"},
		{PersonalName, "O\u2019Neill\u2010Smith", "o'neill-smith"},
		{PersonalName, "O\u02bcNeill\u2212Smith\u2043Lee", "o'neill-smith-lee"},

		{Label, " Main  SURGERY\n", "main surgery"},

		{URL, "HTTPS://Example.COM:443/a", "https://example.com/a"},
		{URL, "http://example.com:80", "http://example.com/"},
		{URL, "http://example.com:/", "http://example.com/"},
		{URL, "https://example.com:80/", "https://example.com:80/"},
		{URL, "https://example.com:08443/", "https://example.com:8443/"},
		{URL, "https://example.com/a/./b/../c/", "https://example.com/a/c/"},
		{URL, "https://example.com/a/b/..", "https://example.com/a/"},
		{URL, "https://example.com/../../a", "https://example.com/a"},
		{URL, "https://example.com/%2e%2e/a", "https://example.com/a"},
		{URL, "https://example.com//a//", "https://example.com//a//"},
		{URL, "https://example.com/%7euser/%c3%a9%2f", "https://example.com/~user/%C3%A9%2F"},
		{URL, "https://example.com/é x", "https://example.com/%C3%A9%20x"},
		{URL, "https://example.com/caf3/a:b", "https://example.com/caf3/a:b"},
		{URL, "https://example.com/%61%7a%41%5a%30%39%2d%2e%5f%7e", "https://example.com/azAZ09-._~"},
		{URL, "https://example.com/%40%5b%60%7b%2f%3a", "https://example.com/%40%5B%60%7B%2F%3A"},
		{URL, "https://example.com?b=%41&a=%3d", "https://example.com/?b=A&a=%3D"},
		{URL, "https://example.com/?", "https://example.com/?"},
		// net/url accepts a query that ends within an escape.
		{URL, "https://example.com/?a=%", "https://example.com/?a=%25"},
		{URL, "https://example.com/?a=%4", "https://example.com/?a=%254"},
		{URL, "https://example.com/a#%41", "https://example.com/a#A"},
		{URL, " https://example.com/ ", "https://example.com/"},
		{URL, "http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"},
		{URL, "https://BÜCHER.example/\u00fc", "https://xn--bcher-kva.example/%C3%BC"},
		{URL, "https://bu\u0308cher.example:8443", "https://xn--bcher-kva.example:8443/"},
		{URL, "https://b\u00fccher:8443", "https://xn--bcher-kva:8443/"},
		{URL, "https://XN--bcher-kva.example", "https://xn--bcher-kva.example/"},
		{URL, "https://XN--A.example", "https://xn--a.example/"}, // not Punycode, despite its prefix
		{URL, "https://my_host.example", "https://my_host.example/"},
		{URL, "http://127.0.0.1:8080", "http://127.0.0.1:8080/"},
	}
	for _, test := range tests {
		t.Run(test.kind.Name+" "+test.in, func(t *testing.T) {
			t.Parallel()
			got, err := test.kind.Normal(test.in)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if !test.kind.Same(test.in, test.want) {
				t.Errorf("the string and its normal form have different meanings")
			}
		})
	}
}

func TestNormal_refuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind       *Kind
		in, reason string
	}{
		{NHSNumber, "943 476 5918", "look for a mistyped digit"},
		{NHSNumber, "943 476", "has 6"},
		{NHSNumber, "943 476 591X", "only digits"},
		{NHSNumber, "-", "has 0"},
		{NHSNumber, "943 476 5919; 401 023 2137", "only digits"},
		{NHSNumber, "943 476 5919 401 023 2137", "has 20"},
		{NHSNumber, "NHS 943 476 5919", "only digits"},

		{testDateOfBirth, "1990-02-31", "no such day"},
		{testDateOfBirth, "1900-02-29", "no such day"},
		{testDateOfBirth, "1990-13-01T00:00:00Z", "no such day"},
		{testDateOfBirth, "2026-06-16", "in the future"},
		{testDateOfBirth, "2026-06-15T23:00:00Z", "in the future"},
		{testDateOfBirth, "1849-12-31", "before 1850"},
		{testDateOfBirth, "15/06/1990", "YYYY-MM-DD"},
		{testDateOfBirth, "1990-6-15", "YYYY-MM-DD"},
		{testDateOfBirth, "1990-06-15T25:00:00Z", "time cannot be read"},
		{testDateOfBirth, "1990-06-15T12:00:00 Europe/London", "time cannot be read"},
		{testDateOfBirth, "1990-06-15T", "time cannot be read"},
		{testDateOfBirth, "1990-02-31T00:00:00", "no such day"},

		{Phone, "not a number", "besides one"},
		{Phone, "07700900123; 07700900124", "besides one"},
		{Phone, "07700 900123, 07700 900124", "besides one"},
		{Phone, "07700 900123 or 07700 900124", "besides one"},
		{Phone, "07700 900123 07700 900124", "cannot be read"},
		{Phone, "07700 900123/07700 900124", "cannot be read"},
		{Phone, "mum 07700 900123", "besides one"},
		{Phone, "07700 900123 (mum)", "besides one"},
		{Phone, "0800 FLOWERS", "besides one"},
		{Phone, "n/k", "besides one"},
		{Phone, "+44 12", "too few digits"},
		{Phone, "7946 0000", "area code"},
		{Phone, "+44 79000000000", "too many digits"},
		{Phone, "+354 5551 2345", "this length"},
		{Phone, "+1 555 0123", "area code"},
		{Phone, "00007072401", "from abroad"},
		{Phone, "+999 123456789", "cannot be read"},
		{Phone, "0770090", "too short"},
		{Phone, "+44 0770090", "too short"},
		{Phone, "0770 0900", "eleven digits"},
		{Phone, "07700 90012", "eleven digits"},
		{Phone, "+44 7700 90012", "eleven digits"},

		{testTitle, "Mr.", "known values"},
		{testTitle, "mr", "known values"},

		{Email, "jane", "name@example.com"},
		{Email, "jane@", "name@example.com"},
		{Email, "Jane <jane@example.com>", "display name"},
		{Email, "<jane@example.com>", "display name"},
		{Email, "jane@example.com (home)", "display name"},
		{Email, "jane@example.com, joe@example.com", "name@example.com"},

		{Postcode, "SW1A", "SW1A 1AA"},
		{Postcode, "75001", "SW1A 1AA"},
		{Postcode, "SW1A 1A1", "SW1A 1AA"},
		{Postcode, "SW1A-1AA", "SW1A 1AA"},
		{Postcode, "BFPO", "BFPO number"},

		{URL, "example.com/hook", "must start with"},
		{URL, "ftp://example.com/", "must start with"},
		{URL, "https:///hook", "no host"},
		{URL, "https:example.com", "no host"},
		{URL, "https://:443/hook", "no host"},
		{URL, "https://user:pass@example.com/", "user name"},
		{URL, "https://example.com:99999/", "port"},
		{URL, "https://example.com:0/", "port"},
		{URL, "https://exa mple.com/", "cannot be read"},
		{URL, "https://example.com/%zz", "cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.kind.Name+" "+test.in, func(t *testing.T) {
			t.Parallel()
			got, err := test.kind.Normal(test.in)
			if err == nil {
				t.Fatalf("accepted as %q", got)
			}
			if !strings.Contains(err.Error(), test.reason) || !strings.Contains(err.Error(), test.kind.Name) {
				t.Errorf("%q does not name the kind and say %q", err, test.reason)
			}
			if len(test.in) > 4 && strings.Contains(err.Error(), test.in) && test.in != "BFPO" && test.in != "SW1A" {
				t.Errorf("the error quotes the string: %v", err)
			}
			if !test.kind.Same(test.in, test.in) || test.kind.Same(test.in, test.in+"x") {
				t.Errorf("an invalid string does not mean itself")
			}
		})
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind *Kind
		a, b string
		want bool
	}{
		"text by a space at its end":        {Text, "a", "a ", true},
		"text by case":                      {Text, "a", "A", false},
		"text by a letter more":             {Text, "a", "ab", false},
		"text without a visible character":  {Text, "\u00a0\u200b", "", true},
		"invalid e-mail by a space":         {Email, "a; b", "a;  b\n", true},
		"foreign postcode by spacing":       {Postcode, "d02 x285", "D02X 285", true},
		"another foreign postcode":          {Postcode, "D02 X285", "D02 X286", false},
		"date without a zone":               {testDateOfBirth, "1985-06-15T00:00:00", "1985-06-15", true},
		"URL by credentials":                {URL, "https://u:p@example.com/a", "https://****@example.com/a", true},
		"URL with credentials by host":      {URL, "https://u:p@example.com/a", "https://u:p@example.org/a", false},
		"NHS number with spaces":            {NHSNumber, "943 476 5919", "9434765919", true},
		"another NHS number":                {NHSNumber, "943 476 5919", "401 023 2137", false},
		"invalid NHS numbers":               {NHSNumber, "943 476 5918", "9434765918", false},
		"summer birthday":                   {testDateOfBirth, "1990-06-15", "1990-06-14T23:00:00.000Z", true},
		"winter birthday":                   {testDateOfBirth, "1990-12-15", "1990-12-15T00:00:00Z", true},
		"winter, an hour off":               {testDateOfBirth, "1990-12-15", "1990-12-14T23:00:00Z", false},
		"national and international number": {Phone, "07700 900123", "+447700900123", true},
		"another number":                    {Phone, "07700 900123", "07700 900124", false},
		"another extension":                 {Phone, "020 7946 0000 x1", "020 7946 0000 x2", false},
		"e-mail by case":                    {Email, "Jane@Example.com", "jane@example.com", true},
		"another e-mail":                    {Email, "jane@example.com", "joan@example.com", false},
		"postcode by case and spacing":      {Postcode, "sw1a1aa", "SW1A 1AA", true},
		"another postcode":                  {Postcode, "SW1A 1AA", "SW1A 1AB", false},
		"URL by case of the host":           {URL, "https://EXAMPLE.com", "https://example.com/", true},
		"URL by case of the path":           {URL, "https://example.com/A", "https://example.com/a", false},
		"URL by a last slash":               {URL, "https://example.com/a", "https://example.com/a/", false},
		"escaped slash is no slash":         {URL, "https://example.com/a%2Fb", "https://example.com/a/b", false},
		"URL as a server rewrites it":       {URL, "https://a.example/%7Ehook/../x", "https://a.example/x", true},
		"name by case and spacing":          {PersonalName, " ROBIN", "Robin ", true},
		"name by a final sigma":             {PersonalName, "Νίκος", "ΝΊΚΟΣ", true},
		"another name":                      {PersonalName, "Robin", "Robyn", false},
		"empty is blank":                    {Email, "", " ", true},
		"empty is empty":                    {Email, "", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.kind.Same(test.a, test.b); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if got := test.kind.Same(test.b, test.a); got != test.want {
				t.Errorf("the other way round: got %v, want %v", got, test.want)
			}
		})
	}
}

func TestNormal_acceptsEmpty(t *testing.T) {
	t.Parallel()
	for _, k := range []*Kind{Text, testTitle, NHSNumber, DateOfBirth, Phone, Email, Postcode, URL, PersonalName, Label} {
		if n, err := k.Normal(""); n != "" || err != nil {
			t.Errorf("%s: got %q, %v", k.Name, n, err)
		}
	}
}

func TestDateOfBirth_knowsToday(t *testing.T) {
	t.Parallel()
	now := time.Now()
	if _, err := DateOfBirth.Normal(now.AddDate(0, 0, -2).Format(time.DateOnly)); err != nil {
		t.Errorf("a newborn: %v", err)
	}
	if _, err := DateOfBirth.Normal(now.AddDate(0, 0, 2).Format(time.DateOnly)); err == nil {
		t.Error("a date in the future was accepted")
	}
}

func TestSent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind     *Kind
		in, want string
	}{
		{Text, " Ann\u00a0 Marie\u200e ", "Ann Marie"},
		{NHSNumber, "943 476 5919", "9434765919"},
		{testDateOfBirth, "1990-06-14T23:00:00Z", "1990-06-15"},
		{Phone, " (07700)\u00a0900\u2011123\u200e", "+447700900123"},
		{Phone, "020 7946 0000  ext. 12 ", "020 7946 0000 ext. 12"},
		{Phone, " n/k ", "n/k"},
		{Email, "\u200eJane.Doe@Example.com\r\n", "Jane.Doe@Example.com"},
		{Postcode, "sw1a1aa", "SW1A 1AA"},
		{Postcode, " d02  X285", "d02 X285"},
		{URL, " HTTPS://Example.com:443/%7ea ", "HTTPS://Example.com:443/%7ea"},
		{testTitle, "Mr\u00a0", "Mr"},
	}
	for _, test := range tests {
		if got := test.kind.Sent(test.in); got != test.want {
			t.Errorf("%s %q is sent as %q, want %q", test.kind.Name, test.in, got, test.want)
		}
	}
}

func TestWithoutCredentials(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://user:pass@example.com/a": "https://****@example.com/a",
		"https://token@example.com":       "https://****@example.com",
		"https://u:p@ss@example.com:8443": "https://****@example.com:8443",
		"https://example.com/a:b@c?d@e":   "https://example.com/a:b@c?d@e",
		"//u:p@example.com":               "//****@example.com",
		"user:pass@example.com":           "user:pass@example.com",
		"https://@example.com":            "https://****@example.com",
		"https:///a@b":                    "https:///a@b",
	} {
		if got := WithoutCredentials(in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}

// fuzzKind checks what plans rely on: a meaning means itself, equality is an equivalence, and
// what is sent means the same as what was written.
func fuzzKind(f *testing.F, k *Kind, seeds ...string) {
	f.Helper()
	seeds = append(seeds, "", " \u00a0\u200b", "e\u0301\u200d", "\u0345\u1fb4 \ufe0f", "a\xff")
	for i, seed := range seeds {
		f.Add(seed, seeds[(i+1)%len(seeds)])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		meaning := k.Meaning(a)
		if again := k.Meaning(meaning); again != meaning {
			t.Errorf("%q means %q, which means %q", a, meaning, again)
		}
		normal, err := k.Normal(a)
		if again, errAgain := k.Normal(normal); err == nil && (errAgain != nil || again != normal) {
			t.Errorf("%q has the normal form %q, which has %q, %v", a, normal, again, errAgain)
		}
		sent := k.Sent(a)
		if k.Sent(sent) != sent || !k.Same(a, sent) {
			t.Errorf("%q is sent as %q, which is sent as %q or means something else", a, sent, k.Sent(sent))
		}
		if k.IsEmpty(a) != (meaning == "") || k.IsEmpty(a) != (sent == "") {
			t.Errorf("%q is empty: %t, but means %q", a, k.IsEmpty(a), meaning)
		}
		if !k.Same(a, a) || k.Same(a, b) != k.Same(b, a) || k.Same(a, b) != k.Same(meaning, b) {
			t.Errorf("equality of %q and %q is not an equivalence", a, b)
		}
	})
}

func FuzzText(f *testing.F) {
	fuzzKind(f, Text, "Ann Marie", " \ufeffJose\u0301 ", "a\u2028b\u0085c", "\u1100\u200b\u1161", "\u2000\u0301")
}

func FuzzOneOf(f *testing.F) { fuzzKind(f, testTitle, "Mr", " H.E.\u00a0Mr", "mr.") }

func FuzzNHSNumber(f *testing.F) { fuzzKind(f, NHSNumber, "943 476 5919", "401-023-2137", "1") }

func FuzzDateOfBirth(f *testing.F) {
	fuzzKind(f, testDateOfBirth, "1990-06-15", "1990-06-14T23:00:00.000Z", "1970-01-14t23:00:00+14:00", "1850-01-01", "0000-00-00T")
}

func FuzzPhone(f *testing.F) {
	fuzzKind(f, Phone, "07700 900123", "+44 (0)20 7946 0000 ext 12", "+1 202 555 0123", "0800 FLOWERS", "tel:+44-7700-900123;phone-context=+44", "+39 06 1234567")
}

func FuzzEmail(f *testing.F) {
	fuzzKind(f, Email, " Jane@Example.com ", "o'neill@localhost", `"a b"@c`, "a@[127.0.0.1]", "\u0130@\u212a", "a@b\xff")
}

func FuzzPostcode(f *testing.F) {
	fuzzKind(f, Postcode, "sw1a1aa", "gir0aa", "bfpo61", "zz99 3vz", "fiqq 1zz", "\u017fw1a 1aa")
}

func FuzzURL(f *testing.F) {
	fuzzKind(f, URL, "https://example.com", "HTTP://EXAMPLE.com:80/%7e/./../?%41#%42", "http://[fe80::1%25En0]:80", "https://ex%C3%84mple.com//..", "https://a:/?#", "http://a:080/%")
}

func FuzzPersonalName(f *testing.F) {
	fuzzKind(f, PersonalName, "Robin", " O'NEILL  SMITH", "\u017fasha", "\u0130\u212a", "Νίκος", "a\xff")
}
