// SPDX-License-Identifier: MPL-2.0

// Command contractcheck compares the vendor's own OpenAPI file with this provider's
// description of the API, internal/contract/openapi.yaml.
//
// It looks at the operations that the contract marks with x-called. oasdiff finds
// the differences. This program reports which of them refute what the client relies
// on, and what the file says about each thing that the contract marks as inferred.
//
// It exits with 1 if something is refuted and with 2 if it cannot compare.
package main
