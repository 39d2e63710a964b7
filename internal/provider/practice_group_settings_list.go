// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ list.ListResourceWithConfigure = (*practiceGroupSettingsList)(nil)

func newPracticeGroupSettingsList() list.ListResource {
	return &practiceGroupSettingsList{resourceBase{name: "practice_group_settings"}}
}

type practiceGroupSettingsList struct{ resourceBase }

type practiceGroupSettingsListModel struct {
	PracticeGroupID  types.String `tfsdk:"practice_group_id"`
	PracticeGroupIDs types.List   `tfsdk:"practice_group_ids"`
}

func (l *practiceGroupSettingsList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	one := practiceGroupIDListAttribute()
	one.MarkdownDescription = "Practice group whose settings to find, if there is only one."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the settings of practice groups for `terraform query`, so that they can be imported " +
			"(`GET /v1/me`, one request for each practice group). Queries need Terraform 1.14 or later; OpenTofu has none. Hero has no list of the practice groups of a network, so the ids have to be given: here, or as " +
			"`allowed_practice_group_ids` of the provider block. Without either, the provider's `practice_group_id` is used." + listLimit,
		Attributes: map[string]schema.Attribute{
			"practice_group_id": one,
			"practice_group_ids": schema.ListAttribute{
				ElementType: types.StringType, Optional: true,
				MarkdownDescription: "Practice groups whose settings to find, if there are several. Defaults to the provider's `allowed_practice_group_ids`, or else to its `practice_group_id`.",
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1),
					listvalidator.NoNullValues(),
					noPracticeGroupTwice{},
					listvalidator.ValueStringsAre(practiceGroupIDValidators()...),
					listvalidator.ConflictsWith(path.MatchRoot("practice_group_id")),
				},
			},
		},
	}
}

func (l *practiceGroupSettingsList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	streamResults(ctx, l.providerData, req, stream, func(out *queryStream, config practiceGroupSettingsListModel) {
		for _, group := range l.groups(config) {
			practice := out.practice(types.StringValue(group))
			if practice == nil {
				return
			}
			live, err := practice.GetPracticeGroup(ctx)
			if err != nil {
				out.pushError("read settings of "+shownPractice(practice), practice, err, nil)
				return
			}
			result := settingsResult(ctx, req, practice, live)
			var model practiceGroupSettingsModel
			out.fillResource(ctx, &result, &model, func() { model.refresh(ctx, live, &result.Diagnostics) })
			if !out.push(result) {
				return
			}
		}
	})
}

// groups are the practice groups to query; "" stands for the provider's default.
func (l *practiceGroupSettingsList) groups(config practiceGroupSettingsListModel) []string {
	switch {
	case !config.PracticeGroupIDs.IsNull():
		return elementStrings(config.PracticeGroupIDs)
	case config.PracticeGroupID.IsNull() && l.providerData != nil && len(l.allowedPracticeGroupIDs) > 0:
		return l.allowedPracticeGroupIDs
	}
	return []string{config.PracticeGroupID.ValueString()}
}

func settingsResult(ctx context.Context, req list.ListRequest, practice *hero.Practice, live *hero.PracticeGroup) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = "Practice group " + practice.ID()
	if name := stringValue(live.Name).ValueString(); name != "" {
		result.DisplayName = fmt.Sprintf("%s (practice group %s)", name, practice.ID())
	}
	result.Diagnostics.Append(result.Identity.Set(ctx, practiceGroupIdentity{PracticeGroupID: types.StringValue(practice.ID())})...)
	result.Resource.Raw = sparseObject(ctx, result.Resource.Schema.Type(), map[string]string{"id": practice.ID(), "practice_group_id": practice.ID()})
	return result
}
