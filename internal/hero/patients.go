// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"iter"
	"net/url"
)

// Patient is a patient's record as GET /v1/patients/{id} gives it. There is no landline and no caller in it.
type Patient struct {
	ID           Text `json:"id"`
	UID          Text `json:"uid"`
	EMISID       Text `json:"emis_id"`
	EHRPartnerID Text `json:"ehr_partner_id"`
	// DOB is a date, or a date-time whose date in Europe/London is meant.
	DOB                     Text           `json:"dob"`
	DeceasedAt              Text           `json:"deceased_at"`
	Title                   Text           `json:"title"`
	FirstName               Text           `json:"first_name"`
	LastName                Text           `json:"last_name"`
	Sex                     Text           `json:"sex"`
	NHSNumber               Text           `json:"nhs_number"`
	Email                   Text           `json:"email"`
	Emails                  Member[[]Text] `json:"emails"`
	Mobile                  Text           `json:"mobile"`
	LastSyncAt              Text           `json:"last_sync_at"`
	AddressLine1            Text           `json:"address_line_1"`
	AddressLine2            Text           `json:"address_line_2"`
	AddressLine3            Text           `json:"address_line_3"`
	Country                 Text           `json:"country"`
	Postcode                Text           `json:"postcode"`
	Town                    Text           `json:"town"`
	County                  Text           `json:"county"`
	Notes                   Text           `json:"notes"`
	VerificationCredentials Member[[]Text] `json:"verification_credentials"`
	DataSource              Text           `json:"data_source"`
	Restricted              Bool           `json:"restricted"`
	SexChangedAt            Text           `json:"sex_changed_at"`
	// Status is archived or unarchived.
	Status Text `json:"status"`

	Whole
}

// PatientSummary is a patient as a search finds them.
type PatientSummary struct {
	// ID is hero_id; see HeroID.
	ID           Text `json:"hero_id"`
	UID          Text `json:"hero_uid"`
	EHRPartnerID Text `json:"ehr_partner_id"`
	EMISID       Text `json:"emis_id"`
	ODSCode      Text `json:"ods_code"`
	// DOB is a date, or a date-time whose date in Europe/London is meant.
	DOB           Text                        `json:"dob"`
	DeceasedAt    Text                        `json:"deceased_at"`
	Title         Text                        `json:"title"`
	FirstName     Text                        `json:"first_name"`
	LastName      Text                        `json:"last_name"`
	Sex           Text                        `json:"sex"`
	NHSNumber     Text                        `json:"nhs_number"`
	Email         Text                        `json:"email"`
	Mobile        Text                        `json:"mobile"`
	LastSyncAt    Text                        `json:"last_sync_at"`
	DataSource    Text                        `json:"data_source"`
	Restricted    Bool                        `json:"restricted"`
	Line1         Text                        `json:"line_1"`
	Line2         Text                        `json:"line_2"`
	Line3         Text                        `json:"line_3"`
	Town          Text                        `json:"town"`
	County        Text                        `json:"county"`
	Postcode      Text                        `json:"postcode"`
	Identifiers   Member[[]PatientIdentifier] `json:"identifiers"`
	EHRRegistered Bool                        `json:"ehr_registered"`

	Whole
}

// PatientIdentifier is one of the numbers that a patient is known by.
type PatientIdentifier struct {
	Source Text `json:"source"`
	// Name is for instance nhs_number or hero_id.
	Name  Text `json:"name"`
	Role  Text `json:"role"`
	Label Text `json:"label"`
	Value Text `json:"value"`
}

// PatientFilter narrows a search. Empty members do not filter; at least one must be set.
type PatientFilter struct {
	FirstName string
	LastName  string
	// DOB is the exact date of birth, YYYY-MM-DD.
	DOB          string
	NHSNumber    string
	EHRPartnerID string
}

// HeroID is the id to read the patient with: hero_id, else the identifier of that name. Empty when Hero has no record of its own.
func (s PatientSummary) HeroID() string {
	if id := identifier(text(s.ID)); id != "" {
		return id
	}
	identifiers, _ := s.Identifiers.Get()
	for _, known := range identifiers {
		if name := text(known.Name); name == "hero_id" {
			return identifier(text(known.Value))
		}
	}
	return ""
}

// PatientIDs are Hero's ids of those that have one; a person whom only the connected record system knows has none.
func PatientIDs(found []PatientSummary) (ids []string) {
	for _, patient := range found {
		if id := patient.HeroID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// GetPatient reads one patient. IsNotFound tells that there is none with this id.
func (p *Practice) GetPatient(ctx context.Context, id string) (*Patient, error) {
	return getOne[Patient](ctx, p, RoutePatient, id)
}

// SearchPatients finds patients, page after page as the caller asks for more. An error ends the sequence.
func (p *Practice) SearchPatients(ctx context.Context, filter PatientFilter) iter.Seq2[PatientSummary, error] {
	query := filter.query()
	if len(query) == 0 {
		return func(yield func(PatientSummary, error) bool) {
			yield(PatientSummary{}, errors.New("a search for patients needs at least one filter"))
		}
	}
	return paged(ctx, p, RoutePatients, query, PatientSummary.HeroID)
}

func (f PatientFilter) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"first_name": f.FirstName, "last_name": f.LastName, "dob": f.DOB, "nhs_number": f.NHSNumber, "ehr_partner_id": f.EHRPartnerID,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}
