// SPDX-License-Identifier: MPL-2.0

// Package herotypes is what Hero's values need of Terraform in all resources
// and data sources: types whose texts mean the same when written differently
// (Kind, Text), plan modifiers that keep plans quiet, and the conversion
// between JSON and Terraform's dynamic values.
//
// When two texts mean the same is decided in canonical. Schemas, models and
// calls to Hero belong in provider.
package herotypes
