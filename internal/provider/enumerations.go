// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
)

// Long enumerations are lists in the documentation: a sentence of fifty values
// is not read. Both functions end a description, after a colon.

// eachOnALine is a Markdown list with a line for each value.
func eachOnALine(values []string) string {
	var b strings.Builder
	for _, value := range values {
		b.WriteString("\n  - `" + value + "`")
	}
	return b.String()
}

// byInitial is a Markdown list with a line for each first letter. An empty value
// is left out, for the sentence before the list to tell of.
func byInitial(values []string) string {
	var b strings.Builder
	var initial string
	for _, value := range slices.Sorted(slices.Values(values)) {
		switch {
		case value == "":
		case value[:1] == initial:
			b.WriteString(", `" + value + "`")
		default:
			initial = value[:1]
			b.WriteString("\n  - `" + value + "`")
		}
	}
	return b.String()
}
