package herotypes

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/herohealth/terraform-provider-hero/internal/nhs"
)

func normalNHSNumber(s string) (string, error) {
	n, err := nhs.Normal(s)
	if errors.Is(err, nhs.ErrCheckDigit) {
		return "", fmt.Errorf("%w; look for a mistyped digit", err)
	}
	return n, err
}

// normalPhone refuses only what no network could ever dial: whether a number
// is in use, or of a range handed out since the metadata was made, is not for
// a plan to say.
func normalPhone(s string) (string, error) {
	normal, err := internationalPhone(s)
	if err != nil {
		return "", err
	}
	// A doubled trunk prefix, as in 00770 …, is cut off anew at each reading,
	// so such a text does not say which number it means.
	if again, err := internationalPhone(normal); err != nil || again != normal {
		return "", errors.New("it cannot be dialled from abroad as written; write it as 07700 900123 or +447700900123")
	}
	return normal, nil
}

func internationalPhone(s string) (string, error) {
	number, err := phonenumbers.Parse(s, "GB")
	if err != nil {
		return "", errors.New("it cannot be read as a telephone number; write it as 07700 900123 or +447700900123")
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.IS_POSSIBLE:
	case phonenumbers.TOO_SHORT:
		return "", errors.New("it has too few digits for its country")
	case phonenumbers.TOO_LONG:
		return "", errors.New("it has too many digits for its country")
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return "", errors.New("it is too short, or its area code is missing")
	default:
		return "", errors.New("no number of its country has this length or country code")
	}
	normal := phonenumbers.Format(number, phonenumbers.E164)
	// E.164 has no room for it, and two extensions are two telephones.
	if ext := number.GetExtension(); ext != "" {
		normal += ";ext=" + ext
	}
	return normal, nil
}

// normalEmail lowers the local part too: it may differ by case on paper, but
// no mail service in use makes two mailboxes of it.
func normalEmail(s string) (string, error) {
	address := strings.ToLower(strings.TrimSpace(s))
	parsed, err := mail.ParseAddress(address)
	if err != nil {
		return "", errors.New("write it as name@example.com")
	}
	if parsed.Name != "" || parsed.Address != address {
		return "", errors.New("give the address alone, name@example.com, without a display name, angle brackets, quotes or comments")
	}
	return address, nil
}

var (
	// Shape only, since new districts and sectors appear: A9 9AA, A99 9AA,
	// AA9 9AA, AA99 9AA, A9A 9AA and AA9A 9AA, which covers the Crown
	// dependencies, Gibraltar, forces' BF1 and the NHS's ZZ99.
	postcodeShape = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$`)
	// The old Girobank code, and the overseas territories' own.
	postcodeSpecial = regexp.MustCompile(`^(GIR0AA|(AI|AS|BB|BI|FI|PC|SI|ST|TD|TK)[A-Z]{2}1ZZ)$`)
	postcodeBFPO    = regexp.MustCompile(`^BFPO[0-9]{1,4}$`)
)

func normalPostcode(s string) (string, error) {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
	split := len(code) - 3
	switch {
	case postcodeBFPO.MatchString(code):
		split = len("BFPO")
	case postcodeShape.MatchString(code), postcodeSpecial.MatchString(code):
	default:
		return "", errors.New("write a UK postcode such as SW1A 1AA, a BFPO number, or an NHS pseudo postcode that starts with ZZ99")
	}
	return code[:split] + " " + code[split:], nil
}
