// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// objectIdentity is the identity of everything that has an id of its own
// inside a practice group.
type objectIdentity struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	ID              types.String `tfsdk:"id"`
}

// practiceObject is the identity of an object of a practice group.
func practiceObject(practice *hero.Practice, id string) objectIdentity {
	return objectIdentity{PracticeGroupID: types.StringValue(practice.ID()), ID: types.StringValue(id)}
}

func objectIdentitySchema(idDescription string) identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"practice_group_id": practiceGroupIDIdentityAttribute(),
		"id":                identityschema.StringAttribute{RequiredForImport: true, Description: idDescription},
	}}
}

// importObject reads "123", "1001/123" or an identity into practice_group_id
// and the attribute that holds the id. valid tells a well-formed id; a
// malformed one is refused before any request.
func (d *providerData) importObject(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse, idAttribute, expected string, valid func(string) bool) {
	var identity objectIdentity
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
	} else {
		group, id, found := strings.Cut(req.ID, "/")
		if !found {
			group, id = "", req.ID
		} else if group == "" {
			id = ""
		}
		identity = objectIdentity{PracticeGroupID: types.StringValue(group), ID: types.StringValue(id)}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if !valid(identity.ID.ValueString()) {
		received := req.ID
		if received == "" {
			received = identity.ID.ValueString()
		}
		addImportIDError(&resp.Diagnostics, received, expected)
		return
	}
	practice := d.practice(identity.PracticeGroupID, &resp.Diagnostics)
	if practice == nil {
		return
	}
	resp.State.Raw = bareObject(ctx, resp.State.Schema.Type(), map[string]string{"practice_group_id": practice.ID(), idAttribute: identity.ID.ValueString()})
	if resp.Private != nil { // as it always is when Terraform asks
		markImported(ctx, resp.Private, expected, &resp.Diagnostics)
	}
}

// refusedImport reports, in the words of somebody who knows what an id looks
// like, that the object which was to be imported does not exist. It is false for
// a refresh of what the state has. Without it Terraform would speak of a region
// or endpoint of the provider.
func refusedImport(ctx context.Context, thing string, practice *hero.Practice, resp *resource.ReadResponse) bool {
	expected := expectedImportID(ctx, resp.Private, &resp.Diagnostics)
	if expected == "" {
		return false
	}
	resp.Diagnostics.AddError("Unable to import what does not exist",
		fmt.Sprintf("Hero answered for practice group %s that %s does not exist, so nothing was imported.\n\n"+
			"Check the id and the practice group. Expected is %s. Where the practice group is left out, the provider's is taken.", practice.ID(), inSentence(thing), expected))
	return true
}

func addImportIDError(diags *diag.Diagnostics, received, expected string) {
	if canonical.HasNHSNumber(received) {
		diags.AddError("Invalid import id",
			fmt.Sprintf("Expected %s; what was received is %s. Nothing was sent to Hero.\n\n%s", expected, validators.NotRepeated, validators.HeroIDWanted))
		return
	}
	diags.AddError("Invalid import id",
		fmt.Sprintf("Expected %s; received %q. Nothing was sent to Hero.", expected, received))
}
