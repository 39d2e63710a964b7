// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
)

func envelope[T any](list []T, count int) object {
	if list == nil {
		list = []T{}
	}
	return object{"data": list, "count": count}
}

func whole[T any](list []T) result { return ok(envelope(list, len(list))) }

// page cuts one page out of a list. Sizes above the mock's own are capped, as
// clients must expect of a service whose limit is not documented.
func (s *Server) page(c call, list []object) result {
	index, okIndex := number(c.query, "page_index", 0)
	size, okSize := number(c.query, "page_size", s.options.PageSize)
	if !okIndex {
		return invalid("page_index", "a page number from zero")
	}
	if !okSize || size == 0 {
		return invalid("page_size", "a number from one")
	}
	size = min(size, s.options.PageSize)
	// Compared before multiplying, which a huge index would overflow.
	from := len(list)
	if index <= len(list)/size {
		from = min(index*size, len(list))
	}
	cut := list[from:min(from+size, len(list))]
	count := len(list)
	if s.options.CountIsPage {
		count = len(cut)
	}
	return ok(envelope(cut, count))
}

// cutList breaks off a list in the middle of its first page.
func cutList(answer reply, query url.Values) reply {
	list := decodeObject(answer.body)
	data, isList := list["data"].([]any)
	if !isList {
		return answer
	}
	keep := len(data) / 2
	if index, _ := number(query, "page_index", 0); index > 0 {
		keep = 0
	}
	list["data"] = data[:keep]
	return encode(answer.status, list)
}

// number reads a query parameter that is a number sent as text.
func number(query url.Values, name string, absent int) (n int, ok bool) {
	if !query.Has(name) {
		return absent, true
	}
	n, err := strconv.Atoi(query.Get(name))
	return n, err == nil && n >= 0
}

// validationError is the documented body of a 400.
func validationError(err error) object {
	broken, ok := errors.AsType[*contract.Error](err)
	if !ok {
		return issues(issue("custom", "a valid request"))
	}
	var list []any
	for _, i := range broken.Issues {
		list = append(list, issue(issueCode(i.Keyword), i.Expected, i.Path...))
	}
	return issues(list...)
}

// invalid refuses one member or parameter for a reason the contract does not know.
func invalid(member, expected string) result {
	return result{status: http.StatusBadRequest, value: issues(issue("custom", expected, member))}
}

func issues(list ...any) object {
	return object{"error": true, "statusCode": http.StatusBadRequest, "message": list}
}

// issue is one entry of a 400. Positions in a list are numbers in its path.
func issue(code, expected string, path ...string) object {
	segments := []any{}
	for _, segment := range path {
		if position, err := strconv.Atoi(segment); err == nil {
			segments = append(segments, position)
		} else {
			segments = append(segments, segment)
		}
	}
	return object{"code": code, "expected": expected, "path": segments}
}

// issueCode translates a broken rule into the vocabulary of the validation
// library whose issue list the documented shape resembles.
func issueCode(keyword string) string {
	switch keyword {
	case "required", "type":
		return "invalid_type"
	case "enum":
		return "invalid_enum_value"
	case "minLength", "minimum", "minItems":
		return "too_small"
	case "maxLength", "maximum", "maxItems":
		return "too_big"
	case "format", "pattern":
		return "invalid_string"
	case "anyOf", "oneOf":
		return "invalid_union"
	default:
		return "custom"
	}
}

// result is what a handler answers.
type result struct {
	status int
	value  any // nil: no body
	// unchecked answers were shaped by a test on purpose and may break the contract.
	unchecked bool
	// verbatim answers hold values that are nobody's to add members to.
	verbatim bool
}

func ok(value any) result { return result{status: http.StatusOK, value: value} }

// notFound has a body in the general shape of Hero's errors; the documentation
// shows none, so clients must cope with this one and with the empty one of a 401.
func notFound(what string) result {
	return result{status: http.StatusNotFound, value: object{
		"error": true, "statusCode": http.StatusNotFound, "message": what + " not found",
	}}
}
