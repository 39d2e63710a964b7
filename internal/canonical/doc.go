// SPDX-License-Identifier: MPL-2.0

// Package canonical knows when two values mean the same. Each kind of text that
// Hero has (an NHS number, a date of birth, a telephone number, …) stands in a
// file of its own with its normal form.
//
// What a plan calls equal and what the client recognises as its own are decided
// here and nowhere else. The package is pure, knows nothing of Terraform or of
// HTTP, and imports nothing else of this module.
package canonical
