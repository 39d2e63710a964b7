package herotypes

import "fmt"

// Kind says when two texts mean the same, and which texts are valid.
// The kinds of this package are its variables; they are compared by address.
type Kind struct {
	// Name is what a user calls such a text, for instance "NHS number".
	Name string

	// normal may assume that the text is not empty. Its errors are sentences
	// without a capital and a full stop, and never contain the text.
	normal func(string) (string, error)
}

// The kinds of text that Hero has.
var (
	// Plain is any text, and means only itself.
	Plain = &Kind{Name: "text", normal: func(s string) (string, error) { return s, nil }}

	// NHSNumber has ten digits as its normal form.
	NHSNumber = &Kind{Name: "NHS number", normal: normalNHSNumber}

	// DateOfBirth is a date or a date-time. Its normal form is the date,
	// YYYY-MM-DD, that a date-time falls on in Europe/London.
	DateOfBirth = newDateOfBirth(systemClock)

	// Phone is a telephone number, of the United Kingdom unless it starts
	// with a country code. Its normal form is E.164, with ";ext=" and the
	// extension if there is one.
	Phone = &Kind{Name: "telephone number", normal: normalPhone}

	// Email has a trimmed address in lower case as its normal form.
	Email = &Kind{Name: "e-mail address", normal: normalEmail}

	// Postcode has capitals and one space before the inward part as its
	// normal form.
	Postcode = &Kind{Name: "postcode", normal: normalPostcode}

	// URL is an absolute http or https address. Its normal form is the one
	// of RFC 3986, section 6.2.
	URL = &Kind{Name: "URL", normal: normalURL}
)

// Normal returns the normal form of a text. The empty text is valid for every
// kind, since it is how an attribute is cleared. The error says what is wrong
// and what to do, and never contains the text.
func (k *Kind) Normal(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := k.normal(s)
	if err != nil {
		return "", fmt.Errorf("not a valid %s: %w", k.Name, err)
	}
	return n, nil
}

// Same says whether two texts mean the same. A text without a normal form
// means only itself.
func (k *Kind) Same(a, b string) bool {
	return a == b || k.meaning(a) == k.meaning(b)
}

func (k *Kind) meaning(s string) string {
	n, err := k.Normal(s)
	if err != nil {
		return s
	}
	return n
}
