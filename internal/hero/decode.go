// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
)

// RawJSON is embedded in what Hero gives.
type RawJSON struct {
	// Raw is the object as it came, members that this package does not know included. It must not be changed.
	Raw json.RawMessage `json:"-"`
}

// JSON is Raw, for whoever takes any object of Hero's.
func (w RawJSON) JSON() json.RawMessage { return w.Raw }

func (w *RawJSON) keep(data json.RawMessage) { w.Raw = data }

// decode reads an object, whose members may have any shape. data belongs to the value from then on.
func decode[T any](data json.RawMessage) (T, error) {
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return value, err
	}
	if keeper, ok := any(&value).(interface{ keep(json.RawMessage) }); ok {
		keeper.keep(data)
	}
	return value, nil
}

// decodeObject reads a response that must be an object.
func decodeObject[T any](r *response) (*T, error) {
	if !isObject(r.body) {
		return nil, r.unexpected("not an object")
	}
	value, err := decode[T](r.body)
	if err != nil {
		return nil, r.unexpected("not an object")
	}
	return &value, nil
}

// decodeList reads the entries of a list. The result is never nil.
func decodeList[T any](r *response) ([]T, error) {
	read, err := r.list("data")
	if err != nil {
		return nil, err
	}
	values := make([]T, 0, len(read.entries))
	for _, entry := range read.entries {
		// Only an entry that is no object at all fails, and it must not take the others with it.
		if value, err := decode[T](entry); err == nil {
			values = append(values, value)
		}
	}
	return values, nil
}

// listing is a list's entries, and how many there are by Hero's count.
type listing struct {
	entries []json.RawMessage
	count   Int
}

// list reads {"<member>": [...], "count": n} or a bare array. A null counts as no entries unless the count says otherwise.
func (r *response) list(member string) (listing, error) {
	var read listing
	if startsWith(r.body, "[") {
		if json.Unmarshal(r.body, &read.entries) != nil {
			return listing{}, r.unexpected("not a list")
		}
		return read, nil
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(r.body, &envelope) != nil {
		return listing{}, r.unexpected("not a list")
	}
	entries, present := envelope[member]
	if !present || json.Unmarshal(entries, &read.entries) != nil {
		return listing{}, r.unexpected("not a list")
	}
	if count, ok := envelope["count"]; ok {
		_ = read.count.UnmarshalJSON(count)
	}
	if count, _ := read.count.Get(); read.entries == nil && count > 0 {
		return listing{}, r.unexpected("a list without its entries")
	}
	return read, nil
}

func isObject(data []byte) bool { return startsWith(data, "{") }

func startsWith(data []byte, bracket string) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte(bracket))
}
