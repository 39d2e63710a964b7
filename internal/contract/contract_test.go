// SPDX-License-Identifier: MPL-2.0

package contract_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
)

func load(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// paths returns the operations of the description by route template.
func paths(t *testing.T) map[string]*openapi3.PathItem {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return doc.Paths.Map()
}

func request(t *testing.T, method, path string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://hero.example"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// findings returns the issues of an error, each as "in pointer keyword".
func findings(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	broken, ok := errors.AsType[*contract.Error](err)
	if !ok {
		t.Fatalf("not an *Error: %v", err)
	}
	var list []string
	for _, issue := range broken.Issues {
		if !strings.Contains(err.Error(), issue.String()) {
			t.Errorf("%q does not contain %q", err, issue)
		}
		list = append(list, strings.Join([]string{issue.In, issue.Pointer(), issue.Keyword}, " "))
	}
	return list
}

func TestLoad_once(t *testing.T) {
	t.Parallel()
	first, second := load(t), load(t)
	if first != second {
		t.Error("two contracts")
	}
	n := 0
	for _, path := range paths(t) {
		n += len(path.Operations())
	}
	if n != 44 {
		t.Errorf("%d operations, want 44", n)
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"GET /v1/patients/7":                "/v1/patients/{id}",
		"GET /v1/patients/a%2Fb":            "/v1/patients/{id}",
		"GET /v1/patients/register":         "/v1/patients/{id}",
		"POST /v1/patients/register":        "/v1/patients/register",
		"GET /v1/patients/7/billing_info":   "/v1/patients/{id}/billing_info",
		"GET /v1/invoicing/customers":       "/v1/invoicing/customers",
		"GET /v1/patients/7/billing_info/":  "",
		"GET /v1/patients/":                 "",
		"GET /v1/patients/%zz":              "",
		"DELETE /v1/patients/7":             "",
		"get /v1/me":                        "",
		"GET /v4/patients":                  "",
		"GET /v1/patients/a/b/billing_info": "",
	}
	for operation, want := range tests {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(operation, " ")
			got, ok := load(t).Route(method, path)
			if got != want || ok != (want != "") {
				t.Errorf("%q, %t, want %q", got, ok, want)
			}
		})
	}
}

