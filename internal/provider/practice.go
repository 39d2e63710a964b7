// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	lschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// providerData is what Configure hands to every object.
type providerData struct {
	client          *hero.Client // nil if Configure failed
	practiceGroupID string       // the provider's default, "" if it has none
	// allowedPracticeGroupIDs are those of the provider block, empty if any is allowed.
	allowedPracticeGroupIDs []string
	claims                  claims
	patients, webhooks      registry // what is in a state
	equalNamed              registry // webhooks that a plan has named as equal to a new one
	pulumi                  bool     // see pulumi.go
}

// practice returns the client for the practice group that an object names, or for the provider's
// default. There is no other way to send a request, so nothing gets past
// allowed_practice_group_ids. It returns nil after adding an error.
func (d *providerData) practice(id types.String, diags *diag.Diagnostics) *hero.Practice {
	return d.practiceFor(id, diags, addPracticeError)
}

// practiceToDestroy is practice for an object that a plan destroys. A configuration that no longer
// needs a practice group may already have removed it from the guard.
func (d *providerData) practiceToDestroy(id types.String, diags *diag.Diagnostics) *hero.Practice {
	return d.practiceFor(id, diags, func(diags *diag.Diagnostics, group string, err error) {
		if _, refused := errors.AsType[*hero.PracticeNotAllowedError](err); !refused {
			addPracticeError(diags, group, err)
			return
		}
		diags.AddError("Practice group not allowed",
			fmt.Sprintf("This object is being destroyed, and its practice group %q is not among allowed_practice_group_ids of the provider block, so nothing was sent to Hero and the object is still there. "+
				"Add the practice group again, apply, and remove it when the object is gone.", group))
	})
}

func (d *providerData) practiceFor(id types.String, diags *diag.Diagnostics, report func(*diag.Diagnostics, string, error)) *hero.Practice {
	if d == nil || d.client == nil {
		diags.AddError("Hero provider is not configured",
			"The object was used before its provider block could be set up. Look for an earlier error about the provider block.")
		return nil
	}
	group := id.ValueString()
	if group == "" {
		group = d.practiceGroupID
	}
	if group == "" {
		diags.AddAttributeError(path.Root("practice_group_id"), "Practice group missing",
			`Neither this object nor the provider says which practice group to act for. Set "practice_group_id" here or in the provider block, or the environment variable HERO_PRACTICE_GROUP_ID. `+
				"An entry in api_keys does not choose a practice group: where there are several, each object names its own.")
		return nil
	}
	practice, err := d.client.Practice(group)
	if err != nil {
		report(diags, group, err)
		return nil
	}
	return practice
}

// dataFrom restores the type of what the framework passes around as any. It returns nil while
// Terraform only validates.
func dataFrom(v any, diags *diag.Diagnostics) *providerData {
	if v == nil {
		return nil
	}
	data, ok := v.(*providerData)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *providerData, got %T. This is a bug in the provider; please report it.", v))
	}
	return data
}

const practiceGroupIDDescription = "Practice group of the request, sent as the header `x-practice-group-id`: 1 to 64 letters, digits, `-` and `_`. " +
	"Defaults to the provider's `practice_group_id`. Hero allows another practice group only within the same network."

// idSetValidators refuse a set that contains no id.
func idSetValidators() []validator.Set {
	return []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(validators.NotBlank())}
}

// practiceGroupSetValidators refuse a set with an element that is not a practice group's id.
func practiceGroupSetValidators() []validator.Set {
	return append(idSetValidators(), setvalidator.ValueStringsAre(practiceGroupIDForm{}))
}

func practiceGroupIDValidators() []validator.String {
	return []validator.String{validators.NotBlank(), practiceGroupIDForm{}}
}

// practiceGroupIDForm refuses what is not a practice group's id, without repeating it.
type practiceGroupIDForm struct{}

func (practiceGroupIDForm) Description(context.Context) string {
	return "must be 1 to 64 letters, digits, - and _"
}

func (v practiceGroupIDForm) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (practiceGroupIDForm) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	id := req.ConfigValue.ValueString()
	if isSet(req.ConfigValue) && strings.TrimSpace(id) != "" && hero.CheckPracticeGroupID(id) != nil {
		addInvalidPracticeGroup(&resp.Diagnostics, req.Path, false)
	}
}

func practiceGroupIDResourceAttribute() rschema.StringAttribute {
	return rschema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: practiceGroupIDDescription + " Changing it replaces the resource.",
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDDataSourceAttribute() dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: practiceGroupIDDescription,
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDListAttribute() lschema.StringAttribute {
	return lschema.StringAttribute{
		Optional:            true,
		MarkdownDescription: practiceGroupIDDescription + " For several practice groups, set `for_each` in the list block.",
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDIdentityAttribute() identityschema.StringAttribute {
	return identityschema.StringAttribute{
		OptionalForImport: true,
		Description:       "Practice group that the object belongs to. Defaults to the provider's.",
	}
}

// planPracticeGroup plans practice_group_id: the configured one, or else the provider's default. A
// change means another practice's object, so it needs a replacement. It returns nil while the
// practice group is unknown, and after adding an error. It sets the value only if that changes the
// plan.
func (d *providerData) planPracticeGroup(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) *hero.Practice {
	if d == nil || resp.Diagnostics.HasError() {
		return nil
	}
	const name = "practice_group_id"
	configured := rootString(ctx, req.Config.Raw, name)
	before := rootString(ctx, req.State.Raw, name)
	planned := types.StringUnknown()
	var practice *hero.Practice
	if !configured.IsUnknown() {
		if practice = d.practice(configured, &resp.Diagnostics); practice == nil {
			return nil
		}
		planned = types.StringValue(practice.ID())
	}
	if !planned.Equal(rootString(ctx, resp.Plan.Raw, name)) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), planned)...)
	}
	if !before.IsNull() && !before.Equal(planned) {
		resp.RequiresReplace.Append(path.Root(name))
	}
	return practice
}

func importCommand(practice *hero.Practice, id string) string {
	return fmt.Sprintf("terraform import <address> %s/%s", practice.ID(), id)
}

func importCommands(practice *hero.Practice, ids []string) (commands []string) {
	for _, id := range ids {
		commands = append(commands, importCommand(practice, id))
	}
	return commands
}
