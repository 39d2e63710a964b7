// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPracticeGroupDecoding(t *testing.T) {
	t.Parallel()
	group := decoded[PracticeGroup](t, `{"id":1001,"name":null,"prescription_partner_enabled":"true",
		"prescription_partner_credentials":{"email":"a@b.test","password":"secret","more":1},"new":{"a":[1]}}`)
	if group.ID.OrZero() != "1001" || !group.Name.IsNull() || !group.Sector.IsAbsent() || !group.Address.IsAbsent() {
		t.Errorf("got %+v", group)
	}
	if enabled, _ := group.PrescriptionPartnerEnabled.Get(); !enabled {
		t.Error("prescription_partner_enabled is lost")
	}
	if credentials, _ := group.PrescriptionPartnerCredentials.Get(); credentials.Email.OrZero() != "a@b.test" {
		t.Errorf("got %+v", credentials)
	}
	if got := string(group.Raw["prescription_partner_credentials"]); got != `{"email":"a@b.test","more":1}` {
		t.Errorf("raw credentials are %s", got)
	}
	if got := string(group.Raw["new"]); got != `{"a":[1]}` {
		t.Errorf("got %s", got)
	}
}

func TestPracticeGroupUpdateBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		update PracticeGroupUpdate
		want   string
	}{
		"typed":       {PracticeGroupUpdate{Name: Value(""), PrescriptionPartner: Null[string](), PrescriptionPartnerEnabled: Value(false)}, `{"name":"","prescription_partner":null,"prescription_partner_enabled":false}`},
		"address":     {PracticeGroupUpdate{Address: map[string]any{"line_1": "1", "new": nil}}, `{"address":{"line_1":"1","new":null}}`},
		"e-mail":      {PracticeGroupUpdate{Credentials: &PartnerCredentialsUpdate{Email: Value("a@b.test")}}, `{"prescription_partner_credentials":{"email":"a@b.test"}}`},
		"password":    {PracticeGroupUpdate{Credentials: &PartnerCredentialsUpdate{Password: Value("p")}}, `{"prescription_partner_credentials":{"password":"p"}}`},
		"credentials": {PracticeGroupUpdate{Name: Value("n"), Credentials: &PartnerCredentialsUpdate{}}, `{"name":"n"}`},
		"additional":  {PracticeGroupUpdate{Name: Value("n"), Additional: map[string]any{"name": "other", "x": []any{1.5}}}, `{"name":"n","x":[1.5]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{"id":"1001"}`) })
			if err := s.practice(t).UpdatePracticeGroup(t.Context(), test.update, nil); err != nil {
				t.Fatal(err)
			}
			if got := s.requests()[0]; got.Body != test.want || got.Method != "PATCH" || got.Path != "/v1/me" {
				t.Errorf("got %+v, want %s", got, test.want)
			}
		})
	}
}

