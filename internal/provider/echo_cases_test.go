// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// echoCase is one thing that a user does. prepare creates what it needs, and returns a function that does it and returns what the
// provider says.
type echoCase struct {
	name    string
	prepare func(p *protocol) func(q *echoProtocol) string
	// undescribed means that its one request is not in the contract, so the mock has no response to record.
	undescribed bool
}

// echoConfigs returns configurations that set each sensitive attribute of each object.
func echoConfigs() map[string][]any {
	patient := echoPatient()
	search := members{
		"nhs_number": patient["nhs_number"], "dob": patient["dob"], "first_name": patient["first_name"], "last_name": patient["last_name"], "ehr_partner_id": patient["ehr_partner_id"],
	}
	object := func(text string) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}},
			map[string]tftypes.Value{"text": tftypes.NewValue(tftypes.String, text)})
	}
	query := members{"q": listOf("vkzjqw xq")}
	return map[string][]any{
		"resource " + patientType: {patient, patient.with("town", "Zvwqjx")},
		"resource " + settingsType: {
			members{"name": "Riverside"},
			members{"additional_settings": object("Jxqvzk"), "prescription_partner_credentials": members{"email": "qzxj.vw@example.com", "password_wo": echoPassword, "password_wo_version": "1"}},
		},
		"resource " + prescriberType: {members{"admin_id": "502", "external_prescriber_id": "SRX-1"}, members{"admin_id": "502", "external_prescriber_id": "SRX-2"}},
		"resource " + webhookType: {
			members{"event_type": confirmed, "url": receiver},
			members{"event_type": confirmed, "url": receiver + "/2", "headers": members{"X-Token": "wqkzxvj77"}, "signing_key_wo": "sgqzvwkxj&1", "signing_key_wo_version": "1"},
		},
		"resource " + pdsType: {
			members{"forename": patient["first_name"], "surname": patient["last_name"], "dob": patient["dob"], "postcode": patient["postcode"], "ehr_partner_id": patient["ehr_partner_id"]},
			members{"nhs_number": patient["nhs_number"], "dob": patient["dob"]},
		},
		"data hero_form":           {members{"id": "form_new_patient"}},
		"data " + patientData:      {members{"nhs_number": patient["nhs_number"], "dob": patient["dob"]}},
		"data " + patientsData:     {search},
		"list " + patientType:      {search},
		"data " + requestName:      {members{"path": "/v1/practitioners/20/appointments", "query": query}, members{"path": "/v1/me/patients", "query": query}, members{"path": "/v1/forms/f1/responses", "query": query}, members{"path": "/v1/me", "query": query}},
		"ephemeral " + requestName: {members{"path": "/v1/me", "query": query}},
		"action " + requestName:    {members{"method": "POST", "path": "/v1/me/zqwkvj", "query": query, "body": object("Qzvxkjw & co")}},
	}
}

func echoAttributes(config any) members {
	if who, ok := config.(person); ok {
		return who.config()
	}
	return nested(config)
}

// Whatever is sensitive and can be configured is sent by the tests below.
func TestEcho_sendsEachSensitiveAttribute(t *testing.T) {
	t.Parallel()
	configs := echoConfigs()
	for _, kind := range objectKinds(t) {
		for name, schema := range kind.schemas {
			walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
				if !hidden || a.NestedType != nil || (!a.Optional && !a.Required) {
					return
				}
				for _, config := range configs[kind.block+" "+name] {
					within := config
					found := true
					for step := range strings.SplitSeq(at, ".") {
						var value any
						value, found = echoAttributes(within)[step]
						within = value
					}
					if found {
						return
					}
				}
				t.Errorf("%s %s: no configuration has %s", kind.block, name, at)
			})
		}
	}
}

