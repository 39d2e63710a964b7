// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ list.ListResourceWithConfigure = (*adminPrescriberList)(nil)

func newAdminPrescriberList() list.ListResource {
	return &adminPrescriberList{resourceBase{name: "admin_prescriber"}}
}

type adminPrescriberList struct{ resourceBase }

type adminPrescriberListModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	PrescribersOnly types.Bool   `tfsdk:"prescribers_only"`
}

func (l *adminPrescriberList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the admins of a practice group for `terraform query`, " +
			"so that their prescriber settings can be imported (`GET /v1/admins`). Queries need Terraform 1.14 or later; OpenTofu has none. Admins are shown by Hero's id, without their names; the data source `hero_admins` has those." + listLimit,
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDListAttribute(),
			"prescribers_only": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to keep only the admins that have prescriber settings already, an `external_prescriber_id` or `prescriber_details`. " +
					"All admins when unset. The provider filters them, not Hero.",
			},
		},
	}
}

func (l *adminPrescriberList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	streamResults(ctx, l.providerData, req, stream, func(out *queryStream, config adminPrescriberListModel) {
		practice := out.practice(config.PracticeGroupID)
		if practice == nil {
			return
		}
		for admin, err := range practice.ListAdmins(ctx) {
			if err != nil {
				out.pushError("list admins", practice, err, nil)
				return
			}
			if config.PrescribersOnly.ValueBool() && !isPrescriber(&admin) {
				continue
			}
			id := stringValue(admin.ID).ValueString()
			result := out.newResult(ctx, practice, "admin_id", id, fmt.Sprintf("Admin %s (practice group %s)", id, practice.ID()))
			var model adminPrescriberModel
			out.fillResource(ctx, &result, &model, func() { model.refresh(&admin) })
			if !out.push(result) {
				return
			}
		}
	})
}

func isPrescriber(admin *hero.Admin) bool {
	details, _ := admin.PrescriberDetails.Get()
	for _, field := range []hero.String{admin.ExternalPrescriberID, details.Name, details.Email, details.RegistrationCode} {
		if stringValue(field).ValueString() != "" {
			return true
		}
	}
	return false
}
