// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

const jsonMediaType = "application/json"

// ValidateRequest validates path, query, content type and body of a request, but
// not the two credential headers. It takes the body separately, because r.Body may
// have been read. The error is an *Error unless the API has no such operation.
func (c *Contract) ValidateRequest(r *http.Request, body []byte) error {
	input, err := c.input(r, body)
	if err != nil {
		return err
	}
	issues := explain(openapi3filter.ValidateRequest(r.Context(), input))
	if len(issues) == 0 {
		issues = missedByLibrary(input, body)
	}
	return asError(input, issues)
}

// missedByLibrary returns what the library wrongly accepts: it reads only the first of several
// values of a parameter or in a body, and takes 1 and T for true.
func missedByLibrary(input *openapi3filter.RequestValidationInput, body []byte) []Issue {
	var issues []Issue
	for _, ref := range parameters(input.Route) {
		p := ref.Value
		values := input.GetQueryParams()[p.Name]
		if p.In != openapi3.ParameterInQuery || len(values) == 0 || p.Schema.Value.Type.Permits(openapi3.TypeArray) {
			continue
		}
		if len(values) > 1 {
			issues = append(issues, Issue{In: p.In, Path: []string{p.Name}, Keyword: "maxItems", Expected: "the parameter once"})
		} else if p.Schema.Value.Type.Is(openapi3.TypeBoolean) && values[0] != "true" && values[0] != "false" {
			issues = append(issues, Issue{In: p.In, Path: []string{p.Name}, Keyword: "type", Expected: typeName(p.Schema.Value)})
		}
	}
	if len(body) > 0 && !json.Valid(body) {
		issues = append(issues, notJSON)
	}
	return issues
}

var notJSON = Issue{In: "body", Keyword: "type", Expected: "one JSON value"}

// ValidateResponse validates status, content type and body of the response to a
// request. It accepts a status of 400 and above that the operation does not list,
// since the description lists errors for two operations only. The error is an
// *Error unless the API has no such operation.
func (c *Contract) ValidateResponse(r *http.Request, status int, header http.Header, body []byte) error {
	input, err := c.input(r, nil)
	if err != nil {
		return err
	}
	declared := input.Route.Operation.Responses.Status(status)
	switch {
	case declared == nil && status < http.StatusBadRequest:
		return asError(input, []Issue{{In: "status", Path: []string{strconv.Itoa(status)}, Keyword: "status", Expected: "a documented status"}})
	case status == http.StatusNoContent && len(body) > 0:
		return asError(input, []Issue{{In: "body", Keyword: "body", Expected: "no body"}})
	}
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: status, Header: header, Options: &options,
	}
	response.SetBodyBytes(body)
	issues := explain(openapi3filter.ValidateResponse(r.Context(), response))
	if len(issues) == 0 && declared != nil && len(declared.Value.Content) > 0 && !json.Valid(body) {
		issues = []Issue{notJSON}
	}
	return asError(input, issues)
}

// options make the library report every issue and change nothing.
var options = openapi3filter.Options{
	MultiError:                        true,
	RejectWhenRequestBodyNotSpecified: true,
	SkipSettingDefaults:               true,
	ExcludeReadOnlyValidations:        true,
	ExcludeWriteOnlyValidations:       true,
	AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions:           schemaOptions,
}

func (c *Contract) input(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	route, path, err := c.find(r.Method, r.URL.EscapedPath())
	if err != nil {
		return nil, err
	}
	copied := r.WithContext(r.Context())
	copied.Body, copied.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	copied.GetBody = nil
	return &openapi3filter.RequestValidationInput{Request: copied, PathParams: path, Route: route, Options: &options}, nil
}

func asError(input *openapi3filter.RequestValidationInput, issues []Issue) error {
	if len(issues) == 0 {
		return nil
	}
	return &Error{Method: input.Route.Method, Template: input.Route.Path, Issues: issues}
}
