// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
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

// PDSResult has the PatientID. Without one, Hero registers the person only after they have proved their identity.
type PDSResult struct {
	PatientID string
	// LoginURL is where the person proves it: an https URL on one of Hero's hosts, without any value that was sent. It is empty if
	// Hero sent no such URL.
	LoginURL string
	// OtherHost is the host of a link that leads elsewhere, or "" if there is none that is safe to show.
	OtherHost string
}

// Person returns the person to trace.
func (r PDSRegistration) Person() Person {
	return Registration{NHSNumber: r.NHSNumber, DOB: r.DOB, FirstName: r.Forename, LastName: r.Surname}.Person()
}

// RegisterPatientPDS traces a person nationally and registers them. Hero returns a known person rather than a second record.
// IsNotFound reports that the trace found nobody. If Hero has the NHS number with another date of birth, which would make a second
// record, the error is a *PatientExistsError.
func (p *Practice) RegisterPatientPDS(ctx context.Context, r PDSRegistration) (PDSResult, error) {
	person := r.Person()
	sent := request{method: http.MethodPost, route: RouteRegisterPDS, body: r, repeatable: true, creates: true}
	if person.IsNumbered() {
		var err error
		if sent, err = p.afterSearch(ctx, sent, person, refuseOtherBirthday); err != nil {
			return PDSResult{}, err
		}
	}
	defer p.forgetPerson(person)
	res, err := p.do(ctx, sent)
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
		return PDSResult{}, res.unexpected("missing a patient_id")
	}
	if id != "" {
		return PDSResult{PatientID: id}, nil
	}
	link, otherHost := res.link(read.LoginURL.OrZero())
	return PDSResult{LoginURL: link, OtherHost: otherHost}, nil
}

// maxLinkLength is longer than any URL that people are meant to open.
const maxLinkLength = 2000

// heroDomains are those of Hero's own hosts.
var heroDomains = []string{"herohealth.net", "htech.app"}

var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,98}[a-z0-9])?$`)

// link returns a URL that is safe to show, or else the host of a URL that leads elsewhere. A redacted URL would be a different
// URL.
func (r *response) link(address string) (link, otherHost string) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		return "", ""
	}
	host := strings.ToLower(parsed.Hostname())
	switch {
	case !hostForm.MatchString(host):
		return "", ""
	case parsed.Scheme != "https" || !r.isHeros(parsed, host):
		if repeats(host, r.values(), partOfText) {
			return "", ""
		}
		return "", host
	case parsed.User != nil || len(address) > maxLinkLength || printable(address, maxLinkLength) != address || r.namesPerson(address):
		return "", ""
	}
	return address, ""
}

// isHeros reports whether an address is on one of Hero's hosts, or on the host of the configured endpoint.
func (r *response) isHeros(address *url.URL, host string) bool {
	return strings.EqualFold(address.Host, r.targetHost()) || slices.ContainsFunc(heroDomains, func(domain string) bool {
		return (host == domain || strings.HasSuffix(host, "."+domain)) && (address.Port() == "" || address.Port() == "443")
	})
}

// namesPerson reports whether a link contains a value that was sent. A short value is part of many other words, so it counts only as a
// whole word.
func (r *response) namesPerson(address string) bool {
	unescaped, err := url.PathUnescape(address)
	if err != nil {
		return true
	}
	var words, long []string
	for _, word := range strings.FieldsFunc(unescaped, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		words = append(words, decodings(word)...)
	}
	for _, value := range r.values() {
		switch letters := squeezed(value); {
		case len(letters) >= partOfLink:
			long = append(long, value)
		case len(letters) > 2 && slices.Contains(words, letters):
			return true
		}
	}
	return repeats(unescaped, long, partOfLink)
}
