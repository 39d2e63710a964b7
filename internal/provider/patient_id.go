// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// People give an NHS number for an id. Hero's ids are decimal digits, too, and
// about every eleventh of ten digits would pass for an NHS number, so one in that
// form is asked for: to refuse it could lock a patient out for good. But it is
// never repeated.

const (
	notRepeated  = "not repeated here, because it could be an NHS number"
	heroIDWanted = "Hero's own id is wanted, never an NHS number. The data source hero_patient shows a patient's id for an nhs_number and dob, hero_patients for names."
)

// addPatientError is addError for what was asked of a patient by an id that
// somebody gave. doing is what was asked for, such as "read".
func addPatientError(diags *diag.Diagnostics, doing, id string, practice *hero.Practice, err error) {
	if !canonical.HasNHSNumber(id) {
		addError(diags, doing+" patient "+id, practice, err, nil)
		return
	}
	diags.AddError("Unable to "+doing+" the patient of the given id", explain(practice, err)+"\n\nThe id is "+notRepeated+". "+heroIDWanted)
}

// removePatient takes a patient who is gone out of the state. After an import by
// an id that is none, there never was one.
func removePatient(ctx context.Context, practice *hero.Practice, id string, resp *resource.ReadResponse) {
	thing := "Patient " + id
	if canonical.HasNHSNumber(id) {
		thing = "The patient of the given id"
		resp.Diagnostics.AddWarning("The id of a patient may be an NHS number", "The id is "+notRepeated+". "+heroIDWanted)
	}
	removeGone(ctx, thing, practice, practiceObject(practice, id), resp)
}

// patientID refuses an NHS number as people write it. As ten digits it may be
// an id, and Hero decides.
type patientID struct{}

func (patientID) Description(context.Context) string {
	return "must be Hero's id of a patient, not an NHS number"
}

func (v patientID) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (patientID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	id := req.ConfigValue.ValueString()
	if isSet(req.ConfigValue) && !isNumericID(id) && canonical.HasNHSNumber(id) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid patient id",
			"Hero's ids of patients are decimal digits and nothing else. What was given is "+notRepeated+". "+heroIDWanted)
	}
}
