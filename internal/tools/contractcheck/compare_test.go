// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/oasdiff/oasdiff/checker"
)

const contractFile = "../../contract/openapi.yaml"

// ourMarks match the marks of the contract, which the vendor's file does not have.
var ourMarks = regexp.MustCompile(`(?m)^ *(x-[a-z-]+: .*|x-omitted-operations:\n(  .*\n)+)\n?`)

// vendors writes a file as the vendor might publish it: the contract without its
// marks, with changes, which are pairs of a text and its replacement.
func vendors(t *testing.T, changes ...string) string {
	t.Helper()
	content, err := os.ReadFile(contractFile)
	if err != nil {
		t.Fatal(err)
	}
	text := ourMarks.ReplaceAllString(string(content), "")
	if strings.Contains(text, "\n      x-provenance:") || strings.Contains(text, "\n      x-called:") {
		t.Fatal("the marks are still there")
	}
	for change := range slices.Chunk(changes, 2) {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("the contract does not have %q", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// check runs the command and returns what it says about each operation, its whole output and its exit status.
func check(t *testing.T, file string) (said map[string]string, all string, status int) {
	t.Helper()
	var out, problems bytes.Buffer
	status = run([]string{"-contract", contractFile, file}, &out, &problems)
	if problems.Len() > 0 {
		t.Fatal(problems.String())
	}
	said = map[string]string{}
	for part := range strings.SplitSeq(out.String(), "\n\n") {
		head, rest, _ := strings.Cut(part, "\n")
		said[head] = rest
	}
	return said, out.String(), status
}

const (
	location = `        id:
          $ref: '#/components/schemas/NumericId'
        name:
          type: string
    PractitionerList`
	practitioners = `    PractitionerList:
      type: object
      required: [data, count]
      properties:
        data:
          type: array
          items:
            $ref: '#/components/schemas/Practitioner'
        count:
          type: number
`
	deletion = "  /v1/webhooks/{id}:\n"
)

// The report shows each kind of difference under its operation, with a verdict.
func TestCompare_eachKindOfDifference(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes   []string
		operation string
		says      []string
		status    int
	}{
		"inferred member that there is not": {
			[]string{location, strings.Replace(location, "name:", "title:", 1)},
			"GET /v1/locations",
			[]string{
				"REFUTED   removed the optional property `data/items/name`", "differs   added the optional property `data/items/title`",
				"data/items/name is REFUTED: Hero's file has nothing there",
			},
			1,
		},
		"inferred member of another type": {
			[]string{location, strings.Replace(location, "string", "integer", 1)},
			"GET /v1/locations",
			[]string{"REFUTED   the `data/items/name` response's property `type` changed from `string` to `integer`", "data/items/name is REFUTED: the `data/items/name`"},
			1,
		},
		"documented member that there is not": {
			[]string{"        slot_count:\n          type: number\n", ""},
			"GET /v1/appointment_types",
			[]string{"REFUTED   removed the required property `data/items/slot_count`"},
			1,
		},
		"further member": {
			[]string{"        slot_count:\n", "        colour:\n          type: string\n        slot_count:\n"},
			"GET /v1/appointment_types",
			[]string{"differs   added the optional property `data/items/colour`"},
			0,
		},
		"another shape of a list": {
			[]string{practitioners, "    PractitionerList:\n      type: array\n      items:\n        $ref: '#/components/schemas/Practitioner'\n"},
			"GET /v1/practitioners",
			[]string{"REFUTED   the response's body `type` changed from `object` to `array<object>`", "answer 200 is REFUTED: the response's body", "answer 200, data/items/name is REFUTED: Hero's file has nothing there"},
			1,
		},
		"null in an answer": {
			[]string{"        slot_count:\n          type: number\n", "        slot_count:\n          type: [number, 'null']\n"},
			"GET /v1/appointment_types",
			[]string{"differs   the response property `data/items/slot_count` became nullable"},
			0,
		},
		"member that an answer need not have": {
			[]string{"      required: [id, first_name, last_name, email, external_prescriber_id]\n", "      required: [id, first_name, last_name, external_prescriber_id]\n"},
			"GET /v1/admins",
			[]string{"differs   the response property `data/items/email` became optional"},
			0,
		},
		"further value in an answer": {
			[]string{"          enum: [archived, unarchived]\n", "          enum: [archived, unarchived, merged]\n"},
			"GET /v1/patients/{id}",
			[]string{"differs   added the new `merged` enum value"},
			0,
		},
		"no null in a request": {
			[]string{"    AdminUpdate:\n      type: object\n      properties:\n        external_prescriber_id:\n          type: [string, 'null']", "    AdminUpdate:\n      type: object\n      properties:\n        external_prescriber_id:\n          type: string"},
			"PATCH /v1/admins/{id}",
			[]string{"REFUTED   ", "external_prescriber_id", "nullable"},
			1,
		},
		"member that a request has to have": {
			[]string{"      required: [event_type, url]\n", "      required: [event_type, url, description]\n"},
			"POST /v1/webhooks",
			[]string{"REFUTED   the request property `description` became required"},
			1,
		},
		"value that may not be sent": {
			[]string{"        - Brigadier\n", "        - Broken\n"},
			"POST /v1/patients/register",
			[]string{"REFUTED   removed the enum value `Brigadier`", "differs   added the new `Broken` enum value"},
			1,
		},
		"parameter that there is not": {
			[]string{"        - name: ehr_partner_id\n          in: query\n", "        - name: ehr_id\n          in: query\n"},
			"GET /v3/patients",
			[]string{"REFUTED   deleted the `query` request parameter `ehr_partner_id`", "differs   added the new optional `query` request parameter `ehr_id`"},
			1,
		},
		"inferred route that there is not": {
			[]string{deletion, "  /v1/webhook/{id}:\n"},
			"DELETE /v1/webhooks/{id}",
			[]string{"REFUTED   api path removed", "the operation is REFUTED: Hero's file has no such operation"},
			1,
		},
		"documented route that there is not": {
			[]string{"  /v1/access_token:\n", "  /v2/access_token:\n"},
			"POST /v1/access_token",
			[]string{"REFUTED   api path removed"},
			1,
		},
		"form of a request that there is not": {
			[]string{"          required: [email]\n", "          required: [email, mobile]\n"},
			"POST /v1/patients/register",
			[]string{"request with no more than dob, email, first_name, last_name is REFUTED: Hero's file demands more"},
			1,
		},
		"object that nobody had seen": {
			[]string{"    UnknownObject:\n      type: object\n", "    UnknownObject:\n      type: object\n      properties:\n        online_booking:\n          type: boolean\n"},
			"GET /v1/me/configuration",
			[]string{"differs   added the optional property `online_booking`", "answer 200 is now described: with online_booking"},
			0,
		},
		"another status": {
			[]string{"        '200':\n          description: The new subscription.\n", "        '201':\n          description: The new subscription.\n"},
			"POST /v1/webhooks",
			[]string{"REFUTED   removed the success response with the status `200`"},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said, all, status := check(t, vendors(t, c.changes...))
			if status != c.status {
				t.Errorf("exit status %d, want %d", status, c.status)
			}
			for _, says := range c.says {
				if !strings.Contains(said[c.operation], says) {
					t.Errorf("%s: the report lacks %q:\n%s", c.operation, says, all)
				}
			}
			if strings.Contains(all, "Nothing differs") {
				t.Error("the report says that nothing differs")
			}
		})
	}
}

// Differences in what the client does not rely on are ignored.
func TestCompare_whatIsNoDifference(t *testing.T) {
	t.Parallel()
	for name, changes := range map[string][]string{
		"the same": nil,
		"another name of a parameter": {
			"  /v1/practitioners/{id}:\n", "  /v1/practitioners/{practitionerId}:\n",
			"        - $ref: '#/components/parameters/IdPath'\n", "        - {name: practitionerId, in: path, required: true, schema: {type: string}}\n",
		},
		"an operation that is not called": {"  /v2/patients:\n", "  /v9/patients:\n"},
		"another name of an operation":    {"operationId: listLocations\n", "operationId: getLocations\n"},
		"other words":                     {"summary: List practitioners\n", "summary: Who works here\n"},
		"another server":                  {"https://api.herohealth.net\n", "https://api.hero.example\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said, all, status := check(t, vendors(t, changes...))
			if status != 0 || !strings.Contains(all, "Nothing differs.") || strings.Contains(all, "REFUTED") {
				t.Errorf("ends with %d:\n%s", status, all)
			}
			if !strings.Contains(said["DELETE /v1/webhooks/{id}"], "the operation is confirmed") || !strings.Contains(said["GET /v1/locations"], "data/items/name is confirmed") {
				t.Errorf("the marks are not confirmed:\n%s", all)
			}
		})
	}
}

