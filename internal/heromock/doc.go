// SPDX-License-Identifier: MPL-2.0

// Package heromock is a stateful, in-memory mock of the Hero Health Public API, for
// tests, for the demonstration, and for users who have no account.
//
// It is strict: it checks both credential headers, validates every request and each
// of its own responses against the contract, and records a violation when a client
// does what no client of the real service should. By default its responses are
// realistic, that is, awkward where the real service is or may be: dates of birth are
// date-times, phone numbers are in E.164 form, empty strings are null, pages are short,
// and objects have fields that nobody asked for.
//
// It shares no type with the client, so that a wrong field name in one of the two
// shows: objects are map[string]any here.
//
// Each file has one subject: how the mock responds to requests for a kind of object, and
// how a test changes that kind behind the API's back. What a real server may do wrong
// belongs in faults.go and, under a name, in the table of faults; the forms in which
// it writes values belong in realistic.go; how it may behave as a whole belongs in the
// table of traits. Nothing here knows about Terraform or the client.
//
// Where the documentation is silent, the mock makes a choice, which traits can change:
//
//   - a practice group outside the network gets the response to a wrong key: 401
//     without a body;
//   - a practice group with a key of its own (see Server.SetAPIKey) is in no network:
//     any other key gets 401 without a body;
//   - PATCH /v1/me replaces the whole address, and PATCH /v1/admins/{id} the whole prescriber details;
//   - the webhook list has the signing_key in plain mode only;
//   - a webhook keeps its URL as it was sent;
//   - the search by dob compares dates;
//   - a short link has the fields id, type, status, short_link, expiry_date and
//     patient_id; a new booking link is one of them, and a read of it returns the same
//     as its creation;
//   - a message is stored and returned as it was sent, with id, status and created_at;
//   - deleting a webhook returns 204, in plain mode 200 with an empty object;
//   - an unknown patient has neither billing information nor payment methods: 404.
package heromock
