// SPDX-License-Identifier: MPL-2.0

package herotypes

import "github.com/herohealth/terraform-provider-hero/internal/canonical"

// Kind is a kind of string as Terraform sees it. canonical decides which spellings mean the same;
// this package builds types, validators and plan modifiers on that. The kinds are the variables
// below, and are compared by address.
type Kind struct{ *canonical.Kind }

// The kinds of string that Hero has.
var (
	Text        = &Kind{canonical.Text}
	NHSNumber   = &Kind{canonical.NHSNumber}
	DateOfBirth = &Kind{canonical.DateOfBirth}
	Phone       = &Kind{canonical.Phone}
	Email       = &Kind{canonical.Email}
	Postcode    = &Kind{canonical.Postcode}
	URL         = &Kind{canonical.URL}
)

// OneOf returns a kind for which Hero takes only the given strings. Case matters.
func OneOf(name string, values ...string) *Kind { return &Kind{canonical.OneOf(name, values...)} }
