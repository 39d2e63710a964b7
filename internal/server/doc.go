// SPDX-License-Identifier: MPL-2.0

// Package server wraps the framework's protocol server. It works around two faults of the framework
// and one of Terraform, for each of which CONTRIBUTING.md has a patch; it tells the plan inside an
// apply from the plan before it; it adds the warnings of package warnings to the responses; and it
// ends the provider when the CLI that started it is gone. Everything about Hero is in internal/provider.
package server
