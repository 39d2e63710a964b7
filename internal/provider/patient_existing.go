// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// existingPatient is a person whom a create would register again.
type existingPatient struct {
	ids []string // Hero's ids of the records
	// matched: Hero would overwrite the record instead of making a second one.
	matched bool
	// unclear: the records may be another person's.
	unclear bool
	// restricted: access to one of the unclear records is restricted, which can hide what it has.
	restricted bool
	// otherBirthday: the records have the person's NHS number and another date of birth.
	otherBirthday bool
	// replacedID is the id in the state of the instance that the create replaces, or "" for a new one.
	replacedID string
	// inState: a resource of the state has one of the records.
	inState bool
}

// newExistingPatient is about the records that are the person's. If there is none, it is about
// those that have the person's number, or may be the person's.
func newExistingPatient(found hero.PersonRecords, matched bool) existingPatient {
	switch {
	case len(found.Same) > 0:
		return existingPatient{ids: hero.PatientIDs(found.Same), matched: matched}
	case len(found.OtherBirthday) > 0:
		return existingPatient{ids: hero.PatientIDs(found.OtherBirthday), matched: matched, otherBirthday: true}
	}
	restricted := slices.ContainsFunc(found.Unclear, func(record hero.PatientSummary) bool { return record.Restricted.OrZero() })
	return existingPatient{ids: hero.PatientIDs(found.Unclear), matched: matched, unclear: true, restricted: restricted}
}

// refuseExisting looks the person up, and refuses a create that would overwrite or duplicate a
// record. Create looks again. inApply: Terraform plans again in an apply, where nobody sees the
// warnings of a plan.
func (r *patientResource) refuseExisting(ctx context.Context, practice *hero.Practice, m patientModel, replacedID string, inApply bool, diags *diag.Diagnostics) {
	if m.adopts() || !m.canBeLookedUp() {
		return
	}
	found, err := practice.FindPerson(ctx, m.person())
	if err != nil {
		addLookError(diags, "look the patient up before registering", practice, err)
		return
	}
	if found.Any() {
		existing := newExistingPatient(found, m.hasNumber())
		existing.replacedID = replacedID
		existing.inState = r.patients.hasAny(practice.ID(), existing.ids...)
		existing.addError(practice, diags)
		return
	}
	if !inApply {
		warnUnnumbered(ctx, practice, m, diags)
	}
}

// warnUnnumbered names records that may be the person's from before their NHS number was known.
// Hero would not match them. This costs each plan of a new patient one more search, and an apply
// none: a search by NHS number cannot find these records, and one by date of birth alone would miss
// records that have the number with another date.
func warnUnnumbered(ctx context.Context, practice *hero.Practice, m patientModel, diags *diag.Diagnostics) {
	if !m.hasNumber() || !isSet(m.FirstName) || !isSet(m.LastName) {
		return
	}
	found, err := practice.FindUnnumbered(ctx, m.person())
	if err != nil {
		addLookError(diags, "look for the patient's names before registering", practice, err)
		return
	}
	ids := hero.PatientIDs(found)
	if len(ids) == 0 {
		return
	}
	// Terraform shows only one of several warnings with the same summary, so the ids are
	// in it.
	names := strings.Join(ids, ", ")
	diags.AddAttributeWarning(path.Root("nhs_number"), "Perhaps the same person without an NHS number: "+names,
		fmt.Sprintf("Practice group %s has a record with the same names and date of birth that shows no NHS number: %s. Hero matches people by NHS number and date of birth, so applying this plan makes another record. "+
			"If it is the same person, they then have two, and Hero cannot delete a patient.\n\n"+
			"Look at the record in Hero. If it is this person's, add the NHS number there and import it instead:\n\n  %s\n\nIf it is somebody else's, there is nothing to do.", practice.ID(), names, strings.Join(importCommands(practice, ids), "\n  ")))
}

// adopts reports whether the create may overwrite whatever record Hero has of the person. Without
// an NHS number, Hero overwrites none.
func (m *patientModel) adopts() bool { return m.AdoptExisting.ValueBool() && m.hasNumber() }

// hasNumber is also false for an empty number.
func (m *patientModel) hasNumber() bool { return isSet(m.NHSNumber) && !m.NHSNumber.IsEmpty() }

func (m *patientModel) canBeLookedUp() bool {
	return isSet(m.DOB) && (m.hasNumber() || (isSet(m.FirstName) && isSet(m.LastName)))
}

func (m *patientModel) person() hero.Person {
	return hero.Person{
		NHSNumber: m.NHSNumber.Normal(), DOB: m.DOB.Normal(), FirstName: m.FirstName.Sent(), LastName: m.LastName.Sent(),
	}
}

