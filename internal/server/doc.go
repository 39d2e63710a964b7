// SPDX-License-Identifier: MPL-2.0

// Package server wraps the framework's protocol server. It works around two faults
// of the framework and one of Terraform, for each of which CONTRIBUTING.md has a
// patch, it tells the plan of an apply from the plan before, and it ends the provider
// when the CLI that started it is gone. What concerns Hero is in internal/provider.
package server
