// SPDX-License-Identifier: MPL-2.0

// Package heromock is a stateful, in-memory mock of the Hero Health Public API,
// for tests, for the demonstration, and for users who have no account.
//
// It is strict: it checks both credential headers, holds every request and every
// answer of its own against the contract, and reports as a violation what no
// client of the real service should do. By default its answers are realistic,
// which is to say inconvenient in the ways the real service is or may be: dates
// of birth come back as date-times, phone numbers in E.164 form, empty texts as
// null, pages are short, and objects carry members that nobody asked for.
//
// The package shares no type with the client on purpose. Objects are
// map[string]any here, so that a wrong member name in one of the two shows.
//
// A file holds one subject: what it answers about a kind of object and how a
// test changes that kind behind the API's back stand together. What a real
// server may do wrong belongs in faults.go and, under a name, in the table of
// faults; what it says in forms of its own in realistic.go. Nothing here knows
// Terraform or the client.
//
// Where the documentation is silent the mock had to choose:
//
//   - a practice group outside the network is answered like a wrong key, with
//     401 and no body;
//   - a practice group with a key of its own (see Server.SetAPIKey) is in no
//     network: another key is answered with 401 and no body;
//   - PATCH /v1/me replaces the address as a whole (see Options.AddressMerges),
//     PATCH /v1/admins/{id} replaces the prescriber details as a whole;
//   - the webhook list shows signing_key in plain mode only;
//   - a webhook keeps its URL as it was sent (see Options.NormalURLs);
//   - the search by dob compares dates (see Options.DOBAsText);
//   - an entry of the short links has the members id, type, status, short_link,
//     expiry_date and patient_id; a new booking link is one of them, and is
//     answered as a read of it is;
//   - a message is stored as it was sent, and answered so, with id, status and
//     created_at;
//   - deleting a webhook answers 204, in plain mode 200 with an empty object;
//   - an unknown patient has neither billing information nor payment methods: 404.
package heromock
