// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number, of the United Kingdom unless it starts with a
// country code. Its normal form is E.164, with ";ext=" and the extension if
// there is one.
var Phone = &Kind{Name: "telephone number", normal: normalPhone}

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
	if err := checkBritish(normal); err != nil {
		return "", err
	}
	return normal, nil
}

// checkBritish refuses what the library takes for possible because numbers of other British ranges are as short: freephone
// numbers have seven digits and some area codes have nine, numbers that begin with 07 have ten.
func checkBritish(normal string) error {
	number, _, _ := strings.Cut(normal, ";")
	national, british := strings.CutPrefix(number, "+44")
	switch {
	case !british:
	case strings.HasPrefix(national, "0"):
		// The trunk prefix, left where it was because what follows it is no number.
		return errors.New("it is too short, or its area code is missing")
	case strings.HasPrefix(national, "7") && len(national) != 10:
		return errors.New("a UK number that begins with 07 has eleven digits")
	}
	return nil
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
