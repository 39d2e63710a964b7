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

func listResult[T any](list []T) result { return ok(envelope(list, len(list))) }

// page returns one page of a list. It caps the page size, because the documentation names
// no limit, so clients must expect one.
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
	if index > 0 && s.has(traitPagesShift) {
		list = s.shifted(list)
	}
	// Compare first: a huge index would overflow the product.
	from := len(list)
	if index <= len(list)/size {
		from = min(index*size, len(list))
	}
	if from == len(list) && index > 0 && s.has(traitPastEnd404) {
		return notFound("Page")
	}
	cut := list[from:min(from+size, len(list))]
	count := len(list)
	if s.has(traitCountIsPage) {
		count = len(cut)
	}
	return ok(envelope(cut, count))
}

// shifted returns a list as if, since its first page was read, an entry before this page had been added or removed, in turns.
func (s *Server) shifted(list []object) []object {
	s.shifts++
	if s.shifts%2 == 0 {
		return append([]object{nil}, list...)
	}
	return list[min(1, len(list)):]
}

// cutList drops the second half of the first page of a list and all further pages.
func cutList(out response, query url.Values) response {
	list := decodeObject(out.body)
	data, isList := list["data"].([]any)
	if !isList {
		return out
	}
	keep := len(data) / 2
	if index, _ := number(query, "page_index", 0); index > 0 {
		keep = 0
	}
	list["data"] = data[:keep]
	return encode(out.status, list)
}

// number reads a query parameter that is a number.
func number(query url.Values, name string, absent int) (n int, ok bool) {
	if !query.Has(name) {
		return absent, true
	}
	n, err := strconv.Atoi(query.Get(name))
	return n, err == nil && n >= 0
}

// validationError returns the documented body of a 400.
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

// invalid refuses a field or a parameter for a reason that the contract does not contain.
func invalid(name, expected string) result {
	return result{status: http.StatusBadRequest, value: issues(issue("custom", expected, name))}
}

func issues(list ...any) object {
	return object{"error": true, "statusCode": http.StatusBadRequest, "message": list}
}

// issue returns one issue of a 400. Its path has list indices as numbers.
func issue(code, expected string, path ...string) object {
	segments := []any{}
	for _, segment := range path {
		if index, err := strconv.Atoi(segment); err == nil {
			segments = append(segments, index)
		} else {
			segments = append(segments, segment)
		}
	}
	return object{"code": code, "expected": expected, "path": segments}
}

// issueCode translates a broken rule into one of zod's codes, because the documented
// list of issues resembles zod's.
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

// result is what a handler returns.
type result struct {
	status int
	value  any // nil for no body
	// unchecked: a test shaped the response, so it may break the contract.
	unchecked bool
	// verbatim: realistic mode must not add fields to the value.
	verbatim bool
	// effect is what the request has done, or nil if OnEffect does not report it.
	effect *Effect
}

func (r result) with(effect *Effect) result {
	r.effect = effect
	return r
}

func ok(value any) result { return result{status: http.StatusOK, value: value} }

// notFound has a body in the general form of Hero's errors. The documentation shows
// none, so clients must handle both this one and an empty one, as in a 401.
func notFound(what string) result {
	return result{status: http.StatusNotFound, value: object{
		"error": true, "statusCode": http.StatusNotFound, "message": what + " not found",
	}}
}
