// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func TestLogAttempt_writesOneLineWithoutValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attempt hero.Attempt
		want    map[string]any
	}{
		"answered": {
			hero.Attempt{Method: "GET", Route: hero.RoutePatient, Status: 200, Duration: 1500 * time.Microsecond, Number: 1, RequestID: "r-1"},
			map[string]any{"method": "GET", "route": "/v1/patients/{id}", "status": 200.0, "duration_ms": 1.0, "attempt": 1.0, "request_id": "r-1"},
		},
		"no answer": {
			hero.Attempt{Method: "POST", Route: hero.RouteRegister, Duration: time.Second, Number: 3, Problem: hero.ProblemTimeout},
			map[string]any{
				"method": "POST", "route": "/v1/patients/register", "status": 0.0, "duration_ms": 1000.0, "attempt": 3.0, "request_id": "",
				"problem": "timeout",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			logAttempt(tflogtest.RootLogger(context.Background(), &out), c.attempt)
			lines, err := tflogtest.MultilineJSONDecode(&out)
			if err != nil {
				t.Fatal(err)
			}
			c.want["@level"], c.want["@message"], c.want["@module"] = "debug", "Hero API request", "provider.hero_api"
			if diff := cmp.Diff([]map[string]any{c.want}, lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}
