// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
)

const (
	maxBody = 10 << 20
	// maxDepth is how deep JSON may be nested. The time and memory that it takes to process grow with the square of the depth.
	maxDepth = 100
)

// byteOrderMark can precede JSON, and Go's decoder refuses it.
var byteOrderMark = []byte("\ufeff")

func isObject(data []byte) bool { return startsWith(data, "{") }

func startsWith(data []byte, bracket string) bool {
	return bytes.HasPrefix(bytes.TrimSpace(data), []byte(bracket))
}

// isObjectOrArray tells the bodies of this API from text that happens to be JSON, such as a number.
func isObjectOrArray(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// isTruncated tells JSON that ends too early from what is not JSON at all.
func isTruncated(body []byte) bool {
	var syntax *json.SyntaxError
	var ignored json.RawMessage
	err := json.Unmarshal(body, &ignored)
	return errors.As(err, &syntax) && syntax.Offset >= int64(len(body))
}

// depth is how deep a JSON text is nested. It stops counting at the depth that is too deep.
func depth(body []byte) int {
	deepest, now, inString := 0, 0, false
	for i := 0; i < len(body) && deepest <= maxDepth; i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++ // whatever is escaped
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

func appendStrings(values []string, value any) []string {
	switch v := value.(type) {
	case string:
		return append(values, v)
	case float64:
		return append(values, strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		for _, element := range v {
			values = appendStrings(values, element)
		}
	case map[string]any:
		for _, element := range v {
			values = appendStrings(values, element)
		}
	}
	return values
}

// WithoutFields returns a JSON value without some fields, at any depth. What is not JSON becomes null: nothing is better than a secret.
func WithoutFields(data json.RawMessage, remove func(name string) bool) json.RawMessage {
	return rewritten(data, func(value any) any {
		removeFields(value, remove)
		return value
	})
}

// rewritten returns a JSON value after a change to what it decodes to. Numbers keep each digit. What is not JSON becomes null.
func rewritten(data json.RawMessage, change func(any) any) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return json.RawMessage("null")
	}
	return encoded(change(value))
}

func removeFields(value any, remove func(name string) bool) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			removeFields(element, remove)
		}
	case map[string]any:
		maps.DeleteFunc(v, func(name string, _ any) bool { return remove(name) })
		for _, field := range v {
			removeFields(field, remove)
		}
	}
}

// withField replaces a field of an object with a text.
func withField(data json.RawMessage, name, text string) json.RawMessage {
	object := map[string]any{}
	_ = json.Unmarshal(data, &object) // just decoded
	object[name] = text
	return encoded(object)
}

// encoded encodes what was decoded from JSON, which cannot fail.
func encoded(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return data
}
