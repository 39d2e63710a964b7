// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"context"
	_ "embed" // openapi.yaml
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

//go:embed openapi.yaml
var description []byte

// Contract is the loaded description of the API. It never changes and is safe for
// concurrent use.
type Contract struct {
	paths  *openapi3.Paths
	router routers.Router
}

// Load returns the contract. It reads the description once and returns the same
// contract from then on. An error means that the embedded description is broken.
func Load() (*Contract, error) {
	return load()
}

var load = sync.OnceValues(func() (*Contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		return nil, fmt.Errorf("reading the API description: %w", err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("checking the API description: %w", err)
	}
	if err := adapt(doc); err != nil {
		return nil, fmt.Errorf("adapting the API description: %w", err)
	}
	// The library's other router handles escaped paths but needs one more module.
	router, err := legacy.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("routing the API description: %w", err)
	}
	// For 3.1 the library uses a validator that compiles the schema for each value
	// and quotes the value in its errors. Its validator for 3.0 supports all that
	// this description uses. The version changes only now because the router
	// refuses lists of types in 3.0.
	doc.OpenAPI = "3.0.3"
	return &Contract{paths: doc.Paths, router: router}, nil
})

// Route returns the template of a method and a path (escaped, without query), for
// instance "/v1/patients/{id}". ok is false when the API has no such operation.
func (c *Contract) Route(method, path string) (template string, ok bool) {
	found, _, err := c.find(method, path)
	if err != nil {
		return "", false
	}
	return found.Path, true
}

// Called returns the operations that the client calls, such as "GET /v1/me", in order.
func (c *Contract) Called() (operations []string) {
	for template, item := range c.paths.Map() {
		for method, operation := range item.Operations() {
			if operation.Extensions["x-called"] == true {
				operations = append(operations, method+" "+template)
			}
		}
	}
	slices.Sort(operations)
	return operations
}

// find is stricter than the library's router, which ignores a trailing slash,
// accepts an empty id, and splits the path after unescaping it.
func (c *Contract) find(method, path string) (*routers.Route, map[string]string, error) {
	missing := fmt.Errorf("the contract has no operation %s for this path", method)
	found, escaped, err := c.router.FindRoute(&http.Request{Method: method, URL: &url.URL{Path: path}})
	if err != nil || strings.HasSuffix(path, "/") {
		return nil, nil, missing
	}
	parameters := map[string]string{}
	for name, value := range escaped {
		parameters[name], err = url.PathUnescape(value)
		if err != nil || value == "" {
			return nil, nil, missing
		}
	}
	return found, parameters, nil
}
