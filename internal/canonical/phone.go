// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is one telephone number, British unless it starts with a country code. Its
// normal form is E.164, followed by ";ext=" and the extension if there is one.
var Phone = &Kind{Name: "telephone number", normal: normalPhone, sent: sentPhone}

// sentPhone leaves a number with an extension as it is written, since E.164 has none.
func sentPhone(text, normal string) string {
	if strings.Contains(normal, ";") {
		return text
	}
	return normal
}

// onePhone is a number with the usual marks, with or without an extension. The library
// finds a number in any text, and takes the first of several.
var onePhone = regexp.MustCompile(`(?i)^(tel:)?[+(]{0,2}[0-9][0-9 ()./-]*((;ext=|[ ,]*(x|#|extension|extn\.?|ext\.?):? ?)[0-9]{1,7})?$`)

// normalPhone refuses only what no network could dial. A plan cannot know whether a
// number is in use, or belongs to a range newer than the library's metadata.
func normalPhone(s string) (string, error) {
	s = strings.Map(plainMark, strings.NewReplacer("\u00b7", "-", "_", "-").Replace(s))
	if !onePhone.MatchString(s) {
		return "", errors.New("it contains something besides one telephone number, such as a word or a second number; write one number alone, as 07700 900123 or +447700900123")
	}
	normal, err := internationalPhone(s)
	if err != nil {
		return "", err
	}
	// Each parse cuts off one trunk prefix, so a string with two, such as 00770 …,
	// does not say which number it means.
	if again, err := internationalPhone(normal); err != nil || again != normal {
		return "", errors.New("it cannot be dialled from abroad as written; write it as 07700 900123 or +447700900123")
	}
	if err := checkBritish(normal); err != nil {
		return "", err
	}
	return normal, nil
}

// checkBritish refuses numbers that the library accepts because other British ranges
// are as short: freephone numbers have seven digits and some area codes nine, but
// numbers that begin with 07 have ten.
func checkBritish(normal string) error {
	number, _, _ := strings.Cut(normal, ";")
	national, british := strings.CutPrefix(number, "+44")
	switch {
	case !british:
	case strings.HasPrefix(national, "0"):
		// The library keeps the trunk prefix when no number follows it.
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
	// E.164 has no extension, but two extensions are two telephones.
	if ext := number.GetExtension(); ext != "" {
		normal += ";ext=" + ext
	}
	return normal, nil
}
