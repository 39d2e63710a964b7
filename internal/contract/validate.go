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

// ValidateRequest checks path, query, content type and body of a request. The
// body is given apart so that r.Body may be read already. The two credential
// headers are not looked at. The error is an *Error unless the API has no such
// operation.
func (c *Contract) ValidateRequest(r *http.Request, body []byte) error {
	input, err := c.input(r, body)
	if err != nil {
		return err
	}
	issues := explain(openapi3filter.ValidateRequest(r.Context(), input))
	if len(issues) == 0 {
		issues = overlooked(input, body)
	}
	return check(input, issues)
}

// overlooked is what the library lets pass: it reads the first of several
// values, of a parameter and in a body, and takes 1 and T for true.
func overlooked(input *openapi3filter.RequestValidationInput, body []byte) []Issue {
	var issues []Issue
	for _, ref := range parameters(input.Route) {
		p := ref.Value
		texts := input.GetQueryParams()[p.Name]
		if p.In != openapi3.ParameterInQuery || len(texts) == 0 || p.Schema.Value.Type.Permits(openapi3.TypeArray) {
			continue
		}
		if len(texts) > 1 {
			issues = append(issues, Issue{In: p.In, Path: []string{p.Name}, Keyword: "maxItems", Expected: "the parameter once"})
		} else if p.Schema.Value.Type.Is(openapi3.TypeBoolean) && texts[0] != "true" && texts[0] != "false" {
			issues = append(issues, Issue{In: p.In, Path: []string{p.Name}, Keyword: "type", Expected: typeName(p.Schema.Value)})
		}
	}
	if len(body) > 0 && !json.Valid(body) {
		issues = append(issues, notJSON)
	}
	return issues
}

var notJSON = Issue{In: "body", Keyword: "type", Expected: "one JSON value"}

// ValidateResponse checks an answer to a request: its status, its content type
// and its body. A status from 400 on that the operation does not list is
// accepted, since the description lists errors for two operations only and
// assumes the rest. The error is an *Error unless the API has no such operation.
func (c *Contract) ValidateResponse(r *http.Request, status int, header http.Header, body []byte) error {
	input, err := c.input(r, nil)
	if err != nil {
		return err
	}
	declared := input.Route.Operation.Responses.Status(status)
	switch {
	case declared == nil && status < http.StatusBadRequest:
		return check(input, []Issue{{In: "status", Path: []string{strconv.Itoa(status)}, Keyword: "status", Expected: "a documented status"}})
	case status == http.StatusNoContent && len(body) > 0:
		return check(input, []Issue{{In: "body", Keyword: "body", Expected: "no body"}})
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: status, Header: header, Options: &options,
	}
	answer.SetBodyBytes(body)
	issues := explain(openapi3filter.ValidateResponse(r.Context(), answer))
	if len(issues) == 0 && declared != nil && len(declared.Value.Content) > 0 && !json.Valid(body) {
		issues = []Issue{notJSON}
	}
	return check(input, issues)
}

// options for the library: check all, change nothing.
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

func check(input *openapi3filter.RequestValidationInput, issues []Issue) error {
	if len(issues) == 0 {
		return nil
	}
	return &Error{Method: input.Route.Method, Template: input.Route.Path, Issues: issues}
}
