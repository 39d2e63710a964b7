package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

const jsonMediaType = "application/json"

// ValidateRequest checks path, query, content type and body of a request. The
// body is given apart so that r.Body may be read already. The two credential
// headers are not looked at. The error is an *Error unless the API has no such
// operation.
func (c *Contract) ValidateRequest(r *http.Request, body []byte) error {
	route, path, err := c.operation(r)
	if err != nil {
		return err
	}
	var issues []Issue
	for _, ref := range route.parameters {
		issues = append(issues, checkParameter(ref.Value, path, r.URL.Query())...)
	}
	issues = append(issues, route.checkRequestBody(r.Header, body)...)
	return route.check(issues)
}

func checkParameter(p *openapi3.Parameter, path map[string]string, query url.Values) []Issue {
	where := []string{p.Name}
	switch p.In {
	case openapi3.ParameterInPath:
		return checkValue(p.In, where, p.Schema.Value, path[p.Name])
	case openapi3.ParameterInQuery:
		texts, given := query[p.Name]
		if !given {
			if p.Required {
				return []Issue{{In: p.In, Path: where, Keyword: "required", Expected: "a value"}}
			}
			return nil
		}
		if !p.Schema.Value.Type.Permits(openapi3.TypeArray) && len(texts) > 1 {
			return []Issue{{In: p.In, Path: where, Keyword: "maxItems", Expected: "the parameter once"}}
		}
		return checkValue(p.In, where, p.Schema.Value, queryValue(p.Schema.Value, texts))
	}
	return nil
}

// queryValue reads query texts as the type that the schema asks for. A text
// that cannot be read so stays a text, and the check against the schema fails.
func queryValue(schema *openapi3.Schema, texts []string) any {
	if schema.Type.Permits(openapi3.TypeArray) {
		values := make([]any, 0, len(texts))
		for _, text := range texts {
			values = append(values, queryValue(schema.Items.Value, []string{text}))
		}
		return values
	}
	text := texts[0]
	switch {
	case schema.Type.Is(openapi3.TypeBoolean):
		if text == "true" || text == "false" {
			return text == "true"
		}
	case schema.Type.Is(openapi3.TypeNumber), schema.Type.Is(openapi3.TypeInteger):
		if number, err := strconv.ParseFloat(text, 64); err == nil {
			return number
		}
	}
	return text
}

func (r route) checkRequestBody(header http.Header, body []byte) []Issue {
	if r.operation.RequestBody == nil {
		if len(body) > 0 {
			return []Issue{{In: "body", Keyword: "body", Expected: "no body"}}
		}
		return nil
	}
	declared := r.operation.RequestBody.Value
	if len(body) == 0 {
		if declared.Required {
			return []Issue{{In: "body", Keyword: "required", Expected: "a body"}}
		}
		return nil
	}
	return checkContent(declared.Content, header, body)
}

// ValidateResponse checks an answer to a request: its status, its content type
// and its body. A status from 400 on that the operation does not list is
// accepted, since the description lists errors for two operations only and
// assumes the rest. The error is an *Error unless the API has no such operation.
func (c *Contract) ValidateResponse(r *http.Request, status int, header http.Header, body []byte) error {
	route, _, err := c.operation(r)
	if err != nil {
		return err
	}
	declared := route.operation.Responses.Status(status)
	switch {
	case declared == nil && status >= http.StatusBadRequest:
		return nil
	case declared == nil:
		return route.check([]Issue{{In: "status", Path: []string{strconv.Itoa(status)}, Keyword: "status", Expected: "a documented status"}})
	case status == http.StatusNoContent && len(body) > 0:
		return route.check([]Issue{{In: "body", Keyword: "body", Expected: "no body"}})
	case len(declared.Value.Content) == 0:
		return nil
	}
	return route.check(checkContent(declared.Value.Content, header, body))
}

func checkContent(content openapi3.Content, header http.Header, body []byte) []Issue {
	mediaType, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || mediaType != jsonMediaType {
		return []Issue{{In: "header", Path: []string{"Content-Type"}, Keyword: "type", Expected: jsonMediaType}}
	}
	value, err := decode(body)
	if err != nil {
		return []Issue{{In: "body", Keyword: "type", Expected: "one JSON value"}}
	}
	return checkValue("body", nil, content[jsonMediaType].Schema.Value, value)
}

func decode(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, io.ErrUnexpectedEOF
	}
	return value, nil
}
