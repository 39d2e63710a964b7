// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// People give an NHS number in place of an id. Hero's ids are decimal digits too, and about one in
// eleven with ten digits would pass for an NHS number. So Hero is asked for such an id: refusing it
// could lock a patient out for good. But it is never repeated.
const (
	// NotRepeated takes the place of an id that may be an NHS number.
	NotRepeated = "not repeated here, because it could be an NHS number"
	// HeroIDWanted says which id is meant, and where to find it.
	HeroIDWanted = "Give Hero's own id, never an NHS number. The data source hero_patient finds it by nhs_number and dob, and hero_patients by names."
)

// IDEnding tells an id that may be an NHS number apart from others in a list, by its last three
// characters.
func IDEnding(id string) string {
	return "the id that ends in …" + id[max(0, len(id)-3):]
}

// IsNumericID reports whether an id has the form that Hero documents for patients and admins. Leading zeros
// are not allowed: Hero might ignore them, and the state would then have one object under two ids.
func IsNumericID(id string) bool {
	return id != "" && strings.Trim(id, "0123456789") == "" && !strings.HasPrefix(id, "0")
}

// NumericID refuses what is not an id in decimal digits. name says whose id it is, such as "admin";
// dataSource lists the ids.
func NumericID(name, dataSource string) validator.String {
	return numericID{description: "must be decimal digits", name: name, dataSource: dataSource}
}

type numericID struct {
	description
	name, dataSource string
}

func (v numericID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && !IsNumericID(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.name+" id",
			fmt.Sprintf("Hero's id of an %s is decimal digits and nothing else, such as 7, without spaces or leading zeros. The data source %s lists the ids.", v.name, v.dataSource))
	}
}

// PatientID refuses an NHS number as people write it. Ten digits without spaces may be an id, and
// Hero decides.
func PatientID() validator.String {
	return patientID{description: "must be Hero's id of a patient, not an NHS number"}
}

type patientID struct{ description }

func (patientID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	id := req.ConfigValue.ValueString()
	switch {
	case !isSet(req.ConfigValue) || isBlank(id) || IsNumericID(id):
	case strings.TrimSpace(id) != id || strings.Trim(id, "0123456789") == "":
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid patient id",
			"Hero's ids of patients are decimal digits and nothing else, without spaces around them or leading zeros. "+HeroIDWanted)
	case canonical.HasNHSNumber(id):
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid patient id",
			"Hero's ids of patients are decimal digits and nothing else. What was given is "+NotRepeated+". "+HeroIDWanted)
	}
}