func TestListsAcceptEnvelopeAndArray(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"data":[{"id":"1","exp_month":"12"},7,"odd",null,{"id":{}}],"count":5}`, `[{"id":"1","exp_month":"12"},7,"odd",null,{"id":{}}]`} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, body) })
		p := s.practice(t)
		methods, err := p.ListPaymentMethods(t.Context(), "5")
		if err != nil {
			t.Fatal(err)
		}
		want := []PaymentMethod{
			{ID: Value("1"), ExpMonth: Value[int64](12), RawJSON: RawJSON{Raw: json.RawMessage(`{"id":"1","exp_month":"12"}`)}},
			{RawJSON: RawJSON{Raw: json.RawMessage(`7`)}},
			{RawJSON: RawJSON{Raw: json.RawMessage(`"odd"`)}},
			{RawJSON: RawJSON{Raw: json.RawMessage(`null`)}},
			{RawJSON: RawJSON{Raw: json.RawMessage(`{"id":{}}`)}},
		}
		if diff := cmp.Diff(want, methods, everyField); diff != "" {
			t.Error(diff)
		}
		locations, err := p.ListLocations(t.Context(), LocationFilter{})
		if err != nil || len(locations) == 0 || locations[0].ID.OrZero() != "1" {
			t.Errorf("got %+v, %v", locations, err)
		}
	}
}

func TestDirectoryQueries(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `{"data":[{"id":"1","name":"n","price":12.5,"video":true,"reply_form":false,"x":1}],"count":1}`)
	})
	p, yes, no := s.practice(t), true, false
	locations, err := p.ListLocations(t.Context(), LocationFilter{AppointmentTypeIDs: []string{"a", "b"}, HasAvailability: &no})
	if err != nil || locations[0].Name.OrZero() != "n" || !strings.Contains(string(locations[0].Raw), `"x":1}`) {
		t.Errorf("got %+v, %v", locations, err)
	}
	types, err := p.ListAppointmentTypes(t.Context(), AppointmentTypeFilter{LocationIDs: []string{"l"}, HasAvailability: &yes})
	if err != nil || types[0].Price != Value(12.5) || types[0].Video != Value(true) {
		t.Errorf("got %+v, %v", types, err)
	}
	practitioners, err := p.ListPractitioners(t.Context(), PractitionerFilter{LocationIDs: []string{"l"}, AppointmentTypeIDs: []string{"a"}})
	if err != nil || practitioners[0].ID.OrZero() != "1" {
		t.Errorf("got %+v, %v", practitioners, err)
	}
	forms, err := p.ListForms(t.Context(), FormFilter{Search: "a&b", ReplyForm: &yes, FormType: "response"})
	if err != nil || forms[0].ReplyForm != Value(false) {
		t.Errorf("got %+v, %v", forms, err)
	}
	got := []string{}
	for _, request := range s.requests() {
		got = append(got, request.Path+"?"+request.Query)
	}
	want := []string{
		"/v1/locations?appointment_type_ids=a&appointment_type_ids=b&has_availability=false",
		"/v1/appointment_types?has_availability=true&location_ids=l",
		"/v1/practitioners?appointment_type_ids=a&location_ids=l",
		"/v1/forms?form_type=response&reply_form=true&search=a%26b",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPracticeGroupReads(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `{"capabilities":["sms_messaging",7,null,{}],"data":[{"version":null,"config":{"a":1}}]}`)
	})
	p := s.practice(t)
	capabilities, err := p.Capabilities(t.Context())
	if diff := cmp.Diff([]string{"sms_messaging", "7"}, capabilities); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	elements, err := p.Elements(t.Context())
	if err != nil || len(elements) != 1 {
		t.Fatalf("got %+v, %v", elements, err)
	}
	if config, _ := elements[0].Config.Get(); !elements[0].Version.IsNull() || string(config) != `{"a":1}` || !elements[0].Element.IsAbsent() {
		t.Errorf("got %+v", elements[0])
	}
}

func TestBillingInfo(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `{"id":"1","external_billing_id":null,"insurance":{"insurer":"I","auth_code":12},"confidential":false}`)
	})
	info, err := s.practice(t).GetBillingInfo(t.Context(), "5")
	if err != nil {
		t.Fatal(err)
	}
	info.Raw = nil
	want := &BillingInfo{
		ID: Value("1"), ExternalBillingID: Null[string](), Confidential: Value(false),
		Insurance: Value(Insurance{Insurer: Value("I"), AuthCode: Value("12")}),
	}
	if diff := cmp.Diff(want, info, everyField); diff != "" {
		t.Error(diff)
	}
	if path := s.requests()[0].Path; path != "/v1/patients/5/billing_info" {
		t.Errorf("path %s", path)
	}
}

func TestRegisterPDS(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]PDSResult{
		`{"patient_id":"7"}`: {PatientID: "7"},
		`{"message":"Prove","login_url":"https://login.htech.app/a"}`: {LoginURL: "https://login.htech.app/a"},
		`{}`: {}, `[]`: {},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondTrace(w, r, body) })
		got, err := s.practice(t).RegisterPatientPDS(t.Context(), PDSRegistration{NHSNumber: Value("1"), DOB: Value("2")})
		if got != want || (err == nil) != (want != PDSResult{}) {
			t.Errorf("%s: got %+v, %v", body, got, err)
		}
		if sent := s.requests(); len(sent) != 2 || queryOf(t, sent[0]).Get("nhs_number") != "1" || sent[1].Body != `{"nhs_number":"1","dob":"2"}` {
			t.Errorf("sent %+v", sent)
		}
	}
}

func TestAccessTokenExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		jwt := func(payload string) string {
			return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".x"
		}
		exp := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
		for token, want := range map[string]time.Time{
			jwt(`{"exp":1893553445}`):   exp,
			jwt(`{"exp":"1893553445"}`): exp,
			jwt(`{"exp":1e300}`):        {},
			jwt(`{"exp":-5}`):           {},
			jwt(`{"exp":0}`):            {},
			jwt(`{"exp":100000000000}`): time.Unix(100_000_000_000, 0),
			jwt(`{"exp":100000000001}`): {},
			jwt(`{}`):                   {},
			jwt(`[]`):                   {},
			"opaque":                    {},
			"a.%.c":                     {},
		} {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				respondJSON(w, 200, `{"access_token":"`+token+`"}`)
			})
			got, err := s.practice(t).CreateAccessToken(t.Context())
			if err != nil || got.Token != token {
				t.Errorf("%s: got %+v, %v", token, got, err)
			}
			if want.IsZero() {
				if left := time.Until(got.ExpiresAt); left != 30*time.Minute {
					t.Errorf("%s: %s left", token, left)
				}
			} else if !got.ExpiresAt.Equal(want) {
				t.Errorf("%s: expires at %s", token, got.ExpiresAt)
			}
			if request := s.requests()[0]; request.Body != "" || request.Method != "POST" || request.Path != RouteAccessToken {
				t.Errorf("got %+v", request)
			}
		}
	})
}

func TestNoAccessTokenIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"access_token":""}`, `[]`} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, body) })
		if token, err := s.practice(t).CreateAccessToken(t.Context()); err == nil {
			t.Errorf("%s: got %+v", body, token)
		}
	}
}

