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

func newFormDataSource() datasource.DataSource {
	return &lookup{
		name:   "form",
		schema: onlyFormSchema,
		model:  func() lookupModel { return new(onlyFormModel) },
	}
}

type onlyFormModel struct {
	practiceScoped
	formModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onlyFormSchema() schema.Schema {
	return onlyEntrySchema("One form of a practice group, by `id` (`GET /v1/forms/{id}`) or by `title` (`GET /v1/forms`). Case and spacing of the title do not matter, and exactly one form must fit. "+
		"The questions of the form are in `attributes.fields` when it is read by `id`; the list has none of them. `reply_form` of a form that is read by `id` is not documented, and can be null.",
		formAttributes(), "title")
}

func (m *onlyFormModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	if m.ID.IsNull() {
		m.readByTitle(ctx, practice, diags)
		return
	}
	id := strings.TrimSpace(m.ID.ValueString())
	form, err := practice.GetForm(ctx, id)
	if err != nil {
		addError(diags, "read the form", practice, err, attributesNamed(nil, "id"))
		return
	}
	if _, reported := form.ID.Get(); !reported {
		form.ID = hero.Value(id) // it was found by it
	}
	m.fill(*form, diags)
}

func (m *onlyFormModel) readByTitle(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	forms, err := practice.ListForms(ctx, hero.FormFilter{})
	if err != nil {
		addError(diags, "look up the form", practice, err, nil)
		return
	}
	form, ok := onlyEntry(practice, "form", "forms", forms, diags,
		selector[hero.Form]{"id", m.ID, canonical.Plain, func(f hero.Form) hero.Text { return f.ID }},
		selector[hero.Form]{"title", m.Title, canonical.Label, func(f hero.Form) hero.Text { return f.Title }})
	if ok {
		m.fill(form, diags)
	}
}

func (m *onlyFormModel) fill(form hero.Form, diags *diag.Diagnostics) {
	m.formModel, m.Attributes = formEntry(form), passThrough(form.JSON(), path.Root("attributes"), diags)
}
