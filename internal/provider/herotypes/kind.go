// SPDX-License-Identifier: MPL-2.0

package herotypes

import "github.com/herohealth/terraform-provider-hero/internal/canonical"

// Kind is a kind of text as Terraform sees it: what means the same is decided
// in canonical, and this package makes types, validators and plan modifiers of
// it. The kinds are the variables below; they are compared by address.
type Kind struct{ *canonical.Kind }

// The kinds of text that Hero has.
var (
	Plain       = &Kind{canonical.Plain}
	NHSNumber   = &Kind{canonical.NHSNumber}
	DateOfBirth = &Kind{canonical.DateOfBirth}
	Phone       = &Kind{canonical.Phone}
	Email       = &Kind{canonical.Email}
	Postcode    = &Kind{canonical.Postcode}
	URL         = &Kind{canonical.URL}
)
