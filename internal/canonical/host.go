// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// confusable are the scripts whose letters look alike.
var confusable = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee}

// MixesScripts reports whether a label of a host is written in letters that look alike and
// are of several scripts.
func MixesScripts(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		scripts := 0
		for _, script := range confusable {
			if strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(script, r) }) {
				scripts++
			}
		}
		if scripts > 1 {
			return true
		}
	}
	return false
}

// ShownHost is a host as people can tell it from others: in Punycode where it mixes
// scripts.
func ShownHost(host string) string {
	if !MixesScripts(host) {
		return host
	}
	shown, err := idna.Punycode.ToASCII(strings.ToLower(host))
	if err != nil {
		return "a host that has no Punycode"
	}
	return shown
}
