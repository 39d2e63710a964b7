// SPDX-License-Identifier: MPL-2.0

// Package server wraps the framework's protocol server to work around two faults
// of the framework and one of Terraform. Only such workarounds belong here: what
// concerns Hero is in internal/provider. CONTRIBUTING.md has the patch that makes
// each of them unnecessary.
package server
