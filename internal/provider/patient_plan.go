package provider

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// ModifyPlan keeps a plan from harming a person's record: it demands what a
// registration needs, looks whether the person exists already, and refuses
// what Hero could only do by making a second record.
func (r *patientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnPatientStays(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	var planned patientModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.planCreate(ctx, practice, req, planned, &resp.Diagnostics)
		return
	}
	var state patientModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	planUpdate(planned, state, resp)
	// Before a replacement Terraform plans once more, as a create, and that
	// plan claims the person.
	if practice != nil && len(resp.RequiresReplace) == 0 {
		id := state.ID.ValueString()
		r.claimPatient(practice, planned, id, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, claimedAs, []byte(strconv.Quote(id)))...)
	}
}

// claimedAs is the private key of the id that a plan claimed the person with.
// A replacement that the user asks for (-replace, replace_triggered_by) is not
// known to that plan; the one that follows, as a create, finds the id here, and
// so does not take the instance for another one.
const claimedAs = "claimed_as"

func (r *patientResource) planCreate(ctx context.Context, practice *hero.Practice, req resource.ModifyPlanRequest, planned patientModel, diags *diag.Diagnostics) {
	var configured patientModel
	diags.Append(req.Config.Get(ctx, &configured)...)
	demandForCreate(configured, diags)
	if diags.HasError() || practice == nil {
		return
	}
	owner, private := req.Private.GetKey(ctx, claimedAs)
	diags.Append(private...)
	id, _ := strconv.Unquote(string(owner)) // nothing there: a new instance
	r.claimPatient(practice, planned, id, diags)
	if diags.HasError() || planned.AdoptExisting.IsUnknown() || !isSet(planned.NHSNumber) {
		return
	}
	refuseExisting(ctx, practice, planned, diags)
}

// demandForCreate says what is missing to register a patient. The schema
// cannot: a required attribute would not survive generated configuration.
func demandForCreate(configured patientModel, diags *diag.Diagnostics) {
	for _, a := range []struct {
		name    string
		missing bool
	}{
		{"dob", configured.DOB.IsNull()},
		{"first_name", configured.FirstName.IsNull()},
		{"last_name", configured.LastName.IsNull()},
	} {
		if a.missing {
			diags.AddAttributeError(path.Root(a.name), "Missing required argument",
				fmt.Sprintf("The argument %q is required to register a patient, but no definition was found.", a.name))
		}
	}
	if !configured.Mobile.IsUnknown() && !configured.Email.IsUnknown() &&
		configured.Mobile.ValueString() == "" && configured.Email.ValueString() == "" {
		diags.AddAttributeError(path.Root("mobile"), "Missing required argument",
			`At least one of the arguments "mobile" and "email" is required to register a patient, but no definition of either was found.`)
	}
}

// planUpdate replaces a record that would become another person's, and
// refuses the change of one that Hero cannot match.
//
// What is not known yet plans no replacement, although it may need one: a
// replacement takes the patient out of the state first, and if the value turns
// out as it was, the guard against overwriting then refuses to register them
// again. Should it turn out another, Terraform stops before anything is done,
// and the next plan, which knows the value, replaces.
func planUpdate(planned, state patientModel, resp *resource.ModifyPlanResponse) {
	if planned.PracticeGroupID.IsUnknown() {
		resp.RequiresReplace = nil
	}
	changed := planned.changed(&state)
	if len(changed) == 0 || len(resp.RequiresReplace) > 0 {
		return
	}
	if !state.matchable() {
		refuseUnmatched(changed, state.ID.ValueString(), &resp.Diagnostics)
		return
	}
	for _, name := range changed {
		known := (name == "nhs_number" && isSet(planned.NHSNumber)) || (name == "dob" && isSet(planned.DOB))
		if known {
			resp.RequiresReplace.Append(path.Root(name))
		}
	}
	if len(resp.RequiresReplace) > 0 {
		resp.Diagnostics.AddWarning("The old patient record stays in Hero",
			fmt.Sprintf("Hero matches patients on NHS number and date of birth, so a change of either registers another patient. "+
				"Patient %s will leave the Terraform state, and its record stays in Hero as it is. If the record was mistaken, correct it in Hero and refresh instead.", state.ID.ValueString()))
	}
}