var mayBeNull = regexp.MustCompile(`( *)type: \[(\w+), 'null'\]`)

// OpenAPI 3.0 has another notation for null, and either of two keywords can express a choice.
func TestCompare_otherWaysToSayTheSame(t *testing.T) {
	t.Parallel()
	file := vendors(t, "openapi: 3.1.0", "openapi: 3.0.3", "      anyOf:\n", "      oneOf:\n")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, mayBeNull.ReplaceAll(content, []byte("${1}type: $2\n${1}nullable: true")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, all, status := check(t, file); status != 0 || !strings.Contains(all, "Nothing differs.") {
		t.Errorf("ends with %d:\n%s", status, all)
	}
}

// Every mark in an operation that the client calls gets a verdict.
func TestCompare_everyMarkIsJudged(t *testing.T) {
	t.Parallel()
	_, all, _ := check(t, vendors(t))
	for _, place := range []string{
		"answer 200, data/items/prescriber_details", "request, prescription_partner_credentials/password", "request, address/country", "answer 400, message/items/path/items",
		"request with no more than dob, email, first_name, last_name", "answer 200, authenticated_as", "the operation",
	} {
		if !strings.Contains(all, "inferred  "+place+" is confirmed") {
			t.Errorf("the report says nothing about %q:\n%s", place, all)
		}
	}
	if n := strings.Count(all, "is still open"); n != 2 {
		t.Errorf("%d marks are open, want 2: the configuration and the response to a change of the practice group", n)
	}
}

// A parameter, a whole request and a recursive value can have a mark too.
func TestCompare_marksOfEachPlace(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths:\n  /v1/things:\n    post:\n      x-called: true\n"
	const contract = head + `
      parameters:
        - {name: a, in: query, schema: {type: string, x-provenance: inferred}}
        - {name: b, in: query, schema: {type: string, x-provenance: inferred}}
      requestBody: {content: {application/json: {schema: {type: object, x-provenance: inferred, properties: {n: {type: string}}}}}}
      responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}}
components:
  schemas:
    Tree:
      type: object
      properties:
        leaf: {type: string, x-provenance: inferred}
        left: {$ref: '#/components/schemas/Tree', x-provenance: inferred}
`
	folder := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	ours := write("ours.yaml", contract)
	theirs := write("theirs.yaml", strings.NewReplacer("name: b", "name: c", "n: {type: string}", "n: {type: integer}", "leaf: {", "branch: {").Replace(contract))
	var out, problems bytes.Buffer
	if status := run([]string{"-contract", ours, theirs}, &out, &problems); status != 1 || problems.Len() > 0 {
		t.Errorf("exit status %d: %s", status, problems.String())
	}
	for _, says := range []string{
		"parameter a is confirmed", "parameter b is REFUTED: Hero's file has nothing there", "request is REFUTED: the `n` request property `type` changed",
		"answer 200, leaf is REFUTED: Hero's file has nothing there", "answer 200, left is REFUTED: removed the optional property `left/leaf`",
	} {
		if !strings.Contains(out.String(), "inferred  "+says) {
			t.Errorf("the report lacks %q:\n%s", says, out.String())
		}
	}
}

// The ignored differences have ids that oasdiff knows.
func TestCompare_exceptionsExist(t *testing.T) {
	t.Parallel()
	known := checker.GetAllRuleIds()
	for _, exceptions := range []map[string]bool{borne, aside} {
		for id := range exceptions {
			if !slices.Contains(known, id) {
				t.Errorf("oasdiff has no difference %q", id)
			}
		}
	}
}

func TestRun_saysWhatItCannotDo(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(broken, []byte("<html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no file":           {nil, "usage: contractcheck"},
		"an empty name":     {[]string{""}, "usage: contractcheck"},
		"an unknown flag":   {[]string{"-x"}, "usage: contractcheck"},
		"no such file":      {[]string{"/nowhere.yaml"}, "the vendor's file cannot be read"},
		"something else":    {[]string{broken}, "the vendor's file cannot be read"},
		"no contract":       {[]string{"-contract", "/nowhere.yaml", contractFile}, "the provider's description cannot be read"},
		"nothing is called": {[]string{"-contract", vendors(t), contractFile}, "marks no operation with x-called"},
	} {
		var out, problems bytes.Buffer
		if status := run(c.args, &out, &problems); status != 2 || !strings.Contains(problems.String(), c.says) {
			t.Errorf("%s: exit status %d, printed %q", name, status, problems.String())
		}
	}
}
