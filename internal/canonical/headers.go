// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"maps"
	"strings"
)

// SameHeaders says whether two sets of headers mean the same in HTTP, which
// does not look at the case of a name.
func SameHeaders(a, b map[string]string) bool { return maps.Equal(foldedNames(a), foldedNames(b)) }

func foldedNames(headers map[string]string) map[string]string {
	folded := make(map[string]string, len(headers))
	for name, value := range headers {
		folded[strings.ToLower(name)] = value
	}
	return folded
}
