// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPractitionerDataSource() datasource.DataSource {
	return &lookup{
		name:   "practitioner",
		schema: onlyPractitionerSchema,
		model:  func() lookupModel { return new(onlyPractitionerModel) },
	}
}

type onlyPractitionerModel struct {
	practiceScoped
	practitionerModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onlyPractitionerSchema() schema.Schema {
	return onlyEntrySchema("One practitioner of a practice group, by `id` (`GET /v1/practitioners/{id}`) or by `name` (`GET /v1/practitioners`). Case and spacing of the name do not matter, and exactly one practitioner must fit. "+
		"The members of a practitioner are not documented: `attributes` has them as they came.",
		practitionerAttributes(), "name")
}

func (m *onlyPractitionerModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	if m.ID.IsNull() {
		m.readByName(ctx, practice, diags)
		return
	}
	id := strings.TrimSpace(m.ID.ValueString())
	practitioner, err := practice.GetPractitioner(ctx, id)
	if err != nil {
		addError(diags, "read the practitioner", practice, err, attributesNamed(nil, "id"))
		return
	}
	if _, reported := practitioner.ID.Get(); !reported {
		practitioner.ID = hero.Value(id) // it was found by it
	}
	m.fill(*practitioner, diags)
}

func (m *onlyPractitionerModel) readByName(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	practitioners, err := practice.ListPractitioners(ctx, hero.PractitionerFilter{})
	if err != nil {
		addError(diags, "look up the practitioner", practice, err, nil)
		return
	}
	practitioner, ok := onlyEntry(practice, "practitioner", "practitioners", practitioners, diags,
		selector[hero.Practitioner]{"id", m.ID, canonical.Plain, func(p hero.Practitioner) hero.Text { return p.ID }},
		selector[hero.Practitioner]{"name", m.Name, canonical.Label, hero.Practitioner.FullName})
	if ok {
		m.fill(practitioner, diags)
	}
}

func (m *onlyPractitionerModel) fill(practitioner hero.Practitioner, diags *diag.Diagnostics) {
	m.practitionerModel, m.Attributes = practitionerEntry(practitioner), passThrough(practitioner.JSON(), path.Root("attributes"), diags)
}
