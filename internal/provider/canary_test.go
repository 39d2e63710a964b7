// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	canaryKey      = "canary-key-b1f7c2"
	canaryPassword = "canary-Passw0rd-91"
)

// canaries are texts that nobody may see, in each form in which Terraform, the
// provider or Hero writes them.
var canaries = map[string][]string{
	"NHS number":        {"9995551233", "999 555 1233"},
	"date of birth":     {"1987-07-29", "1987-07-28T23:00"},
	"first name":        {"Zebedee"},
	"last name":         {"Canarykeeper"},
	"mobile number":     {"07700 900987", "07700900987", "+447700900987"},
	"landline number":   {"01632 960987", "01632960987", "+441632960987"},
	"e-mail address":    {"canary.person@example.com"},
	"address":           {"17 Aviary Close"},
	"postcode":          {"B33 8TH", "B338TH"},
	"record id":         {"ehr-canary-44"},
	"membership number": {"member-canary-66"},
	"authorisation":     {"auth-canary-77"},
	"billing note":      {"note-canary-88"},
	"card":              {"fp-canary-99"},
}

// canaryText quotes the whole record, as an error from Hero or from a proxy might.
func canaryText() string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(canaries)) {
		words = append(words, canaries[name]...)
	}
	return strings.Join(words, " / ")
}

// canaryFaults are the ways in which a response could bring the record into an
// error text.
func canaryFaults(t testing.TB) map[string]heromock.Fault {
	t.Helper()
	encode := func(message any) string {
		body, err := json.Marshal(map[string]any{"error": true, "statusCode": 400, "message": message})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	issues := encode([]any{
		map[string]any{"code": "custom", "expected": "something else than " + canaryText(), "path": []any{"first_name"}},
		map[string]any{"code": canaryText(), "expected": canaryText(), "path": []any{canaryText(), 0}},
	})
	return map[string]heromock.Fault{
		"400 with a message": {Status: http.StatusBadRequest, Body: encode(canaryText())},
		"400 with issues":    {Status: http.StatusBadRequest, Body: issues},
		"401":                {Status: http.StatusUnauthorized, Body: encode(canaryText())},
		"500":                {Status: http.StatusInternalServerError, Body: encode(canaryText())},
		"500 as plain text":  {Status: http.StatusInternalServerError, Body: canaryText(), ContentType: "text/plain"},
		"200 as a page":      {Status: http.StatusOK, Body: "<html>" + canaryText() + "</html>", ContentType: "text/html"},
		"200 as a list":      {Status: http.StatusOK, Body: `["` + canaryText() + `"]`},
		"200 cut short":      {Status: http.StatusOK, Body: `{"first_name": "` + canaryText()},
	}
}

// wantNoSecrets checks a text that may hold patient data, such as a state.
func wantNoSecrets(t testing.TB, what, text string) {
	t.Helper()
	for name, secret := range map[string]string{"API key": canaryKey, "partner's password": canaryPassword} {
		if strings.Contains(text, secret) {
			t.Errorf("%s: it contains the %s", what, name)
		}
	}
}

// wantNoCanary checks a text that may hold no patient data either.
func wantNoCanary(t testing.TB, what, text string) {
	t.Helper()
	wantNoSecrets(t, what, text)
	folded := strings.ToLower(text)
	for name, forms := range canaries {
		for _, form := range forms {
			if at := strings.Index(folded, strings.ToLower(form)); at >= 0 {
				t.Errorf("%s: the patient's %s is in it: …%s…", what, name, text[max(0, at-200):min(len(text), at+len(form)+50)])
				break
			}
		}
	}
}

func wantNoCanaryInLog(t testing.TB, w *workspace, requests int) {
	t.Helper()
	log := w.read("provider.log")
	wantNoCanary(t, "log", log)
	if !strings.Contains(log, "[TRACE]") {
		t.Error("the log has no traces")
	}
	if got := strings.Count(log, "Hero API request: "); got != requests || got == 0 {
		t.Errorf("the log has %d lines about requests, and Hero got %d", got, requests)
	}
}

func startCanaryMock(t testing.TB) *heromock.Server {
	t.Helper()
	return heromock.Listen(t, func(o *heromock.Options) { o.APIKey = canaryKey })
}

func seedCanaryBilling(mock *heromock.Server, id string) {
	mock.SetBillingInfo("1001", id, map[string]any{
		"billing_note": "note-canary-88",
		"insurance":    map[string]any{"insurer": "Example Mutual", "membership_number": "member-canary-66", "auth_code": "auth-canary-77"},
	})
	mock.SetPaymentMethods("1001", id, []any{map[string]any{"id": "pm_1", "fingerprint": "fp-canary-99", "type": "card"}})
}

func TestAccCanary_lifeCycleShowsNothing(t *testing.T) {
	t.Parallel()
	for _, form := range []canaryForm{canaryInVariable(), canaryInTable()} {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			testCanaryLifeCycle(t, form)
		})
	}
}

