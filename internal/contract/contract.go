package contract

import (
	"context"
	_ "embed" // openapi.yaml
	"fmt"
	"net/http"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed openapi.yaml
var description []byte

// Contract is the loaded description of the API. It is immutable and safe for
// concurrent use.
type Contract struct {
	routes []route
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
	return &Contract{routes: newRoutes(doc)}, nil
})

// Operations lists every operation as a method and a route template, in a
// stable order.
func (c *Contract) Operations() []Operation {
	operations := make([]Operation, 0, len(c.routes))
	for _, r := range c.routes {
		operations = append(operations, Operation{Method: r.method, Template: r.template})
	}
	return operations
}

// Operation names one operation of the API.
type Operation struct {
	Method   string // upper case, for instance "GET"
	Template string // route template, for instance "/v1/patients/{id}"
}

// Route finds the template that a method and a path (escaped, without query)
// belong to, for instance "/v1/patients/{id}". ok is false when the API has no
// such operation.
func (c *Contract) Route(method, path string) (template string, ok bool) {
	r, _, ok := c.find(method, path)
	return r.template, ok
}

func (c *Contract) operation(r *http.Request) (route, map[string]string, error) {
	found, parameters, ok := c.find(r.Method, r.URL.EscapedPath())
	if !ok {
		return route{}, nil, fmt.Errorf("the contract has no operation %s for this path", r.Method)
	}
	return found, parameters, nil
}
