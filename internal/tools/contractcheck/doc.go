// SPDX-License-Identifier: MPL-2.0

// Command contractcheck holds the vendor's own OpenAPI file against what this
// provider takes the API to be, which is internal/contract/openapi.yaml.
//
// It looks at the operations that the contract marks with x-called. oasdiff finds
// the differences; this program says which of them refute what the client relies
// on, and what the file says of each thing that the contract marks as inferred.
//
// It ends with 1 when something is refuted, with 2 when it cannot compare.
package main
