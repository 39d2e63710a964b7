// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// oddValues returns values that other systems put into Hero, and the summary with which
// a plan refuses to send another such value.
func oddValues() map[string]struct{ held, changed, refused string } {
	return map[string]struct{ held, changed, refused string }{
		"postcode":  {"D02 X285", "D02 X286", "warning postcode: Postcode that is not British"},
		"title":     {"Prof", "Prof.", "error title: Invalid title"},
		"sex":       {"Unknown", "unknown", "error sex: Invalid sex"},
		"mobile":    {"n/k", "mum 07700 900123", "error mobile: Invalid telephone number"},
		"email":     {"a; b", "a; c", "error email: Invalid e-mail address"},
		"last_name": {" LOVELACE,  (dec'd)", "", "error last_name: Empty value"},
	}
}

// Any value that Hero has can be imported and configured. Only a change of it is refused.
func TestSendable_whatHeroHoldsIsNotRefused(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	config := ada()
	for name, odd := range oddValues() {
		config = config.with(name, odd.held)
	}
	id := mock.AddOddPatient("1001", config.record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, config)
	for name, odd := range oddValues() {
		changed := config.with(name, odd.changed)
		wantDiagnostics(t, p.validate(changed))
		wantDiagnostics(t, p.plan(imported, changed).Diagnostics, odd.refused).WithoutPatient(person{name: odd.changed})
	}
	wantWrites(t, mock)
	// Another attribute can change while these stay as they are.
	_, diagnostics = p.run(imported, config.with("town", "Leeds"))
	wantDiagnostics(t, diagnostics)
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "Leeds", "mobile": "n/k", "email": "a; b", "postcode": "D02 X285", "title": "Prof"})
}

// A date of birth in a form that only Hero understands may be configured as Hero shows
// it, but is refused if it would be sent. A day that does not exist is always refused.
func TestSendable_dateOfBirthThatHeroHolds(t *testing.T) {
	t.Parallel()
	for _, held := range []string{"15/06/1990", "15 Jun 1990", "19900615", "unknown", "0001-01-01T00:00:00Z"} {
		t.Run(held, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
			mock.SetPDS(tracedPeople()...)
			for _, c := range []struct {
				resource string
				config   members
				number   string
			}{
				{patientType, ada().with("dob", held).config(), "9990000018"},
				{pdsType, irisByNumber().with("dob", held).config(), irisNumber},
			} {
				id := mock.AddOddPatient("1001", ada().with("nhs_number", c.number, "dob", held).record())
				p := newResourceProtocol(t, mock, c.resource)
				imported, diagnostics := p.importID(id)
				wantDiagnostics(t, diagnostics, fmt.Sprintf("warning dob: Date of birth of patient %s cannot be read", id))
				wantDiagnostics(t, p.validate(c.config))
				p.wantNothingPlanned(imported, c.config)
				wantDiagnostics(t, p.plan(p.none(), c.config).Diagnostics, "error dob: Invalid date of birth").WithoutPatient(person{"dob": held})
				if c.resource == patientType { // nobody could tell whom Hero would change
					wantDiagnostics(t, p.plan(imported, merge(c.config, members{"town": "Leeds"})).Diagnostics, "error: Unable to update patient "+id).WithoutPatient(person{"dob": held})
				}
				wantDiagnostics(t, p.validate(merge(c.config, members{"dob": "2023-02-30"})), "error dob: Invalid date of birth")
			}
			wantWrites(t, mock)
		})
	}
}

// A new patient has no values in Hero, so everything configured would be sent.
func TestSendable_refusedAtACreate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	for name, odd := range oddValues() {
		if odd.changed == "" {
			continue
		}
		changed := ada().with(name, odd.changed)
		wantDiagnostics(t, p.validate(changed))
		wantDiagnostics(t, p.plan(p.none(), changed).Diagnostics, odd.refused).WithoutPatient(person{name: odd.changed})
	}
	wantWrites(t, mock)
}

