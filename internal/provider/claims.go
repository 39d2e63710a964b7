// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// claims record, during one plan, which object in Hero each resource instance stands
// for, so that the plan can warn of two instances that would overwrite each other in
// turn. They never cause an error: Create decides by looking.
//
// How long is a plan? These are the calls that the CLIs make to one process:
//
//   - terraform and tofu plan, apply, destroy: ValidateProviderConfig,
//     ConfigureProvider, then for each instance ReadResource and
//     PlanResourceChange. The process ends with the plan. Another process serves
//     the apply. It is validated and configured in the same way, and plans each change again
//     right before its ApplyResourceChange. `terraform test` of 1.11, and
//     tofu test, run just these.
//   - terraform test of 1.16: ConfigureProvider, without ValidateProviderConfig,
//     and then all runs of a file, parallel ones included, each with
//     PlanResourceChange, and for an apply PlanResourceChange again and
//     ApplyResourceChange. A second plan of a new object may be the next run, the
//     apply of the same run, or another instance; the call does not say which.
//     StopProvider comes on an interrupt only.
//   - Pulumi's bridge validates and configures as a plan does. Then it plans an existing object to see
//     what differs, and once more to change it or, without its private state, to replace it.
//
// So a process that was validated right before it was configured serves one plan, and
// keeps claims until it ends; any other process keeps none, and neither does one of Pulumi's. A CLI that skipped the
// validation would lose the warnings and nothing else, and one that added it to its
// tests would get wrong warnings, but no error.
//
// Some duplicates go unnoticed: instances of two provider blocks live in two processes,
// and the plan may leave an instance out (-target, another configuration) or not know
// its values before the apply. Of two instances that are planned at the same time,
// either may get the warning.
type claims struct {
	enabled bool // false for the zero value

	mu sync.Mutex
	// takenBy has the id that the first claiming instance has in the state, or "" for a new one.
	takenBy map[claim]string
}

// claim is what two instances must not share. key tells such objects apart within a
// practice group.
type claim struct {
	kind                 *claimKind
	practiceGroupID, key string
}

// take reports whether the instance is the first to claim. id is its id in the state, or "" for a
// new instance.
func (c *claims) take(wanted claim, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first, taken := c.takenBy[wanted]
	if taken {
		return wanted.kind.recordsMayBeEqual && id != "" && first != "" && id != first
	}
	if c.takenBy == nil {
		c.takenBy = map[claim]string{}
	}
	c.takenBy[wanted] = id
	return true
}

// warnDuplicate claims for the planned instance, and warns once if another instance has the same
// claim. id is the instance's id in the state, or "" for a new one.
func (d *providerData) warnDuplicate(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, id string, wanted ...claim) {
	if !req.State.Raw.IsNull() {
		markPlanned(ctx, resp.Private, id, &resp.Diagnostics)
	} else if replacedID(ctx, req.Private, &resp.Diagnostics) != "" {
		return
	}
	if !d.claims.enabled {
		return
	}
	warned := false
	for _, w := range wanted {
		if !d.claims.take(w, id) && !warned {
			warned = true
			w.warn(&resp.Diagnostics)
		}
	}
}

// claimKind is a kind of object that only one instance may manage. The kinds are the variables
// below, and are compared by address. Each has its own summary, because the CLI shows only the
// first of several warnings with the same summary.
type claimKind struct {
	attribute, summary string
	// detail takes the practice group as %[1]s and, unless it is a patient's value, the
	// key as %[2]s.
	detail string
	// recordsMayBeEqual: two records in Hero may share the key. Whoever brought both under Terraform
	// knew which is which, so only a new instance gets a warning.
	recordsMayBeEqual bool
}

// Removing a resource of these kinds only forgets it, so the advice is safe.
const (
	removeOne    = "remove one of the two: Terraform then forgets it, and nothing changes in Hero."
	repeatedLine = "\n\nIn a for_each over a file, look for a repeated line; otherwise " + removeOne
)

// Settings and prescribers exist before anybody declares them, so Create cannot see whether another
// instance has adopted them: Hero looks the same after a first apply, an import, or a lost state.
// So there is only a warning in the plan. For patients, Create refuses the second one, unless it
// may adopt a record.
var (
	settingsClaim = &claimKind{
		attribute: "practice_group_id", summary: "Practice group settings declared twice",
		detail: "Another hero_practice_group_settings of this configuration is for practice group %[1]s too. Hero keeps one set of settings for each practice group, " +
			"so the one that is applied last overwrites the other, at every apply.\n\n" +
			"In a for_each, set practice_group_id to each practice's own, for instance practice_group_id = each.key; if it is not set, the provider's is used. Otherwise " + removeOne,
	}
	prescriberClaim = &claimKind{
		attribute: "admin_id", summary: "Admin prescriber declared twice",
		detail: "Another hero_admin_prescriber of this configuration is for admin %[2]s of practice group %[1]s too. Hero keeps one set of prescriber settings for each admin, " +
			"so the one that is applied last overwrites the other, at every apply.\n\n" +
			"In a for_each, check that admin_id and practice_group_id differ for each instance. Otherwise " + removeOne,
	}
	recordClaim = &claimKind{
		attribute: "id", summary: "Patient managed twice",
		detail: "Another resource of this configuration has patient %[2]s of practice group %[1]s in its state too, as happens after an import to two addresses. " +
			"There is one record for the two, so they overwrite each other at every apply.\n\nChoose which to keep, and " + removeOne,
	}
	numberClaim = &claimKind{
		attribute: "nhs_number", summary: "Patient declared twice",
		detail: "Another resource of this configuration has the same NHS number and date of birth, in practice group %[1]s. Hero keeps one record for the two: " +
			"creating the second is refused or, if it may adopt a record, overwrites what the first has set." + repeatedLine,
	}
	personClaim = &claimKind{
		attribute: "dob", summary: "NHS number declared with two dates of birth", recordsMayBeEqual: true,
		detail: "Another resource of this configuration has the same NHS number with another date of birth, in practice group %[1]s. An NHS number belongs to one person, so the number or one of the dates is wrong. " +
			"Whichever is created first, the other is then refused.\n\n" +
			"Check both against the person's documents before anything is applied.",
	}
	namesClaim = &claimKind{
		attribute: "last_name", summary: "Patient without an NHS number declared twice", recordsMayBeEqual: true,
		detail: "Another resource of this configuration has the same names and date of birth, in practice group %[1]s, and there is no NHS number to tell them apart. " +
			"Creating the second is refused, because Hero cannot delete the second record. If they are two people, give their NHS numbers." + repeatedLine,
	}
	traceClaim = &claimKind{
		attribute: "surname", summary: "PDS patient declared twice", recordsMayBeEqual: true,
		detail: "Another resource of this configuration has the same forename, surname, date of birth and postcode, in practice group %[1]s. " +
			"Both are traced to the same person, of whom Hero keeps one record." + repeatedLine,
	}
)

func (c claim) warn(diags *diag.Diagnostics) {
	diags.AddAttributeWarning(path.Root(c.kind.attribute), c.kind.summary, fmt.Sprintf(c.kind.detail, c.practiceGroupID, c.key))
}

// claimKey joins strings in normal form. It is "" if one of them is missing or unknown.
func claimKey(values ...string) string {
	if slices.Contains(values, "") {
		return ""
	}
	return strings.Join(values, "\x00")
}
