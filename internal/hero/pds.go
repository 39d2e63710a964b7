// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// PDSRegistration identifies a person for a national trace: NHSNumber and DOB, or Forename, Surname, DOB and Postcode.
type PDSRegistration struct {
	NHSNumber    String `json:"nhs_number,omitzero"`
	DOB          String `json:"dob,omitzero"`
	Forename     String `json:"forename,omitzero"`
	Surname      String `json:"surname,omitzero"`
	Postcode     String `json:"postcode,omitzero"`
	EHRPartner   String `json:"ehr_partner,omitzero"`
	EHRPartnerID String `json:"ehr_partner_id,omitzero"`
}

// PDSResult has the PatientID, or the LoginURL where the person must prove their identity first.
type PDSResult struct {
	PatientID string
	// Message is Hero's own: printable, at most 200 characters, without any value that was sent.
	Message string
	// LoginURL is an http or https URL without any value that was sent. It is empty if Hero sent none that is safe to show.
	LoginURL string
}

// RegisterPatientPDS traces a person nationally and registers them. Hero returns a known person rather than a second record.
// IsNotFound reports that the trace found nobody.
func (p *Practice) RegisterPatientPDS(ctx context.Context, r PDSRegistration) (PDSResult, error) {
	defer p.forgetPerson(Registration{NHSNumber: r.NHSNumber, DOB: r.DOB, FirstName: r.Forename, LastName: r.Surname}.Person())
	res, err := p.do(ctx, request{method: http.MethodPost, route: RouteRegisterPDS, body: r, repeatable: true, creates: true})
	if err != nil {
		return PDSResult{}, err
	}
	var read struct {
		PatientID String `json:"patient_id"`
		Message   String `json:"message"`
		LoginURL  String `json:"login_url"`
	}
	if err := json.Unmarshal(res.body, &read); err != nil {
		return PDSResult{}, res.unexpected("not an object")
	}
	id := identifier(read.PatientID.OrZero())
	if id == "" && read.Message.OrZero() == "" && read.LoginURL.OrZero() == "" {
		return PDSResult{}, res.unexpected("without a patient_id")
	}
	return PDSResult{PatientID: id, Message: res.clean(read.Message.OrZero(), 200), LoginURL: res.link(read.LoginURL.OrZero())}, nil
}

// maxLinkLength is longer than any URL that people are meant to open.
const maxLinkLength = 2000

// minLinkPart is the length from which a value is no part of another word by chance.
const minLinkPart = 8

// link returns a URL that is safe to show, and else "": a redacted URL would be another one.
func (r *response) link(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") || parsed.Host == "" || parsed.User != nil ||
		len(address) > maxLinkLength || printable(address, maxLinkLength) != address {
		return ""
	}
	// Path and query are compared as a person reads them. A short word in the host is Hero's own.
	shown, err := url.PathUnescape(parsed.RequestURI() + "#" + parsed.Fragment)
	if err != nil {
		return ""
	}
	for _, secret := range r.values() {
		// A short name is a part of many other words, so it counts only as a whole word. A pattern that is not UTF-8 would panic and
		// be quoted.
		word := regexp.MustCompile(`(?i)(^|[^0-9a-z])` + regexp.QuoteMeta(strings.ToValidUTF8(secret, "\uFFFD")) + `([^0-9a-z]|$)`)
		long := len(secret) >= minLinkPart && indexFold(parsed.Host+shown, secret) >= 0
		if long || (len(secret) >= minRedacted && word.MatchString(shown)) {
			return ""
		}
	}
	return address
}
