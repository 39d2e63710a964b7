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

// PDSResult has either the PatientID, or what must be done first: the person proves at LoginURL who they are.
type PDSResult struct {
	PatientID string
	// Message is in Hero's own words: printable, at most 200 characters, without any value that was sent.
	Message string
	// LoginURL is empty when Hero gave none that is fit to be shown: an http or https address without any value that was sent.
	LoginURL string
}

// RegisterPatientPDS traces a person nationally and registers them. Hero returns a known person rather than a second record.
// IsNotFound tells that the trace found nobody.
func (p *Practice) RegisterPatientPDS(ctx context.Context, r PDSRegistration) (PDSResult, error) {
	defer p.forgetPerson(Registration{NHSNumber: r.NHSNumber, DOB: r.DOB, FirstName: r.Forename, LastName: r.Surname}.Person())
	res, err := p.do(ctx, request{method: http.MethodPost, route: RouteRegisterPDS, body: r, repeatable: true})
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
	id := identifier(text(read.PatientID))
	if id == "" && text(read.Message) == "" && text(read.LoginURL) == "" {
		return PDSResult{}, res.unexpected("without a patient_id")
	}
	return PDSResult{PatientID: id, Message: res.clean(text(read.Message), 200), LoginURL: res.link(text(read.LoginURL))}, nil
}

// maxLink is longer than any address that people are meant to open.
const maxLink = 2000

// shortestPartOfLink: a value of so many bytes is no part of another word by chance.
const shortestPartOfLink = 8

// link is an address that is fit to be shown, or else empty: taking something out of it would make it another address.
func (r *response) link(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") || parsed.Host == "" || parsed.User != nil ||
		len(address) > maxLink || printable(address, maxLink) != address {
		return ""
	}
	// Path and query are read as they would be by a person. A short word in the host is Hero's.
	shown, err := url.PathUnescape(parsed.RequestURI() + "#" + parsed.Fragment)
	if err != nil {
		return ""
	}
	for _, secret := range r.values() {
		// A short name is part of many other words, so it counts as a word of its own only. A pattern that is not UTF-8 would be a
		// panic that quotes it.
		word := regexp.MustCompile(`(?i)(^|[^0-9a-z])` + regexp.QuoteMeta(strings.ToValidUTF8(secret, "\uFFFD")) + `([^0-9a-z]|$)`)
		long := len(secret) >= shortestPartOfLink && indexFold(parsed.Host+shown, secret) >= 0
		if long || (len(secret) >= shortestRedacted && word.MatchString(shown)) {
			return ""
		}
	}
	return address
}
