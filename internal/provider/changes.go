package provider

import "github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"

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
