// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const (
	withstandsPage = "templates/guides/what-it-withstands.md.tmpl"
	// The test writes everything on the page below this line.
	withstandsMark = "<!-- Below: go test ./internal/provider -run TestSimulation_table -update -->\n"
)

// TestSimulation_table makes the table of the guide "What it withstands", and fails if the guide has another one. A cell that is a
// limit needs an entry in limitations, which says what the user sees, and why no client can do better.
func TestSimulation_table(t *testing.T) {
	t.Parallel()
	rows := slices.Concat(troublesOfTraits(), troublesOfFaults(groupOnce), troublesOfFaults(groupAlways), troublesOfPeople())
	cells := tabulate(t, rows)
	checkLimitations(t, cells)
	page := readRepository(t, withstandsPage)
	above, below, found := strings.Cut(page, withstandsMark)
	if !found {
		t.Fatalf("%s has no line %s", withstandsPage, withstandsMark)
	}
	made := tableText(cells)
	if *update {
		if err := os.WriteFile(filepath.Join(repository, withstandsPage), []byte(above+withstandsMark+made), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(below, "\n"), strings.Split(made, "\n")); diff != "" {
		t.Errorf("%s (-has +is so); update it by: go test ./internal/provider -run TestSimulation_table -update, read the change, and run make generate\n%s", withstandsPage, diff)
	}
}

// tableText returns the tables of the groups, and then the limits.
func tableText(cells []*cell) string {
	var b strings.Builder
	for _, g := range groups() {
		rows := rowsOfGroup(cells, g.title)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", g.title, g.text)
		if len(rows) == 0 {
			continue
		}
		if g.title == groupAlways {
			b.WriteString("\nThe exceptions:\n")
		}
		b.WriteString("\n| |")
		for _, c := range columns() {
			fmt.Fprintf(&b, " %s |", c.title)
		}
		b.WriteString("\n|" + strings.Repeat(" --- |", 1+len(columns())) + "\n")
		for _, row := range rows {
			fmt.Fprintf(&b, "| %s |", asCode.Replace(sentenceCase(row[0].row.text)))
			for _, c := range row {
				fmt.Fprintf(&b, " %s |", c)
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("\n## Limits\n\n")
	for i, l := range limitations() {
		fmt.Fprintf(&b, "%d. %s\n", i+1, l.text)
	}
	return b.String()
}

// rowsOfGroup returns the rows of a group, without those that the text above them covers.
func rowsOfGroup(cells []*cell, group string) (rows [][]*cell) {
	for row := range slices.Chunk(cells, len(columns())) {
		asAll := !slices.ContainsFunc(row, func(c *cell) bool { return c.verdict != saysSo && c.verdict != notConcerned })
		if row[0].row.group == group && (group != groupAlways || !asAll) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (c *cell) String() string {
	for i, l := range limitations() {
		if c.verdict == isLimit && l.covers(c) {
			return fmt.Sprintf("[limit %d](#limits)", i+1)
		}
	}
	return c.verdict
}

// asCode marks code in the mock's descriptions.
var asCode = strings.NewReplacer(
	`{"error": true}`, "`{\"error\": true}`", "{}", "`{}`", "****", "`****`", "***", "`***`", "Retry-After", "`Retry-After`", "created_at", "`created_at`",
	"in Date ", "in `Date` ", "than Date", "than `Date`", "PATCH /v1/me", "`PATCH /v1/me`", "text/plain", "`text/plain`", "-refresh=false", "`-refresh=false`",
)

func sentenceCase(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// checkLimitations fails for a limit without an explanation, and for an explanation of a cell that is not a limit.
func checkLimitations(t *testing.T, cells []*cell) {
	t.Helper()
	for _, c := range cells {
		if c.verdict == isLimit && !slices.ContainsFunc(limitations(), func(l limitation) bool { return l.covers(c) }) {
			t.Errorf("%s, %s: limitations does not explain this limit: %s", c.row.name, columns()[c.column].title, c.because)
		}
	}
	for _, l := range limitations() {
		for row := range strings.FieldsSeq(l.rows) {
			for place := range strings.FieldsSeq(l.places) {
				if !slices.ContainsFunc(cells, func(c *cell) bool { return c.verdict == isLimit && c.isAt(row, place) }) {
					t.Errorf("%s, %s: limitations explains this limit, but it is not one", row, place)
				}
			}
		}
	}
}

func (c *cell) isAt(row, place string) bool {
	return c.row.name == row && columns()[c.column].place == place
}

func (l limitation) covers(c *cell) bool {
	return slices.Contains(strings.Fields(l.rows), c.row.name) && slices.Contains(strings.Fields(l.places), columns()[c.column].place)
}
