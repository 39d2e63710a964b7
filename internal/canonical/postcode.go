// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"regexp"
	"strings"
)

// Postcode is a UK postcode. Its normal form is in capitals with one space before the
// inward part. For other countries' codes, too, only letters, digits and marks count,
// because Hero may space them as if they were British.
var Postcode = &Kind{Name: "postcode", normal: normalPostcode, invalid: packed}

var (
	// The shape only, since new districts and sectors appear: A9 9AA, A99 9AA,
	// AA9 9AA, AA99 9AA, A9A 9AA and AA9A 9AA. This includes the Crown
	// dependencies, Gibraltar, BF1 of the forces and ZZ99 of the NHS.
	postcodeShape = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$`)
	// The old Girobank code and those of the overseas territories.
	postcodeSpecial = regexp.MustCompile(`^(GIR0AA|(AI|AS|BB|BI|FI|PC|SI|ST|TD|TK)[A-Z]{2}1ZZ)$`)
	postcodeBFPO    = regexp.MustCompile(`^BFPO[0-9]{1,4}$`)
)

func normalPostcode(s string) (string, error) {
	code := packed(s)
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

func packed(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
