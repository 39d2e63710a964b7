// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Error reports a request or a response that breaks the contract.
type Error struct {
	Method   string
	Template string
	Issues   []Issue // at least one
}

// Issue is one violation. It never holds a value that was sent.
type Issue struct {
	In       string   // "path", "query", "header", "body" or "status"
	Path     []string // parameter name, or field names and list indices; empty for the whole
	Keyword  string   // the broken rule, for instance "required", "type", "enum"
	Expected string   // what the contract expects, in a few words
}

// Pointer returns Path as a JSON pointer, for instance "/prescriber_details/email".
func (i Issue) Pointer() string { return pointer(i.Path) }

func pointer(path []string) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, segment := range path {
		b.WriteString("/" + escape.Replace(segment))
	}
	return b.String()
}

func (i Issue) String() string {
	return fmt.Sprintf("%s %q: %s: expected %s", i.In, i.Pointer(), i.Keyword, i.Expected)
}

func (e *Error) Error() string {
	issues := make([]string, 0, len(e.Issues))
	for _, issue := range e.Issues {
		issues = append(issues, issue.String())
	}
	return fmt.Sprintf("%s %s: %s", e.Method, e.Template, strings.Join(issues, "; "))
}

// explain turns the library's errors into issues. It drops their messages, because
// some quote what was sent.
func explain(err error) []Issue {
	// Not errors.As: an error of a parameter or a body wraps the error of the
	// value, and both are needed.
	switch err := err.(type) { //nolint:errorlint // see above
	case nil:
		return nil
	case openapi3.MultiError:
		var issues []Issue
		for _, one := range err {
			issues = append(issues, explain(one)...)
		}
		return issues
	case *openapi3filter.RequestError:
		switch {
		case err.Parameter != nil:
			return explainPart(err.Parameter.In, []string{err.Parameter.Name}, typeName(err.Parameter.Schema.Value), err.Err)
		case err.RequestBody == nil:
			return []Issue{{In: "body", Keyword: "body", Expected: "no body"}}
		}
		return explainBody(err.Err)
	case *openapi3filter.ResponseError:
		return explainBody(err.Err)
	}
	return []Issue{{In: "body", Keyword: "schema", Expected: "what the contract describes"}}
}

// explainBody reports the content type when err is nil: for a wrong content type, the library has
// no error about the body.
func explainBody(err error) []Issue {
	if err == nil {
		return []Issue{{In: "header", Path: []string{"Content-Type"}, Keyword: "type", Expected: jsonMediaType}}
	}
	return explainPart("body", nil, notJSON.Expected, err)
}

// explainPart explains an error of one parameter or of the body. An error that no
// schema found means that the value cannot be parsed as its type.
func explainPart(in string, path []string, wantType string, err error) []Issue {
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return []Issue{{In: in, Path: path, Keyword: "required", Expected: "a value"}}
	}
	if issues := explainValue(in, path, err); issues != nil {
		return issues
	}
	return []Issue{{In: in, Path: path, Keyword: "type", Expected: wantType}}
}

func validateValue(in string, path []string, schema *openapi3.Schema, value any) []Issue {
	return explainValue(in, path, schema.VisitJSON(value, slices.Concat(schemaOptions, []openapi3.SchemaValidationOption{openapi3.MultiErrors()})...))
}

func explainValue(in string, path []string, err error) []Issue {
	// Not errors.As: a failed choice wraps the errors of all its alternatives.
	switch err := err.(type) { //nolint:errorlint // see above
	case openapi3.MultiError:
		var issues []Issue
		for _, one := range err {
			issues = append(issues, explainValue(in, path, one)...)
		}
		return issues
	case *openapi3.SchemaError:
		return explainOne(in, path, err)
	}
	return nil
}

func explainOne(in string, path []string, failed *openapi3.SchemaError) []Issue {
	path = slices.Concat(path, failed.JSONPointer())
	switch {
	case failed.SchemaField == "allOf":
		var issues []Issue
		for _, part := range failed.Schema.AllOf {
			issues = append(issues, validateValue(in, path, part.Value, failed.Value)...)
		}
		return issues
	case failed.SchemaField == "anyOf":
		return closest(in, path, failed.Schema.AnyOf, failed.Value)
	case failed.SchemaField == "oneOf" && !errors.Is(failed, openapi3.ErrOneOfConflict):
		return closest(in, path, failed.Schema.OneOf, failed.Value)
	}
	return []Issue{{In: in, Path: path, Keyword: keyword(failed), Expected: expected(failed)}}
}

// closest returns the issues of the alternative that fits best: the right type
// first, then the fewest issues.
func closest(in string, path []string, alternatives openapi3.SchemaRefs, value any) []Issue {
	var best []Issue
	bestScore := 0
	for _, alternative := range alternatives {
		issues := validateValue(in, path, alternative.Value, value)
		score := len(issues)
		for _, issue := range issues {
			if len(issue.Path) == len(path) && issue.Keyword == "type" {
				score += 1000
			}
		}
		if best == nil || score < bestScore {
			best, bestScore = issues, score
		}
	}
	return best
}

func keyword(failed *openapi3.SchemaError) string {
	if failed.SchemaField == "nullable" {
		return "type"
	}
	return failed.SchemaField
}

func expected(failed *openapi3.SchemaError) string {
	if failed.SchemaField == "required" {
		missing := failed.JSONPointer()
		name := missing[len(missing)-1]
		if property := failed.Schema.Properties[name]; property != nil {
			return "a value: " + typeName(property.Value)
		}
		return "a value"
	}
	switch keyword(failed) {
	case "type":
		return typeName(failed.Schema)
	case "format":
		return "format " + failed.Schema.Format
	default:
		return failed.Reason
	}
}

func typeName(schema *openapi3.Schema) string {
	if names := schema.Type.Slice(); len(names) > 0 {
		return strings.Join(names, " or ")
	}
	return "another type"
}
