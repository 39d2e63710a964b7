// SPDX-License-Identifier: MPL-2.0

package canonical

import "time"

// StoredBirthDates are the dates that a date of birth can have where it is stored: the
// date itself and, in British Summer Time, the day before, because midnight is then 23:00
// UTC. There are none for text that is not a date of birth.
func StoredBirthDates(dob string) []string {
	date, err := DateOfBirth.Normal(dob)
	if err != nil {
		return nil
	}
	midnight, err := time.ParseInLocation(time.DateOnly, date, london)
	if err != nil {
		return nil // the text was empty
	}
	if stored := midnight.UTC().Format(time.DateOnly); stored != date {
		return []string{date, stored}
	}
	return []string{date}
}
