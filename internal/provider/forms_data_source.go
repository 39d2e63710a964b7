package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*formsDataSource)(nil)

func newFormsDataSource() datasource.DataSource { return &formsDataSource{} }

type formsDataSource struct{ dataSourceBase }

type formsModel struct {
	PracticeGroupID types.String  `tfsdk:"practice_group_id"`
	Search          types.String  `tfsdk:"search"`
	ReplyForm       types.Bool    `tfsdk:"reply_form"`
	FormType        types.String  `tfsdk:"form_type"`
	Forms           []formModel   `tfsdk:"forms"`
	Attributes      types.Dynamic `tfsdk:"attributes"`
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

// formTypes is the whole list that Hero documents.
var formTypes = []string{"questionnaire", "response", "appointment", "care_navigation"}

func (d *formsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_forms"
}

func (d *formsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	member := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Forms of a practice group that match all given filters (`GET /v1/forms`). The questions of a form are not part of this list.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"search": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Keep only forms that match this text. No filter when unset. The parameter is documented, " +
					"which members Hero compares with it is not.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"reply_form": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Keep only reply forms (`true`) or only other forms (`false`). No filter when unset. Documented.",
			},
			"form_type": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Keep only forms of this type: `questionnaire`, `response`, `appointment` or `care_navigation`. No filter when unset. Documented.",
				Validators:          []validator.String{closedList{what: "form type", values: formTypes}},
			},
			"forms": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The forms, in Hero's order. Empty when none matches. Documented.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                  member("Hero's id of the form. Documented."),
					"title":               member("Title for staff. Documented; for whom it is meant is inferred."),
					"description":         member("Description for staff. Documented; for whom it is meant is inferred."),
					"patient_title":       member("Title that patients see, or null. Documented."),
					"patient_description": member("Description that patients see, or null. Documented."),
					"reply_form":          schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the form is a reply form. Documented."},
					"form_type":           member("Type of the form: `questionnaire`, `response`, `appointment` or `care_navigation`. Documented."),
					"snomed_code":         member("SNOMED CT code that the form stands for, or null. Documented."),
				}},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func (d *formsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model formsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	forms, err := practice.ListForms(ctx, hero.FormFilter{
		Search:    model.Search.ValueString(),
		ReplyForm: model.ReplyForm.ValueBoolPointer(),
		FormType:  model.FormType.ValueString(),
	})
	if err != nil {
		addError(&resp.Diagnostics, "read forms", practice, err, sameNames("search", "reply_form", "form_type"))
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(forms, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *formsModel) fill(forms []hero.Form, diags *diag.Diagnostics) {
	m.Forms = make([]formModel, 0, len(forms))
	raw := make([]json.RawMessage, 0, len(forms))
	for _, form := range forms {
		m.Forms = append(m.Forms, formModel{
			ID:                 text(form.ID),
			Title:              text(form.Title),
			Description:        text(form.Description),
			PatientTitle:       text(form.PatientTitle),
			PatientDescription: text(form.PatientDescription),
			ReplyForm:          boolean(form.ReplyForm),
			FormType:           text(form.FormType),
			SnomedCode:         text(form.SnomedCode),
		})
		raw = append(raw, objectJSON(form.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
