// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestStoredBirthDates(t *testing.T) {
	t.Parallel()
	for dob, want := range map[string][]string{
		"1990-12-15":               {"1990-12-15"},
		"1990-06-15":               {"1990-06-15", "1990-06-14"},
		"1990-06-14T23:00:00.000Z": {"1990-06-15", "1990-06-14"},
		"2000-07-01":               {"2000-07-01", "2000-06-30"},
		// The clocks go forward on the 25th and back on the 28th, each at one in the morning.
		"1990-03-25": {"1990-03-25"},
		"1990-03-26": {"1990-03-26", "1990-03-25"},
		"1990-10-28": {"1990-10-28", "1990-10-27"},
		"1990-10-29": {"1990-10-29"},
		// From 1968 to 1971 London had summer time all year.
		"1970-01-15": {"1970-01-15", "1970-01-14"},
		"":           nil,
		" \u200b":    nil,
		"15/06/1990": nil,
		"1990-02-31": nil,
	} {
		if got := StoredBirthDates(dob); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", dob, got, want)
		}
	}
}

// A binary without time zone data must not start, because it would read a summer birthday as the day before.
func TestMissingTimeZonePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if problem := fmt.Sprint(recover()); !strings.Contains(problem, "has no Europe/Atlantis") {
			t.Errorf("got %q", problem)
		}
	}()
	mustLoadLocation("Europe/Atlantis")
}
