// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ resource.ResourceWithConfigure   = (*patientResource)(nil)
	_ resource.ResourceWithIdentity    = (*patientResource)(nil)
	_ resource.ResourceWithImportState = (*patientResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*patientResource)(nil)
	_ resource.ResourceWithMoveState   = (*patientResource)(nil)
)

func newPatientResource() resource.Resource {
	return &patientResource{resourceBase{
		name:          "patient",
		idAttribute:   "id",
		idDescription: "Hero's id of the patient, decimal digits. Never an NHS number.",
		importForm:    "a patient's id in Hero, decimal digits such as 123, or with its practice group such as 1001/123",
		validID:       validators.IsNumericID,
	}}
}

type patientResource struct{ resourceBase }

func (r *patientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned, configured patientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Check again: the plan may be old, or may not have known the values.
	requireForCreate(configured, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	created, err := register(ctx, practice, &planned, &configured)
	if err != nil {
		addNotRegistered(&resp.Diagnostics, practice, err, planned.hasNumber())
		return
	}
	warnFoundPatient(&resp.Diagnostics, practice, created)
	warnRegisteredTwice(&resp.Diagnostics, practice, created)
	markCreatedHere(ctx, resp.Private, &resp.Diagnostics)
	planned.ID = herotypes.Text.Value(created.ID)
	planned.PracticeGroupID = types.StringValue(practice.ID())
	sent := planned.registration(&configured, &hero.Patient{})
	live := saveRegistered(ctx, practice, &planned, &configured, &resp.State, resp.Identity, &resp.Diagnostics)
	if live != nil && !planned.adopts() {
		warnSomebodyThere(&resp.Diagnostics, practice, created.ID, notSentOf(live, &sent))
	}
}

func (r *patientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state patientModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPatient(ctx, state.ID.ValueString())
	if hero.IsNotFound(err) {
		removePatient(ctx, practice, state.ID.ValueString(), state.person(), resp)
		return
	}
	if err != nil {
		addPatientError(&resp.Diagnostics, "read", state.ID.ValueString(), practice, err, nil)
		return
	}
	r.patients.add(practice.ID(), state.ID.ValueString())
	state.PracticeGroupID = types.StringValue(practice.ID())
	before := state
	state.refresh(live)
	noteSuperseded(ctx, resp.Private, &before, &state, &resp.Diagnostics)
	warnUnreadableDate(live, state.ID.ValueString(), &resp.Diagnostics)
	saveRead(ctx, resp, &state)
}

func (r *patientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, state, configured patientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed := planned.changed(&state)
	if len(changed) == 0 {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
		return
	}
	if !state.person().IsNumbered() {
		_, _, refused := state.splitUnsendable(changed, createdHere(ctx, req.Private, &resp.Diagnostics))
		state.refuseUnsendable(refused, &resp.Diagnostics)
		if !resp.Diagnostics.HasError() {
			save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
		}
		return
	}
	// A refresh may have read the record long ago. If it has been corrected since, Hero would take the old values for another
	// person's.
	look := func(ctx context.Context) (hero.Registration, error) {
		live, err := practice.GetPatient(ctx, state.ID.ValueString())
		if err != nil {
			return hero.Registration{}, err
		}
		if hidesDate(live) {
			return hero.Registration{}, errUnmatchable
		}
		if other := state.identifiedOtherwise(live); len(other) > 0 {
			return hero.Registration{}, &correctedError{other}
		}
		sent := planned.registration(&configured, live)
		if lacking := lackingIn(&sent); len(lacking) > 0 {
			return sent, &lackingError{lacking, changed}
		}
		return sent, nil
	}
	sent, err := look(ctx)
	if err != nil {
		addNotUpdated(&resp.Diagnostics, state.ID.ValueString(), practice, err)
		return
	}
	id, err := practice.UpsertPatient(ctx, sent, look)
	if err != nil {
		addNotUpdated(&resp.Diagnostics, state.ID.ValueString(), practice, err)
		return
	}
	if id != state.ID.ValueString() {
		addOtherRecordError(&resp.Diagnostics, state.ID.ValueString(), id)
		return
	}
	saveRegistered(ctx, practice, &planned, &configured, &resp.State, resp.Identity, &resp.Diagnostics)
}

// Delete sends nothing: Hero cannot delete a patient. The plan has said so.
func (r *patientResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state patientModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	r.patients.remove(state.PracticeGroupID.ValueString(), state.ID.ValueString())
	r.warnDestroyed(warnPatientStays, &resp.Diagnostics)
}

// register creates a patient, or overwrites the record of one who may be adopted.
func register(ctx context.Context, practice *hero.Practice, planned, configured *patientModel) (*hero.PatientCreated, error) {
	if !planned.adopts() {
		return practice.CreatePatient(ctx, planned.registration(configured, &hero.Patient{}))
	}
	id, err := practice.AdoptPatient(ctx, planned.registration(configured, &hero.Patient{}))
	return &hero.PatientCreated{ID: id}, err
}

// warnFoundPatient reports a record that Hero created without saying so.
func warnFoundPatient(diags *diag.Diagnostics, practice *hero.Practice, created *hero.PatientCreated) {
	if created.Unanswered != nil {
		diags.AddWarning("Patient "+created.ID+" was found, not confirmed",
			fmt.Sprintf("Hero gave no clear answer to the registration. A search for the person then found a record that was not there before, patient %s of practice group %s, so it is in the Terraform state. "+
				"Somebody else may have registered the person at the same moment: look at the record in Hero.\n\nThe request ended like this: %s", created.ID, practice.ID(), explain(practice, created.Unanswered)))
	}
}

// warnRegisteredTwice names the records of a person without an NHS number whom somebody else has
// registered since the last look.
func warnRegisteredTwice(diags *diag.Diagnostics, practice *hero.Practice, created *hero.PatientCreated) {
	if created.SearchErr != nil {
		diags.AddWarning("Patient "+created.ID+" may be registered twice, which could not be checked",
			fmt.Sprintf("The person was registered without an NHS number as patient %s of practice group %s. Somebody else may have registered the person at the same moment, and the search that would show it failed: %s\n\n"+
				"Look for the person in Hero, or by names with the data source hero_patients. If there is another record, merge the two there: Hero cannot delete a patient.", created.ID, practice.ID(), explain(practice, created.SearchErr)))
		return
	}
	if len(created.Others) == 0 {
		return
	}
	others := strings.Join(created.Others, ", ")
	diags.AddWarning("Patient "+created.ID+" may be registered twice: "+others,
		fmt.Sprintf("The person was registered without an NHS number as patient %s of practice group %s. A search beforehand found nobody, and one right afterwards found another record with the same names and date of birth: %s. "+
			"Somebody else has probably registered the person at the same moment, and Hero cannot delete a patient.\n\n"+
			"Look at the records in Hero. If they are one person's, merge them there. If another record than %[1]s stays, let the resource manage it:\n\n"+
			"  terraform state rm <address>\n  terraform import <address> %[2]s/<id>", created.ID, practice.ID(), others))
}

// addNotRegistered reports a create that failed, or may have failed. matched: Hero can
// match the person.
func addNotRegistered(diags *diag.Diagnostics, practice *hero.Practice, err error, matched bool) {
	if exists, ok := errors.AsType[*hero.PatientExistsError](err); ok {
		newExistingPatient(exists.Found, matched).addError(practice, diags)
		return
	}
	if unclear, ok := errors.AsType[*hero.UnclearError](err); ok {
		diags.AddError("Unable to register patient", unclearRegistration(practice, unclear, matched))
		return
	}
	addError(diags, "register patient", practice, err, patientAttribute)
}

// unclearRegistration says what is known about a registration that may have succeeded, and how to
// go on without a duplicate record.
func unclearRegistration(practice *hero.Practice, unclear *hero.UnclearError, matched bool) string {
	var looked string
	switch {
	case unclear.SearchErr != nil:
		looked = "Looking for the person in Hero failed as well: " + unclear.SearchErr.Error() + "."
	case unclear.Found > 0:
		looked = fmt.Sprintf("Hero now has %d records of the person, and nothing tells which of them this request created: %s.", unclear.Found, strings.Join(unclear.IDs, ", "))
	default:
		looked = fmt.Sprintf("The provider looked for the person for %s and did not find them, but Hero may still act on the request.", unclear.Within)
	}
	if !matched {
		looked += " The registration was not sent again: without an NHS number, that could make a second record, which Hero cannot delete."
	}
	return fmt.Sprintf("It is unclear whether Hero registered this person, so nothing was recorded in the Terraform state. The request ended like this: %s.\n\n%s\n\n"+
		"Wait a few minutes, then search for the person in Hero, or by name with the data source hero_patients. If the record is there, import it:\n\n"+
		"  terraform import <address> %s/<id>\n\n"+
		"If it is not there, run the same command again. The next apply looks before it writes, and names the record if there is one by then.", unclear.Err, looked, practice.ID())
}

// warnSomebodyThere warns that a new patient's record was not new. fields are those that
// were not sent.
func warnSomebodyThere(diags *diag.Diagnostics, practice *hero.Practice, id string, fields []string) {
	if len(fields) == 0 {
		return
	}
	diags.AddWarning("The record of patient "+id+" may not be new",
		fmt.Sprintf("The person was registered as patient %s of practice group %s, and the record has values that were not sent: %s. The search beforehand found nobody, "+
			"but Hero may have had the person in a form that the search does not find, such as archived or under another spelling, and the registration may then have overwritten parts of the record. "+
			"Look at it in Hero, and make sure that it is the person you mean.", id, practice.ID(), strings.Join(fields, ", ")))
}

// saveRegistered saves a patient whom Hero has accepted. It saves once before it reads the record
// back, so that no failure can lose the patient. It returns the record, or nil if it could not be
// read.
func saveRegistered(ctx context.Context, practice *hero.Practice, planned, configured *patientModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) *hero.Patient {
	registered := *planned
	registered.reconcile(configured, &hero.Patient{}, &reconciler{})
	save(ctx, state, identity, &registered, diags)

	live, err := practice.GetPatient(ctx, planned.ID.ValueString())
	if err != nil {
		warnNotReadBack(diags, "the patient", "Patient "+planned.ID.ValueString()+" was registered and is in the Terraform state.", explain(practice, err))
		return nil
	}
	var r reconciler
	planned.reconcile(configured, live, &r)
	r.warn(diags, "patient "+planned.ID.ValueString())
	save(ctx, state, identity, planned, diags)
	return live
}

// correctedError refuses an update with which Hero would not find the record. names are the attributes that Hero finds it by.
type correctedError struct{ names []string }

func (e *correctedError) Error() string { return "Hero has another " + strings.Join(e.names, " and ") }

// lackingError refuses an update of a record that, since the plan, has lost something that Hero demands.
type lackingError struct{ names, changed []string }

func (e *lackingError) Error() string { return "the record has no " + strings.Join(e.names, " and ") }

// errUnmatchable refuses an update of a record whose date of birth Hero shows in a form that cannot be compared.
var errUnmatchable = errors.New("the date of birth cannot be compared")

// addNotUpdated reports an update that failed, or was refused after a look at the record.
func addNotUpdated(diags *diag.Diagnostics, id string, practice *hero.Practice, err error) {
	if corrected, ok := errors.AsType[*correctedError](err); ok {
		addCorrectedError(diags, id, corrected.names)
		return
	}
	if lacking, ok := errors.AsType[*lackingError](err); ok {
		refuseLacking(lacking.names, lacking.changed, id, diags)
		return
	}
	if errors.Is(err, errUnmatchable) {
		addUnmatchableError(diags, id)
		return
	}
	addPatientError(diags, "update", id, practice, err, patientAttribute)
}

func addCorrectedError(diags *diag.Diagnostics, id string, names []string) {
	diags.AddError("Unable to update patient "+id,
		fmt.Sprintf("The record of patient %s no longer has the %s that the Terraform state has. Hero finds the record to change by NHS number and date of birth, "+
			"so the change would go to another record or create a second one. Nothing was sent.\n\n"+
			"Somebody has corrected the record, or it now belongs to another person: look at patient %[1]s in Hero. "+
			"Then plan again with a refresh, which shows what Hero has, and configure what is right.", id, strings.Join(names, " and ")))
}

// addUnmatchableError refuses an update when nobody can tell whether Hero would find the record.
func addUnmatchableError(diags *diag.Diagnostics, id string) {
	diags.AddError("Unable to update patient "+id,
		fmt.Sprintf("Hero finds the record to change by NHS number and date of birth, and the date of birth that it reports for patient %s cannot be read. "+
			"The change could go to another record or make a second one, so nothing was sent.\n\n"+
			"Look at patient %[1]s in Hero and correct the date of birth there, then run the same command again.", id))
}

func addOtherRecordError(diags *diag.Diagnostics, id, other string) {
	diags.AddError("Unable to update patient "+id,
		"Hero stored the change on another record, "+other+": it found that one by NHS number and date of birth. Records may have been merged or duplicated. "+
			"Look at both in Hero, then remove this resource from the state and import the right record.")
}
