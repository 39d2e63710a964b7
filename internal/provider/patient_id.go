// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// addPatientError is addError for what was asked of a patient by an id that
// somebody gave. doing is what was asked for, such as "read".
func addPatientError(diags *diag.Diagnostics, doing, id string, practice *hero.Practice, err error) {
	if !canonical.HasNHSNumber(id) {
		addError(diags, doing+" patient "+id, practice, err, nil)
		return
	}
	diags.AddError("Unable to "+doing+" the patient of the given id", explain(practice, err)+"\n\nThe id is "+validators.NotRepeated+". "+validators.HeroIDWanted)
}

// removePatient takes a patient who is gone out of the state. After an import by
// an id that is none, there never was one.
func removePatient(ctx context.Context, practice *hero.Practice, id string, resp *resource.ReadResponse) {
	thing := "Patient " + id
	if canonical.HasNHSNumber(id) {
		thing = "The patient of the given id"
		resp.Diagnostics.AddWarning("The id of a patient may be an NHS number", "The id is "+validators.NotRepeated+". "+validators.HeroIDWanted)
	}
	removeGone(ctx, thing, practice, practiceObject(practice, id), resp)
}
