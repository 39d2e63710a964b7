// SPDX-License-Identifier: MPL-2.0

package canonical

import "strings"

// PersonalName is a first or last name. Case and spacing do not matter: records
// are often in capitals. Its normal form is in lower case, with single spaces.
var PersonalName = &Kind{Name: "name", normal: words}

// Label is what people call a thing by: the name of a location, the title of a
// form. Case and spacing do not matter.
var Label = &Kind{Name: "label", normal: words}

func words(s string) (string, error) {
	// By way of capitals, so that letters with two small forms become one.
	return strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(s), " "))), nil
}
