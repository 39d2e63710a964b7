// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// Hero finds a record by NHS number and date of birth. Both can be corrected in Hero, and a record
// can hide its number.

// hidesNumber reports whether Hero does not show the NHS number of a record: it is masked, or missing
// from a record to which access is restricted. Without a restriction, a missing number means that
// there is none.
func hidesNumber(live *hero.Patient) bool {
	number := live.NHSNumber.OrZero()
	if canonical.NHSNumber.IsEmpty(number) {
		return live.Restricted.OrZero()
	}
	_, err := canonical.NHSNumber.Normal(number)
	return err != nil
}

// asShown is the record without an NHS number that Hero hides: a hidden number says nothing, so
// whatever Terraform knows stays.
func asShown(live *hero.Patient) *hero.Patient {
	if !hidesNumber(live) {
		return live
	}
	shown := *live
	shown.NHSNumber = hero.String{}
	return &shown
}

// isHidden reports whether the state does not know an attribute of a restricted record.
func (m *patientModel) isHidden(name string) bool {
	return m.Restricted.ValueBool() && ((name == "nhs_number" && m.NHSNumber.IsEmpty()) || (name == "dob" && m.DOB.IsEmpty()))
}

func warnHidden(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero: "+name+" of patient "+id,
			fmt.Sprintf("The record of patient %s is restricted, and Hero does not show its %s. Terraform assumes that the configured one is right, and only records it in the state. "+
				"Check it in Hero, if you have access to the record there.", id, name))
	}
}

// refuseHidden explains why a restricted record cannot be changed yet.
func refuseHidden(changed []string, id string, diags *diag.Diagnostics) {
	if len(changed) == 0 {
		return
	}
	diags.AddAttributeError(path.Root(changed[0]), "Restricted patient cannot be changed",
		fmt.Sprintf("Hero finds the record to change by NHS number and date of birth. The record of patient %s is restricted, and Hero does not show its NHS number, so sending a change of %s could make a second record. Either\n"+
			"  - configure only the NHS number and apply, which records it, then change the rest,\n"+
			"  - make the change in Hero, and configure the same values, or\n"+
			"  - leave the changed attributes unset, so that Terraform does not manage them.", id, strings.Join(changed, ", ")))
}

// noteSuperseded keeps the values that a refresh has just replaced, of the attributes that Hero
// finds the record by. A configuration that still has such a value is out of date, and does not
// mean another person.
func noteSuperseded(ctx context.Context, private privateState, before, after *patientModel, diags *diag.Diagnostics) {
	now := after.fields().named(supersedable...)
	for i, old := range before.fields().named(supersedable...) {
		if !old.value.IsEmpty() && !now[i].value.IsEmpty() && stringChanged(*now[i].value, *old.value) {
			markSuperseded(ctx, private, old.name, old.value.Normal(), diags)
		}
	}
}

var supersedable = []string{"nhs_number", "dob"}

// supersededIn names the attributes for which a plan still has the value that Hero has replaced.
func (m *patientModel) supersededIn(ctx context.Context, private privateState, diags *diag.Diagnostics) (names []string) {
	for _, f := range m.fields().named(supersedable...) {
		if old := superseded(ctx, private, f.name, diags); old != "" && isSet(*f.value) && f.value.Normal() == old {
			names = append(names, f.name)
		}
	}
	return names
}

// warnReplaced says what replacing a record means. names are the attributes that cause it, and
// superseded those of them that Hero has changed.
func warnReplaced(names, superseded []string, id string, diags *diag.Diagnostics) {
	superseded = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(superseded, name) })
	if len(superseded) == 0 {
		diags.AddWarning("The old patient record stays in Hero",
			fmt.Sprintf("Hero matches patients on NHS number and date of birth, so changing either registers another patient. "+
				"Patient %s will leave the Terraform state, and its record stays in Hero as it is. If the record was wrong, correct it in Hero and refresh instead.", id))
		return
	}
	changed := strings.Join(superseded, " and ")
	diags.AddAttributeWarning(path.Root(superseded[0]), "Hero has changed the "+changed+" of patient "+id,
		fmt.Sprintf("A refresh found that the %[2]s of patient %[1]s has changed in Hero, and the configuration still has the old value. The number may have been superseded, or the record corrected.\n\n"+
			"Put Hero's new value in the configuration, and the plan changes nothing. Do not apply this plan: it forgets patient %[1]s, whose record stays in Hero, and registers the old value as another patient, "+
			"so one person may end up with two records. Hero cannot delete a patient. If the change was mistaken, correct it in Hero and refresh.", id, changed))
}
