// SPDX-License-Identifier: MPL-2.0

// Package canonical decides when two values mean the same, and how one is sent. Each
// kind of string that Hero has (free text, NHS number, date of birth, telephone number,
// …) has its normal form in a file of its own.
//
// Plans call two values equal, and the client recognises an object as its own, by
// this package alone. It is pure: it knows neither Terraform nor HTTP and imports no
// other package of this module.
package canonical
