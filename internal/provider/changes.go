// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// changes are the names of the attributes that a write sends.
type changes struct {
	// sent names every attribute that changes; overwritten those of them that
	// held another value before.
	sent, overwritten []string
}

func (c *changes) empty() bool { return len(c.sent) == 0 }

func (c *changes) add(name string, overwrites bool) {
	c.sent = append(c.sent, name)
	if overwrites {
		c.overwritten = append(c.overwritten, name)
	}
}

// stayNote tells what stays next to overwritten members of the same object, of
// which what names the parts. It is said and not planned: Terraform plans a new
// object once more inside the apply, and ends the run when a value is not the
// one of the first plan, as when somebody has changed it in Hero since.
func (c *changes) stayNote(object, what string, staying []string) string {
	overwrites := slices.ContainsFunc(c.overwritten, func(name string) bool { return strings.HasPrefix(name, object+".") })
	if !overwrites || len(staying) == 0 {
		return ""
	}
	return fmt.Sprintf("\n\n%s that are not configured stay next to the new ones, as Hero has them:\n\n  %s\n\n"+
		"Make sure that they fit. To change one, configure it. The plan says \"known after apply\", because they may change in Hero before that.", what, strings.Join(staying, "\n  "))
}

// text reports and notes a planned text that means something else than the
// prior one.
func (c *changes) text(name string, planned, prior herotypes.Text) bool {
	changed := textChanged(planned, prior)
	if changed {
		c.add(name, prior.ValueString() != "")
	}
	return changed
}

// textChanged reports a planned value that means something else than the
// prior one; an attribute that is not managed is planned as it was.
func textChanged(planned, prior herotypes.Text) bool {
	return isSet(planned) && !planned.Kind().Same(planned.ValueString(), prior.ValueString())
}
