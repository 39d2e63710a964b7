package hero

import (
	"context"
	"encoding/json"
	"net/http"
)

// PDSRegistration identifies a person for a national trace: NHSNumber and DOB, or Forename, Surname, DOB and Postcode.
type PDSRegistration struct {
	NHSNumber    Text `json:"nhs_number,omitzero"`
	DOB          Text `json:"dob,omitzero"`
	Forename     Text `json:"forename,omitzero"`
	Surname      Text `json:"surname,omitzero"`
	Postcode     Text `json:"postcode,omitzero"`
	EHRPartner   Text `json:"ehr_partner,omitzero"`
	EHRPartnerID Text `json:"ehr_partner_id,omitzero"`
}

// PDSResult has either the PatientID, or what the user of the API must do first: prove at LoginURL who they are.
type PDSResult struct {
	PatientID string
	Message   string
	LoginURL  string
}

// RegisterPatientPDS traces a person nationally and registers them. Hero returns a known person rather than a second record.
// IsNotFound tells that the trace found nobody.
func (p *Practice) RegisterPatientPDS(ctx context.Context, r PDSRegistration) (PDSResult, error) {
	a, err := p.do(ctx, call{method: http.MethodPost, route: RouteRegisterPDS, body: r, replayable: true})
	if err != nil {
		return PDSResult{}, err
	}
	var read struct {
		PatientID Text `json:"patient_id"`
		Message   Text `json:"message"`
		LoginURL  Text `json:"login_url"`
	}
	if err := json.Unmarshal(a.last.body, &read); err != nil {
		return PDSResult{}, a.unexpected("not an object")
	}
	result := PDSResult{PatientID: text(read.PatientID), Message: text(read.Message), LoginURL: text(read.LoginURL)}
	if result == (PDSResult{}) {
		return PDSResult{}, a.unexpected("without a patient_id")
	}
	return result, nil
}
