// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// pasted returns a text as people paste it from cells and web pages: with several kinds of
// blanks, invisible format characters, and a line break.
func pasted(text string) string {
	return "\ufeff " + strings.ReplaceAll(text, " ", "\u00a0\n ") + "\u200e\u00a0"
}

// spellings returns a configuration of each resource with all its string attributes, as people mean them.
func spellings() map[string]members {
	return map[string]members{
		patientType: {
			"nhs_number": "999 000 0018", "dob": "1990-06-15", "first_name": "Zoë Anne", "last_name": "de la Cruz", "sex": "Not known", "title": "The Hon",
			"mobile": "07700 900123", "landline": "0113 496 0000", "email": "Ada@example.com", "address_line_1": "1 High Street", "address_line_2": "Flat 2",
			"address_line_3": "The Mews", "town": "Bury St Edmunds", "county": "West Sussex", "postcode": "LS1 4AP", "country": "United Kingdom",
			"ehr_partner_id": "e 1", "data_source": "hero", "caller": "front desk",
		},
		pdsType:      {"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "LS1 4AP", "ehr_partner": "system one", "ehr_partner_id": "e 1"},
		settingsType: {"name": "Riverside Surgery", "prescription_partner": "signature_rx", "address": members{"line_1": "1 High Street", "line_2": "Flat 2", "line_3": "The Mews", "town": "Bury St Edmunds", "county": "West Sussex", "postcode": "LS1 4AP", "country": "United Kingdom"}},
		prescriberType: {"admin_id": "7", "external_prescriber_id": "p 7", "prescriber_details": members{
			"name": "Dr Zoë Anne", "email": "zoe@example.com", "registration_code": "GMC 1",
		}},
		webhookType: {"event_type": confirmed, "url": receiver, "description": "Waiting list"},
	}
}

// respelt returns a configuration with every string in another spelling.
func respelt(config members, spelling func(string) string) members {
	other := members{}
	for name, value := range config {
		switch value := value.(type) {
		case string:
			if name == "admin_id" {
				other[name] = value
				continue
			}
			other[name] = spelling(value)
		case members:
			other[name] = respelt(value, spelling)
		default:
			other[name] = value
		}
	}
	return other
}

// However a string is spelt, and however Hero stores it, the provider sends it clean, the
// state is as planned, and the next plan is empty.
func TestSpellings_settle(t *testing.T) {
	t.Parallel()
	for _, trait := range []string{"", "text-decomposed", "text-trimmed", "text-squeezed"} {
		for name, meant := range spellings() {
			t.Run(name+" "+trait, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t, func(o *heromock.Options) {
					if trait != "" {
						o.Traits = []string{trait}
					}
				})
				mock.SetPDS(tracedPeople()...)
				mock.AddAdmin("1001", members{"id": "7"})
				config := respelt(meant, pasted)
				p := newResourceProtocol(t, mock, name)
				made, diagnostics := p.run(p.none(), config)
				if name != settingsType && name != prescriberType { // these two warn that they overwrite
					wantDiagnostics(t, diagnostics)
				}
				if hasError(diagnostics) {
					t.FailNow()
				}
				wantMembersOf(t, p.members(made), config)
				for _, write := range mock.Writes() {
					wantClean(t, write.Body)
				}
				p = p.newProcess()
				read, diagnostics := p.read(made)
				wantDiagnostics(t, diagnostics)
				p.wantNothingPlanned(read, config)
				p.wantNothingPlanned(read, meant)
				if n := len(mock.Writes()); n != 1 {
					t.Errorf("%d writes, want one", n)
				}
			})
		}
	}
}

// wantClean fails if a string was sent with invisible characters or with blanks at its ends.
func wantClean(t *testing.T, sent any) {
	t.Helper()
	switch sent := sent.(type) {
	case map[string]any:
		for _, value := range sent {
			wantClean(t, value)
		}
	case string:
		if sent != strings.TrimSpace(sent) || strings.ContainsFunc(sent, func(r rune) bool { return unicode.Is(unicode.Cf, r) || r == '\n' || r == '\u00a0' }) {
			t.Errorf("%q was sent", sent)
		}
	}
}

// Values are sent in a standard form that any receiver can read.
func TestSpellings_areSentInTheStandardForm(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	p.mustCreate(ada().with("mobile", "\u202a(07700)\u00a0900\u2011123\u202c", "landline", "0113 496 0000 ext 7", "email", " Ada@Example.com\r\n", "postcode", "ls14ap", "nhs_number", "'999.000.0018"))
	wantRegistration(t, mock, members{
		"nhs_number": "9990000018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace", "mobile": "+447700900123", "landline": "0113 496 0000 ext 7",
		"email": "Ada@Example.com", "postcode": "LS1 4AP",
	})
}

func TestSpellings_blankTextIsNone(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	config := ada().with("town", " \u00a0\u200b", "email", "\u200e")
	made := p.mustCreate(config)
	wantRegistration(t, mock, ada().with("town", "", "email", "").sent())
	read, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, config)
	// A blank value of Hero's counts as empty too.
	mock.UpdatePatient("1001", p.text(made, "id"), members{"town": " ", "email": "\u00a0"})
	read, diagnostics = p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, config)
	// A contact with nothing but blanks counts as missing.
	wantDiagnostics(t, p.plan(p.none(), grace().with("mobile", "null", "email", " \u00a0")).Diagnostics, "error mobile: Missing required argument")
}

