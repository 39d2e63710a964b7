// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// claimKind is a sort of object that can have one owner only. The kinds are the
// variables below; they are compared by address. Each has a summary of its own,
// since the CLI shows the first of several warnings with the same.
type claimKind struct {
	attribute, summary string
	// detail has the practice group as %[1]s and, where it is no patient's value, the key as %[2]s.
	detail string
	// recordsMayBeEqual says that two records of Hero may have the key in common: whoever brought both under Terraform knew
	// which is which, so only one that is still to be created is suspicious.
	recordsMayBeEqual bool
}

// Removing a resource of these only forgets it, which makes the advice safe.
const (
	removeOne    = "remove one of the two: Terraform then forgets it, and nothing changes in Hero."
	repeatedLine = "\n\nIn a for_each over a file, look for a repeated line; otherwise " + removeOne
)

// Settings and prescribers are there before they are declared, so Create cannot
// find out by looking whether another instance has adopted them: it looks the same
// after a first apply, an import, or a state that was lost. Hence a warning is all
// there is, in the plan and in the plan that comes right before Create. Of
// patients, Create refuses the second, unless it may adopt a record.
var (
	settingsClaim = &claimKind{
		attribute: "practice_group_id", summary: "Practice group settings declared twice",
		detail: "Another hero_practice_group_settings of this configuration is for practice group %[1]s too. Hero keeps one set of settings for each practice group, " +
			"so the one that is applied last overwrites the other, at every apply.\n\n" +
			"In a for_each, set practice_group_id to each practice's own, for instance practice_group_id = each.key; where it is not set, the provider's is taken. Otherwise " + removeOne,
	}
	prescriberClaim = &claimKind{
		attribute: "admin_id", summary: "Admin prescriber declared twice",
		detail: "Another hero_admin_prescriber of this configuration is for admin %[2]s of practice group %[1]s too. Hero keeps one set of prescriber settings for each admin, " +
			"so the one that is applied last overwrites the other, at every apply.\n\n" +
			"In a for_each, look whether admin_id and practice_group_id are each one's own. Otherwise " + removeOne,
	}
	recordClaim = &claimKind{
		attribute: "id", summary: "Patient managed twice",
		detail: "Another resource of this configuration has patient %[2]s of practice group %[1]s in its state too, as after an import to two addresses. " +
			"There is one record for the two, so they overwrite each other at every apply.\n\nChoose one to keep, and " + removeOne,
	}
	numberClaim = &claimKind{
		attribute: "nhs_number", summary: "Patient declared twice",
		detail: "Another resource of this configuration has the same NHS number and date of birth, in practice group %[1]s. Hero keeps one record for the two: " +
			"creating the second is refused or, where it may adopt a record, overwrites what the first has set." + repeatedLine,
	}
	namesClaim = &claimKind{
		attribute: "last_name", summary: "Patient without an NHS number declared twice", recordsMayBeEqual: true,
		detail: "Another resource of this configuration has the same names and date of birth, in practice group %[1]s, and there is no NHS number to tell them apart. " +
			"Creating the second is refused, since Hero cannot delete a record that was made twice. If they are two people, give their NHS numbers." + repeatedLine,
	}
	traceClaim = &claimKind{
		attribute: "surname", summary: "PDS patient declared twice", recordsMayBeEqual: true,
		detail: "Another resource of this configuration has the same forename, surname, date of birth and postcode, in practice group %[1]s. " +
			"Both are traced to the same person, of whom Hero keeps one record." + repeatedLine,
	}
)

func (c claim) warn(diags *diag.Diagnostics) {
	diags.AddAttributeWarning(path.Root(c.kind.attribute), c.kind.summary, fmt.Sprintf(c.kind.detail, c.practiceGroupID, c.key))
}

// personClaims are those of a hero_patient: the record that it has in the state,
// and the person. m is what is configured for a new one, else what is planned.
func personClaims(practice *hero.Practice, id string, m patientModel) []claim {
	kind, key := numberClaim, claimKey(m.NHSNumber.Normal(), m.DOB.Normal())
	if !m.NHSNumber.IsUnknown() && m.NHSNumber.ValueString() == "" {
		kind, key = namesClaim, claimKey(personalName(m.FirstName), personalName(m.LastName), m.DOB.Normal())
	}
	return patientClaims(practice, id, kind, key)
}

// tracedClaims are those of a hero_pds_patient.
func tracedClaims(practice *hero.Practice, id string, m pdsPatientModel) []claim {
	kind, key := numberClaim, claimKey(m.NHSNumber.Normal(), m.DOB.Normal())
	if m.NHSNumber.IsNull() {
		kind, key = traceClaim, claimKey(personalName(m.Forename), personalName(m.Surname), m.DOB.Normal(), m.Postcode.Normal())
	}
	return patientClaims(practice, id, kind, key)
}

func patientClaims(practice *hero.Practice, id string, kind *claimKind, key string) (wanted []claim) {
	if id != "" {
		wanted = append(wanted, claim{recordClaim, practice.ID(), id})
	}
	if key != "" {
		wanted = append(wanted, claim{kind, practice.ID(), key})
	}
	return wanted
}

func personalName(t herotypes.Text) string { return canonical.PersonalName.Meaning(t.ValueString()) }

// claimKey is made of texts in normal form, and "" when one of them is missing or
// not known yet.
func claimKey(texts ...string) string {
	if slices.Contains(texts, "") {
		return ""
	}
	return strings.Join(texts, "\x00")
}
