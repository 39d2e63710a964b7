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

func newAdminDataSource() datasource.DataSource {
	return &lookup{
		name:   "admin",
		schema: onlyAdminSchema,
		model:  func() lookupModel { return new(onlyAdminModel) },
	}
}

type onlyAdminModel struct {
	practiceScoped
	adminModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onlyAdminSchema() schema.Schema {
	return onlyEntrySchema("One admin of a practice group, which is what Hero calls its staff accounts, by `id` or by `email` (`GET /v1/admins`, all pages). Case and surrounding spaces of the address do not matter, "+
		"and exactly one admin must fit. These are work details of staff and no patient data, so they are shown in plans. Key a `for_each` by a name of your own all the same: addresses stand in every log.",
		adminAttributes(), "email")
}

func (m *onlyAdminModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	admins, err := practice.GetAdmins(ctx)
	if err != nil {
		addError(diags, "look up the admin", practice, err, nil)
		return
	}
	admin, ok := onlyEntry(practice, "admin", "admins", admins, diags,
		selector[hero.Admin]{"id", m.ID, canonical.Plain, func(a hero.Admin) hero.Text { return a.ID }},
		selector[hero.Admin]{"email", m.Email, canonical.Email, func(a hero.Admin) hero.Text { return a.Email }})
	if ok {
		m.adminModel, m.Attributes = adminEntry(admin), passThrough(admin.JSON(), path.Root("attributes"), diags)
	}
}
