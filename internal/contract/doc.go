// SPDX-License-Identifier: MPL-2.0

// Package contract holds the OpenAPI description of the Hero Health Public API
// and validates requests and responses against it.
//
// Only this package knows OpenAPI. The mock server and tests use it; the released
// provider links neither this package nor an OpenAPI library.
//
// kin-openapi routes and validates. What the library lacks belongs here: fixes of
// the description in memory, a list of names that the description does not have,
// sample responses, and errors without the values that were sent, which may be a
// patient's. The behaviour of the mock belongs in heromock.
package contract
