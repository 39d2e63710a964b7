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

func newAppointmentTypeDataSource() datasource.DataSource {
	return &lookup{
		name:   "appointment_type",
		schema: onlyAppointmentTypeSchema,
		model:  func() lookupModel { return new(onlyAppointmentTypeModel) },
	}
}

type onlyAppointmentTypeModel struct {
	practiceScoped
	appointmentTypeModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onlyAppointmentTypeSchema() schema.Schema {
	return onlyEntrySchema("One kind of appointment that a practice group offers, by `id` or by `name` (`GET /v1/appointment_types`). Case and spacing of the name do not matter, and exactly one kind must fit. "+
		"`next_available_at` and `slot_count` change with every booking, so what is made from them shows a difference in many plans.", appointmentTypeAttributes(), "name")
}

func (m *onlyAppointmentTypeModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	found, err := practice.ListAppointmentTypes(ctx, hero.AppointmentTypeFilter{})
	if err != nil {
		addError(diags, "look up the appointment type", practice, err, nil)
		return
	}
	appointment, ok := onlyEntry(practice, "appointment type", "appointment types", found, diags,
		selector[hero.AppointmentType]{"id", m.ID, canonical.Plain, func(a hero.AppointmentType) hero.Text { return a.ID }},
		selector[hero.AppointmentType]{"name", m.Name, canonical.Label, func(a hero.AppointmentType) hero.Text { return a.Name }})
	if ok {
		m.appointmentTypeModel, m.Attributes = appointmentTypeEntry(appointment), passThrough(appointment.JSON(), path.Root("attributes"), diags)
	}
}
