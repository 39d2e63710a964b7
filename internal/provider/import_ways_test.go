// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// importable is a kind of resource, with an object that both practice groups 1001
// and 1002 have.
type importable struct {
	kind   string
	id     string  // in its practice group; "" if a practice group has only one
	config members // matches the object
}

func importables() []importable {
	return []importable{
		{settingsType, "", members{"prescription_partner_enabled": false, "address": members{"town": "Leeds"}}},
		{patientType, "123", ada().config()},
		{pdsType, "456", members{"nhs_number": "999 010 1264", "dob": "1970-02-03"}},
		{webhookType, "wh_1", members{"event_type": confirmed, "url": receiver}},
		{prescriberType, "77", members{"admin_id": "77", "external_prescriber_id": "EXT-77"}},
	}
}

func seedImportables(mock *heromock.Server) {
	for _, group := range []string{"1001", "1002"} {
		mock.AddPatient(group, ada().with("id", "123").record())
		mock.AddPatient(group, map[string]any{"id": "456", "nhs_number": "9990101264", "dob": "1970-02-03", "first_name": "Carol", "last_name": "Testpatient"})
		mock.AddWebhook(group, map[string]any{"id": "wh_1", "event_type": confirmed, "url": receiver})
		mock.AddAdmin(group, map[string]any{"id": "77", "external_prescriber_id": "EXT-77"})
	}
}

func (i importable) resource(label string, lines ...string) string {
	return fmt.Sprintf("resource %q %q {\n%s  %s\n}\n", i.kind, label, hclOf(i.config), strings.Join(lines, "\n  "))
}

// hclOf writes attributes that are strings, booleans and objects.
func hclOf(config members) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(config)) {
		switch value := config[name].(type) {
		case members:
			fmt.Fprintf(&b, "  %s = {\n%s}\n", name, hclOf(value))
		case string:
			fmt.Fprintf(&b, "  %s = %q\n", name, value)
		default:
			fmt.Fprintf(&b, "  %s = %v\n", name, value)
		}
	}
	return b.String()
}

// importID returns the import id of the object in a practice group. "" leaves the
// practice group to the provider's default, if the form allows that.
func (i importable) importID(group string) string {
	switch {
	case i.id == "" && group == "":
		return "1001"
	case i.id == "":
		return group
	case group == "":
		return i.id
	}
	return group + "/" + i.id
}

// identity returns the object's identity. "" leaves the practice group to the default.
func (i importable) identity(group string) members {
	identity := members{}
	if group != "" {
		identity["practice_group_id"] = group
	}
	if i.id != "" {
		identity["id"] = i.id
	}
	return identity
}

// Each way to name an object imports the same object, writes nothing and gives an empty
// plan.
func TestImport_everyWay(t *testing.T) {
	t.Parallel()
	for _, i := range importables() {
		for way, c := range map[string]struct {
			id       string
			identity members
			group    string
		}{
			"id":                            {i.importID(""), nil, "1001"},
			"id and practice group":         {i.importID("1001"), nil, "1001"},
			"id and another practice group": {i.importID("1002"), nil, "1002"},
			"identity":                      {"", i.identity(""), "1001"},
			"identity and a practice group": {"", i.identity("1001"), "1001"},
			"identity of another practice":  {"", i.identity("1002"), "1002"},
		} {
			t.Run(i.kind+" by "+way, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				seedImportables(mock)
				p := newResourceProtocol(t, mock, i.kind)
				var imported instance
				var diagnostics []*tfprotov6.Diagnostic
				if c.identity == nil {
					imported, diagnostics = p.importID(c.id)
				} else {
					imported, diagnostics = p.importIdentity(c.identity)
				}
				wantDiagnostics(t, diagnostics)
				if got := p.text(imported, "practice_group_id"); got != c.group {
					t.Errorf("the state has practice group %q, want %q", got, c.group)
				}
				if diff := cmp.Diff(i.identity(c.group), p.identity(imported)); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
				config := maps.Clone(i.config)
				config["practice_group_id"] = c.group
				p.wantNothingPlanned(imported, config)
				for _, r := range mock.Journal() {
					if r.Method != http.MethodGet || r.PracticeGroup != c.group {
						t.Errorf("%s %s was sent for practice group %s", r.Method, r.Route, r.PracticeGroup)
					}
				}
			})
		}
	}
}

