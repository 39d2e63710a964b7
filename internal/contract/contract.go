// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"context"
	_ "embed" // openapi.yaml
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

//go:embed openapi.yaml
var description []byte

// Contract is the loaded description of the API. It is immutable and safe for
// concurrent use.
type Contract struct {
	paths  *openapi3.Paths
	router routers.Router
}

// Load returns the contract. It is read and checked once; every further call
// returns the same one. An error means that the embedded description is broken.
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
	// The library's other router knows escaped paths, but is one more module.
	router, err := legacy.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("routing the API description: %w", err)
	}
	// The library checks values against 3.0 with its own validator, and against
	// 3.1 with one that compiles the schema for each value and quotes the value
	// in its errors. The former knows all that this description uses. It is told
	// so after the router, which refuses lists of types in 3.0.
	doc.OpenAPI = "3.0.3"
	return &Contract{paths: doc.Paths, router: router}, nil
})

// Route finds the template that a method and a path (escaped, without query)
// belong to, for instance "/v1/patients/{id}". ok is false when the API has no
// such operation.
func (c *Contract) Route(method, path string) (template string, ok bool) {
	found, _, err := c.find(method, path)
	if err != nil {
		return "", false
	}
	return found.Path, true
}

// find is stricter than the library's router, which takes a slash at the end
// for none and nothing for an id, and splits the path after unescaping it.
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
