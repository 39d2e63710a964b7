// SPDX-License-Identifier: MPL-2.0

// Package cli pins versions in its go.mod, so that Dependabot sees them: the newest
// Terraform and OpenTofu that the tests run with, and the installer that
// scripts/with-cli uses if no CLI is on PATH.
package cli

import (
	// The imports keep these two in go.mod. Nothing of either is built.
	_ "github.com/hashicorp/terraform/version"
	_ "github.com/opentofu/opentofu/version"
)
