// SPDX-License-Identifier: MPL-2.0

// Package herotypes is what Terraform needs to know about Hero's values: string types in which
// different spellings can mean the same (Kind, String), plan modifiers that keep plans quiet, and
// the conversion between JSON and Terraform's dynamic values.
//
// Which spellings mean the same is decided in canonical. Schemas, models and requests
// belong in provider.
package herotypes
