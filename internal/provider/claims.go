// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strconv"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// claims remember, for the length of one plan, which object of Hero's each
// resource instance stands for, so that the plan can tell of two that would take
// turns in overwriting one. They only ever make a warning: what must not happen
// twice is decided in Create, by looking.
//
// How long is a plan? These are the calls that the CLIs make to one process:
//
//   - terraform and tofu plan, apply, destroy: ValidateProviderConfig,
//     ConfigureProvider, then for each instance ReadResource and
//     PlanResourceChange. The process ends with the plan. An apply is served by
//     another process, which is validated and configured alike, and plans each
//     change once more, right before its ApplyResourceChange. `terraform test` of
//     1.11, and tofu test, run just these.
//   - terraform test of 1.16: ConfigureProvider, without ValidateProviderConfig,
//     and then all runs of a file, those in parallel included, each with
//     PlanResourceChange, and for an apply PlanResourceChange again and
//     ApplyResourceChange. A second plan of a new object may be the next run, the
//     apply of the same run, or another instance; nothing in the call tells.
//     StopProvider comes on an interrupt only.
//
// So a process that was validated right before it was configured serves one plan,
// and keeps claims until it ends; any other keeps none. A CLI that left the
// validation out would lose the warnings and nothing else, and one that added it
// to its tests would gain wrong ones, but no error.
//
// What remains inexact: instances of two provider blocks live in two processes and
// do not meet; nor do those that the plan leaves out (-target, another
// configuration), or whose values are not known before the apply. Of two owners
// that are planned at the same time, either may be the one that is warned of.
type claims struct {
	kept bool // false for the zero value

	mu sync.Mutex
	// owners are the ids in the state of who claimed, "" for one that is still to be created.
	owners map[claim]string
}

// ValidateConfig notes that the process is about to serve a single plan; see claims.
func (p *heroProvider) ValidateConfig(context.Context, provider.ValidateConfigRequest, *provider.ValidateConfigResponse) {
	p.validated.Store(true)
}

// claim is what two instances must not share: what it is, and the key that tells
// such objects apart within a practice group.
type claim struct {
	kind                 *claimKind
	practiceGroupID, key string
}

// take reports whether the instance is the first to claim. id is the object's in
// the state, "" for an instance that is still to be created.
func (c *claims) take(wanted claim, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	first, taken := c.owners[wanted]
	if taken {
		return wanted.kind.recordsMayBeEqual && id != "" && first != "" && id != first
	}
	if c.owners == nil {
		c.owners = map[claim]string{}
	}
	c.owners[wanted] = id
	return true
}

// claimedAs is the private key of the id that the state has for the instance. A
// replacement is planned twice, first as an update and then as a create; the
// create finds the id here, and is thereby known to be the same instance.
const claimedAs = "claimed_as"

// replacedID is the id of what the planned create replaces, "" for a new instance.
func replacedID(ctx context.Context, req resource.ModifyPlanRequest, diags *diag.Diagnostics) string {
	noted, d := req.Private.GetKey(ctx, claimedAs)
	diags.Append(d...)
	id, _ := strconv.Unquote(string(noted)) // nothing there: a new instance
	return id
}

// warnTwoOwners claims for the instance that is planned, and warns once when
// another has claimed the same. id is the object's in the state, "" for a new one.
func (d *providerData) warnTwoOwners(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, id string, wanted ...claim) {
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, claimedAs, []byte(strconv.Quote(id)))...)
	} else if replacedID(ctx, req, &resp.Diagnostics) != "" {
		return
	}
	if !d.claims.kept {
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
