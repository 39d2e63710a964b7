// SPDX-License-Identifier: MPL-2.0

// Package server wraps the framework's protocol server. It works around two faults
// of the framework and one of Terraform, for each of which CONTRIBUTING.md has a
// patch, and it tells the plan of an apply from the plan before. What concerns Hero
// is in internal/provider.
package server