// echoCases returns everything that sends a request: each object with its sensitive attributes, and each look-up without any.
func echoCases(t *testing.T) (cases []echoCase) {
	t.Helper()
	for object, configs := range echoConfigs() {
		kind, name, _ := strings.Cut(object, " ")
		switch {
		case name == pdsType: // the mock's PDS does not know the person, so there is nothing to change
			for i, config := range configs {
				cases = append(cases, resourceEchoCases(fmt.Sprintf("%s %d", name, i), name, config, nil)...)
			}
		case kind == "resource":
			cases = append(cases, resourceEchoCases(name, name, configs[0], configs[1])...)
		default:
			for i, config := range configs {
				c := readEchoCase(fmt.Sprintf("%s %d", object, i), kind, name, echoAttributes(config))
				c.undescribed = name == requestName
				cases = append(cases, c)
			}
		}
	}
	schemas, _ := protocolSchemas(t)
	for name := range schemas.DataSourceSchemas {
		cases = append(cases, readEchoCase("data "+name, "data", name, lookUpConfig(name)))
	}
	for name := range schemas.EphemeralResourceSchemas {
		cases = append(cases, readEchoCase("ephemeral "+name, "ephemeral", name, lookUpConfig(name)))
	}
	for name := range schemas.ListResourceSchemas {
		cases = append(cases, readEchoCase("list "+name, "list", name, listConfig(name)))
	}
	return cases
}

func readEchoCase(title, kind, name string, config members) echoCase {
	act := map[string]func(q *echoProtocol) string{
		"data": func(q *echoProtocol) string {
			state, diagnostics := (&dataReader{q.protocol}).read(name, config)
			q.kept += fmt.Sprint(state)
			return formatDiagnostics(diagnostics)
		},
		"ephemeral": func(q *echoProtocol) string {
			_, diagnostics := q.open(name, config)
			return formatDiagnostics(diagnostics)
		},
		"list": func(q *echoProtocol) string {
			lister := &listProtocol{protocol: q.protocol}
			found := lister.run(name, query{includeResource: true, config: config})
			q.kept += fmt.Sprint(found)
			return formatDiagnostics(lister.diagnosed)
		},
		"action": func(q *echoProtocol) string {
			progress, diagnostics := q.invokeRequest(config)
			return fmt.Sprint(progress) + formatDiagnostics(diagnostics)
		},
	}[kind]
	return echoCase{name: title, prepare: func(*protocol) func(*echoProtocol) string { return act }}
}

// resourceEchoCases returns cases that plan, create, read, change and destroy an object.
func resourceEchoCases(title, name string, config, changed any) []echoCase {
	create := func(p *resourceProtocol) instance {
		made, diagnostics := p.create(config)
		if hasError(diagnostics) {
			p.t.Fatal(formatDiagnostics(diagnostics))
		}
		return made
	}
	cases := []echoCase{
		{name: title + " plan", prepare: func(*protocol) func(*echoProtocol) string {
			return func(q *echoProtocol) string {
				r := q.resource(name)
				return formatDiagnostics(r.plan(r.none(), config).Diagnostics)
			}
		}},
		{name: title + " create", prepare: func(p *protocol) func(*echoProtocol) string {
			r := p.resource(name)
			planned := r.plan(r.none(), config)
			return func(q *echoProtocol) string {
				r := q.resource(name)
				return q.end(r.apply(r.none(), planned, config))
			}
		}},
	}
	if changed == nil {
		return cases
	}
	return append(cases,
		echoCase{name: title + " read", prepare: func(p *protocol) func(*echoProtocol) string {
			made := create(p.resource(name))
			return func(q *echoProtocol) string { return q.end(q.resource(name).read(made)) }
		}},
		echoCase{name: title + " change", prepare: func(p *protocol) func(*echoProtocol) string {
			r := p.resource(name)
			made := create(r)
			change := r.plan(made, changed)
			return func(q *echoProtocol) string {
				r := q.resource(name)
				if len(change.replaces) > 0 { // Terraform replaces the object
					return q.end(r.apply(r.none(), plannedChange{state: change.state, private: change.private}, changed))
				}
				return q.end(r.apply(made, change, changed))
			}
		}},
		echoCase{name: title + " destroy", prepare: func(p *protocol) func(*echoProtocol) string {
			r := p.resource(name)
			made := create(r)
			end := r.plan(made, nil)
			return func(q *echoProtocol) string { return q.end(q.resource(name).apply(made, end, nil)) }
		}})
}
