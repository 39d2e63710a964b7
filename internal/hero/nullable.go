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

// Nullable is a member of a request or a response: absent, null, or a value. The zero Nullable is absent.
//
// Tag it with `omitzero`, so that an absent member is left out of a request. Decoding never fails: a value of another shape is
// converted where its meaning is plain (see Text, Bool, Int and Number) and counts as absent otherwise.
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

// String is a text member. It also accepts a number or a boolean, as its JSON text.
type String = Nullable[string]

// Bool is a boolean member. It also accepts "true" and "false" as text.
type Bool = Nullable[bool]

// Int is a whole number. It also accepts "12" and 12.0; a fraction counts as absent.
type Int = Nullable[int64]

// Number is a number. It also accepts "1.5".
type Number = Nullable[float64]

// Value is a member that holds v.
func Value[T any](v T) Nullable[T] { return Nullable[T]{value: v, state: isValue} }

// Null is a member that is null.
func Null[T any]() Nullable[T] { return Nullable[T]{state: isNull} }

// Get returns the value, and false when the member is absent or null.
func (m Nullable[T]) Get() (T, bool) { return m.value, m.state == isValue }

// IsNull reports an explicit null.
func (m Nullable[T]) IsNull() bool { return m.state == isNull }

// IsAbsent reports a member that was not there at all.
func (m Nullable[T]) IsAbsent() bool { return m.state == isAbsent }

// IsZero is IsAbsent under the name that the JSON option `omitzero` asks for.
func (m Nullable[T]) IsZero() bool { return m.IsAbsent() }

// MarshalJSON encodes the value, or null.
func (m Nullable[T]) MarshalJSON() ([]byte, error) {
	if m.state != isValue {
		return []byte("null"), nil
	}
	return json.Marshal(m.value)
}

// UnmarshalJSON never fails: what cannot be read as a T counts as absent.
func (m *Nullable[T]) UnmarshalJSON(data []byte) error {
	*m = Nullable[T]{}
	if string(data) == "null" {
		m.state = isNull
		return nil
	}
	if decodeLenient(data, &m.value) {
		m.state = isValue
	} else {
		*m = Nullable[T]{} // whatever had been read before the failure
	}
	return nil
}

// text is a member's value, empty when it has none.
func text(m String) string {
	v, _ := m.Get()
	return v
}

// decodeLenient reads valid JSON into target and reports whether it could.
func decodeLenient(data []byte, target any) bool {
	switch t := target.(type) {
	case *string:
		return decodeText(data, t)
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

func decodeText(data []byte, target *string) bool {
	switch data[0] {
	case '{', '[', 'n': // null is for a Member to tell
		return false
	case '"':
		// Nearly every text needs no more than a copy, which spares a run of the decoder for each.
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

// unquoted is the content of a JSON string, or the JSON text of anything else, without spaces around it.
func unquoted(data []byte) string {
	var s string
	if decodeText(data, &s) {
		return strings.TrimSpace(s)
	}
	return string(data)
}
