// SPDX-License-Identifier: MPL-2.0

// Package cli keeps versions in its go.mod, so that Dependabot sees them: of the
// newest Terraform and OpenTofu that the tests run with, and of the installer with
// which scripts/with-cli installs that Terraform where there is none.
package cli

import (
	// The imports keep these two in go.mod. Nothing of either is built.
	_ "github.com/hashicorp/terraform/version"
	_ "github.com/opentofu/opentofu/version"
)