// For every attribute of such a kind, a plan that would send an odd value says so.
func TestSendable_everyKindIsChecked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		resource string
		config   members
		want     string
	}{
		{patientType, members{"landline": "0113 4960000; 0113 4960001"}, "error landline: Invalid telephone number"},
		{patientType, members{"mobile": "07700900123; 07700900124"}, "error mobile: Invalid telephone number"},
		{pdsType, members{"postcode": "D02 X285"}, "warning postcode: Postcode that is not British"},
		{settingsType, members{"address": members{"postcode": "D02 X285"}}, "warning address.postcode: Postcode that is not British"},
		{settingsType, members{"prescription_partner_credentials": members{"email": "a; b"}}, "error prescription_partner_credentials.email: Invalid e-mail address"},
		{prescriberType, members{"prescriber_details": members{"email": "a; b"}}, "error prescriber_details.email: Invalid e-mail address"},
		{webhookType, members{"url": "https://user:canary@example.com/"}, "error: URL with credentials"},
	} {
		t.Run(test.resource+" "+test.want, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.AddAdmin("1001", members{"id": "7"})
			p := newResourceProtocol(t, mock, test.resource)
			sound := spellings()[test.resource]
			config := maps.Clone(sound)
			for name, value := range test.config {
				if nested, ok := value.(members); ok && sound[name] != nil {
					whole, _ := sound[name].(members)
					whole = maps.Clone(whole)
					maps.Copy(whole, nested)
					delete(whole, "country")
					value = whole
				}
				config[name] = value
			}
			wantDiagnostics(t, p.validate(config))
			wantSaid := func(planned plannedChange) {
				t.Helper()
				for _, d := range planned.Diagnostics {
					if diagtest.Summary(d) == test.want {
						return
					}
				}
				t.Errorf("the plan lacks %q: %q", test.want, diagtest.Texts(planned.Diagnostics))
			}
			wantSaid(p.plan(p.none(), config))
			if test.resource == pdsType || test.resource == webhookType {
				return // any change replaces the object
			}
			made, diagnostics := p.run(p.none(), sound)
			if hasError(diagnostics) {
				t.Fatal("the valid configuration is refused")
			}
			wantSaid(p.plan(made, config))
		})
	}
}

func TestSendable_postcodeOfAnotherCountry(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	for country, want := range map[string][]string{
		"Ireland":          nil,
		"null":             {"warning postcode: Postcode that is not British"},
		" united  Kingdom": {"warning postcode: Postcode that is not British"},
		unknownValue:       nil,
	} {
		wantDiagnostics(t, p.plan(p.none(), ada().with("postcode", "D02 X285", "country", country)).Diagnostics, want...)
	}
	config := ada().with("postcode", "d02 x285", "country", "Ireland")
	made := p.mustCreate(config)
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"postcode": "d02 x285"})
	read, diagnostics := p.newProcess().read(made) // Hero writes it as D02X 285
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, config)
}

// A blank cell needs no change if Hero has no value.
func TestSendable_emptyCellsAreUnset(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	config := ada().with("sex", "", "mobile", "", "email", "ada@example.com", "title", "")
	wantDiagnostics(t, p.validate(config))
	made := p.mustCreate(config)
	wantRegistration(t, mock, ada().without("mobile").with("email", "ada@example.com", "title", "").sent())
	read, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, config)
	// A blank number means that the person has no NHS number.
	wantDiagnostics(t, p.plan(p.none(), ada().with("nhs_number", " ")).Diagnostics, "error last_name: Patient exists already")
	wantDiagnostics(t, p.plan(p.none(), ada().with("first_name", "", "dob", "")).Diagnostics, "error dob: Missing required argument", "error first_name: Missing required argument")
}

// No plan, state or error shows a password that Hero holds in a URL.
func TestSendable_credentialsOfAURLAreShownNowhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	const withPassword = "https://user:canary@example.com/hook"
	id := mock.AddWebhook("1001", members{"event_type": confirmed, "url": withPassword})
	p := newResourceProtocol(t, mock, webhookType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(imported), members{"url": "https://****@example.com/hook"})
	for _, url := range []string{withPassword, "https://****@example.com/hook"} {
		config := members{"event_type": confirmed, "url": url}
		wantDiagnostics(t, p.validate(config))
		p.wantNothingPlanned(imported, config)
		planned := p.plan(imported, members{"event_type": "appointment.cancelled", "url": url})
		if strings.Contains(p.state(planned.state).String(), "canary") {
			t.Error("the plan shows the password")
		}
		wantDiagnostics(t, p.plan(p.none(), config).Diagnostics, "error: URL with credentials").Without("canary")
	}
	data := newDataReader(t, mock)
	state, diagnostics := data.read("hero_webhooks", members{})
	wantDiagnostics(t, diagnostics)
	if text := fmt.Sprint(state); strings.Contains(text, "canary") || !strings.Contains(text, "****@example.com") {
		t.Errorf("the data source shows %s", text)
	}
	wantWrites(t, mock)
}
