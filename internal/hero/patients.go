// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"iter"
	"net/url"
)

// Patient is the response to GET /v1/patients/{id}. It has neither landline nor caller.
type Patient struct {
	ID           String `json:"id"`
	UID          String `json:"uid"`
	EMISID       String `json:"emis_id"`
	EHRPartnerID String `json:"ehr_partner_id"`
	// DOB is a date, or a date-time that stands for its date in Europe/London.
	DOB                     String             `json:"dob"`
	DeceasedAt              String             `json:"deceased_at"`
	Title                   String             `json:"title"`
	FirstName               String             `json:"first_name"`
	LastName                String             `json:"last_name"`
	Sex                     String             `json:"sex"`
	NHSNumber               String             `json:"nhs_number"`
	Email                   String             `json:"email"`
	Emails                  Nullable[[]String] `json:"emails"`
	Mobile                  String             `json:"mobile"`
	LastSyncAt              String             `json:"last_sync_at"`
	AddressLine1            String             `json:"address_line_1"`
	AddressLine2            String             `json:"address_line_2"`
	AddressLine3            String             `json:"address_line_3"`
	Country                 String             `json:"country"`
	Postcode                String             `json:"postcode"`
	Town                    String             `json:"town"`
	County                  String             `json:"county"`
	Notes                   String             `json:"notes"`
	VerificationCredentials Nullable[[]String] `json:"verification_credentials"`
	DataSource              String             `json:"data_source"`
	Restricted              Bool               `json:"restricted"`
	SexChangedAt            String             `json:"sex_changed_at"`
	// Status is archived or unarchived.
	Status String `json:"status"`

	RawJSON
}

// PatientSummary is a patient in the result of a search.
type PatientSummary struct {
	// ID is hero_id; see HeroID.
	ID           String `json:"hero_id"`
	UID          String `json:"hero_uid"`
	EHRPartnerID String `json:"ehr_partner_id"`
	EMISID       String `json:"emis_id"`
	ODSCode      String `json:"ods_code"`
	// DOB is a date, or a date-time that stands for its date in Europe/London.
	DOB           String                        `json:"dob"`
	DeceasedAt    String                        `json:"deceased_at"`
	Title         String                        `json:"title"`
	FirstName     String                        `json:"first_name"`
	LastName      String                        `json:"last_name"`
	Sex           String                        `json:"sex"`
	NHSNumber     String                        `json:"nhs_number"`
	Email         String                        `json:"email"`
	Mobile        String                        `json:"mobile"`
	LastSyncAt    String                        `json:"last_sync_at"`
	DataSource    String                        `json:"data_source"`
	Restricted    Bool                          `json:"restricted"`
	Line1         String                        `json:"line_1"`
	Line2         String                        `json:"line_2"`
	Line3         String                        `json:"line_3"`
	Town          String                        `json:"town"`
	County        String                        `json:"county"`
	Postcode      String                        `json:"postcode"`
	Identifiers   Nullable[[]PatientIdentifier] `json:"identifiers"`
	EHRRegistered Bool                          `json:"ehr_registered"`

	RawJSON
}

// PatientIdentifier is a number that identifies a patient.
type PatientIdentifier struct {
	Source String `json:"source"`
	// Name is for instance nhs_number or hero_id.
	Name  String `json:"name"`
	Role  String `json:"role"`
	Label String `json:"label"`
	Value String `json:"value"`
}

// PatientFilter narrows a search. Empty fields do not filter. At least one must be set.
type PatientFilter struct {
	FirstName string
	LastName  string
	// DOB is the exact date of birth, YYYY-MM-DD.
	DOB          string
	NHSNumber    string
	EHRPartnerID string
}

// HeroID returns the id to read the patient by: hero_id, else the identifier of that name. It is empty if Hero itself has no
// record.
func (s PatientSummary) HeroID() string {
	if id := identifier(s.ID.OrZero()); id != "" {
		return id
	}
	for _, known := range s.Identifiers.OrZero() {
		if name := known.Name.OrZero(); name == "hero_id" {
			return identifier(known.Value.OrZero())
		}
	}
	return ""
}

// nhsNumbers are the NHS number, and those among the identifiers.
func (s PatientSummary) nhsNumbers() []string {
	numbers := []string{s.NHSNumber.OrZero()}
	for _, known := range s.Identifiers.OrZero() {
		if known.Name.OrZero() == "nhs_number" {
			numbers = append(numbers, known.Value.OrZero())
		}
	}
	return numbers
}

// PatientIDs returns Hero's ids. A person whom only the connected record system knows has none.
func PatientIDs(found []PatientSummary) (ids []string) {
	for _, patient := range found {
		if id := patient.HeroID(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// GetPatient reads a patient. IsNotFound reports that there is none with this id. If Hero returns another record, into which the
// patient's was merged, the error is an *OtherObjectError.
func (p *Practice) GetPatient(ctx context.Context, id string) (*Patient, error) {
	return getOne[Patient](ctx, p, RoutePatient, id, func(patient *Patient) String { return patient.ID })
}

// SearchPatients finds patients page by page, as the caller asks for more. An error ends the sequence.
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
