// SPDX-License-Identifier: MPL-2.0

// Package hero is the client of the Hero Health Public API.
//
// What belongs here: wire types, one method an operation, the rules for retrying, pausing and remembering, and errors that
// can be shown to anybody. What does not: anything of Terraform, and any judgement on what a value means to a configuration.
//
// Three promises hold for every method. No request leaves two objects where one was asked for, however its answer gets lost
// and however late Hero acts; where that cannot be had, it ends with an error. No error and no Attempt holds a patient value, a
// secret or the API key. Every wait and every request ends at once when its context ends.
//
// # Layers
//
// A file uses only files that stand below it, or to its right:
//
//	client                               New, which puts the parts together
//	raw, webhook_writes, webhooks,       the API areas, each with its wire types
//	admins, billing, pds, register,
//	patients, practice_group,
//	directory, token
//	create, pages, read, decode          creating without duplicates, and reading
//	practice, cache                      the client of a practice group, and what it caches
//	keys, transport, throttle            sending, with retries, and pauses for each key
//	result, response, request            a request, its response, and what the caller gets
//	config, errors                       what callers see besides the API areas
//	redact, routes, sync, nullable       what may be shown, routes, locks, values
package hero
