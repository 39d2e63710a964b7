package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// importable is a kind of resource, with an object of it that the practice
// groups 1001 and 1002 both hold.
type importable struct {
	kind  string
	id    string // in its practice group; "" for what there is one of
	lines string // configuration that matches the object
}

func importables() []importable {
	return []importable{
		{"hero_practice_group_settings", "", `
  prescription_partner_enabled = false
  address                      = { town = "Leeds" }`},
		{"hero_patient", "123", `
  nhs_number = "999 000 0018"
  dob        = "1990-06-15"
  first_name = "Ada"
  last_name  = "Lovelace"
  mobile     = "07700 900123"`},
		{"hero_pds_patient", "456", `
  nhs_number = "999 010 1264"
  dob        = "1970-02-03"`},
		{"hero_webhook", "wh_1", `
  event_type = "appointment.confirmed"
  url        = "https://receiver.example.com/hero"`},
		{"hero_admin_prescriber", "77", `
  admin_id               = "77"
  external_prescriber_id = "EXT-77"`},
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
	return fmt.Sprintf("resource %q %q {%s\n  %s\n}\n", i.kind, label, i.lines, strings.Join(lines, "\n  "))
}

// importID is how the object of a practice group is written; "" leaves the
// practice group to the provider's default, where the form allows that.
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

func (i importable) identity(group string) string {
	var members []string
	if group != "" {
		members = append(members, attribute("practice_group_id", group))
	}
	if i.id != "" {
		members = append(members, attribute("id", i.id))
	}
	return "{ " + strings.Join(members, ", ") + " }"
}

func TestAccImport_everyResourceByCommand(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedImportables(mock)
	w := newWorkspace(t, mock)
	for _, i := range importables() {
		w.write(i.kind+".tf", i.resource("other", attribute("practice_group_id", "1002")))
	}
	for _, i := range importables() {
		w.mustRun("import", i.kind+".other", i.importID("1002"))
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

// Each object is imported from the provider's practice group, which is not
// named, and from another one, which is.
func TestAccImport_everyResourceByBlock(t *testing.T) {
	t.Parallel()
	for name, argument := range map[string]func(i importable, group string) string{
		"id":       func(i importable, group string) string { return attribute("id", i.importID(group)) },
		"identity": func(i importable, group string) string { return "identity = " + i.identity(group) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "identity" && !cliHas(t, "Terraform", 12) && !cliHas(t, "OpenTofu", 12) {
				t.Skip("import blocks take an identity from Terraform 1.12 and OpenTofu 1.12 on")
			}
			mock := heromock.Start(t)
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
			if want := fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", 2*len(importables())); !out.says(want) {
				t.Errorf("not %q:\n%s", want, out.out)
			}
			w.remove("import.tf")
			w.wantNoChanges()
			wantWrites(t, mock)
		})
	}
}

func TestImport_malformedIDsAreRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	numbers := []string{"abc", "12a", "1001/", "/123", "/", "1001/abc", "1001/12/3", "1001//123", " 123", "123 ", "-1", "1.5", "999 000 0018", "１２３"}
	for kind, c := range map[string]struct {
		form string
		ids  []string
	}{
		"hero_practice_group_settings": {
			"the practice group's id, for instance 1001",
			[]string{"1001/1001", "1001/", "/1001", "/", " 1001", "1001 ", "10 01", "1001\t", "1001\n"},
		},
		"hero_patient":          {"a patient's id in Hero, decimal digits such as 123, or with its practice group such as 1001/123", numbers},
		"hero_pds_patient":      {"a patient's id in Hero, decimal digits such as 123, or with its practice group such as 1001/123", numbers},
		"hero_admin_prescriber": {"an admin's id in Hero, decimal digits such as 7, or with its practice group such as 1001/7", numbers},
		"hero_webhook": {
			"a webhook's id in Hero such as wh_1, or with its practice group such as 1001/wh_1",
			[]string{"1001/", "/wh_1", "/", "1001/wh_1/2", "1001//wh_1", " wh_1", "wh_1 ", "wh 1", "wh_1\n", "wh\u00001"},
		},
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
				want := fmt.Sprintf("Expected %s; received %q. Nothing was sent to Hero.", c.form, id)
				if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Invalid import id" || resp.Diagnostics[0].Detail != want {
					t.Errorf("%q: got %q, want %q", id, texts(resp.Diagnostics), want)
				}
				if len(resp.ImportedResources) > 0 {
					t.Errorf("%q: something was imported", id)
				}
			}
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made, want none", n)
			}
		})
	}
}
