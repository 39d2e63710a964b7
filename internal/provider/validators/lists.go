// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"fmt"
	"slices"
	"strings"
)

// MarkdownList is a list with a line for each value. It ends a description, after a colon: nobody
// reads a sentence with fifty values.
func MarkdownList(values []string) string {
	var b strings.Builder
	for _, value := range values {
		b.WriteString("\n  - `" + value + "`")
	}
	return b.String()
}

// MarkdownListByInitial is MarkdownList with a line for each first letter. It
// leaves an empty value out, which the sentence before the list explains.
func MarkdownListByInitial(values []string) string {
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

// QuotedList is values for an error, without an empty one. Its lines begin with a space, because
// the CLI wraps any other line. If there are many values, they share lines.
func QuotedList(values []string) string {
	const few, width = 12, 70
	var b strings.Builder
	column := 0
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	for i, v := range values {
		value := fmt.Sprintf("%q", v)
		switch {
		case i == 0 || len(values) <= few || column+len(value) > width:
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString("  ")
			column = 2
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(value)
		column += len(value)
		if len(values) > few && i < len(values)-1 {
			b.WriteString(",")
			column++
		}
	}
	return b.String()
}
