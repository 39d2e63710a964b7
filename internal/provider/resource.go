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

// resourceBase is what every resource has in common. A list resource uses it for
// its name and configuration.
type resourceBase struct {
	*providerData
	name string // without the provider's name before it

	idAttribute   string
	idDescription string // for the identity
	// importForm tells users what an import expects, and validID checks it.
	importForm string
	validID    func(string) bool
}

func (b *resourceBase) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.name
}

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func (b *resourceBase) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"practice_group_id": practiceGroupIDIdentityAttribute(),
		"id":                identityschema.StringAttribute{RequiredForImport: true, Description: b.idDescription},
	}}
}

// objectIdentity is the identity of an object that has its own id inside a practice group.
type objectIdentity struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	ID              types.String `tfsdk:"id"`
}

func newObjectIdentity(practice *hero.Practice, id string) objectIdentity {
	return objectIdentity{PracticeGroupID: types.StringValue(practice.ID()), ID: types.StringValue(id)}
}

// ImportState reads "123", "1001/123" or an identity. It refuses a malformed id
// before any request.
func (b *resourceBase) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
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
	if !b.validID(identity.ID.ValueString()) {
		received := req.ID
		if received == "" {
			received = identity.ID.ValueString()
		}
		addImportIDError(&resp.Diagnostics, received, b.importForm)
		return
	}
	practice := b.practice(identity.PracticeGroupID, &resp.Diagnostics)
	if practice == nil {
		return
	}
	if practice.IsKey(identity.ID.ValueString()) {
		addImportIDError(&resp.Diagnostics, "", b.importForm)
		return
	}
	saveImported(ctx, resp, b.importForm, map[string]string{"practice_group_id": practice.ID(), b.idAttribute: identity.ID.ValueString()})
}

// saveImported sets what an import knows of an object; the read after it fills in the rest.
func saveImported(ctx context.Context, resp *resource.ImportStateResponse, importForm string, attributes map[string]string) {
	resp.State.Raw = sparseObject(ctx, resp.State.Schema.Type(), attributes)
	if resp.Private != nil { // Terraform always sets it
		markImported(ctx, resp.Private, importForm, &resp.Diagnostics)
	}
}

// addNothingToImport says what Hero does not have, and what an id looks like. Terraform's own error
// would speak of a region or endpoint of the provider.
func addNothingToImport(diags *diag.Diagnostics, subject string, practice *hero.Practice, importForm string) {
	diags.AddError("Unable to import what does not exist",
		fmt.Sprintf("Hero answered for practice group %s that %s does not exist, so nothing was imported.\n\n"+
			"Check the id and the practice group. Give %s. Without a practice group, the provider's is used.", practice.ID(), subject, importForm))
}

func addImportIDError(diags *diag.Diagnostics, received, importForm string) {
	if canonical.HasNHSNumber(received) {
		diags.AddError("Invalid import id",
			fmt.Sprintf("Expected %s; received %s. The whole id is %s. Nothing was sent to Hero.\n\n%s", importForm, validators.IDEnding(received), validators.NotRepeated, validators.HeroIDWanted))
		return
	}
	diags.AddError("Invalid import id",
		fmt.Sprintf("Expected %s. What was received is not repeated here, because it may be a secret. Nothing was sent to Hero.", importForm))
}
