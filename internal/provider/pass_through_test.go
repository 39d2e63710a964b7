// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Objects that pass on a whole response leave out fields whose names say that they are secrets.
func TestPassThrough_losesSecrets(t *testing.T) {
	t.Parallel()
	const secrets = `"password":"canary","signingKey":"canary","deep":{"list":[{"API-Key":"canary","kept":"found"}],"Access_Token":"canary"},"credentials":{"user":"canary"}`
	entry := fmt.Sprintf(`{"id":"%%s","name":"GP appointment","title":"Reply","email":"ada.archer@practice.example",%s}`, secrets)
	mock := heromock.Start(t)
	reads := 0
	for name, given := range map[string]members{
		"hero_admin": {"id": "1"}, "hero_admins": {}, "hero_appointment_type": {"id": "1"}, "hero_appointment_types": {}, "hero_form": {"id": "1"}, "hero_forms": {},
		"hero_location": {"id": "1"}, "hero_locations": {}, "hero_practitioner": {"id": "1"}, "hero_practitioners": {}, "hero_webhooks": {},
		"hero_practice_group": {}, "hero_practice_group_configuration": {}, "hero_practice_group_elements": {},
		"hero_patient": {"id": "1"}, "hero_patients": {"last_name": "Lovelace"}, "hero_patient_payment_methods": {"patient_id": "1"}, "hero_request": {"path": "/v1/short_links"},
	} {
		id := "1"
		if name == "hero_practice_group" {
			id = "1001"
		}
		body := fmt.Sprintf(entry, id)
		if strings.HasSuffix(name, "s") || name == "hero_admin" || name == "hero_appointment_type" || name == "hero_location" {
			body = `{"data":[` + body + `],"payment_methods":[` + body + `],"count":1}`
		}
		mock.ClearFaults()
		mock.Inject(heromock.Fault{Body: body})
		state, diagnostics := newDataReader(t, mock).read(name, given)
		wantDiagnostics(t, diagnostics)
		text := fmt.Sprint(state)
		if !strings.Contains(text, "found") || strings.Contains(text, "canary") {
			t.Errorf("%s: got %s", name, text)
		}
		reads++
	}
	for _, schema := range newProtocol(t, mock, nil).schemas.DataSourceSchemas {
		for _, a := range schema.Block.Attributes {
			if a.Name == "attributes" || a.Name == "configuration" || a.Name == "response" {
				reads--
			}
		}
	}
	if reads != 0 {
		t.Errorf("%d data sources pass on a whole response but are not read here", -reads)
	}
	opened, diagnostics := newProtocol(t, mock, nil).open("hero_request", members{"path": "/v1/short_links"})
	if text := fmt.Sprint(opened); hasError(diagnostics) || !strings.Contains(text, "found") || strings.Contains(text, "canary") {
		t.Errorf("ephemeral hero_request: got %s", text)
	}
}
