// Package contract holds the OpenAPI description of the Hero Health Public API
// and checks requests and answers against it.
//
// It is the only place that knows OpenAPI, and it belongs to the test side: the
// mock server and tests use it, the released provider links neither this
// package nor an OpenAPI library.
package contract
