// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestPatient_validation(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	t.Cleanup(func() {
		if n := len(mock.Journal()); n != 0 {
			t.Errorf("%d requests were made, want none", n)
		}
	})
	p := newResourceProtocol(t, mock, patientType)
	tomorrow := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	for name, test := range map[string]struct {
		attribute, value string
		want             []string
	}{
		"check digit":            {"nhs_number", "999 000 0019", []string{"error nhs_number: Invalid NHS number"}},
		"ten equal digits":       {"nhs_number", "999 999 9999", []string{"error nhs_number: Invalid NHS number"}},
		"too few digits":         {"nhs_number", "999 000", []string{"error nhs_number: Invalid NHS number"}},
		"NHS number empty":       {"nhs_number", "", nil},
		"no such day":            {"dob", "1990-02-31", []string{"error dob: Invalid date of birth"}},
		"future":                 {"dob", tomorrow, []string{"error dob: Invalid date of birth"}},
		"British date":           {"dob", "15/06/1990", []string{"error dob: Invalid date of birth"}},
		"dob empty":              {"dob", "", []string{"error dob: Missing required argument"}},
		"first name empty":       {"first_name", "", []string{"error first_name: Missing required argument"}},
		"last name of spaces":    {"last_name", "  ", []string{"error last_name: Missing required argument"}},
		"e-mail":                 {"email", "ada.example.com", []string{"error email: Invalid e-mail address"}},
		"mobile":                 {"mobile", "07700", []string{"error mobile: Invalid telephone number"}},
		"mobile empty":           {"mobile", "", []string{"error mobile: Missing required argument"}},
		"landline":               {"landline", "ring twice", []string{"error landline: Invalid telephone number"}},
		"title":                  {"title", "Countess of", []string{"error title: Invalid title"}},
		"title by case":          {"title", "dr", []string{"error title: Invalid title"}},
		"sex":                    {"sex", "femail", []string{"error sex: Invalid sex"}},
		"sex empty":              {"sex", "", nil},
		"data source unknown":    {"data_source", "vision", []string{"warning data_source: Unknown data source"}},
		"data source empty":      {"data_source", "", []string{"error data_source: Empty value"}},
		"practice group empty":   {"practice_group_id", "", []string{"error practice_group_id: Empty value"}},
		"cleared":                {"town", "", nil},
		"title cleared":          {"title", "", nil},
		"e-mail cleared":         {"email", "", nil},
		"date-time":              {"dob", "1990-06-14T23:00:00.000Z", nil},
		"international landline": {"landline", "+44 113 496 0000", nil},
		"all values unknown":     {"nhs_number", unknownValue, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := ada().with(test.attribute, test.value)
			diagnostics := p.validate(config)
			if len(diagnostics) == 0 && test.want != nil {
				diagnostics = p.plan(p.none(), config).Diagnostics
			}
			wantDiagnostics(t, diagnostics, test.want...).WithoutPatient(person{test.attribute: test.value})
		})
	}
}

// Every place for a number refuses a placeholder, because it would merge or find strangers.
func TestPatient_placeholdersAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, nil)
	data, lists := &dataReader{p}, &listProtocol{protocol: p}
	for digit := '0'; digit <= '9'; digit++ {
		number := strings.Repeat(string(digit), 10)
		found := slices.Concat(
			p.resource(patientType).validate(ada().with("nhs_number", number)),
			p.resource("hero_pds_patient").validate(members{"nhs_number": number, "dob": "1990-06-15"}),
			data.validate(patientData, members{"nhs_number": number, "dob": "1990-06-15"}),
			data.validate("hero_patients", members{"nhs_number": number}),
			lists.validate(patientType, members{"nhs_number": number}),
		)
		const refused = "error nhs_number: Invalid NHS number"
		wantDiagnostics(t, found, refused, refused, refused, refused, refused).Without(number)
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

func TestPatient_validationOfUnknownValuesIsQuiet(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	unknown := fullPatient()
	for name := range unknown {
		unknown[name] = unknownValue
	}
	wantDiagnostics(t, p.validate(unknown))
	wantDiagnostics(t, p.plan(p.none(), unknown).Diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

// A refusal by Hero may quote the value, which the error must not repeat.
func TestPatient_refusedMemberIsNamed(t *testing.T) {
	t.Parallel()
	const quoting = `{"error":true,"statusCode":400,"message":[
		{"code":"invalid_string","expected":"an address other than ada@example.com","path":["email"]},
		{"code":"custom","expected":"a longer name than Lovelace","path":["last_name"]}]}`
	who := ada().with("email", "ada@example.com")
	for name, test := range map[string]struct {
		body    string
		want    []string
		details []string // what each of them names
	}{
		"two members": {
			quoting,
			[]string{"error email: Unable to register patient", "error last_name: Unable to register patient"},
			[]string{"invalid_string", "custom"},
		},
		"a member the provider does not know": {
			`{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"string","path":["nickname"]}]}`,
			[]string{"error: Unable to register patient"},
			[]string{"…: custom, expected string"},
		},
		"words": {
			`{"error":true,"statusCode":400,"message":"Ada Lovelace is not welcome"}`,
			[]string{"error: Unable to register patient"},
			[]string{"400 Bad Request"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: http.StatusBadRequest, Body: test.body})
			p := newResourceProtocol(t, mock, patientType)
			planned := p.plan(p.none(), who)
			made, diagnostics := p.apply(p.none(), planned, who)
			wanted := wantDiagnostics(t, diagnostics, test.want...).WithoutPatient(who)
			for i, detail := range test.details {
				wanted.At(i).Containing(detail)
			}
			if p.members(made) != nil {
				t.Error("a patient that was refused is in the state")
			}
		})
	}
}

// Hero would store a mobile number with too few digits, and no message would ever arrive.
func TestPatient_mobileThatCannotBeDialledIsRefusedAtPlan(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	for _, mobile := range []string{"0770090", "07700 90012"} {
		planned := p.plan(p.none(), ada().with("mobile", mobile))
		wantDiagnostics(t, planned.Diagnostics, "error mobile: Invalid telephone number").Without(mobile)
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestPatient_managesARecordWithOddValues(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	id := mock.AddPatient("1001", ada().with("mobile", "ask her daughter", "email", "none", "postcode", "unknown").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, person{})
	wantMembersOf(t, p.members(imported), members{"mobile": "ask her daughter", "email": "none", "postcode": "unknown"})
	made, diagnostics := p.run(imported, person{"town": "York"})
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(made, person{"town": "York"})
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "York", "mobile": "ask her daughter", "postcode": "unknown"})
}

func TestPatient_invalidValueKnownOnlyAfterAnApplyIsNotSent(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	planned := p.plan(p.none(), ada().with("nhs_number", unknownValue))
	wantDiagnostics(t, planned.Diagnostics)
	late := ada().with("nhs_number", "999 000 0019")
	_, diagnostics := p.newProcess().applySavedPlan(p.none(), planned, late)
	wantDiagnostics(t, diagnostics, "error nhs_number: Invalid NHS number").WithoutPatient(late)
	wantWrites(t, mock)
}