// An object that Terraform created can be imported by its identity, with the same state.
func TestImport_whatWasMade(t *testing.T) {
	t.Parallel()
	for kind, c := range map[string]struct {
		config  members
		unheard []string // attributes that Hero does not return
	}{
		settingsType: {members{"name": "Riverside Surgery", "prescription_partner_enabled": true}, nil},
		patientType: {
			fullPatient().with("nhs_number", "9990000018", "mobile", "+447700900123", "postcode", "LS1 4AP", "email", "ada.lovelace@example.com").config(),
			[]string{"landline", "caller"},
		},
		pdsType:        {members{"nhs_number": irisNumber, "dob": "1992-01-01"}, nil},
		webhookType:    {members{"event_type": confirmed, "url": receiver, "headers": members{"X-Team": "a"}}, nil},
		prescriberType: {members{"admin_id": "505", "external_prescriber_id": "SRX-5"}, nil},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, kind)
			c.config["practice_group_id"] = "1002"
			made := p.mustCreate(c.config)
			identity := p.identity(made)
			if identity["practice_group_id"] != "1002" || (kind != settingsType) != (identity["id"] != nil) {
				t.Errorf("the identity is %v", identity)
			}
			if kind == prescriberType && identity["id"] != "505" {
				t.Errorf("the identity is %v, want the admin's", identity)
			}
			mock.ResetJournal()
			p = p.newProcess()
			imported, diagnostics := p.importIdentity(identity)
			wantDiagnostics(t, diagnostics)
			want := p.members(made)
			for _, name := range c.unheard {
				want[name] = nil
			}
			if diff := cmp.Diff(want, p.members(imported)); diff != "" {
				t.Errorf("state (-made +imported):\n%s", diff)
			}
			wantWrites(t, mock)
		})
	}
}

// An import of a missing object is an error. An imported object that disappears later is
// removed from the state with a warning, like any other.
func TestImport_refusesOnlyWhatNeverWasThere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		missing string
		there   func(*heromock.Server) (id string)
		remove  func(mock *heromock.Server, id string)
		names   string // what the detail names
	}{
		patientType: {
			"404", func(mock *heromock.Server) string { return mock.AddPatient("1001", ada().record()) },
			func(mock *heromock.Server, id string) { mock.RemovePatient("1001", id) }, "practice group 1001 that patient 404 ",
		},
		pdsType: {
			"404", func(mock *heromock.Server) string { return mock.AddPatient("1001", ada().record()) },
			func(mock *heromock.Server, id string) { mock.RemovePatient("1001", id) }, "practice group 1001 that patient 404 ",
		},
		webhookType: {
			"wh_404", func(mock *heromock.Server) string { return seedWebhook(mock, "1001", nil) },
			func(mock *heromock.Server, id string) { mock.RemoveWebhook("1001", id) }, "practice group 1001 that webhook wh_404 ",
		},
		prescriberType: {
			"404", func(*heromock.Server) string { return "502" },
			func(mock *heromock.Server, id string) { mock.RemoveAdmin("1001", id) }, "practice group 1001 that admin 404 ",
		},
		settingsType: {
			"1002", func(*heromock.Server) string { return "1001" },
			nil, "practice group 1002 ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, name)
			notFound := heromock.Fault{Method: http.MethodGet, Route: settingsRoute, Status: http.StatusNotFound, Body: `{"message":"not found"}`, Count: 1}
			if name == settingsType {
				mock.Inject(notFound)
			}
			_, diagnostics := p.importID(c.missing)
			wantDiagnostics(t, diagnostics, "error: Unable to import what does not exist").Containing(c.names)

			id := c.there(mock)
			made, diagnostics := p.newProcess().importID(id)
			wantDiagnostics(t, diagnostics)
			if name == settingsType {
				notFound.Route, notFound.Count = "", 4 // one response, or one route, removes nothing
				mock.Inject(notFound)
			} else {
				c.remove(mock, id)
			}
			gone, diagnostics := p.newProcess().read(made)
			wantDiagnostics(t, diagnostics, "warning: * no longer exists")
			if p.members(gone) != nil {
				t.Error("it is still in the state")
			}
		})
	}
}

