// SPDX-License-Identifier: MPL-2.0

package canonical

import "strings"

// PersonalName is a first or last name. Case and spacing do not matter, since records
// are often in capitals. Its normal form is in lower case with single spaces.
var PersonalName = &Kind{Name: "name", normal: foldCaseAndSpaces}

// Label names a thing for people: the name of a location, the title of a form. Case
// and spacing do not matter.
var Label = &Kind{Name: "label", normal: foldCaseAndSpaces}

func foldCaseAndSpaces(s string) (string, error) {
	// ToUpper first, since some letters have two small forms, such as σ and ς.
	return strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(s), " "))), nil
}
