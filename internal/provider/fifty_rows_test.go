// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

var fiftyColumns = []string{"key", "nhs_number", "dob", "first_name", "last_name", "sex", "title", "mobile", "email", "address_line_1", "town", "postcode"}

// fiftyRows returns rows as people keep them in a spreadsheet: each column in several
// spellings, blank cells, and two rows for one person.
func fiftyRows() []person {
	var rows []person
	numberOf := nhsNumbers()
	for i := range 49 {
		number := numberOf(i)
		row := person{
			"key": fmt.Sprintf("p%02d", i+1), "nhs_number": number, "dob": fmt.Sprintf("19%02d-06-15", 50+i), "first_name": "Zoë Anne", "last_name": fmt.Sprintf("O'Testpatient %c", 'A'+i%26),
			"mobile": fmt.Sprintf("07700 900%03d", i), "address_line_1": "1 High Street", "town": "Bury St Edmunds", "postcode": "LS1 4AP",
		}
		switch i % 5 {
		case 1: // pasted from a web page
			row["nhs_number"] = "\u202a" + number[:3] + "\u00a0" + number[3:6] + "\u2011" + number[6:] + "\u202c"
			row["first_name"], row["town"], row["title"] = "Zoë\u00a0Anne ", " Bury\u00a0St  Edmunds", "Mrs\u00a0"
		case 2: // with decomposed letters, as on a Mac
			row["first_name"], row["dob"] = norm.NFD.String("Zoë Anne"), row["dob"]+"T00:00:00"
			row["postcode"] = "ls14ap"
		case 3: // from a database
			row["dob"], row["mobile"], row["sex"] = row["dob"]+" 00:00:00.000", "+44 (0)"+row["mobile"][1:], "Female "
		case 4: // with a line break in a cell, and without a mobile number
			row["address_line_1"], row["mobile"], row["email"] = "1\r\nHigh Street", " ", "\u200eZoe@Example.com\u00a0"
		}
		rows = append(rows, row)
	}
	again := maps.Clone(rows[0])
	again["key"], again["nhs_number"], again["first_name"] = "p50", strings.Join([]string{again["nhs_number"][:3], again["nhs_number"][3:6], again["nhs_number"][6:]}, " "), "ZOË\u00a0ANNE"
	return append(rows, again)
}

// exported writes rows as a spreadsheet exports them to CSV.
func exported(rows []person) string {
	lines := []string{strings.Join(fiftyColumns, ",")}
	for _, row := range rows {
		var cells []string
		for _, column := range fiftyColumns {
			cells = append(cells, `"`+strings.ReplaceAll(row[column], `"`, `""`)+`"`)
		}
		lines = append(lines, strings.Join(cells, ","))
	}
	return "\ufeff" + strings.Join(lines, "\r\n") + "\r\n"
}

// TestAccFiftyRows_asASpreadsheetExportsThem applies a file that nobody has cleaned up:
// each valid row arrives once, and errors name the row and column of an invalid value.
func TestAccFiftyRows_asASpreadsheetExportsThem(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	var attributes strings.Builder
	for _, column := range fiftyColumns[1:] {
		fmt.Fprintf(&attributes, "  %s = each.value.%s\n", column, column)
	}
	w.write("main.tf", `
resource "hero_patient" "each" {
  for_each = { for row in csvdecode(trimprefix(file("patients.csv"), "\ufeff")) : row.key => row }
`+attributes.String()+"}\n")

	// Three cells that are invalid, or that would be sent as something else.
	impossible := map[string]struct{ column, value, summary string }{
		"p07": {"nhs_number", "999 100 0129", "Invalid NHS number"},
		"p18": {"dob", "1968-02-31", "Invalid date of birth"},
		"p29": {"mobile", "07700900123; 07700900124", "Invalid telephone number"},
	}
	rows := fiftyRows()
	broken := slices.Clone(rows)
	for i, row := range broken {
		if bad, ok := impossible[row["key"]]; ok {
			broken[i] = maps.Clone(row)
			broken[i][bad.column] = bad.value
		}
	}
	w.write("patients.csv", exported(broken))
	refused := w.mustFail([]string{"apply", "-auto-approve"})
	for key, bad := range impossible {
		for _, text := range []string{bad.summary, fmt.Sprintf("with hero_patient.each[%q]", key), bad.column + " = each.value." + bad.column} {
			if !refused.contains(text) {
				t.Errorf("row %s is refused without %q", key, text)
			}
		}
		if strings.Contains(refused.out, bad.value) {
			t.Errorf("the value of row %s is shown", key)
		}
	}
	wantWrites(t, mock)

	// The apply refuses the second row of one person and makes no second record.
	w.write("patients.csv", exported(rows))
	doubled := w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already")
	if strings.Contains(doubled.out, rows[0]["nhs_number"]) {
		t.Error("the number of the person is shown")
	}
	wantFifty(t, mock, rows[:49])

	// Only one of the person's two rows is in the state.
	kept := rows[:49]
	if strings.Contains(w.mustRun("state", "list").out, `"p50"`) {
		kept = rows[1:]
	}
	w.write("patients.csv", exported(kept))
	w.wantNoChanges()
	wantFifty(t, mock, rows[:49])
}

// wantFifty checks that Hero has each person once, and no odd characters from a cell.
func wantFifty(t *testing.T, mock *heromock.Server, rows []person) {
	t.Helper()
	held := map[any]map[string]any{}
	for _, record := range mock.Patients("1001") {
		if held[record["nhs_number"]] != nil {
			t.Errorf("a person has two records")
		}
		held[record["nhs_number"]] = record
		wantClean(t, record)
	}
	if len(held) != len(rows) {
		t.Errorf("Hero has %d people, want %d", len(held), len(rows))
	}
	numberOf := nhsNumbers()
	for i := range rows {
		wantMembers(t, held[numberOf(i)], members{"town": "Bury St Edmunds", "address_line_1": "1 High Street", "postcode": "LS1 4AP", "dob": fmt.Sprintf("19%02d-06-15", 50+i)})
	}
}