func TestValidateRequest(t *testing.T) {
	t.Parallel()
	const patient = `"dob":"1990-06-15","first_name":"A","last_name":"B"`
	tests := map[string]struct {
		method, path, body string
		want               []string
	}{
		"a read":                       {"GET", "/v1/me", "", nil},
		"a body where none belongs":    {"GET", "/v1/me", "{}", []string{"body  body"}},
		"no body":                      {"PATCH", "/v1/me", "", []string{"body  required"}},
		"no JSON":                      {"PATCH", "/v1/me", "{", []string{"body  type"}},
		"two values":                   {"PATCH", "/v1/me", "{}{}", []string{"body  type"}},
		"an array":                     {"PATCH", "/v1/me", "[]", []string{"body  type"}},
		"null for a string":            {"PATCH", "/v1/me", `{"name":null}`, []string{"body /name type"}},
		"null in the address":          {"PATCH", "/v1/me", `{"address":{"town":null}}`, []string{"body /address/town type"}},
		"two issues":                   {"PATCH", "/v1/me", `{"name":1,"address":{"town":2}}`, []string{"body /address/town type", "body /name type"}},
		"mobile":                       {"POST", "/v1/patients/register", `{` + patient + `,"mobile":"1"}`, nil},
		"email":                        {"POST", "/v1/patients/register", `{` + patient + `,"email":"1"}`, nil},
		"neither mobile nor email":     {"POST", "/v1/patients/register", `{` + patient + `}`, []string{"body /mobile required"}},
		"empty mobile with an email":   {"POST", "/v1/patients/register", `{` + patient + `,"email":"1","mobile":""}`, []string{"body /mobile minLength"}},
		"title is null":                {"POST", "/v1/patients/register", `{` + patient + `,"email":"1","title":null}`, nil},
		"title is empty":               {"POST", "/v1/patients/register", `{` + patient + `,"email":"1","title":""}`, nil},
		"sex is null":                  {"POST", "/v1/patients/register", `{` + patient + `,"email":"1","sex":null}`, []string{"body /sex enum"}},
		"another title":                {"POST", "/v1/patients/register", `{` + patient + `,"email":"1","title":"X"}`, []string{"body /title enum"}},
		"no alternative matches":       {"POST", "/v1/patients/register_pds", `{"dob":null}`, []string{"body /nhs_number required"}},
		"two alternatives match":       {"POST", "/v1/patients/register_pds", `{"dob":null,"nhs_number":"1","forename":"a","surname":"b","postcode":"c"}`, []string{"body  oneOf"}},
		"the object of object or null": {"PATCH", "/v1/admins/1", `{"prescriber_details":{"email":"x"}}`, []string{"body /prescriber_details/email format"}},
		"the null of object or null":   {"PATCH", "/v1/admins/1", `{"prescriber_details":null,"external_prescriber_id":null}`, nil},
		"neither object nor null":      {"PATCH", "/v1/admins/1", `{"prescriber_details":3}`, []string{"body /prescriber_details type"}},
		"a format":                     {"POST", "/v1/webhooks", `{"event_type":"prescription.issued","url":"nowhere"}`, []string{"body /url format"}},
		"an open object":               {"POST", "/v1/webhooks", `{"event_type":"prescription.issued","url":"https://a","headers":{"a~/b":1}}`, []string{"body /headers/a~0~1b type"}},
		"a boolean in the query":       {"GET", "/v1/locations?has_availability=true&appointment_type_ids=1&appointment_type_ids=2", "", nil},
		"no boolean in the query":      {"GET", "/v1/locations?has_availability=1", "", []string{"query /has_availability type"}},
		"an enum in the query":         {"GET", "/v1/admins?order_by=age", "", []string{"query /order_by enum"}},
		"a parameter twice":            {"GET", "/v1/webhooks?event_type=a&event_type=b", "", []string{"query /event_type maxItems"}},
		"a missing query parameter":    {"GET", "/v1/invoicing/customers", "", []string{"query /query required"}},
		"a page number is a string":    {"GET", "/v3/patients?page_index=0&page_size=2&last_name=A", "", nil},
		"an unknown field":             {"POST", "/v1/webhooks", `{"event_type":"prescription.issued","url":"https://a","x":1}`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := load(t).ValidateRequest(request(t, test.method, test.path), []byte(test.body))
			if diff := cmp.Diff(test.want, findings(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestValidateRequest_contentType(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string][]string{
		"application/json":                nil,
		"application/json; charset=utf-8": nil,
		"text/plain":                      {"header /Content-Type type"},
		"":                                {"header /Content-Type type"},
	} {
		r := request(t, http.MethodPatch, "/v1/me")
		r.Header.Set("Content-Type", contentType)
		if diff := cmp.Diff(want, findings(t, load(t).ValidateRequest(r, []byte(`{}`)))); diff != "" {
			t.Errorf("%q: %s", contentType, diff)
		}
	}
}

func TestValidateResponse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		operation string
		status    int
		body      string
		want      []string
	}{
		"a patient":                     {"GET /v1/patients/1", 200, `{"id":"1","dob":null,"data_source":"hero","status":"archived","title":null,"new":1}`, nil},
		"a patient with faults":         {"GET /v1/patients/1", 200, `{"id":"x","dob":1,"data_source":"hero"}`, []string{"body /dob type", "body /id pattern", "body /status required"}},
		"an entry of a list":            {"GET /v1/admins", 200, `{"data":[{"id":"1","first_name":"a","last_name":"b","email":"c","external_prescriber_id":7}],"count":1}`, []string{"body /data/0/external_prescriber_id type"}},
		"null in an inferred schema":    {"GET /v1/me", 200, `{"id":"1","name":null,"address":{"town":null}}`, nil},
		"another type in one":           {"GET /v1/me", 200, `{"id":"1","name":"a","address":{"town":1}}`, []string{"body /address/town type"}},
		"one of two responses":          {"POST /v1/patients/register_pds", 200, `{"patient_id":"1"}`, nil},
		"the other of two responses":    {"POST /v1/patients/register_pds", 200, `{"message":"m","login_url":"u"}`, nil},
		"neither of two responses":      {"POST /v1/patients/register_pds", 200, `{}`, []string{"body /patient_id required"}},
		"an undocumented status":        {"GET /v1/me", 201, `{}`, []string{"status /201 status"}},
		"an undocumented error":         {"GET /v1/me", 403, `anything`, nil},
		"an error without content":      {"GET /v1/me", 401, ``, nil},
		"an error with content":         {"PATCH /v1/me", 400, `{"error":true,"statusCode":400,"message":[{"code":"c","expected":"e","path":["a",0]}]}`, nil},
		"an error with another content": {"PATCH /v1/me", 400, `{"error":true,"statusCode":400,"message":"no"}`, []string{"body /message type"}},
		"deleted without content":       {"DELETE /v1/webhooks/1", 204, ``, nil},
		"deleted with content after":    {"DELETE /v1/webhooks/1", 204, `{}`, []string{"body  body"}},
		"deleted with content":          {"DELETE /v1/webhooks/1", 200, `{}`, nil},
		"an invalid date-time":          {"GET /v1/patients/1", 200, `{"id":"1","dob":null,"data_source":"hero","status":"archived","deceased_at":"2020-13-01T00:00:00Z"}`, []string{"body /deceased_at format"}},
		"another content type, no body": {"GET /v1/me", 200, ``, []string{"body  type"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(test.operation, " ")
			header := http.Header{"Content-Type": {"application/json"}}
			err := load(t).ValidateResponse(request(t, method, path), test.status, header, []byte(test.body))
			if diff := cmp.Diff(test.want, findings(t, err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNoSuchOperation(t *testing.T) {
	t.Parallel()
	r := request(t, http.MethodGet, "/v1/nothing")
	if err := load(t).ValidateRequest(r, nil); err == nil {
		t.Error("the request is valid")
	}
	if err := load(t).ValidateResponse(r, http.StatusOK, nil, nil); err == nil {
		t.Error("the response is valid")
	}
	if names := load(t).Unknown(r, nil); names != nil {
		t.Errorf("unknown: %q", names)
	}
	if _, _, ok := load(t).Sample(http.MethodGet, "/v1/nothing"); ok {
		t.Error("there is a sample")
	}
}

// The values of a request may be a patient's.
func TestError_holdsNoValue(t *testing.T) {
	t.Parallel()
	const canary = "canary-value"
	body := `{"dob":["` + canary + `"],"first_name":{"` + "a" + `":"` + canary + `"},"title":"` + canary + `","mobile":"` + canary + `"}`
	odd := request(t, http.MethodPatch, "/v1/me")
	odd.Header.Set("Content-Type", canary)
	for _, err := range []error{
		load(t).ValidateRequest(odd, []byte(`{}`)),
		load(t).ValidateRequest(request(t, http.MethodPatch, "/v1/me"), []byte(canary)),
		load(t).ValidateRequest(request(t, http.MethodGet, "/v1/locations?has_availability="+canary), nil),
		load(t).ValidateResponse(request(t, http.MethodGet, "/v1/me"), http.StatusOK, odd.Header, []byte(`{}`)),
		load(t).ValidateRequest(request(t, http.MethodPost, "/v1/patients/register"), []byte(body)),
		load(t).ValidateRequest(request(t, http.MethodPost, "/v1/webhooks"), []byte(`{"event_type":"`+canary+`","url":"`+canary+`"}`)),
		load(t).ValidateRequest(request(t, http.MethodGet, "/v1/admins?order_by="+canary), nil),
	} {
		if err == nil {
			t.Fatal("valid")
		}
		if strings.Contains(err.Error(), canary) {
			t.Errorf("a value is in %q", err)
		}
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		operation, body string
		want            []string
	}{
		"fields of all alternatives":      {"POST /v1/patients/register", `{"mobile":"1","caller":"c","email":"e"}`, nil},
		"an unknown field":                {"POST /v1/patients/register", `{"mobil":"1"}`, []string{"/mobil"}},
		"fields of the other alternative": {"POST /v1/patients/register_pds", `{"nhs_number":"1","forename":"f","name":"n"}`, []string{"/name"}},
		"in a nested object":              {"PATCH /v1/admins/1", `{"prescriber_details":{"name":"n","a/b":1}}`, []string{"/prescriber_details/a~1b"}},
		"in an incomplete object":         {"PATCH /v1/me", `{"more":{"a":1}}`, nil},
		"inside an incomplete object":     {"PATCH /v1/me", `{"address":{"country_code":"GB"}}`, nil},
		"in an open object":               {"POST /v1/webhooks", `{"headers":{"X-Any":"1"}}`, nil},
		"in a list":                       {"POST /v1/invoicing/customers", `{"sources":[{"brand":"b"}],"x":1}`, []string{"/x"}},
		"a query parameter":               {"GET /v3/patients?dob=1&born=2", ``, []string{"?born"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, path, _ := strings.Cut(test.operation, " ")
			got := load(t).Unknown(request(t, method, path), []byte(test.body))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// This also shows that some value matches each response's schema.
func TestSample_isValid(t *testing.T) {
	t.Parallel()
	c := load(t)
	for template, path := range paths(t) {
		for method := range path.Operations() {
			t.Run(method+" "+template, func(t *testing.T) {
				t.Parallel()
				status, body, ok := c.Sample(method, template)
				if !ok || status != http.StatusOK {
					t.Fatalf("status %d, %t", status, ok)
				}
				var encoded []byte
				if body != nil {
					var err error
					if encoded, err = json.Marshal(body); err != nil {
						t.Fatal(err)
					}
				}
				sent := request(t, method, strings.ReplaceAll(template, "{id}", "1"))
				header := http.Header{"Content-Type": {"application/json"}}
				if err := c.ValidateResponse(sent, status, header, encoded); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