func testCanaryLifeCycle(t testing.TB, form canaryForm) {
	t.Helper()
	mock := startCanaryMock(t)
	// Seeds billing data as soon as the patient exists, before the data sources read it.
	mock.OnRequest(func(r heromock.Request) {
		for _, p := range mock.Patients("1001") {
			if id, ok := p["id"].(string); ok && r.Method == http.MethodGet {
				seedCanaryBilling(mock, id)
			}
		}
	})
	w := canaryWorkspace(t, mock, form)
	quiet := func(args ...string) {
		t.Helper()
		wantNoCanary(t, strings.Join(args, " "), w.mustRun(args...).out)
	}
	quiet("apply", "-auto-approve")
	if got, _ := mock.PracticeGroup("1001")["prescription_partner_credentials"].(map[string]any); got["password"] != canaryPassword {
		t.Fatal("the password has not reached Hero, so the test proves nothing")
	}
	quiet("plan", "-detailed-exitcode")
	mock.UpdatePatient("1001", "10001", map[string]any{"county": "West Yorkshire"})
	quiet("apply", "-refresh-only", "-auto-approve")
	w.env["TF_VAR_town"] = "York"
	quiet("plan", "-out=update.plan")
	quiet("show", "update.plan")
	wantNoSecrets(t, "plan file", w.mustRun("show", "-json", "update.plan").out)
	quiet("apply", "update.plan")
	quiet("show")
	state := w.mustRun("state", "pull").out
	if !strings.Contains(state, "note-canary-88") {
		t.Error("the state does not hold the billing note, so the test proves nothing about the data source")
	}
	wantNoSecrets(t, "state", state)
	quiet("state", "rm", form.address)
	quiet("import", form.address, "10001")
	quiet("plan")
	quiet("destroy", "-auto-approve")
	wantNoCanaryInLog(t, w, len(mock.Journal()))
}

// Each failure hits several requests of one command at once, because the test is
// about where texts appear, not about how the command handles a failure.
func TestAccCanary_failuresShowNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []canaryFailure{
		{"look-ups", false, []string{"plan"}, http.MethodGet, []string{"/v3/patients", "/v1/me"}, ""},
		{"register", false, []string{"apply", "-auto-approve"}, http.MethodPost, []string{"/v1/patients/register"}, ""},
		{"settings", false, []string{"apply", "-auto-approve", "-target=hero_practice_group_settings.this"}, http.MethodPatch, []string{"/v1/me"}, " " + canaryPassword},
		{"reads", true, []string{"plan"}, http.MethodGet, []string{"/v1/patients/{id}", billingRoute, methodsRoute}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, canaryInTable())
		})
	}
}

// canaryFailure is a command, and its requests that fail.
type canaryFailure struct {
	name    string
	exists  bool // the objects exist before anything fails
	command []string
	method  string
	routes  []string
	sent    string // a secret that is sent to /v1/me, besides the key
}

func (c canaryFailure) test(t testing.TB, form canaryForm) {
	t.Helper()
	mock := startCanaryMock(t)
	w := canaryWorkspace(t, mock, form)
	if c.exists {
		w.mustRun("apply", "-auto-approve")
		// The billing data is read even though the patient cannot be.
		w.write("main.tf", strings.ReplaceAll(form.config, "= "+form.address+".id", `= "10001"`))
	}
	for name, fault := range canaryFaults(t) {
		for _, route := range c.routes {
			hit := fault
			hit.Method, hit.Route = c.method, route
			if route == "/v1/me" {
				// Hero knows no patient there, but it could quote what was sent.
				hit.Body = strings.ReplaceAll(fault.Body, canaryText(), canaryKey+c.sent)
			}
			mock.Inject(hit)
		}
		if !c.exists {
			w.write("terraform.tfstate", "") // as if it were the first apply
		}
		mock.ResetJournal()
		r := w.run(c.command...)
		failed := 0
		for _, request := range mock.Journal() {
			if request.Method == c.method && slices.Contains(c.routes, request.Route) {
				failed++
			}
		}
		if failed < len(c.routes) {
			t.Errorf("%s: only %d of the requests %q were made:\n%s", name, failed, c.routes, r.out)
		}
		wantNoCanary(t, name, r.out)
		mock.ClearFaults()
	}
	wantNoCanary(t, "log", w.read("provider.log"))
}

