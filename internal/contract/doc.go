// SPDX-License-Identifier: MPL-2.0

// Package contract holds the OpenAPI description of the Hero Health Public API
// and checks requests and answers against it.
//
// It is the only place that knows OpenAPI, and it belongs to the test side: the
// mock server and tests use it, the released provider links neither this
// package nor an OpenAPI library.
//
// Routing and validating are kin-openapi's. What belongs here is what the
// library lacks: mending the description in memory, names that the description
// does not know, sample answers, and errors without the values that were sent,
// which may be a patient's. The mock's behaviour does not belong here.
package contract
