// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// adoptedPatients are configurations of different people, who are registered without a
// look before: two requests each.
func adoptedPatients(t testing.TB, count int) (all []members) {
	t.Helper()
	for n := 0; len(all) < count; n++ {
		number := fmt.Sprintf("999%07d", n)
		if _, err := canonical.NHSNumber.Normal(number); err != nil {
			continue // its last digit is not the one that the others demand
		}
		all = append(all, ada().with("nhs_number", number, "adopt_existing", "true").config())
	}
	return all
}

// The limit of the partner agreement is not known, and Hero need not say how long
// to wait. One run, no failure, and nobody twice.
func TestProvider_manyPatientsUnderARateLimit(t *testing.T) {
	t.Parallel()
	impatient := func(string) func() frameworkprovider.Provider { return provider.NewAdjusted(provider.Impatient) }
	for name, c := range map[string]struct {
		start               func(version string) func() frameworkprovider.Provider
		patients, perSecond int
		settings            members
	}{
		// Its pauses are short, and it gives up on a request after two seconds, so that each has to get its turn.
		"200 at 20 a second": {impatient, 200, 20, nil},
		// These have the waits of users.
		"10 at 2 a second": {provider.New, 10, 2, nil},
		"6 at 1 a second":  {provider.New, 6, 1, nil},
		// More than Hero bears, as 25 is in the end 12 of each kind.
		"40 at 10 a second, limited to 25": {provider.New, 40, 10, members{"requests_per_second": 25.0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			for _, route := range []string{routeRegister, routePatient} {
				mock.Inject(heromock.Fault{Route: route, Status: http.StatusTooManyRequests, PerSecond: c.perSecond})
			}
			server, err := providerserver.NewProtocol6WithError(c.start("test")())()
			if err != nil {
				t.Fatal(err)
			}
			p := newProtocol(t, mock, nil)
			p.server, p.config = server, members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001"}
			maps.Copy(p.config, c.settings)
			p.configure()
			patients := p.resource(patientType)
			wanted := adoptedPatients(t, c.patients)
			began := time.Now()
			inParallel(10, c.patients, func(i int) {
				made, diagnostics := patients.create(wanted[i])
				wantDiagnostics(t, diagnostics)
				if patients.text(made, "id") == "" {
					t.Errorf("patient %d has no id", i)
				}
			})
			took := time.Since(began)
			requests, refused := mock.Journal(), 0
			for _, r := range requests {
				if r.Status == http.StatusTooManyRequests {
					refused++
				}
			}
			t.Logf("%d patients, %d requests, %d of them refused, %s", c.patients, len(requests), refused, took.Round(100*time.Millisecond))
			if refused == 0 {
				t.Error("nothing was refused, so this shows nothing")
			}
			if limit, ok := c.settings["requests_per_second"].(float64); ok && float64(len(requests)) > limit*took.Seconds()+1 {
				t.Errorf("%d requests in %s are more than %v a second", len(requests), took, limit)
			}
			if n := len(mock.Patients("1001")); n != c.patients {
				t.Errorf("Hero has %d patients, want %d", n, c.patients)
			}
			// As fast as the limit allows would be one of these times; a client that waits for too long would need many.
			if least := time.Duration(c.patients/c.perSecond) * time.Second; took > 3*least+10*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}

// A limit that never lets anything through ends in an error that says how long
// the provider has tried.
func TestProvider_aRateLimitThatNeverEndsIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Status: http.StatusTooManyRequests})
	p := newProtocol(t, mock, members{"max_retries": 1}) // and gives up after two seconds
	began := time.Now()
	_, diagnostics := (&dataReader{p}).read("hero_practice_group", nil)
	if took := time.Since(began); took < time.Second || took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	wantDiagnostics(t, diagnostics, "error: Unable to read practice group 1001").
		Containing("429 Too Many Requests", "10 minutes", "requests_per_second", "-parallelism")
}

// The documentation and the error name the same time.
func TestProvider_documentsHowLongARateLimitIsBorne(t *testing.T) {
	t.Parallel()
	schema, err := protocolServer(nil).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range schema.Provider.Block.Attributes {
		if a.Name == "max_retries" && !strings.Contains(a.Description, "for 10 minutes") {
			t.Errorf("max_retries is described as %q", a.Description)
		}
	}
}
