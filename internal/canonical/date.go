// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // Windows and scratch images have no Europe/London of their own.
)

// DateOfBirth is a date or a date-time. Its normal form is the date in
// Europe/London, YYYY-MM-DD, because Hero stores a summer birthday as 23:00 UTC of
// the day before.
var DateOfBirth = newDateOfBirth(time.Now)

// No living patient is older. Before that date London had a local mean time, which
// would shift the dates of date-times.
const earliestDateOfBirth = "1850-01-01"

var (
	london = mustLoadLocation("Europe/London")

	startsWithDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T|$)`)
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
	date, err := dateInLondon(strings.ToUpper(strings.TrimSpace(s)))
	switch {
	case err != nil:
		return "", err
	case date > now.In(london).Format(time.DateOnly):
		return "", errors.New("it lies in the future")
	case date < earliestDateOfBirth:
		return "", errors.New("it lies before 1850")
	}
	return date, nil
}

func dateInLondon(s string) (string, error) {
	if !startsWithDate.MatchString(s) {
		return "", errors.New("write it as YYYY-MM-DD, for instance 1990-06-15, or as an RFC 3339 date-time")
	}
	if _, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)]); err != nil {
		return "", errors.New("there is no such day in the calendar; check the month and the day of YYYY-MM-DD")
	}
	if len(s) == len(time.DateOnly) {
		return s, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return "", errors.New("its time is not in the form of RFC 3339, for instance 1990-06-14T23:00:00Z; give the date alone, YYYY-MM-DD")
	}
	return t.In(london).Format(time.DateOnly), nil
}

func mustLoadLocation(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic("the time zone database in this binary has no " + name + ": " + err.Error())
	}
	return l
}
