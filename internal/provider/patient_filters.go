// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// patientFilters are the filters of a search for patients (GET /v3/patients).
type patientFilters struct {
	FirstName    herotypes.Text `tfsdk:"first_name"`
	LastName     herotypes.Text `tfsdk:"last_name"`
	DOB          herotypes.Text `tfsdk:"dob"`
	NHSNumber    herotypes.Text `tfsdk:"nhs_number"`
	EHRPartnerID herotypes.Text `tfsdk:"ehr_partner_id"`
}

// demandOne says that a filter is missing, since Hero refuses a search without
// one. A value that is not known yet may turn out to be one.
func (f *patientFilters) demandOne(diags *diag.Diagnostics) {
	if f.FirstName.IsNull() && f.LastName.IsNull() && f.DOB.IsNull() && f.NHSNumber.IsNull() && f.EHRPartnerID.IsNull() {
		diags.AddError("Missing filter",
			`Hero searches for patients by at least one filter. Set "first_name", "last_name", "dob", "nhs_number" or "ehr_partner_id".`)
	}
}

func (f *patientFilters) filter() hero.PatientFilter {
	return hero.PatientFilter{
		FirstName:    f.FirstName.ValueString(),
		LastName:     f.LastName.ValueString(),
		DOB:          f.DOB.Normal(),
		NHSNumber:    f.NHSNumber.Normal(),
		EHRPartnerID: f.EHRPartnerID.ValueString(),
	}
}

// patientFilterAttribute finds the attribute of a parameter of the search.
func patientFilterAttribute() attributeOf {
	return attributesNamed(nil, "first_name", "last_name", "dob", "nhs_number", "ehr_partner_id")
}
