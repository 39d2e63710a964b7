// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// pulumiVersions are what Pulumi's bridge has given as Terraform's version, the newest first.
func pulumiVersions() []string {
	return []string{"1.0.0+pulumi-terraform-bridge", "pulumi-terraform-bridge"}
}

// newVersionProcess is another process of the same provider, for a client of that version.
func (p *resourceProtocol) newVersionProcess(version string) *resourceProtocol {
	p.t.Helper()
	other := p.protocol.newProcess()
	config := p.encode(p.schemas.Provider.ValueType(), p.config)
	validated, err := other.server.ValidateProviderConfig(p.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
	p.must(err)
	wantDiagnostics(p.t, validated.Diagnostics)
	configured, err := other.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{TerraformVersion: version, Config: config})
	p.must(err)
	wantDiagnostics(p.t, configured.Diagnostics)
	return other.resource(p.name)
}

// Where a program names no name, Pulumi's bridge makes one up, which would rename the practice.
// It takes its own name back for an error of just this summary at the name.
func TestPulumi_refusesAMadeUpName(t *testing.T) {
	t.Parallel()
	p := newResourceProtocol(t, heromock.Start(t), settingsType)
	for _, version := range pulumiVersions() {
		pulumi := p.newVersionProcess(version)
		wantDiagnostics(t, pulumi.validate(members{"name": "settings-1a2b3c4"}), "error name: Conflicting configuration arguments").
			Containing("Pulumi", "rename the practice")
		for _, name := range []any{nil, unknown, "", "High Street Surgery", "Surgery-West", "settings-1A2B3C4", "settings-1a2b3c4 "} {
			wantDiagnostics(t, pulumi.validate(members{"name": name}))
		}
	}
	wantDiagnostics(t, p.newVersionProcess("1.11.4").validate(members{"name": "settings-1a2b3c4"}))
	wantDiagnostics(t, p.validate(members{"name": "settings-1a2b3c4"}))
}

// Pulumi's bridge applies a destroy without a plan, private state and identity.
func TestPulumi_warnsOfWhatADestroyLeaves(t *testing.T) {
	t.Parallel()
	warnings := map[string]string{
		settingsType:   "warning: Practice group settings stay in Hero",
		prescriberType: "warning: Prescriber settings stay in Hero",
		patientType:    "warning: Patient record stays in Hero",
		pdsType:        "warning: Patient record stays in Hero",
	}
	for _, kind := range importables() {
		t.Run(kind.kind, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			seedImportables(mock)
			p := newResourceProtocol(t, mock, kind.kind)
			made, diagnostics := p.importID(kind.importID("1001"))
			wantDiagnostics(t, diagnostics)
			made = instance{state: made.state}
			none := plannedChange{state: p.value(nil)}

			if kind.kind != webhookType { // which is deleted, and so only once
				_, diagnostics = p.newVersionProcess("1.11.4").apply(made, none, nil)
				wantDiagnostics(t, diagnostics)
			}
			_, diagnostics = p.newVersionProcess(pulumiVersions()[0]).apply(made, none, nil)
			if warning := warnings[kind.kind]; warning != "" {
				wantDiagnostics(t, diagnostics, warning)
			} else {
				wantDiagnostics(t, diagnostics)
			}
		})
	}
}

// Pulumi's bridge plans a replacement as a change and then as a create without private state, in one
// process. The create is not a second object of the same person.
func TestPulumi_replacesWithoutTakingItForASecondObject(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedImportables(mock)
	p := newResourceProtocol(t, mock, pdsType)
	made, diagnostics := p.importID("1001/456")
	wantDiagnostics(t, diagnostics)
	before := members{"nhs_number": "999 010 1264", "dob": "1970-02-03"}
	after := members{"nhs_number": "999 010 1264", "dob": "1970-02-03", "ehr_partner": "emis"}
	made, diagnostics = p.run(made, before)
	wantDiagnostics(t, diagnostics)

	pulumi := p.newVersionProcess(pulumiVersions()[0])
	pulumi.plan(made, after)
	wantDiagnostics(t, pulumi.plan(pulumi.none(), after).Diagnostics)
}
