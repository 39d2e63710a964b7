package contract

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// route is one operation, ready to be matched.
type route struct {
	method     string
	template   string
	segments   []string
	operation  *openapi3.Operation
	parameters openapi3.Parameters
}

func newRoutes(doc *openapi3.T) []route {
	var routes []route
	for template, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			routes = append(routes, route{
				method:     method,
				template:   template,
				segments:   strings.Split(template, "/"),
				operation:  operation,
				parameters: slices.Concat(item.Parameters, operation.Parameters),
			})
		}
	}
	// A literal path wins over a templated one, as OpenAPI demands.
	slices.SortFunc(routes, func(a, b route) int {
		return cmp.Or(
			cmp.Compare(strings.Count(a.template, "{"), strings.Count(b.template, "{")),
			cmp.Compare(a.template, b.template),
			cmp.Compare(a.method, b.method),
		)
	})
	return routes
}

func (c *Contract) find(method, path string) (route, map[string]string, bool) {
	segments := strings.Split(path, "/")
	for _, r := range c.routes {
		if r.method != method {
			continue
		}
		if parameters, ok := r.match(segments); ok {
			return r, parameters, true
		}
	}
	return route{}, nil, false
}

func (c *Contract) byTemplate(method, template string) (route, bool) {
	for _, r := range c.routes {
		if r.method == method && r.template == template {
			return r, true
		}
	}
	return route{}, false
}

// match compares escaped path segments with the template. An empty segment is
// no value for a path parameter.
func (r route) match(segments []string) (map[string]string, bool) {
	if len(segments) != len(r.segments) {
		return nil, false
	}
	parameters := map[string]string{}
	for i, want := range r.segments {
		got, err := url.PathUnescape(segments[i])
		if err != nil {
			return nil, false
		}
		if name, ok := parameterName(want); ok {
			if got == "" {
				return nil, false
			}
			parameters[name] = got
		} else if got != want {
			return nil, false
		}
	}
	return parameters, true
}

func parameterName(segment string) (string, bool) {
	name, opened := strings.CutPrefix(segment, "{")
	name, closed := strings.CutSuffix(name, "}")
	return name, opened && closed
}
