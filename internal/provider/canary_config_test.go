// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Literals in a configuration are shown by Terraform itself next to an error,
// so the values come in as users are told to give them: from a sensitive variable
// or a table.
const canaryConfig = `
provider "hero" {
  max_retries = 0
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

// canaryForm is a way to write the patient down.
type canaryForm struct {
	name    string
	config  string
	address string
}

func canaryInVariable() canaryForm {
	return canaryForm{"a patient in a variable", canaryConfig, "hero_patient.this"}
}

// canaryInTable has a line of a table for each patient. A table is not sensitive,
// so nothing but the schemas hides its values; and the key of the instance, which
// is in every address, has to be neutral.
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

// canaryWorkspace logs everything that the provider's process writes. What
// Terraform's own core traces is left out: it is not the provider's to decide.
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
