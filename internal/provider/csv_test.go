// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// csvOfPatients are n made-up people, written the way people write: numbers
// with spaces, postcodes in lower case, birthdays in summer and in winter.
func csvOfPatients(n int) string {
	var b strings.Builder
	b.WriteString("key,nhs_number,dob,first_name,last_name,mobile,postcode\n")
	numberOf := nhsNumbers()
	for made := range n {
		number := numberOf(made)
		fmt.Fprintf(&b, "p%03d,%s %s %s,19%02d-%02d-15,Person,Number %d,07700 90%04d,ls1 %dap\n", made, number[:3], number[3:6], number[6:], 40+made%60, 1+made%12, made, made, made%10)
	}
	return b.String()
}

// A patient costs four requests to create: a look whether it exists when
// planning; another one when Terraform plans again before it applies, which
// serves the create too; the registration; and the read-back. Each later plan
// costs one.
func TestAccPatientsFromCSV_apply(t *testing.T) {
	t.Parallel()
	const people = 200
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("patients.csv", csvOfPatients(people))
	w.write("main.tf", `
resource "hero_patient" "test" {
  for_each = { for p in csvdecode(file("${path.module}/patients.csv")) : p.key => p }

  nhs_number = each.value.nhs_number
  dob        = each.value.dob
  first_name = each.value.first_name
  last_name  = each.value.last_name
  mobile     = each.value.mobile
  postcode   = each.value.postcode
}
`)
	start := time.Now()
	w.mustRun("apply", "-auto-approve", "-parallelism=20")
	t.Logf("applied %d patients in %s", people, time.Since(start).Round(time.Millisecond))
	for _, c := range []struct {
		method, route string
		want          int
	}{
		{http.MethodGet, "/v3/patients", 2 * people},
		{http.MethodPost, "/v1/patients/register", people},
		{http.MethodGet, "/v1/patients/{id}", people},
		{"", "", 4 * people},
	} {
		if got := mock.Count(c.method, c.route); got != c.want {
			t.Errorf("%s %s: %d requests, want %d", c.method, c.route, got, c.want)
		}
	}
	if got := len(mock.Patients("1001")); got != people {
		t.Errorf("Hero has %d patients, want %d", got, people)
	}

	mock.ResetJournal()
	start = time.Now()
	w.wantNoChanges()
	t.Logf("planned %d patients in %s", people, time.Since(start).Round(time.Millisecond))
	if got := len(mock.Journal()); got != people || mock.Count(http.MethodGet, "/v1/patients/{id}") != people {
		t.Errorf("the second plan made %d requests, want one read for each of %d patients", got, people)
	}
}