// For an id without an object, the provider's own error says what form an id has.
// Terraform's generic error, which speaks of regions and endpoints, must not appear.
func TestAccImport_ofWhatIsNotThere(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	const resources = "resource \"hero_patient\" \"this\" {}\nresource \"hero_webhook\" \"this\" {\n  event_type = \"appointment.confirmed\"\n  url = \"https://a.example.com/\"\n}\n"
	w.write("main.tf", resources)
	for _, r := range []result{
		w.mustFail([]string{"import", patientAddress, "404"}, "Unable to import what does not exist", "practice group 1001 that patient 404 ", "1001/123"),
		w.mustFail([]string{"import", webhookAddress, "1002/wh_999"}, "Unable to import what does not exist", "practice group 1002 that webhook wh_999 ", "1001/wh_1"),
	} {
		if r.contains("region") {
			t.Errorf("Terraform prints its own error:\n%s", r.out)
		}
	}
	w.write("main.tf", resources+"import {\n  to = hero_webhook.this\n  id = \"wh_999\"\n}\n")
	if r := w.mustFail([]string{"plan"}, "practice group 1001 that webhook wh_999 "); r.contains("region") {
		t.Errorf("Terraform prints its own error:\n%s", r.out)
	}
	wantWrites(t, mock)
	mock.ResetJournal()
	w.mustFail([]string{"import", webhookAddress, "1001/wh 1"}, "Invalid import id")
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// The import command imports each object from the provider's practice group, which
// the id leaves out, and from another one, which it names.
func TestAccImport_everyResourceByCommand(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	seedImportables(mock)
	w := newWorkspace(t, mock)
	for _, i := range importables() {
		w.write(i.kind+".tf", i.resource("own")+i.resource("other", attribute("practice_group_id", "1002")))
	}
	for _, i := range importables() {
		w.mustRun("import", i.kind+".own", i.importID(""))
		w.mustRun("import", i.kind+".other", i.importID("1002"))
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

// Import blocks import each object from the provider's practice group, which the id
// leaves out, and from another one, which it names.
func TestAccImport_everyResourceByBlock(t *testing.T) {
	t.Parallel()
	for name, argument := range map[string]func(i importable, group string) string{
		"id":       func(i importable, group string) string { return attribute("id", i.importID(group)) },
		"identity": func(i importable, group string) string { return "identity = {\n" + hclOf(i.identity(group)) + "}" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "identity" && !cliHas(t, "Terraform", 12) && !cliHas(t, "OpenTofu", 12) {
				t.Skip("import blocks with an identity need Terraform 1.12 or OpenTofu 1.12")
			}
			mock := heromock.Listen(t)
			seedImportables(mock)
			w := newWorkspace(t, mock)
			var blocks strings.Builder
			for _, i := range importables() {
				w.write(i.kind+".tf", i.resource("own")+i.resource("other", attribute("practice_group_id", "1002")))
				for label, group := range map[string]string{"own": "", "other": "1002"} {
					fmt.Fprintf(&blocks, "import {\n  to = %s.%s\n  %s\n}\n", i.kind, label, argument(i, group))
				}
			}
			w.write("import.tf", blocks.String())
			out := w.mustRun("apply", "-auto-approve")
			if want := fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", 2*len(importables())); !out.contains(want) {
				t.Errorf("want %q:\n%s", want, out.out)
			}
			w.remove("import.tf")
			w.wantNoChanges()
			wantWrites(t, mock)
		})
	}
}

// The id of a practice group is a string, so leading zeros make another id. Every way to
// import sends it as written.
func TestImport_zerosOfAPracticeGroupCount(t *testing.T) {
	t.Parallel()
	const zeros = "001001"
	mock := heromock.Start(t, func(o *heromock.Options) { o.PracticeGroups = []string{"1001", "1002", zeros} })
	seedImportables(mock)
	mock.AddPatient(zeros, ada().with("id", "123").record())
	p := newResourceProtocol(t, mock, patientType)
	byID, diagnostics := p.importID(zeros + "/123")
	wantDiagnostics(t, diagnostics)
	byIdentity, diagnostics := p.importIdentity(members{"practice_group_id": zeros, "id": "123"})
	wantDiagnostics(t, diagnostics)
	for _, imported := range []instance{byID, byIdentity} {
		p.wantNothingPlanned(imported, ada().with("practice_group_id", zeros))
		if planned := p.plan(imported, ada().with("practice_group_id", "1001")); len(planned.replaces) != 1 {
			t.Errorf("another practice group: replaced because of %q", planned.replaces)
		}
	}
	settings := newResourceProtocol(t, mock, settingsType)
	imported, diagnostics := settings.importID(zeros)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, settings.members(imported), members{"practice_group_id": zeros, "id": zeros})
	if n := slices.IndexFunc(mock.Journal(), func(r heromock.Request) bool { return r.PracticeGroup == zeros }); n < 0 {
		t.Error("there was no request for the practice group with zeros")
	}
}