func TestSpellings_findByName(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddAdmin("1001", members{"id": "7", "email": "Zoe@Example.com"})
	mock.SetLocations("1001", members{"id": "71", "name": "Cafe\u0301\u00a0 Royal "})
	data := newDataReader(t, mock)
	for name, test := range map[string]struct {
		config members
		id     string
	}{
		"hero_location": {members{"name": "\u200eCaf\u00e9 royal\n"}, "71"},
		"hero_admin":    {members{"email": " zoe@example.com\u00a0"}, "7"},
	} {
		found, diagnostics := data.read(name, test.config)
		wantDiagnostics(t, diagnostics)
		state, _ := found.(members)
		wantMembersOf(t, state, members{"id": test.id})
	}
}

// Systems write birthdays in many forms. None of these counts as another date, neither in
// the look-up before a create nor after an import.
func TestDates_inOtherFormsAreTheSame(t *testing.T) {
	t.Parallel()
	born := ada().with("dob", "1985-06-15")
	for _, form := range []string{
		"1985-06-15T00:00:00", "1985-06-15 00:00:00", "1985-06-15T00:00:00.0000000", "1985-06-14T23:00:00+0000", "1985-06-14 23:00:00 +0000",
		"1985-06-14 23:00:00.000 UTC", "1985-06-15T00:00:00.000+0100", "1985-06-15 00:00",
	} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			made := p.mustCreate(born)
			id := p.text(made, "id")
			mock.UpdatePatient("1001", id, members{"dob": form})
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(read, born)
			p.wantNothingPlanned(read, born.with("dob", form))
			imported, diagnostics := p.importID(id)
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, p.members(imported), members{"dob": "1985-06-15"})
			p.wantNothingPlanned(imported, born)
			wantDiagnostics(t, p.newProcess().plan(p.none(), born).Diagnostics, "error nhs_number: Patient exists already")
		})
	}
}

// A date of birth that cannot be read must not lead to a replacement or a write.
func TestDates_thatCannotBeReadChangeNothing(t *testing.T) {
	t.Parallel()
	for _, form := range []string{"15/06/1990", "19900615", "1990-06-31T00:00:00Z", "0001-01-01T00:00:00Z", "unknown", "15 Jun 1990", ""} {
		t.Run(form, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			made := p.mustCreate(ada())
			id := p.text(made, "id")
			warning := fmt.Sprintf("warning dob: Date of birth of patient %s cannot be read", id)
			mock.UpdatePatient("1001", id, members{"dob": form})
			mock.ResetJournal()
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics, warning).WithoutPatient(ada())
			wantMembersOf(t, p.members(read), members{"dob": "1990-06-15"})
			p.wantNothingPlanned(read, ada())

			// After an import there is no date to keep, so the state gets the configured one.
			imported, diagnostics := p.importID(id)
			wantDiagnostics(t, diagnostics, warning)
			planned := p.plan(imported, ada())
			wantDiagnostics(t, planned.Diagnostics)
			if len(planned.replaces) != 0 {
				t.Errorf("it is replaced because of %q", planned.replaces)
			}
			taken, diagnostics := p.newProcess().applySavedPlan(imported, planned, ada())
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, p.members(taken), members{"id": id, "dob": "1990-06-15"})
			wantWrites(t, mock)

			// A registration could match another person, so the provider refuses the update.
			_, diagnostics = p.run(taken, ada().with("town", "Leeds"))
			wantDiagnostics(t, diagnostics, "error: Unable to update patient "+id).WithoutPatient(ada())
			wantWrites(t, mock)
			if n := mock.Count(http.MethodPost, routeRegister); n != 0 {
				t.Errorf("%d registrations, want none", n)
			}
		})
	}
}

func TestDates_thatCannotBeReadTraceNobodyAgain(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	p := newResourceProtocol(t, mock, pdsType)
	made := p.mustCreate(irisByNumber())
	id := p.text(made, "id")
	mock.UpdatePatient("1001", id, members{"dob": "01/01/1992"})
	mock.ResetJournal()
	warning := fmt.Sprintf("warning dob: Date of birth of patient %s cannot be read", id)
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, warning)
	p.wantNothingPlanned(read, irisByNumber())
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics, warning)
	planned := p.plan(imported, irisByNumber())
	if len(planned.replaces) != 0 {
		t.Errorf("it is replaced because of %q", planned.replaces)
	}
	wantDiagnostics(t, planned.Diagnostics, "warning dob: Recorded without being sent to Hero")
	taken, diagnostics := p.newProcess().applySavedPlan(imported, planned, irisByNumber())
	wantDiagnostics(t, diagnostics)
	if diff := cmp.Diff("1992-01-01", p.text(taken, "dob")); diff != "" {
		t.Errorf("dob (-want +got):\n%s", diff)
	}
	wantWrites(t, mock)
}
