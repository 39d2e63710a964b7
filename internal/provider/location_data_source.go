// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newLocationDataSource() datasource.DataSource {
	return &lookup{
		name:   "location",
		schema: onlyLocationSchema,
		model:  func() lookupModel { return new(onlyLocationModel) },
	}
}

type onlyLocationModel struct {
	practiceScoped
	locationModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onlyLocationSchema() schema.Schema {
	return onlyEntrySchema("One location of a practice group that is open for online booking, by `id` or by `name` (`GET /v1/locations`). Case and spacing of the name do not matter, and exactly one location must fit. "+
		"The members of a location are not documented: `attributes` has them as they came.", locationAttributes(), "name")
}

func (m *onlyLocationModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	locations, err := practice.ListLocations(ctx, hero.LocationFilter{})
	if err != nil {
		addError(diags, "look up the location", practice, err, nil)
		return
	}
	location, ok := onlyEntry(practice, "location", "locations", locations, diags,
		selector[hero.Location]{"id", m.ID, canonical.Plain, func(l hero.Location) hero.Text { return l.ID }},
		selector[hero.Location]{"name", m.Name, canonical.Label, func(l hero.Location) hero.Text { return l.Name }})
	if ok {
		m.locationModel, m.Attributes = locationEntry(location), passThrough(location.JSON(), path.Root("attributes"), diags)
	}
}
