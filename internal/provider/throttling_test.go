// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// adoptedPatients returns configurations of different people. Each takes three requests:
// a look whether Hero has the NHS number with another date of birth, the registration, and
// the read after it.
func adoptedPatients(count int) (all []members) {
	number := nhsNumbers()
	for i := range count {
		all = append(all, ada().with("nhs_number", number(i), "adopt_existing", "true").config())
	}
	return all
}

// The rate limit in the partner agreement is not known, and Hero may not say how long to
// wait. One run must create everybody once, without a failure.
func TestProvider_manyPatientsUnderARateLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		patients, perSecond, runs int
		settings                  members
	}{
		"200 at 20 a second": {200, 20, 3, nil},
		"10 at 2 a second":   {10, 2, 10, nil},
		"6 at 1 a second":    {6, 1, 10, nil},
		// Still more than Hero accepts, because 25 requests a second are about 8 of each kind.
		"40 at 6 a second, limited to 25": {40, 6, 1, members{"requests_per_second": 25.0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all time.Duration
			run := func(t *testing.T) {
				t.Helper()
				mock := heromock.Start(t)
				for _, route := range []string{routeRegister, routePatient} {
					mock.Inject(heromock.Fault{Route: route, Status: http.StatusTooManyRequests, PerSecond: c.perSecond})
				}
				p := newProtocol(t, mock, with(members{"max_retries": nil}, c.settings)).resource(patientType)
				wanted := adoptedPatients(c.patients)
				began := time.Now()
				inParallel(10, c.patients, func(i int) {
					made, diagnostics := p.create(wanted[i])
					wantDiagnostics(t, diagnostics)
					if p.text(made, "id") == "" {
						t.Errorf("patient %d has no id", i)
					}
				})
				took := time.Since(began)
				all += took
				requests, refused := mock.Journal(), 0
				for _, r := range requests {
					if r.Status == http.StatusTooManyRequests {
						refused++
					}
				}
				t.Logf("%d patients, %d requests, %d of them refused, %s", c.patients, len(requests), refused, took)
				if refused == 0 {
					t.Error("no request was refused, so this test proves nothing")
				}
				if limit, ok := c.settings["requests_per_second"].(float64); ok && float64(len(requests)) > limit*took.Seconds()+1 {
					t.Errorf("%d requests in %s are more than %v a second", len(requests), took, limit)
				}
				if n := len(mock.Patients("1001")); n != c.patients {
					t.Errorf("Hero has %d patients, want %d", n, c.patients)
				}
			}
			for range c.runs {
				virtual(t, run)
			}
			// A client that waits too long would take many times the least possible time. The waits are random, so the
			// test looks at the mean of several runs.
			least := time.Duration(c.patients/c.perSecond) * time.Second
			if mean := all / time.Duration(c.runs); mean > 3*least+10*time.Second {
				t.Errorf("a run took %s on average, want at most three times %s and 10s", mean, least)
			}
		})
	}
}

// A rate limit that never lets a request through leads to an error, which says how long
// the provider has tried.
func TestProvider_aRateLimitThatNeverEndsIsAnError(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{Status: http.StatusTooManyRequests})
		p := newProtocol(t, mock, members{"max_retries": 1})
		began := time.Now()
		_, diagnostics := (&dataReader{p}).read("hero_practice_group", nil)
		if took := time.Since(began); took < 9*time.Minute || took > 10*time.Minute {
			t.Errorf("it took %s", took)
		}
		wantDiagnostics(t, diagnostics, "error: Unable to read practice group 1001").
			Containing("429 Too Many Requests", "10 minutes", "requests_per_second", "-parallelism")
	})
}

// The documentation names the same time as the error.
func TestProvider_documentsHowLongARateLimitIsBorne(t *testing.T) {
	t.Parallel()
	schema, err := protocolServer(nil).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	attributes := schema.Provider.Block.Attributes
	at := slices.IndexFunc(attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "max_retries" })
	if at < 0 {
		t.Fatal("the provider has no max_retries")
	}
	if text := attributes[at].Description; !strings.Contains(text, "take at most 10 minutes") {
		t.Errorf("max_retries is described as %q", text)
	}
}

// If the quota is used up, a run waits its ten minutes only once, however many objects it
// has. After that, no object waits.
func TestProvider_aUsedUpQuotaEndsSoon(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		config := func(i int) members { return members{"event_type": confirmed, "url": fmt.Sprintf("%s/%d", receiver, i)} }
		p := newResourceProtocol(t, mock, webhookType)
		made := make([]instance, 200)
		for i := range made {
			made[i] = p.mustCreate(config(i))
		}
		mustSetTrait(t, mock, "quota-used-up")
		refresh := newProtocol(t, mock, members{"max_retries": nil}).resource(webhookType)
		before, began := len(mock.Journal()), time.Now()
		inParallel(10, len(made), func(i int) {
			_, diagnostics := refresh.read(made[i])
			wantDiagnostics(t, diagnostics, "error: Unable to read webhook "+p.text(made[i], "id")).Containing("429", "10 minutes in all", "This time is used up", "requests_per_second")
		})
		if took := time.Since(began); took < 9*time.Minute || took > 10*time.Minute {
			t.Errorf("the refresh of %d webhooks took %s", len(made), took)
		}
		if requests := len(mock.Journal()) - before; requests > 200 {
			t.Errorf("%d requests were refused", requests)
		}
		time.Sleep(30 * time.Minute)
		_, diagnostics := refresh.read(made[0])
		wantDiagnostics(t, diagnostics)
	})
}
