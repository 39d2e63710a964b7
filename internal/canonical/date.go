// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // Windows and scratch images have no Europe/London of their own.
)

// DateOfBirth is a date or a date-time, in any of the forms that systems write. Its
// normal form is the date in Europe/London, YYYY-MM-DD, because Hero stores a summer
// birthday as 23:00 UTC of the day before.
var DateOfBirth = newDateOfBirth(time.Now)

// ErrNoSuchDay reports a well-formed date that is in no calendar. A date that cannot be
// read for another reason may be in a form that Hero holds.
var ErrNoSuchDay = errors.New("there is no such day in the calendar; check the month and the day of YYYY-MM-DD")

// No living patient is older. Before that date London had a local mean time, which
// would shift the dates of date-times.
const earliestDateOfBirth = "1850-01-01"

var (
	london = mustLoadLocation("Europe/London")

	startsWithDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|$)`)
	// A time may lack its seconds and its zone.
	timeOfDay = regexp.MustCompile(`^[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:[.,][0-9]+)?)? ?(?:(Z|UTC|GMT)|([+-][0-9]{2})(?::?([0-9]{2}))?)?$`)
)

// newDateOfBirth takes the clock that tells what lies in the future, so that a test
// can set it.
func newDateOfBirth(now func() time.Time) *Kind {
	return &Kind{
		Name:   "date of birth",
		normal: func(s string) (string, error) { return normalDateOfBirth(s, now()) },
	}
}

// normalDateOfBirth compares dates as strings, which works while all years have
// four digits.
func normalDateOfBirth(s string, now time.Time) (string, error) {
	date, err := dateInLondon(strings.ToUpper(s))
	switch {
	case err != nil:
		return "", err
	case date > now.In(london).Format(time.DateOnly):
		return "", errors.New("it is in the future")
	case date < earliestDateOfBirth:
		return "", errors.New("it is before 1850")
	}
	return date, nil
}

func dateInLondon(s string) (string, error) {
	if !startsWithDate.MatchString(s) {
		return "", errors.New("write it as YYYY-MM-DD, for instance 1990-06-15")
	}
	date, rest := s[:len(time.DateOnly)], s[len(time.DateOnly):]
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", ErrNoSuchDay
	}
	if rest == "" {
		return date, nil
	}
	t, err := parseDateTime(date, rest)
	if err != nil {
		return "", errors.New("its time cannot be read; give the date alone, YYYY-MM-DD")
	}
	return t.In(london).Format(time.DateOnly), nil
}

// parseDateTime reads a time without a zone as UTC, in which Hero stores birthdays. That
// leaves the date of a midnight as it is.
func parseDateTime(date, timePart string) (time.Time, error) {
	part := timeOfDay.FindStringSubmatch(timePart)
	if part == nil {
		return time.Time{}, errors.New("not a time")
	}
	seconds, zone := cmp.Or(part[2], ":00"), "Z"
	if hours := part[4]; hours != "" {
		zone = hours + ":" + cmp.Or(part[5], "00")
	}
	return time.Parse(time.RFC3339, date+"T"+part[1]+seconds+zone)
}

func mustLoadLocation(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic("the time zone database in this binary has no " + name + ": " + err.Error())
	}
	return l
}
