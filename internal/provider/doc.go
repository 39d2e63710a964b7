// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform face of the Hero client: schemas, plan
// checks, state and diagnostics. Each object has a file of its own
// (<thing>_resource.go, <thing>_data_source.go, …). A resource has its mapping
// between the API and Terraform beside it (<thing>_model.go); a look-up is whole
// in its one file, on top of lookup.go or ephemeral_lookup.go.
//
// HTTP, retries and wire formats belong in internal/hero; text types with
// semantic equality belong in herotypes; validators belong in validators.
package provider
