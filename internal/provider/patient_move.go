// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// A record in Hero is the same whether the patient was registered with the
// practice's own data or traced in PDS, so a moved block takes a resource of
// either type to the other one. No request is made: what the source cannot tell
// is null, and the refresh that follows fills it in.
//
// The mark of what Terraform made itself does not come along. It says that a
// null was never sent, which is not so of attributes that the source does not
// have.

func (r *patientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_pds_patient", newPDSPatientResource(), (*patientModel).takeOver)}
}

func (r *pdsPatientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_patient", newPatientResource(), (*pdsPatientModel).takeOver)}
}

// takeOver fills an empty model from a traced patient: with what the record was
// seen to hold, and else with what was asked for.
func (m *patientModel) takeOver(from *pdsPatientModel) {
	record := map[string]herotypes.Text{"nhs_number": from.NHSNumber, "dob": from.DOB, "ehr_partner_id": from.EHRPartnerID}
	for _, t := range demographicsTexts(from.Demographics, &hero.Patient{}) {
		if isSet(*t.known) {
			record[t.name] = *t.known
		}
	}
	for _, t := range m.members(&hero.Patient{}, &hero.Registration{}) {
		if value, ok := record[t.name]; ok {
			*t.known = value
		}
	}
	m.PracticeGroupID, m.ID, m.UID = from.PracticeGroupID, from.ID, from.UID
	m.Status, m.Restricted = from.Status, from.Restricted
}

// takeOver fills an empty model from a registered patient. Under which names and
// postcode the person could be traced, the record does not tell.
func (m *pdsPatientModel) takeOver(from *patientModel) {
	record := map[string]herotypes.Text{}
	for _, t := range from.members(&hero.Patient{}, &hero.Registration{}) {
		if t.known.ValueString() != "" { // "" clears an attribute there, and is null here
			record[t.name] = *t.known
		}
	}
	demographics := demographicsTexts(types.Object{}, &hero.Patient{})
	for _, t := range demographics {
		if value, ok := record[t.name]; ok {
			*t.known = value
		}
	}
	m.Demographics = textsObject(demographics)
	for name, known := range map[string]*herotypes.Text{"nhs_number": &m.NHSNumber, "dob": &m.DOB, "ehr_partner_id": &m.EHRPartnerID} {
		if value, ok := record[name]; ok {
			*known = value
		}
	}
	m.PracticeGroupID, m.ID, m.UID = from.PracticeGroupID, from.ID, from.UID
	m.Status, m.Restricted = from.Status, from.Restricted
}

// moverFrom makes the state of a resource out of that of another type of this
// provider. Anything else it leaves to the framework, which says that it cannot
// be moved.
func moverFrom[From, To any, ToPointer interface {
	*To
	identified
}](ctx context.Context, name string, source resource.Resource, takeOver func(ToPointer, *From)) resource.StateMover {
	var described resource.SchemaResponse
	source.Schema(ctx, resource.SchemaRequest{}, &described)
	return resource.StateMover{
		SourceSchema: &described.Schema,
		StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
			// Who publishes the provider, and where, does not matter.
			ours := req.SourceTypeName == name && strings.HasSuffix(req.SourceProviderAddress, "/hero")
			if !ours || req.SourceSchemaVersion != described.Schema.Version || req.SourceState == nil {
				return
			}
			var from From
			resp.Diagnostics.Append(req.SourceState.Get(ctx, &from)...)
			// Only a text that was decoded has the kind of its attribute.
			var to To
			empty := tfsdk.State{Schema: resp.TargetState.Schema, Raw: bareObject(ctx, resp.TargetState.Schema.Type(), nil)}
			resp.Diagnostics.Append(empty.Get(ctx, &to)...)
			if resp.Diagnostics.HasError() {
				return
			}
			takeOver(&to, &from)
			save(ctx, &resp.TargetState, resp.TargetIdentity, ToPointer(&to), &resp.Diagnostics)
		},
	}
}
