// SPDX-License-Identifier: MPL-2.0

package herotypes_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	acc "github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// The tests in this file check with Terraform itself that plans stay empty. They use
// a provider with one resource, whose service stores texts in its own form.

type postProvider struct{}

var _ provider.Provider = postProvider{}

func (postProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "post"
}
func (postProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (postProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (postProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (postProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return card{} }}
}

type card struct{}

type cardModel struct {
	Dob     herotypes.String `tfsdk:"dob"`
	Note    herotypes.String `tfsdk:"note"`
	Address types.Object     `tfsdk:"address"`
	Extra   types.Dynamic    `tfsdk:"extra"`
	Live    types.Dynamic    `tfsdk:"live"`
}

type cardAddress struct {
	Postcode herotypes.String `tfsdk:"postcode"`
	Phone    herotypes.String `tfsdk:"phone"`
	Listed   types.Bool       `tfsdk:"listed"`
}

var addressTypes = map[string]attr.Type{
	"postcode": herotypes.Postcode.Type(),
	"phone":    herotypes.Phone.Type(),
	"listed":   types.BoolType,
}

const liveJSON = `{"known":{"sms":null,"list":["one","two"],"ratio":0.1},"gap":[null,1]}`

func (card) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "post_card"
}

func addressAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"postcode": text(herotypes.Postcode),
		"phone":    text(herotypes.Phone),
		"listed":   schema.BoolAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}},
	}
}

func text(k *herotypes.Kind) schema.StringAttribute {
	return schema.StringAttribute{CustomType: k.Type(), Optional: true, Computed: true, PlanModifiers: []planmodifier.String{k.KeepState()}}
}

func (card) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"dob":  text(herotypes.DateOfBirth),
		"note": text(herotypes.Text),
		"address": schema.SingleNestedAttribute{
			Attributes: addressAttributes(), Optional: true, Computed: true, PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
		},
		"extra": schema.DynamicAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.Dynamic{herotypes.KeepDynamic()}},
		"live":  schema.DynamicAttribute{Computed: true, PlanModifiers: []planmodifier.Dynamic{herotypes.KeepDynamic()}},
	}}
}

func (card) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m cardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(answer(ctx, &m)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func (card) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m cardModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(answer(ctx, &m)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func (card) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m cardModel
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	resp.Diagnostics.Append(answer(ctx, &m)...)
	extra, err := herotypes.Follow(m.Extra, []byte(liveJSON))
	if err != nil {
		resp.Diagnostics.AddError("Unable to follow live JSON", err.Error())
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("extra"), extra)...)
}

func (card) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// answer fills a model as a service would: texts in normal form, a birthday as the
// moment at which it begins in London, and defaults for the rest.
func answer(ctx context.Context, m *cardModel) (diags diag.Diagnostics) {
	live, err := herotypes.DynamicFromJSON([]byte(liveJSON))
	if err != nil {
		diags.AddError("Unable to read live JSON", err.Error())
		return diags
	}
	m.Live = live
	if m.Extra.IsUnknown() {
		m.Extra = types.DynamicNull()
	}
	if m.Dob.Normal() == "1990-06-15" {
		m.Dob = herotypes.DateOfBirth.Value("1990-06-14T23:00:00.000Z")
	}
	m.Note = stored(m.Note)
	a := cardAddress{Listed: types.BoolValue(true)}
	if !m.Address.IsNull() && !m.Address.IsUnknown() {
		diags.Append(m.Address.As(ctx, &a, basetypes.ObjectAsOptions{})...)
		a.Postcode, a.Phone, a.Listed = stored(a.Postcode), stored(a.Phone), types.BoolValue(true)
	}
	address, more := types.ObjectValueFrom(ctx, addressTypes, a)
	m.Address = address
	diags.Append(more...)
	return diags
}

// stored returns a zero String for what is not stored, as a mapping does that leaves a
// member of its model out.
func stored(v herotypes.String) herotypes.String {
	if v.IsNull() || v.IsUnknown() {
		return herotypes.String{}
	}
	return v.Kind().Value(v.Normal())
}

func TestAccEmptyPlans(t *testing.T) {
	t.Parallel()
	quiet := acc.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	const thing = "post_card.this"
	// A null without a type takes the type of its neighbours.
	const outputs = `
		output "sms_is_null" { value = post_card.this.live.known.sms == null }
		output "numbers" { value = tolist(post_card.this.live.gap) }`
	acc.Test(t, acc.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"post": providerserver.NewProtocol6WithError(postProvider{}),
		},
		Steps: []acc.TestStep{
			{
				Config: `resource "post_card" "this" {
					dob     = "1990-06-15"
					address = { postcode = "sw1a1aa" }
					extra   = { known = { sms = null, list = ["one", "two"], ratio = 0.1 } }
				}` + outputs,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(thing, tfjsonpath.New("dob"), knownvalue.StringExact("1990-06-15")),
					statecheck.ExpectKnownValue(thing, tfjsonpath.New("address"), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"postcode": knownvalue.StringExact("sw1a1aa"), "phone": knownvalue.Null(), "listed": knownvalue.Bool(true),
					})),
					statecheck.ExpectKnownOutputValue("sms_is_null", knownvalue.Bool(true)),
					statecheck.ExpectKnownOutputValue("numbers", knownvalue.ListExact([]knownvalue.Check{
						knownvalue.Null(), knownvalue.Int64Exact(1),
					})),
				},
			},
			{
				// The same values in other spellings.
				Config: `resource "post_card" "this" {
					dob     = "1990-06-15T00:00:00+01:00"
					address = { postcode = "SW1A 1AA" }
					extra   = { known = { list = tolist(["one", "two"]), ratio = 0.10, sms = null } }
				}` + outputs,
				ConfigPlanChecks: quiet,
			},
			{
				// Nothing is managed any longer.
				Config:           `resource "post_card" "this" {}` + outputs,
				ConfigPlanChecks: quiet,
			},
			{
				// If something else changes, what is not managed stays known.
				Config: `resource "post_card" "this" { dob = "1990-06-16" }` + outputs,
				ConfigPlanChecks: acc.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(thing, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("note"), knownvalue.Null()),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("address").AtMapKey("postcode"), knownvalue.StringExact("sw1a1aa")),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("address").AtMapKey("phone"), knownvalue.Null()),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("extra").AtMapKey("known").AtMapKey("ratio"), knownvalue.Float64Exact(0.1)),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("live").AtMapKey("known").AtMapKey("ratio"), knownvalue.Float64Exact(0.1)),
				}},
			},
			{
				// What was null before can be set, and the rest stays known.
				Config: `resource "post_card" "this" {
					address = { phone = "07700 900123" }
				}`,
				ConfigPlanChecks: acc.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(thing, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("dob"), knownvalue.StringExact("1990-06-16")),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("note"), knownvalue.Null()),
					plancheck.ExpectKnownValue(thing, tfjsonpath.New("address"), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"postcode": knownvalue.StringExact("sw1a1aa"), "phone": knownvalue.StringExact("07700 900123"), "listed": knownvalue.Bool(true),
					})),
				}},
			},
		},
	})
}
