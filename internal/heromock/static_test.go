// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func static(o *heromock.Options) { o.Static = true }

// The response to each documented read is a valid sample.
func TestStatic_respondsToEveryRead(t *testing.T) {
	t.Parallel()
	api, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromFile("../contract/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := heromock.Start(t, static)
	reads := 0
	for template, item := range doc.Paths.Map() {
		if item.Get == nil {
			continue
		}
		reads++
		path := strings.ReplaceAll(template, "{id}", "77")
		query := ""
		if template == "/v1/invoicing/customers" {
			query = "?query=a"
		}
		got := call(t, s, http.StatusOK, http.MethodGet, path+query, nil)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := api.ValidateResponse(request, got.status, got.header, []byte(got.raw)); err != nil {
			t.Error(err)
		}
	}
	if reads < 20 {
		t.Errorf("only %d reads", reads)
	}
}

func TestStatic_keepsNothing(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, static)
	if got := call(t, s, http.StatusOK, http.MethodPost, registerRoute, registration(nil)); got.body["patient_id"] != "string" {
		t.Errorf("response %s", got.raw)
	}
	call(t, s, http.StatusOK, http.MethodDelete, "/v1/webhooks/any", nil)
	call(t, s, http.StatusOK, http.MethodPost, "/v1/access_token", nil)
	call(t, s, http.StatusBadRequest, http.MethodPost, registerRoute, object{})
	if n := len(s.Patients(group)); n != 0 {
		t.Errorf("%d records", n)
	}
}