// matchable says that Hero finds the record by its NHS number. A placeholder
// would find another person's.
func (m *patientModel) matchable() bool {
	number := m.NHSNumber.ValueString()
	return number != "" && !canonical.IsPlaceholderNHSNumber(number)
}

// refuseUnmatched explains why a patient without an NHS number cannot be
// changed.
func refuseUnmatched(changed []string, id string, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(changed[0]), "Patient without an NHS number cannot be changed",
		fmt.Sprintf("Hero finds the record to change by NHS number and date of birth. Patient %s has no NHS number of their own in Hero, so sending a change of %s would make a second record. Either\n"+
			"  - make the change in Hero, and leave the configuration equal to it,\n"+
			"  - add the NHS number to the record in Hero and refresh, after which changes can be planned, or\n"+
			"  - leave the changed attributes unset, so that Terraform does not manage them.", id, strings.Join(changed, ", ")))
}

func (r *patientResource) claimPatient(practice *hero.Practice, m patientModel, id string, diags *diag.Diagnostics) {
	if !isSet(m.NHSNumber) || !isSet(m.DOB) || m.NHSNumber.ValueString() == "" {
		return
	}
	person := claim{"hero_patient", practice.ID(), m.NHSNumber.Normal() + " " + m.DOB.Normal()}
	if r.claims.take(person, id) {
		return
	}
	diags.AddAttributeError(path.Root("nhs_number"), "Patient declared twice",
		fmt.Sprintf("Another resource of practice group %s has the same NHS number and date of birth. Hero keeps one record for the two, so they would overwrite each other. "+
			"Remove one of them; in a for_each over a file, look for a repeated line.", practice.ID()))
}

// refuseExisting looks the person up and refuses a create that would
// overwrite or double a record. Create looks again.
func refuseExisting(ctx context.Context, practice *hero.Practice, m patientModel, diags *diag.Diagnostics) {
	if !isSet(m.DOB) || m.adopts() {
		return
	}
	found, err := practice.FindPerson(ctx, m.person())
	if err != nil {
		addError(diags, "look the patient up before registering", practice, err, nil)
		return
	}
	if len(found) > 0 {
		addExists(diags, practice, found, isSet(m.NHSNumber))
	}
}

// adopts says that whatever record Hero has of the person may be overwritten.
// Without an NHS number Hero overwrites none.
func (m *patientModel) adopts() bool { return m.AdoptExisting.ValueBool() && isSet(m.NHSNumber) }

func (m *patientModel) person() hero.Person {
	return hero.Person{
		NHSNumber: m.NHSNumber.Normal(), DOB: m.DOB.Normal(), FirstName: m.FirstName.ValueString(), LastName: m.LastName.ValueString(),
	}
}

// addExists refuses a person whom Hero knows. matched says that Hero would
// overwrite the record, and not make another one.
func addExists(diags *diag.Diagnostics, practice *hero.Practice, found []hero.PatientSummary, matched bool) {
	at, by, harm := path.Root("nhs_number"), "NHS number and date of birth", "overwrite that record"
	if !matched {
		at, by, harm = path.Root("last_name"), "names and date of birth, and the configuration has no NHS number to tell them apart", "make a second record"
	}
	diags.AddAttributeError(at, "Patient exists already",
		fmt.Sprintf("Practice group %s already has a patient with the same %s. Registering it again would %s.\n\n%s",
			practice.ID(), by, harm, existingAdvice(practice, idsOf(found), matched)))
}

// idsOf are Hero's ids of those that have one; a person whom only the connected
// record system knows has none.
func idsOf(found []hero.PatientSummary) (ids []string) {
	for _, patient := range found {
		if id := patient.HeroID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func existingAdvice(practice *hero.Practice, ids []string, matched bool) string {
	if len(ids) == 0 {
		const nobody = "Hero reports no id for it, so it cannot be imported; it may only be known to the record system. "
		if !matched {
			return nobody + "Give its NHS number, or register it in Hero and import it then."
		}
		return nobody + "Set adopt_existing = true if it is right to register it."
	}
	var b strings.Builder
	b.WriteString("To bring it under Terraform unchanged, import it:\n")
	for _, id := range ids {
		fmt.Fprintf(&b, "\n  terraform import <address> %s/%s", practice.ID(), id)
	}
	if matched {
		b.WriteString("\n\nTo overwrite it with what is configured, set adopt_existing = true.")
	}
	return b.String()
}
