package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ list.ListResourceWithConfigure = (*adminPrescriberList)(nil)

func newAdminPrescriberList() list.ListResource { return &adminPrescriberList{} }

type adminPrescriberList struct{ resourceBase }

type adminPrescriberListModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	PrescribersOnly types.Bool   `tfsdk:"prescribers_only"`
}

func (l *adminPrescriberList) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_admin_prescriber"
}

func (l *adminPrescriberList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the admins of a practice group for `terraform query` (Terraform 1.14 or later; OpenTofu has no queries), " +
			"so that their prescriber settings can be imported (`GET /v1/admins`). Admins are shown by Hero's id, without their names; the data source `hero_admins` has those." + listLimit,
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDListAttribute(),
			"prescribers_only": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to keep only the admins that have prescriber settings already, an `external_prescriber_id` or `prescriber_details`. " +
					"All admins when unset. The members are documented; the provider compares them, not Hero.",
			},
		},
	}
}

func (l *adminPrescriberList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	results(req, stream, func(out *listing) {
		var config adminPrescriberListModel
		var diags diag.Diagnostics
		diags.Append(req.Config.Get(ctx, &config)...)
		practice := l.practice(config.PracticeGroupID, &diags)
		if diags.HasError() {
			out.report(diags)
			return
		}
		for admin, err := range practice.ListAdmins(ctx) {
			if err != nil {
				addError(&diags, "list admins", practice, err, nil)
				out.report(diags)
				return
			}
			if config.PrescribersOnly.ValueBool() && !isPrescriber(&admin) {
				continue
			}
			if !out.add(adminPrescriberResult(ctx, req, practice, &admin)) {
				return
			}
		}
	})
}

func isPrescriber(admin *hero.Admin) bool {
	details, _ := admin.PrescriberDetails.Get()
	for _, member := range []hero.Text{admin.ExternalPrescriberID, details.Name, details.Email, details.RegistrationCode} {
		if text(member).ValueString() != "" {
			return true
		}
	}
	return false
}

func adminPrescriberResult(ctx context.Context, req list.ListRequest, practice *hero.Practice, live *hero.Admin) list.ListResult {
	identity := objectIdentity{PracticeGroupID: types.StringValue(practice.ID()), ID: text(live.ID)}
	name := fmt.Sprintf("Admin %s (practice group %s)", identity.ID.ValueString(), practice.ID())
	result := found(ctx, req, name, "admin_id", identity)
	if !req.IncludeResource || result.Diagnostics.HasError() {
		return result
	}
	var model adminPrescriberModel
	result.Diagnostics.Append(result.Resource.Get(ctx, &model)...)
	model.refresh(ctx, live, &result.Diagnostics)
	result.Diagnostics.Append(result.Resource.Set(ctx, &model)...)
	return result
}
