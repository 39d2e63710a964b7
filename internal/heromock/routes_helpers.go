package heromock

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pathID is the value of {id} in the path, "" when the route has none.
func pathID(r *http.Request, route string) string {
	position := slices.Index(strings.Split(route, "/"), "{id}")
	if position < 0 {
		return ""
	}
	// The route matched, so the segment is there and can be unescaped.
	id, _ := url.PathUnescape(strings.Split(r.URL.EscapedPath(), "/")[position])
	return id
}

func decodeObject(body []byte) object {
	var o object
	if json.Unmarshal(body, &o) != nil {
		return nil
	}
	return o
}

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

// number reads a query parameter that is a number sent as text.
func number(query url.Values, name string, absent int) (n int, ok bool) {
	if !query.Has(name) {
		return absent, true
	}
	n, err := strconv.Atoi(query.Get(name))
	return n, err == nil && n >= 0
}
