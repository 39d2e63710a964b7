// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// byteOrderMark is what Excel writes in front of "CSV UTF-8".
const byteOrderMark = "\ufeff"

// tableOfPractices is an example with a table of practices and a column "managed".
type tableOfPractices struct {
	folder string
	main   string // the file that reads the table
	keys   map[string]string
}

func (e tableOfPractices) workspace(t *testing.T, mock *heromock.Server) *workspace {
	t.Helper()
	w := exampleWorkspace(t, mock, e.folder)
	delete(w.env, "HERO_API_KEY")
	delete(w.env, "HERO_PRACTICE_GROUP_ID")
	maps.Copy(w.env, e.keys)
	return w
}

// People edit a table in a spreadsheet. No practice loses its webhooks because of the
// way they write yes, and a value that is neither yes nor no is an error that names
// the practice.
func TestAccExamples_tableOfPracticesAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	for _, example := range []tableOfPractices{{folder: "network", main: "main.tf"}, {folder: "network-keys", main: "main.tf"}} {
		t.Run(example.folder, func(t *testing.T) {
			t.Parallel()
			example.asPeopleWriteIt(t)
		})
	}
}

func TestAccNetworkOpenTofu_tableOfPracticesAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	example := tableOfPractices{folder: "network-opentofu", main: "main.tofu"}
	if !cliHas(t, "OpenTofu", 9) {
		w := exampleWorkspace(t, heromock.Listen(t), example.folder)
		w.mustFail([]string{"plan"}, "No configuration files")
		return
	}
	example.asPeopleWriteIt(t)
}

func (e tableOfPractices) asPeopleWriteIt(t *testing.T) {
	t.Helper()
	mock := heromock.Listen(t)
	keys := keysOf(mock, "key-of-")
	for _, group := range mock.PracticeGroups() {
		mock.SetAPIKey(group, "key-of-"+group)
	}
	e.keys = map[string]string{"HERO_API_KEYS": keys, "TF_VAR_api_keys": keys, "TF_VAR_signing_keys": keys}
	w := e.workspace(t, mock)
	w.mustRun("apply", "-auto-approve")

	table := w.read("practices.csv")
	written := strings.NewReplacer("1001,yes", " 1001 ,Yes", "1002,yes", "1002,yes ", "managed", "Managed ").Replace(table)
	blank := "\n" + strings.Repeat(" ,", strings.Count(strings.SplitN(table, "\n", 2)[0], ",")) + " \n"
	w.write("practices.csv", byteOrderMark+strings.ReplaceAll(strings.TrimSpace(written)+blank, "\n", "\r\n"))
	w.wantNoChanges()

	for cell, shown := range map[string]string{"maybe": `not "maybe"`, "": `not "(blank)"`, "nein ": `not "nein"`} {
		w.write("practices.csv", strings.Replace(table, "1002,yes", "1002,"+cell, 1))
		w.mustFail([]string{"plan"}, "practice group 1002: write yes or no", shown)
	}

	// Spreadsheets in some countries write semicolons; the configuration reads them as the guide says.
	w.write("practices.csv", strings.ReplaceAll(table, ",", ";"))
	w.mustFail([]string{"plan"}, "practice_group_id")
	w.edit(e.main, `file("${path.module}/practices.csv")`, `replace(file("${path.module}/practices.csv"), ";", ",")`)
	w.wantNoChanges()
}

// A blank cell leaves Hero's value alone, even if it contains spaces.
func TestAccExamples_blankCellsOfPatientsAreNotSent(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := exampleWorkspace(t, mock, "test-patients")
	w.remove("returning.tf")
	w.mustRun("apply", "-auto-approve")
	mock.ResetJournal()
	w.edit("patients.csv", "key,", byteOrderMark+"key , ", "07700 900123,,", " 07700 900123 ,  ,", "p02,", "p02 ,")
	w.edit("patients.csv", "key , nhs_number", "key ,nhs_number")
	w.write("patients.csv", w.read("patients.csv")+" ,,, ,,,,,\n")
	w.wantNoChanges()
	wantWrites(t, mock)
}

var (
	shownWebhook     = regexp.MustCompile(`(?ms)^resource "hero_webhook" .*?^\}`)
	createdFirst     = regexp.MustCompile(`(?m)^  lifecycle \{(?:\n    .*|\n)*?\n    create_before_destroy = true`)
	readsTable       = regexp.MustCompile(`csvdecode\(.*`)
	readsWithoutMark = regexp.MustCompile(`^csvdecode\(trimprefix\(file\("\$\{path\.module\}/\w+\.csv"\), "\\ufeff"\)\)`)
)

// A user who copies a webhook must not lose events when it is replaced, and a user who
// copies a table must not lose its first column because of a byte order mark.
func TestExamples_webhooksAndTablesAreSafeToCopy(t *testing.T) {
	t.Parallel()
	webhooks, tables := 0, 0
	for page, text := range samplePages(t) {
		for _, block := range shownWebhook.FindAllString(text, -1) {
			webhooks++
			if !createdFirst.MatchString(block) {
				t.Errorf("%s has a webhook without create_before_destroy:\n%s", page, block)
			}
		}
		for _, reading := range readsTable.FindAllString(text, -1) {
			tables++
			if !readsWithoutMark.MatchString(reading) {
				t.Errorf("%s reads a table without removing a byte order mark: %s", page, reading)
			}
		}
	}
	if webhooks < 20 || tables < 8 {
		t.Errorf("only %d webhooks and %d tables were found", webhooks, tables)
	}
}
