// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
)

// RawJSON is embedded in the types of responses.
type RawJSON struct {
	// Raw is the object as Hero sent it, unknown fields included. It must not be changed.
	Raw json.RawMessage `json:"-"`
}

// JSON returns Raw. Every object of a response has it.
func (w RawJSON) JSON() json.RawMessage { return w.Raw }

func (w *RawJSON) setRaw(data json.RawMessage) { w.Raw = data }

// decode decodes an object whose fields may have any shape. The value keeps data, so the caller must not change it.
func decode[T any](data json.RawMessage) (T, error) {
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return value, err
	}
	if object, ok := any(&value).(interface{ setRaw(json.RawMessage) }); ok {
		object.setRaw(data)
	}
	return value, nil
}

// decodeObject decodes a response that must be an object.
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

// decodeEntries decodes the entries of a list. It never returns nil.
func decodeEntries[T any](entries []json.RawMessage) []T {
	values := make([]T, 0, len(entries))
	for _, entry := range entries {
		// Skip an entry that is not an object: it must not make the others fail.
		if value, err := decode[T](entry); err == nil {
			values = append(values, value)
		}
	}
	return values
}

// rawList has the entries of a list, and Hero's count of them.
type rawList struct {
	entries []json.RawMessage
	count   Int
}

// list reads {"<field>": [...], "count": n} or a bare array. Null means no entries, unless count says otherwise.
func (r *response) list(field string) (rawList, error) {
	var read rawList
	if startsWith(r.body, "[") {
		if json.Unmarshal(r.body, &read.entries) != nil {
			return rawList{}, r.unexpected("not a list")
		}
		return read, nil
	}
	var envelope map[string]json.RawMessage
	if json.Unmarshal(r.body, &envelope) != nil {
		return rawList{}, r.unexpected("not a list")
	}
	entries, present := envelope[field]
	if !present || json.Unmarshal(entries, &read.entries) != nil {
		return rawList{}, r.unexpected("not a list")
	}
	if count, ok := envelope["count"]; ok {
		_ = read.count.UnmarshalJSON(count)
	}
	if read.entries == nil && read.count.OrZero() > 0 {
		return rawList{}, r.unexpected("a list without its entries")
	}
	return read, nil
}
