// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"maps"
	"regexp"
	"strings"
)

// SameHeaders reports whether two sets of headers mean the same in HTTP, which
// ignores the case of names, and blanks around values.
func SameHeaders(a, b map[string]string) bool { return maps.Equal(lowerNames(a), lowerNames(b)) }

func lowerNames(headers map[string]string) map[string]string {
	lowered := make(map[string]string, len(headers))
	for name, value := range headers {
		lowered[strings.ToLower(name)] = strings.Trim(value, " \t")
	}
	return lowered
}

// MayBeHeaders reports whether shown can be a display of sent, whose values may be
// masked.
func MayBeHeaders(sent, shown map[string]string) bool {
	return maps.EqualFunc(lowerNames(sent), lowerNames(shown), func(value, display string) bool { return value == display || mayHide(display, value) })
}

// HidesHeaders reports whether shown has a value that is masked.
func HidesHeaders(shown map[string]string) bool {
	for _, display := range shown {
		if mask.MatchString(display) {
			return true
		}
	}
	return false
}

// mask stands for what is not shown of a value, as in ****, ab***, ***yz or ab….
var mask = regexp.MustCompile(`\*{3,}|•{3,}|…|\.{3}$`)

// mayHide reports whether display is a masked form of value: what it shows is how the value begins and ends.
func mayHide(display, value string) bool {
	hidden := mask.FindStringIndex(display)
	if hidden == nil {
		return false
	}
	before, after := display[:hidden[0]], display[hidden[1]:]
	return len(before)+len(after) <= len(value) && strings.HasPrefix(value, before) && strings.HasSuffix(value, after)
}
