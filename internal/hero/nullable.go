// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Nullable is a field of a request or a response: absent, null, or a value. The zero Nullable is absent.
//
// Tag it with `omitzero`, which leaves an absent field out of a request. Decoding never fails: a value of another shape is
// converted if its meaning is plain (see String, Bool, Int and Number), and otherwise counts as absent.
type Nullable[T any] struct {
	value T
	state nullableState
}

type nullableState uint8

const (
	isAbsent nullableState = iota
	isNull
	isValue
)

// String is a string. It also accepts a number or a boolean, as its JSON text.
type String = Nullable[string]

// Bool is a boolean. It also accepts the strings "true" and "false".
type Bool = Nullable[bool]

// Int is a whole number. It also accepts "12" and 12.0; a fraction counts as absent.
type Int = Nullable[int64]

// Number is a number. It also accepts "1.5".
type Number = Nullable[float64]

// Value is a field with the value v.
func Value[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: isValue} }

// Null is a field that is null.
func Null[T any]() Nullable[T] { return Nullable[T]{state: isNull} }

// Get returns the value, and false if the field is absent or null.
func (n Nullable[T]) Get() (T, bool) { return n.value, n.state == isValue }

// OrZero returns the value, or the zero T if the field is absent or null.
func (n Nullable[T]) OrZero() T {
	v, _ := n.Get()
	return v
}

// IsNull reports whether a field is an explicit null.
func (n Nullable[T]) IsNull() bool { return n.state == isNull }

// IsAbsent reports whether a field is not there at all.
func (n Nullable[T]) IsAbsent() bool { return n.state == isAbsent }

// IsZero is IsAbsent under the name that `omitzero` calls.
func (n Nullable[T]) IsZero() bool { return n.IsAbsent() }

// MarshalJSON encodes the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.state != isValue {
		return []byte("null"), nil
	}
	return json.Marshal(n.value)
}

// UnmarshalJSON never fails: a value that is not a T counts as absent.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	*n = Nullable[T]{}
	if string(data) == "null" {
		n.state = isNull
		return nil
	}
	if decodeLenient(data, &n.value) {
		n.state = isValue
	} else {
		*n = Nullable[T]{} // drop what was decoded before the failure
	}
	return nil
}

// decodeLenient decodes valid JSON into target and reports whether that succeeded.
func decodeLenient(data []byte, target any) bool {
	switch t := target.(type) {
	case *string:
		return decodeString(data, t)
	case *bool:
		return decodeBool(data, t)
	case *int64:
		return decodeInt(data, t)
	case *float64:
		return decodeNumber(data, t)
	default:
		return json.Unmarshal(data, target) == nil
	}
}

func decodeString(data []byte, target *string) bool {
	switch data[0] {
	case '{', '[', 'n': // a Nullable handles null itself
		return false
	case '"':
		// Nearly every string can be copied as it is, which is much faster than decoding it.
		if !bytes.ContainsRune(data, '\\') && utf8.Valid(data) {
			*target = string(data[1 : len(data)-1])
			return true
		}
		return json.Unmarshal(data, target) == nil
	}
	*target = string(data)
	return true
}

func decodeBool(data []byte, target *bool) bool {
	switch strings.ToLower(unquoted(data)) {
	case "true":
		*target = true
	case "false":
		*target = false
	default:
		return false
	}
	return true
}

func decodeInt(data []byte, target *int64) bool {
	text := unquoted(data)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		*target = n
		return true
	}
	// From 2^53 on, several whole numbers have the same float.
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= 1<<53 {
		return false
	}
	*target = int64(f)
	return true
}

func decodeNumber(data []byte, target *float64) bool {
	f, err := strconv.ParseFloat(unquoted(data), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return false
	}
	*target = f
	return true
}

// unquoted returns the trimmed content of a JSON string, or the JSON text of anything else.
func unquoted(data []byte) string {
	var s string
	if decodeString(data, &s) {
		return strings.TrimSpace(s)
	}
	return string(data)
}
