package hero

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// answer is a successful answer.
type answer struct {
	*progress
}

// unexpected is the error for an answer of another shape. A write that was answered with a success has probably been done.
func (a *answer) unexpected(problem string) *AnswerError {
	e := a.answerError(problem)
	e.ambiguous = a.call.method != http.MethodGet
	return e
}

// decodeObject reads an answer that must be an object. Its members may have any shape.
func decodeObject[T any](a *answer) (*T, error) {
	value := new(T)
	if !isObject(a.last.body) || json.Unmarshal(a.last.body, value) != nil {
		return nil, a.unexpected("not an object")
	}
	return value, nil
}

// decodeWithRaw fills the typed members of target, and raw with all members.
func decodeWithRaw(data []byte, target any, raw *map[string]json.RawMessage) error {
	if err := json.Unmarshal(data, target); err != nil {
		return err
	}
	return json.Unmarshal(data, raw)
}

// listing is a list's entries, and how many there are by Hero's count.
type listing struct {
	entries []json.RawMessage
	count   Int
}

// list reads {"<member>": [...], "count": n} or a bare array. A null counts as no entries unless the count says otherwise.
func (a *answer) list(member string) (listing, error) {
	var read listing
	body := bytes.TrimSpace(a.last.body)
	if len(body) > 0 && body[0] == '[' {
		if json.Unmarshal(body, &read.entries) != nil {
			return listing{}, a.unexpected("not a list")
		}
		return read, nil
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) != nil || envelope == nil {
		return listing{}, a.unexpected("not a list")
	}
	entries, present := envelope[member]
	if !present || json.Unmarshal(entries, &read.entries) != nil {
		return listing{}, a.unexpected("not a list")
	}
	if count, ok := envelope["count"]; ok {
		_ = read.count.UnmarshalJSON(count)
	}
	if count, _ := read.count.Get(); read.entries == nil && count > 0 {
		return listing{}, a.unexpected("a list without its entries")
	}
	return read, nil
}

// decodeList reads a list's entries. The list is never nil.
func decodeList[T any](a *answer) ([]T, error) {
	read, err := a.list("data")
	if err != nil {
		return nil, err
	}
	values := make([]T, 0, len(read.entries))
	for _, entry := range read.entries {
		var value T
		// Only an entry that is no object at all fails, and it must not take the others with it.
		if json.Unmarshal(entry, &value) == nil {
			values = append(values, value)
		}
	}
	return values, nil
}

func isObject(data []byte) bool {
	data = bytes.TrimSpace(data)
	return len(data) > 0 && data[0] == '{'
}

// text is a member's value, empty when it has none.
func text(m Text) string {
	v, _ := m.Get()
	return v
}
