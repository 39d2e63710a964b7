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

// Error says that a request or an answer does not keep to the contract.
type Error struct {
	Method   string
	Template string
	Issues   []Issue // at least one
}

// Issue is one thing that is wrong. It never holds a value that was sent.
type Issue struct {
	In       string   // "path", "query", "header", "body" or "status"
	Path     []string // where in there: parameter name, or member names and positions; empty for the whole
	Keyword  string   // rule that is broken, for instance "required", "type", "enum"
	Expected string   // what the contract expects, in few words
}

// Pointer is the JSON pointer of the place, for instance "/prescriber_details/email".
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
	texts := make([]string, 0, len(e.Issues))
	for _, issue := range e.Issues {
		texts = append(texts, issue.String())
	}
	return fmt.Sprintf("%s %s: %s", e.Method, e.Template, strings.Join(texts, "; "))
}

// explain turns the library's errors into issues. Their texts are left behind,
// because some quote what was sent.
func explain(err error) []Issue {
	// The error itself is looked at, not what it wraps: the failures of a value
	// have more to them than the library's sentence about their place.
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

// explainBody knows a content type that is not the described one by the library
// having no error of the body.
func explainBody(err error) []Issue {
	if err == nil {
		return []Issue{{In: "header", Path: []string{"Content-Type"}, Keyword: "type", Expected: jsonMediaType}}
	}
	return explainPart("body", nil, notJSON.Expected, err)
}

// explainPart explains a failure of one parameter or of the body. One that is
// not of the schema's finding is a value that cannot be read as its type.
func explainPart(in string, path []string, readable string, err error) []Issue {
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return []Issue{{In: in, Path: path, Keyword: "required", Expected: "a value"}}
	}
	if issues := explainValue(in, path, err); issues != nil {
		return issues
	}
	return []Issue{{In: in, Path: path, Keyword: "type", Expected: readable}}
}

func checkValue(in string, path []string, schema *openapi3.Schema, value any) []Issue {
	return explainValue(in, path, schema.VisitJSON(value, slices.Concat(schemaOptions, []openapi3.SchemaValidationOption{openapi3.MultiErrors()})...))
}

func explainValue(in string, path []string, err error) []Issue {
	// As above: a failed choice wraps the failures of all its alternatives.
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
			issues = append(issues, checkValue(in, path, part.Value, failed.Value)...)
		}
		return issues
	case failed.SchemaField == "anyOf":
		return closest(in, path, failed.Schema.AnyOf, failed.Value)
	case failed.SchemaField == "oneOf" && !errors.Is(failed, openapi3.ErrOneOfConflict):
		return closest(in, path, failed.Schema.OneOf, failed.Value)
	}
	return []Issue{{In: in, Path: path, Keyword: keyword(failed), Expected: expected(failed)}}
}

// closest explains a choice of which no alternative fits by the alternative
// that is nearest: of the right type, then with the fewest issues.
func closest(in string, path []string, alternatives openapi3.SchemaRefs, value any) []Issue {
	var best []Issue
	bestScore := 0
	for _, alternative := range alternatives {
		issues := checkValue(in, path, alternative.Value, value)
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
