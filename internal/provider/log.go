// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

const logSubsystem = "hero_api"

// logAttempt writes one line a request. The line has the route's template
// instead of the address, and neither headers nor bodies: both hold keys and
// patient data, at any log level.
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
