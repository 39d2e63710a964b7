// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*lookup)(nil)

// lookup is a data source. What all of them do alike is here; the schema, the
// model and the request are in the file of each.
//
// One that checks its arguments together embeds lookup in a type of its own and
// adds the framework's method for that, as hero_patients does.
type lookup struct {
	*providerData
	name   string // without the provider's name in front
	schema func() schema.Schema
	model  func() lookupModel // a new, empty one
}

// lookupModel is what a look-up was asked and, once read, what it shows.
type lookupModel interface {
	// practiceGroup is the attribute practice_group_id; embedding practiceScoped provides it.
	practiceGroup() *types.String
	// read asks Hero and fills in the answer, or adds an error.
	read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics)
}

// practiceScoped is the attribute that the model of every look-up has.
type practiceScoped struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
}

func (s *practiceScoped) practiceGroup() *types.String { return &s.PracticeGroupID }

func (l *lookup) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func (l *lookup) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.name
}

func (l *lookup) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = l.schema()
}

func (l *lookup) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := l.model()
	l.readModel(ctx, req.Config, model, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// readModel decodes the configuration into the model and has it read. Data
// sources and ephemeral resources differ only in where the model goes then.
func (d *providerData) readModel(ctx context.Context, config tfsdk.Config, model lookupModel, diags *diag.Diagnostics) {
	diags.Append(config.Get(ctx, model)...)
	group := model.practiceGroup()
	practice := d.practice(*group, diags)
	if diags.HasError() {
		return
	}
	*group = types.StringValue(practice.ID())
	model.read(ctx, practice, diags)
}

// typedAndWhole are the entries of an answer as those of a list, and as the
// value of "attributes", where they stand whole and in the same order.
func typedAndWhole[Given interface{ JSON() json.RawMessage }, Typed any](given []Given, entry func(Given) Typed, diags *diag.Diagnostics) ([]Typed, types.Dynamic) {
	typed := make([]Typed, len(given)) // not nil even when empty, since no entry is an empty list and not null
	whole := make([]json.RawMessage, len(given))
	for i, g := range given {
		typed[i], whole[i] = entry(g), g.JSON()
	}
	return typed, passThrough(joinRaw(whole), path.Root("attributes"), diags)
}
