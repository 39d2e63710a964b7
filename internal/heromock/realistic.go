// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"fmt"
	"strings"
	"time"
	_ "time/tzdata" // Windows and scratch images have no Europe/London of their own.

	"github.com/nyaruka/phonenumbers"
)

// unknownField is the field that realistic responses add to each object.
const unknownField = "x_hero_new_member"

// london is the time zone of dates of birth.
var london = func() *time.Location {
	location, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(fmt.Sprintf("the embedded zone database lacks Europe/London: %v", err))
	}
	return location
}()

// addUnknownFields adds a field that no client knows to each object of a response,
// except to objects whose field names are data.
func addUnknownFields(value any) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			addUnknownFields(item)
		}
	case object:
		for name, field := range value {
			if name != "headers" && name != "config" && name != "element" {
				addUnknownFields(field)
			}
		}
		value[unknownField] = "added later"
	}
}

// birthDate returns a date, or the date of a date-time in London, as YYYY-MM-DD.
func birthDate(s string) (date string, ok bool) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return day.Format(time.DateOnly), true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.In(london).Format(time.DateOnly), true
	}
	return "", false
}

// realisticDOB writes a date of birth as midnight in London in UTC, which in summer is
// the evening before. It returns any other string unchanged.
func realisticDOB(s string) string {
	date, ok := birthDate(s)
	if !ok {
		return s
	}
	day, err := time.ParseInLocation(time.DateOnly, date, london)
	if err != nil {
		return s
	}
	return day.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

func realisticPhone(s string) string {
	parsed, err := phonenumbers.Parse(s, "GB")
	if err != nil {
		return s
	}
	return phonenumbers.Format(parsed, phonenumbers.E164)
}

// realisticPostcode writes a postcode in upper case with one space before its
// last three characters.
func realisticPostcode(s string) string {
	packed := strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(packed) < 5 {
		return packed
	}
	return packed[:len(packed)-3] + " " + packed[len(packed)-3:]
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// hasDigits reports whether digits(s) equals wanted, without building a string.
func hasDigits(s, wanted string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			continue
		}
		if wanted == "" || rune(wanted[0]) != r {
			return false
		}
		wanted = wanted[1:]
	}
	return wanted == ""
}

// realisticForms maps the fields that Hero normalises to the normal form of each.
var realisticForms = map[string]func(string) string{
	"dob":        realisticDOB,
	"mobile":     realisticPhone,
	"postcode":   realisticPostcode,
	"email":      strings.ToLower,
	"nhs_number": digits,
}

// realistic returns a copy of an object with its strings in Hero's forms and empty
// strings as null, nested objects included.
func realistic(o object) object {
	result := make(object, len(o))
	for name, value := range o {
		switch value := value.(type) {
		case string:
			if form := realisticForms[name]; form != nil {
				value = form(value)
			}
			if value == "" {
				result[name] = nil
			} else {
				result[name] = value
			}
		case object:
			result[name] = realistic(value)
		default:
			result[name] = value
		}
	}
	return result
}