// Terraform itself shows literals of a configuration next to an error, so the
// values come from a sensitive variable or a table, as the documentation advises.
//
// request_timeout is short, because the CLI waits that long in real time after each
// unclear response.
const canaryConfig = `
provider "hero" {
  max_retries     = 0
  request_timeout = "15s"
}

variable "person" {
  type      = map(string)
  sensitive = true
}

variable "password" {
  type      = string
  ephemeral = true
}

variable "town" {
  type    = string
  default = "Leeds"
}

resource "hero_practice_group_settings" "this" {
  name = "Riverside Surgery, ${var.town}"
  prescription_partner_credentials = {
    email               = "scripts@riverside.example"
    password_wo         = var.password
    password_wo_version = var.town
  }
}

resource "hero_patient" "this" {
  nhs_number     = var.person.nhs_number
  dob            = var.person.dob
  first_name     = var.person.first_name
  last_name      = var.person.last_name
  mobile         = var.person.mobile
  landline       = var.person.landline
  email          = var.person.email
  address_line_1 = var.person.address_line_1
  postcode       = var.person.postcode
  ehr_partner_id = var.person.ehr_partner_id
  town           = var.town
}

data "hero_patient_billing_info" "this" {
  patient_id = hero_patient.this.id
}

data "hero_patient_payment_methods" "this" {
  patient_id = hero_patient.this.id
}
`

var canaryPerson = map[string]string{
	"nhs_number": "999 555 1233", "dob": "1987-07-29", "first_name": "Zebedee", "last_name": "Canarykeeper", "mobile": "07700 900987",
	"landline": "01632 960987", "email": "Canary.Person@example.com", "address_line_1": "17 Aviary Close", "postcode": "b33 8th",
	"ehr_partner_id": "ehr-canary-44",
}

// canaryForm is a way to configure the patient.
type canaryForm struct {
	name    string
	config  string
	address string
}

func canaryInVariable() canaryForm {
	return canaryForm{"a patient in a variable", canaryConfig, "hero_patient.this"}
}

// canaryInTable takes the patient from a line of a table. A table is not sensitive,
// so only the schemas hide its values. The instance key is in every address, so it
// must say nothing about the patient.
func canaryInTable() canaryForm {
	const address = `hero_patient.this["p01"]`
	table := strings.NewReplacer(
		"var.person.", "each.value.",
		"resource \"hero_patient\" \"this\" {\n", "resource \"hero_patient\" \"this\" {\n"+
			"  for_each = { for p in csvdecode(file(\"${path.module}/people.csv\")) : p.key => p }\n",
		"= hero_patient.this.id", "= "+address+".id",
	).Replace(canaryConfig)
	return canaryForm{"for_each over a table", table, address}
}

// canaryWorkspace logs everything that the provider's process writes. It leaves out
// the traces of Terraform core, which the provider cannot influence.
func canaryWorkspace(t testing.TB, mock *heromock.Server, form canaryForm) *workspace {
	t.Helper()
	w := newWorkspace(t, mock)
	w.write("main.tf", form.config)
	names, values := []string{"key"}, []string{"p01"}
	for _, name := range slices.Sorted(maps.Keys(canaryPerson)) {
		names, values = append(names, name), append(values, canaryPerson[name])
	}
	w.write("people.csv", strings.Join(names, ",")+"\n"+strings.Join(values, ",")+"\n")
	person, err := json.Marshal(canaryPerson)
	if err != nil {
		t.Fatal(err)
	}
	w.env["TF_VAR_person"] = string(person)
	w.env["TF_VAR_password"] = canaryPassword
	w.env["TF_LOG_PROVIDER"] = "TRACE"
	w.env["TF_LOG_CORE"] = "OFF"
	w.env["TF_LOG_PATH"] = "provider.log"
	return w
}
