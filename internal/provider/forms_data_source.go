// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

func newFormsDataSource() datasource.DataSource {
	return &lookup{
		name:   "forms",
		schema: formsSchema,
		model:  func() lookupModel { return new(formsModel) },
	}
}

type formsModel struct {
	practiceScoped
	Search     types.String  `tfsdk:"search"`
	ReplyForm  types.Bool    `tfsdk:"reply_form"`
	FormType   types.String  `tfsdk:"form_type"`
	Forms      []formModel   `tfsdk:"forms"`
	Attributes types.Dynamic `tfsdk:"attributes"`
}

type formModel struct {
	ID                 types.String `tfsdk:"id"`
	Title              types.String `tfsdk:"title"`
	Description        types.String `tfsdk:"description"`
	PatientTitle       types.String `tfsdk:"patient_title"`
	PatientDescription types.String `tfsdk:"patient_description"`
	ReplyForm          types.Bool   `tfsdk:"reply_form"`
	FormType           types.String `tfsdk:"form_type"`
	SnomedCode         types.String `tfsdk:"snomed_code"`
}

// formType has the full list that Hero documents.
var formType = herotypes.OneOf("form type", "questionnaire", "response", "appointment", "care_navigation")

func formsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Forms of a practice group that match all given filters (`GET /v1/forms`). The questions of a form are not part of this list.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"search": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Keep only forms that match this text. No filter when unset. " +
					"Which members Hero compares with it is not documented.",
				Validators: []validator.String{validators.NotBlank()},
			},
			"reply_form": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Keep only reply forms (`true`) or only other forms (`false`). No filter when unset.",
			},
			"form_type": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Keep only forms of this type: `questionnaire`, `response`, `appointment` or `care_navigation`. No filter when unset.",
				Validators:          []validator.String{formType.Valid()},
			},
			"forms": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The forms, in Hero's order. Empty when none match.",
				NestedObject:        schema.NestedAttributeObject{Attributes: formAttributes()},
			},
			"attributes": rawEntriesAttribute(),
		},
	}
}

func formAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                  computedString("Hero's id of the form."),
		"title":               computedString("Title for staff. Who it is for is inferred."),
		"description":         computedString("Description for staff. Who it is for is inferred."),
		"patient_title":       computedString("Title that patients see, or null."),
		"patient_description": computedString("Description that patients see, or null."),
		"reply_form":          computedBool("Whether the form is a reply form."),
		"form_type":           computedString("Type of the form: `questionnaire`, `response`, `appointment` or `care_navigation`."),
		"snomed_code":         computedString("SNOMED CT code that the form stands for, or null."),
	}
}

func (m *formsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	forms, err := practice.ListForms(ctx, hero.FormFilter{
		Search:    m.Search.ValueString(),
		ReplyForm: m.ReplyForm.ValueBoolPointer(),
		FormType:  m.FormType.ValueString(),
	})
	if err != nil {
		addError(diags, "read forms", practice, err, attributesNamed(nil, "search", "reply_form", "form_type"))
		return
	}
	m.Forms, m.Attributes = entriesAndRaw(forms, formEntry, diags)
}

func formEntry(form hero.Form) formModel {
	return formModel{
		ID:                 stringValue(form.ID),
		Title:              stringValue(form.Title),
		Description:        stringValue(form.Description),
		PatientTitle:       stringValue(form.PatientTitle),
		PatientDescription: stringValue(form.PatientDescription),
		ReplyForm:          boolValue(form.ReplyForm),
		FormType:           stringValue(form.FormType),
		SnomedCode:         stringValue(form.SnomedCode),
	}
}

func newFormDataSource() datasource.DataSource {
	return &lookup{
		name:   "form",
		schema: oneFormSchema,
		model:  func() lookupModel { return new(oneFormModel) },
	}
}

type oneFormModel struct {
	practiceScoped
	formModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func oneFormSchema() schema.Schema {
	return findOneSchema("One form of a practice group, by `id` (`GET /v1/forms/{id}`) or by `title` (`GET /v1/forms`). Case and spacing of the title do not matter, and exactly one form must match. "+
		"The questions of the form are in `attributes.fields` when it is read by `id`; the list has none of them. `reply_form` of a form that is read by `id` is not documented, and can be null.",
		formAttributes(), "title")
}

func (m *oneFormModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
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
		form.ID = hero.Value(id) // the response need not have it
	}
	m.fill(*form, diags)
}

func (m *oneFormModel) readByTitle(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	forms, err := practice.ListForms(ctx, hero.FormFilter{})
	if err != nil {
		addError(diags, "look up the form", practice, err, nil)
		return
	}
	form, ok := findOne(practice, "form", "forms", forms, diags,
		selector[hero.Form]{"id", m.ID, canonical.Text, func(f hero.Form) hero.String { return f.ID }},
		selector[hero.Form]{"title", m.Title, canonical.Label, func(f hero.Form) hero.String { return f.Title }})
	if ok {
		m.fill(form, diags)
	}
}

func (m *oneFormModel) fill(form hero.Form, diags *diag.Diagnostics) {
	m.formModel, m.Attributes = formEntry(form), passThrough(form.JSON(), path.Root("attributes"), diags)
}
