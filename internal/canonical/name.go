package canonical

import "strings"

// PersonalName is a first or last name. Case and spacing do not matter: records
// are often in capitals. Its normal form is in lower case, with single spaces.
var PersonalName = &Kind{Name: "name", normal: func(s string) (string, error) {
	// By way of capitals, so that letters with two small forms become one.
	return strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(s), " "))), nil
}}
