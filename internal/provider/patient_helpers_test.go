// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	patientAddress = "hero_patient.this"
	routePatient   = "/v1/patients/{id}"
	routePatients  = "/v3/patients"
	routeRegister  = "/v1/patients/register"
	postRegister   = "POST " + routeRegister
)

// person is the attributes of a hero_patient by name. "true", "null" and references are
// Terraform expressions; every other value is a string.
type person map[string]string

// ada has the minimum for a patient whom Hero can match.
func ada() person {
	return person{
		"nhs_number": "999 000 0018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace", "mobile": "07700 900123",
	}
}

// grace is a patient without an NHS number.
func grace() person {
	return person{"dob": "1985-12-09", "first_name": "Grace", "last_name": "Hopper", "mobile": "07700 900456"}
}

// with returns a copy with other attributes, given as name, value, name, value, ….
func (a person) with(pairs ...string) person {
	c := maps.Clone(a)
	for pair := range slices.Chunk(pairs, 2) {
		c[pair[0]] = pair[1]
	}
	return c
}

func (a person) without(names ...string) person {
	c := maps.Clone(a)
	for _, name := range names {
		delete(c, name)
	}
	return c
}

// unknownValue stands for a value that is known only after apply.
const unknownValue = "terraform_data.unknown"

// config returns the attributes in the form that the protocol needs.
func (a person) config() members {
	config := members{}
	for name, value := range a {
		switch value {
		case "true":
			config[name] = true
		case "null":
			config[name] = nil
		case unknownValue:
			config[name] = unknown
		default:
			config[name] = value
		}
	}
	return config
}

// record returns Hero's record for the attributes.
func (a person) record() map[string]any {
	r := map[string]any{}
	for name, value := range a {
		r[name] = value
	}
	return r
}

// sent returns what the provider sends for the attributes: NHS numbers without spaces,
// telephone numbers in international form.
func (a person) sent() map[string]any {
	r := a.record()
	for name, value := range a {
		switch packed := strings.ReplaceAll(value, " ", ""); name {
		case "nhs_number":
			r[name] = packed
		case "mobile", "landline":
			if national, isNational := strings.CutPrefix(packed, "0"); isNational {
				packed = "+44" + national
			}
			r[name] = packed
		}
	}
	return r
}

// patient writes the resource hero_patient.<label>, and adds lines to it unchanged.
func (a person) patient(label string, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "resource \"hero_patient\" %q {\n", label)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		fmt.Fprintf(&b, "  %s = %s\n", name, expression(a[name]))
	}
	return b.String() + strings.Join(lines, "\n") + "\n}\n"
}

func expression(value string) string {
	if value == "true" || value == "null" || strings.HasPrefix(value, "terraform_data.") {
		return value
	}
	return fmt.Sprintf("%q", value)
}

// patientConfig is a configuration of one patient, hero_patient.this.
func patientConfig(s *heromock.Server, a person, lines ...string) string {
	return providerBlock(s, "max_retries = 0") + a.patient("this", lines...)
}

func patientValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(patientAddress, tfjsonpath.New(name), want)
}

// patientValues checks that the state shows attributes letter by letter.
func patientValues(a person) []statecheck.StateCheck {
	var checks []statecheck.StateCheck
	for name, value := range a {
		checks = append(checks, patientValue(name, knownvalue.StringExact(value)))
	}
	return checks
}

// wantRegistration checks the only write since the journal was last reset.
func wantRegistration(t testing.TB, s *heromock.Server, want map[string]any) {
	t.Helper()
	wantWrites(t, s, postRegister)
	if writes := s.Writes(); len(writes) == 1 {
		if diff := cmp.Diff(want, writes[0].Body); diff != "" {
			t.Errorf("registration (-want +got):\n%s", diff)
		}
	}
}

// onlyPatient returns the one record that a practice group should hold.
func onlyPatient(t testing.TB, s *heromock.Server, group string) map[string]any {
	t.Helper()
	all := s.Patients(group)
	if len(all) != 1 {
		t.Errorf("practice group %s holds %d patients, want 1", group, len(all))
		return nil
	}
	return all[0]
}

func wantMembers(t testing.TB, record map[string]any, want map[string]any) {
	t.Helper()
	for name, value := range want {
		if record[name] != value {
			t.Errorf("record holds %s = %v, want %v", name, record[name], value)
		}
	}
}

// checkFunc runs a check of the mock after an apply and before the refresh.
func checkFunc(check func()) func(*terraform.State) error {
	return func(*terraform.State) error { check(); return nil }
}