func TestPractitionerFullName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		practitioner Practitioner
		want         String
	}{
		{Practitioner{Name: Value("Dr Ann Lee"), FirstName: Value("Ann"), LastName: Value("Lee")}, Value("Dr Ann Lee")},
		{Practitioner{FirstName: Value("Ann"), LastName: Value("Lee")}, Value("Ann Lee")},
		{Practitioner{Name: Value(""), LastName: Value("Lee")}, Value("Lee")},
		{Practitioner{}, Null[string]()},
	} {
		if diff := cmp.Diff(test.want, test.practitioner.FullName(), everyField); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.practitioner, diff)
		}
	}
}

func TestCapabilitiesAreNonEmptyNames(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if strings.Contains(r.RequestURI, "?") {
			t.Errorf("an empty query is sent: %s", r.RequestURI)
		}
		respondJSON(w, 200, `{"capabilities":["booking","",{},null]}`)
	})
	names, err := s.practice(t).Capabilities(t.Context())
	if diff := cmp.Diff([]string{"booking"}, names); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// A gateway without the route responds as Hero does about a practice group that is gone, so two routes must agree.
func TestConfirmPracticeGroupGone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		group, locations int
		gone, hasReason  bool
	}{
		"both routes say so":   {404, 404, true, false},
		"it is there":          {200, 404, false, false},
		"another route has it": {404, 200, false, false},
		"the first is refused": {403, 404, false, true},
		"the other is refused": {404, 403, false, true},
	} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			switch r.URL.Path {
			case RoutePracticeGroup:
				respondJSON(w, test.group, `{"id":"1001"}`)
			default:
				respondJSON(w, test.locations, `{"data":[],"count":0}`)
			}
		})
		err := s.practice(t).ConfirmPracticeGroupGone(t.Context())
		if (err == nil) != test.gone {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (as[*NotGoneError](t, err).Err != nil) != test.hasReason {
			t.Errorf("%s: the reason is %v", name, as[*NotGoneError](t, err).Err)
		}
	}
}

// The encoder's own error would quote the value.
func TestValueThatIsNoJSONIsNotQuoted(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) })
	err := s.practice(t).UpdatePracticeGroup(t.Context(), PracticeGroupUpdate{Additional: map[string]any{"x": math.Inf(1)}}, nil)
	if want := "PATCH /v1/me: the request cannot be encoded as JSON"; err == nil || err.Error() != want || len(s.requests()) != 0 {
		t.Errorf("got %v after %d requests, want %s", err, len(s.requests()), want)
	}
}