func (e existingPatient) addError(practice *hero.Practice, diags *diag.Diagnostics) {
	at, by, harm := path.Root("nhs_number"), "NHS number and date of birth", "overwrite that record"
	if !e.matched {
		at, by, harm = path.Root("last_name"), "names and date of birth, and the configuration has no NHS number to tell them apart", "make a second record"
	}
	if e.otherBirthday {
		diags.AddAttributeError(path.Root("dob"), "NHS number has another date of birth in Hero", e.whoseNumber(practice))
		return
	}
	if e.unclear {
		other := "If it is somebody else's, give the NHS number, which tells them apart."
		if e.matched {
			other = "With adopt_existing = true, Hero compares: it overwrites the record if number and date of birth are the same, and creates a new one if not."
		}
		why := ""
		if e.restricted {
			why = " The record is restricted, and may hide them."
		}
		diags.AddAttributeError(at, "Patient may exist already",
			fmt.Sprintf("Hero has a record that may be this person's: a search of practice group %s for the person found it, and its NHS number, names or date of birth are missing, masked or in a form that cannot be compared.%s "+
				"Registering the person could %s, so look at the record in Hero first. %s\n\n%s", practice.ID(), why, harm, other, e.advice(practice)))
		return
	}
	diags.AddAttributeError(at, "Patient exists already",
		fmt.Sprintf("Practice group %s already has a patient with the same %s. Registering the person again would %s.\n\n%s",
			practice.ID(), by, harm, e.advice(practice))+seeTroubleshooting("exists"))
}

// whoseNumber explains a number that Hero has with another date of birth.
func (e existingPatient) whoseNumber(practice *hero.Practice) string {
	record := "a record without an id in Hero"
	if len(e.ids) > 0 {
		record = "patient " + strings.Join(e.ids, ", ")
	}
	imports := strings.Join(importCommands(practice, e.ids), "\n  ")
	if imports == "" {
		imports = importCommand(practice, "<id>")
	}
	if slices.Contains(e.ids, e.replacedID) {
		return fmt.Sprintf("Patient %s, whom this resource manages, has this NHS number in practice group %s with another date of birth. Hero finds a record by both, so registering the person with the new date would make a second record, "+
			"which Hero cannot delete. Nothing is sent.\n\nIf the configuration is right, correct the date of birth in Hero: the plan then shows no difference. If the record is right, correct the configuration.", e.replacedID, practice.ID())
	}
	return fmt.Sprintf("Practice group %s already has this NHS number, with another date of birth: %s. An NHS number belongs to one person, so one of the three is wrong: the number, the date of birth that is configured, or the one in Hero. "+
		"Registering the person would make a second record, which Hero cannot delete, so nothing is sent.\n\n"+
		"Check number and date of birth against the person's documents.\n\n"+
		"  - If the configuration is wrong, correct it.\n"+
		"  - If the record is wrong, correct it in Hero.\n\n"+
		"If the record is this person's, then bring it under Terraform:\n\n  %s", practice.ID(), record, imports)
}

// advice says what to do. That depends on what is in the state.
func (e existingPatient) advice(practice *hero.Practice) string {
	overwrite := ""
	if e.matched {
		overwrite = "\n\nTo overwrite it with what is configured, set adopt_existing = true."
	}
	switch {
	case len(e.ids) == 0:
		const nobody = "Hero reports no id for it, so it cannot be imported; perhaps only the record system knows it. "
		if !e.matched {
			return nobody + "Give its NHS number, or register it in Hero and then import it."
		}
		return nobody + "Set adopt_existing = true if it is right to register it."
	case slices.Contains(e.ids, e.replacedID):
		return fmt.Sprintf("It is patient %s, which this resource already has in the Terraform state, and the plan replaces the resource. Hero cannot delete a patient, so there is nothing to create again: "+
			"plan without -replace, or without the replace_triggered_by that asked for it, and the resource stays as it is.", e.replacedID) + overwrite
	case e.inState:
		return fmt.Sprintf("The Terraform state has it already (%s), so it cannot be imported again.\n\n"+
			"  - If the plan says that the resource is tainted, remove the mark: terraform untaint <address>\n"+
			"  - If the address of the resource has changed, add a moved block with the old and the new address.\n"+
			"  - If two resources manage one patient, remove one of them.", strings.Join(e.ids, ", ")) + overwrite
	}
	var b strings.Builder
	b.WriteString("To manage it without changing it, import it:\n")
	if e.replacedID != "" {
		fmt.Fprintf(&b, "\n  terraform state rm <address>   (forgets patient %s, whom the resource manages now)", e.replacedID)
	}
	for _, command := range importCommands(practice, e.ids) {
		b.WriteString("\n  " + command)
	}
	if e.replacedID == "" {
		b.WriteString("\n\nIf it is already in the Terraform state, Terraform refuses to import it. If its address has changed, add a moved block; if the resource is tainted, run terraform untaint <address>")
	}
	return b.String() + overwrite
}