func TestImport_malformedIDsAreRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	numbers := []string{"abc", "12a", "1001/", "/123", "/", "1001/abc", "1001/12/3", "1001//123", "1001/..", "1001/123/", "1001/5/1", " 123", "123 ", "-1", "1.5", "000101", "1001/000101", "0", "999 000 0018", "１２３"}
	for kind, c := range map[string]struct {
		form string // of an id with its practice group, as the error shows it
		ids  []string
	}{
		settingsType:   {"1001", []string{"1001/1001", "1001/", "/1001", "/", " 1001", "1001 ", "10 01", "1001\t", "1001\n"}},
		patientType:    {"1001/123", numbers},
		pdsType:        {"1001/123", numbers},
		prescriberType: {"1001/7", numbers},
		webhookType:    {"1001/wh_1", []string{"1001/", "/wh_1", "/", "1001/wh_1/2", "1001//wh_1", " wh_1", "wh_1 ", "wh 1", "wh_1\n", "wh\u00001"}},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			for _, id := range c.ids {
				resp, err := p.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: kind, ID: id})
				if err != nil {
					t.Fatal(err)
				}
				wantDiagnostics(t, resp.Diagnostics, "error: Invalid import id").Containing(c.form).Without(strconv.Quote(id))
				if len(resp.ImportedResources) > 0 {
					t.Errorf("%q: something was imported", id)
				}
				if kind == settingsType || strings.Contains(id, "/") {
					continue
				}
				_, diagnostics := newResourceProtocol(t, mock, kind).importIdentity(members{"practice_group_id": "1001", "id": id})
				wantDiagnostics(t, diagnostics, "error: Invalid import id").Containing(c.form).Without(strconv.Quote(id))
			}
			for _, group := range []string{" 1001", "1001 ", "1001\n", "\u00a01001"} {
				identity := members{"practice_group_id": group}
				if kind != settingsType {
					_, id, _ := strings.Cut(c.form, "/")
					identity["id"] = id
				}
				_, diagnostics := newResourceProtocol(t, mock, kind).importIdentity(identity)
				wantDiagnostics(t, diagnostics, "error practice_group_id: Invalid practice group")
			}
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made, want none", n)
			}
		})
	}
}
