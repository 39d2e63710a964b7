// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/warnings"
)

const logSubsystem = "hero_api"

// observe sees each attempt at a request, of whatever object.
func observe(ctx context.Context, a hero.Attempt) {
	logAttempt(ctx, a)
	if a.OtherPractice {
		warnings.Add(ctx, warnings.Warning{
			Summary: "Answer of another practice group",
			Detail: fmt.Sprintf("Hero's answer to %s %s for practice group %s says that it is about another practice group. Check it before you use it. "+
				"A proxy or cache between here and Hero may drop or ignore the header x-practice-group-id.", a.Method, a.Route, a.Practice),
		})
	}
}

// logAttempt writes one line for each request. The line has the route's template instead of the
// address, and no headers or bodies at any log level, because they hold keys and patient data.
func logAttempt(ctx context.Context, a hero.Attempt) {
	ctx = tflog.NewSubsystem(ctx, logSubsystem, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_HERO_API"))
	fields := map[string]any{
		"method":      a.Method,
		"route":       a.Route,
		"status":      a.Status,
		"duration_ms": a.Duration.Milliseconds(),
		"attempt":     a.Number,
		"request_id":  a.RequestID,
	}
	if a.Problem != "" {
		fields["problem"] = a.Problem
	}
	tflog.SubsystemDebug(ctx, logSubsystem, "Hero API request", fields)
}
