// SPDX-License-Identifier: MPL-2.0

// Package hero is the client of the Hero Health Public API.
//
// It has the wire types, a method for each operation, the rules for retries, pauses and caching, and errors that anybody may see.
// It knows nothing about Terraform, nor what a value means to a configuration.
//
// Every method keeps three promises. No request leaves two objects where one was asked for, however its response gets lost and
// however late Hero acts; if that cannot be ensured, the method returns an error. No error and no Attempt holds a patient value, a
// secret or an API key. Every wait and every request ends at once when its context ends.
//
// # Glossary
//
//	request       what a caller wants from Hero; can take several attempts
//	message       a request as each attempt sends it
//	response      the outcome of an attempt: a complete response or a failure
//	route         the template of a path, such as /v1/patients/{id}
//	field         a value in Hero's JSON: absent, null or a value (Nullable)
//	repeatable    safe to send twice
//	ambiguous     failed, and Hero may have carried it out all the same
//	application   Hero itself, not a proxy or gateway in front of it
//	lost          ended without a response from the application
//	late commit   Hero acts on a write after the client has given up on its response
//	unclear       a create whose outcome is still open after all searches
//	proof         a digest that recognises a signing key without keeping it
//	created       the result of a create
//	pause         the time without requests that follows a refusal for too many
//	budget        the time that the pauses of a key, or of one of its practice groups, may take in a run
//	slot          the right to have one request in flight after a pause
//	snapshot      a cached value; nobody changes it, a write makes a new one
//	cached, fresh a read of the last minute will do, or only one that begins now
//	flight        a read that several callers share
//	look          a read, right before a write, of what the write would change
//	look-up       a search for one object in a cached list
//	trace         find a person in the national PDS
//	quote         show a text of Hero's, where nothing sensitive can be in it
//
// # Layers
//
// A file uses only files that stand below it, or to its right:
//
//	client                               New, which puts the parts together
//	raw, webhook_writes, webhooks,       the API areas, each with its wire types
//	admins, billing, pds, register,
//	persons, patients, practice_group,
//	directory, token
//	create, read, pages, decode          creating without duplicates, and reading
//	practice, cache                      the client of a practice group, and what it caches
//	keys, transport, throttle            sending, with retries, and pauses for each key
//	result, response, request            a request, its response, and what the caller gets
//	config, errors                       what callers see besides the API areas
//	redact, body, routes, sync,          what may be shown, JSON, routes, locks, values
//	nullable
package hero
