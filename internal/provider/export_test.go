// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// NewAdjusted is New with another configuration of the client, for tests.
func NewAdjusted(adjust func(*hero.Config)) func() provider.Provider {
	return func() provider.Provider { return &heroProvider{version: "test", adjust: adjust} }
}
