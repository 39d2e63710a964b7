// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestBillingInfo(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := s.AddPatient(group, registration(nil))
	path := "/v1/patients/" + id + "/billing_info"
	names := []string{"external_billing_id", "insurance", "billing_note", "confidential"}

	got := call(t, s, http.StatusOK, http.MethodGet, path, nil)
	want := object{"external_billing_id": nil, "insurance": nil, "billing_note": nil, "confidential": false}
	if diff := cmp.Diff(want, pickFields(got.body, names...)); diff != "" {
		t.Error(diff)
	}
	s.SetBillingInfo(group, id, object{"insurance": object{"insurer": "Acme", "auth_code": ""}, "confidential": true})
	got = call(t, s, http.StatusOK, http.MethodGet, path, nil)
	want["insurance"] = object{"insurer": "Acme", "auth_code": nil, "x_hero_new_member": "added later"}
	want["confidential"] = true
	if diff := cmp.Diff(want, pickFields(got.body, names...)); diff != "" {
		t.Error(diff)
	}
}

func TestPaymentMethods(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, plain)
	id := s.AddPatient(group, registration(nil))
	path := "/v1/patients/" + id + "/payment_methods"
	if got := call(t, s, http.StatusOK, http.MethodGet, path, nil).raw; got != `{"count":0,"data":[]}` {
		t.Errorf("at the start: %s", got)
	}
	s.SetPaymentMethods(group, id, []any{object{"id": "pm_1", "last4": "4242"}})
	if got := call(t, s, http.StatusOK, http.MethodGet, path, nil).raw; got != `{"count":1,"data":[{"id":"pm_1","last4":"4242"}]}` {
		t.Errorf("envelope: %s", got)
	}
	s.SetPaymentMethodsBare(true)
	if got := call(t, s, http.StatusOK, http.MethodGet, path, nil).raw; got != `[{"id":"pm_1","last4":"4242"}]` {
		t.Errorf("bare: %s", got)
	}
}
