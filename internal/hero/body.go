// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"errors"
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
