// SPDX-License-Identifier: MPL-2.0

// Package hero is the client of the Hero Health Public API.
//
// What belongs here: wire types, one method an operation, the rules for retrying, pausing and remembering, and errors that
// can be shown to anybody. What does not: anything of Terraform, and any judgement on what a value means to a configuration.
//
// Three promises hold for every method. No request leaves two objects where one was asked for, however its answer gets lost
// and however late Hero acts; where that cannot be had, it ends with an error. No error and no Attempt holds a patient value, a
// secret or the API key. Every wait and every request ends at once when its context ends.
package hero
