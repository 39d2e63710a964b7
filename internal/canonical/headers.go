// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"maps"
	"strings"
)

// SameHeaders reports whether two sets of headers mean the same in HTTP, which
// ignores the case of names.
func SameHeaders(a, b map[string]string) bool { return maps.Equal(lowerNames(a), lowerNames(b)) }

func lowerNames(headers map[string]string) map[string]string {
	lowered := make(map[string]string, len(headers))
	for name, value := range headers {
		lowered[strings.ToLower(name)] = value
	}
	return lowered
}

// MayBeHeaders reports whether shown can be a display of sent, whose values may be
// masked.
func MayBeHeaders(sent, shown map[string]string) bool {
	return maps.EqualFunc(lowerNames(sent), lowerNames(shown), func(value, display string) bool { return value == display || isMasked(display) })
}

// isMasked recognises what hides a value, such as **** or ab***.
func isMasked(display string) bool {
	return strings.Contains(display, "***") || strings.Contains(display, "•••")
}
