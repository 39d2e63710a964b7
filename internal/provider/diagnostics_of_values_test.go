// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// time30s is longer than any test waits.
const time30s = 30 * time.Second

// sorted puts provocations that were made out of a map into an order.
func sorted(list []provocation) []provocation {
	slices.SortStableFunc(list, func(a, b provocation) int { return cmp.Compare(a.name, b.name) })
	return list
}

// provokedValues are values that are refused, or suspicious, by their form.
func provokedValues() (list []provocation) {
	for name, who := range map[string]person{
		"NHS number too short":               ada().with("nhs_number", "999 000 001"),
		"NHS number with a letter":           ada().with("nhs_number", "999 000 001O"),
		"NHS number, wrong check digit":      ada().with("nhs_number", "999 000 0019"),
		"NHS number, a placeholder":          ada().with("nhs_number", "999 999 9999"),
		"NHS number, empty":                  ada().with("nhs_number", ""),
		"date in another order":              ada().with("dob", "15/06/1990"),
		"date that does not exist":           ada().with("dob", "1990-02-30"),
		"date in the future":                 ada().with("dob", "2990-06-15"),
		"date long ago":                      ada().with("dob", "1790-06-15"),
		"date with half a time":              ada().with("dob", "1990-06-15T25"),
		"mobile with two digits":             ada().with("mobile", "+44 12"),
		"mobile that is no number":           ada().with("mobile", "none"),
		"mobile that cannot be dialled":      ada().with("mobile", "000000A00000"),
		"mobile too short":                   ada().with("mobile", "07700 90012"),
		"number of a trunk prefix":           ada().with("mobile", "0770090"),
		"landline without an area code":      ada().with("landline", "7946 0000"),
		"number of another country, short":   ada().with("mobile", "+33 1"),
		"number of another country, long":    ada().with("mobile", "+33 1 23 45 67 89 01 23"),
		"number of no country":               ada().with("mobile", "+999 123456789"),
		"number of another length":           ada().with("mobile", "+376 1234567"),
		"e-mail address that is none":        ada().with("email", "nobody"),
		"e-mail address with a display name": ada().with("email", "Ada <ada@example.com>"),
		"postcode that is none":              ada().with("postcode", "Leeds"),
		"sex that is none":                   ada().with("sex", "female"),
		"title that is none":                 ada().with("title", "Mister"),
		"data source that is not known":      ada().with("data_source", "emiss"),
	} {
		list = append(list, provocation{"value: " + name, validating(patientType, who), nil})
	}
	webhook := func(more members) func(*scene) []*tfprotov6.Diagnostic {
		config := members{"event_type": confirmed, "url": receiver}
		maps.Copy(config, more)
		return validating(webhookType, config)
	}
	for name, provoke := range map[string]func(*scene) []*tfprotov6.Diagnostic{
		"mistyped event type":           webhook(members{"event_type": "appointment.confirm"}),
		"empty event type":              webhook(members{"event_type": ""}),
		"URL without a scheme":          webhook(members{"url": "receiver.example.com"}),
		"URL without a host":            webhook(members{"url": "https://"}),
		"URL with a password":           webhook(members{"url": "https://user:password@receiver.example.com"}),
		"URL with an impossible port":   webhook(members{"url": "https://receiver.example.com:70000"}),
		"URL in clear":                  webhook(members{"url": "http://receiver.example.com"}),
		"header with a space":           webhook(members{"headers": members{"X Team": "a"}}),
		"header twice":                  webhook(members{"headers": members{"X-Team": "a", "x-team": "b"}}),
		"header that is null":           webhook(members{"headers": members{"X-Team": nil}}),
		"header with a line break":      webhook(members{"headers": members{"X-Team": "a\nb"}}),
		"signing key without a version": webhook(members{"signing_key_wo": "secret"}),
		"version without a signing key": webhook(members{"signing_key_wo_version": "1"}),
		"password without a version":    validating(settingsType, members{"prescription_partner_credentials": members{"password_wo": "secret"}}),
		"version without a password":    validating(settingsType, members{"prescription_partner_credentials": members{"password_wo_version": "1"}}),
		"partner that is not known":     validating(settingsType, members{"prescription_partner": "signature"}),
		"admin id that is none":         validating(prescriberType, members{"admin_id": "ada"}),
		"additional settings as text":   validating(settingsType, members{"additional_settings": tftypes.NewValue(tftypes.String, "booking")}),
		"additional settings, two that are none": validating(settingsType, members{"additional_settings": tftypes.NewValue(
			tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String, "sector": tftypes.String}},
			map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, "a"), "sector": tftypes.NewValue(tftypes.String, "a")})}),
		"NHS number given to the function": func(s *scene) []*tfprotov6.Diagnostic {
			_, failure := callFunction(s.t, protocolServer(s.t), "nhs_number", "943 476 5918", tftypes.String)
			return []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Error in function call", Detail: failure.Text}}
		},
	} {
		list = append(list, provocation{"value: " + name, provoke, nil})
	}
	return sorted(list)
}
