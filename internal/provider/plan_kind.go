// SPDX-License-Identifier: MPL-2.0

package provider

import "context"

type planKindKey struct{}

// WithUnknownPlanKind marks the context of a plan by a CLI that does not say whether an
// apply makes it. Terraform says so by the capabilities in its request; OpenTofu sends
// none. The framework hands a provider no difference between the two.
func WithUnknownPlanKind(ctx context.Context) context.Context {
	return context.WithValue(ctx, planKindKey{}, true)
}

// planKindUnknown reports a plan that may be part of an apply.
func planKindUnknown(ctx context.Context) bool {
	unknown, _ := ctx.Value(planKindKey{}).(bool)
	return unknown
}
