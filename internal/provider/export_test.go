// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// Impatient makes the client's waits as short as a mock server on the same
// machine allows.
func Impatient(config *hero.Config) {
	config.RetryWaitMin, config.RetryWaitMax = time.Millisecond, 20*time.Millisecond
	config.LateCommit, config.MaxThrottling = 250*time.Millisecond, 2*time.Second
}

// NewAdjusted is New with another configuration of the client, for tests.
func NewAdjusted(adjust func(*hero.Config)) func() provider.Provider {
	return func() provider.Provider { return &heroProvider{version: "test", adjust: adjust} }
}
