// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/listresourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ list.ListResourceWithConfigure        = (*patientList)(nil)
	_ list.ListResourceWithConfigValidators = (*patientList)(nil)
)

func newPatientList() list.ListResource { return &patientList{resourceBase{name: "patient"}} }

type patientList struct{ resourceBase }

type patientListModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	patientFilters
}

func (l *patientList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds patients for `terraform query`, so that they can be imported (`GET /v3/patients`, and `GET /v1/patients/{id}` for each patient when the whole resource is asked for). " +
			"Queries need Terraform 1.14 or later; OpenTofu has none. All given filters have to match, and at least one filter is needed. How closely Hero compares names is not documented. A person whom only the connected record system knows has no id in Hero and " +
			"is left out, with a warning.\n\nA query shows a patient by Hero's id only, and configuration that it generates holds no patient data. " +
			"`terraform query -json` is different: it prints the filters, and the whole record with `include_resource` or when it generates configuration. Keep that output where patient data is allowed." + listLimit,
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDListAttribute(),
			"first_name":        patientListFilter(herotypes.Text, "Keep only patients with this first name."),
			"last_name":         patientListFilter(herotypes.Text, "Keep only patients with this last name."),
			"dob": patientListFilter(herotypes.DateOfBirth, "Keep only patients born on this date, `YYYY-MM-DD`. "+
				"A date-time is accepted too; its date in Europe/London counts."),
			"nhs_number":     patientListFilter(herotypes.NHSNumber, "Keep only patients with this NHS number, ten digits; spaces do not matter."),
			"ehr_partner_id": patientListFilter(herotypes.Text, "Keep only patients with this id in the connected record system."),
		},
	}
}

func patientListFilter(kind *herotypes.Kind, description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: kind.Type(), Optional: true,
		MarkdownDescription: description,
		Validators:          []validator.String{validators.NotBlank(), kind.Valid()},
	}
}

// ListResourceConfigValidators requires a filter, because Hero refuses a search without
// one.
func (l *patientList) ListResourceConfigValidators(context.Context) []list.ConfigValidator {
	return []list.ConfigValidator{listresourcevalidator.AtLeastOneOf(patientFilterPaths...)}
}

func (l *patientList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	streamResults(ctx, l.providerData, req, stream, func(out *queryStream, config patientListModel) {
		practice := out.practice(config.PracticeGroupID)
		if practice == nil {
			return
		}
		warned := false
		for patient, err := range practice.SearchPatients(ctx, config.filter()) {
			switch {
			case err != nil:
				out.pushError("search for patients", practice, err, patientFilterAttribute())
				return
			case patient.HeroID() != "":
				if !listPatient(ctx, out, practice, patient.HeroID()) {
					return
				}
			case !warned:
				warned = true
				if !out.pushDiagnostics(patientsWithoutIDWarning(practice)) {
					return
				}
			}
		}
	})
}

// listPatient pushes a patient and reports whether Terraform wants more. Entries of a search lack
// some fields of the resource, so each record is read on its own.
func listPatient(ctx context.Context, out *queryStream, practice *hero.Practice, id string) bool {
	result := out.newResult(ctx, practice, "id", id, fmt.Sprintf("Patient %s (practice group %s)", id, practice.ID()))
	if !out.req.IncludeResource || result.Diagnostics.HasError() {
		return out.push(result)
	}
	live, err := practice.GetPatient(ctx, id)
	if hero.IsNotFound(err) {
		// A record that is gone, or merged into another one, must not stop the others from being
		// imported.
		return out.pushDiagnostics(diag.Diagnostics{diag.NewWarningDiagnostic("Patient "+id+" left out",
			fmt.Sprintf("The search of practice group %s found the patient, but Hero answered that it does not exist when it was read.", practice.ID()))})
	}
	if err != nil {
		return out.pushError("read patient "+id, practice, err, nil)
	}
	var model patientModel
	out.fillResource(ctx, &result, &model, func() { model.refresh(live) })
	return out.push(result)
}

func patientsWithoutIDWarning(practice *hero.Practice) diag.Diagnostics {
	return diag.Diagnostics{diag.NewWarningDiagnostic("Patients without an id in Hero left out",
		fmt.Sprintf("The search of practice group %s found at least one person whom only the connected record system knows. Without Hero's id they cannot be imported. "+
			"Once the person is registered in Hero, a query finds them.", practice.ID()))}
}
