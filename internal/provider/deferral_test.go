// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// configureKnowing configures a process again, for a client that allows or does not allow deferrals.
func (p *protocol) configureKnowing(config members, deferralAllowed bool) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config:             p.encode(p.schemas.Provider.ValueType(), config),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferralAllowed},
	})
	p.must(err)
	return resp.Diagnostics
}

// blocksWithUnknowns returns provider blocks in which one setting is unknown, by its name.
func blocksWithUnknowns(t testing.TB, mock *heromock.Server) map[string]members {
	t.Helper()
	schemas, _ := protocolSchemas(t)
	blocks := map[string]members{}
	for _, a := range schemas.Provider.Block.Attributes {
		blocks[a.Name] = knownBlock(mock)
		blocks[a.Name][a.Name] = unknown
	}
	blocks["an element"] = knownBlock(mock)
	blocks["an element"]["allowed_practice_group_ids"] = tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{
		tftypes.NewValue(tftypes.String, "1001"), tftypes.NewValue(tftypes.String, unknown),
	})
	return blocks
}

func knownBlock(mock *heromock.Server) members {
	return members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}
}

func wantDeferred(t testing.TB, reason tfprotov6.DeferredReason, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	wantDiagnostics(t, diagnostics)
	if reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("the reason is %q, want that the provider's configuration is not known", reason)
	}
}

// reasonOf returns why something is deferred, or that it is not.
func reasonOf(d *tfprotov6.Deferred) tfprotov6.DeferredReason {
	if d == nil {
		return tfprotov6.DeferredReasonUnknown
	}
	return d.Reason
}

// Released CLIs allow deferrals only in an apply, where everything is known. A CLI
// built with main.experimentsAllowed accepts -allow-deferral for a plan, and
// Terraform Stacks allow them too.

// If a setting of the provider block is unknown, each object is deferred, and nothing
// is sent or removed from a state.
func TestDeferral_everythingWaitsForTheProviderBlock(t *testing.T) {
	t.Parallel()
	for setting := range blocksWithUnknowns(t, heromock.Start(t)) {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			seedImportables(mock)
			p := newProtocol(t, mock, nil)
			imported := map[string]instance{}
			for _, i := range importables() {
				imported[i.kind], _ = p.resource(i.kind).importID(i.importID(""))
			}
			mock.ResetJournal()
			wantDiagnostics(t, p.configureKnowing(blocksWithUnknowns(t, mock)[setting], true))

			for _, i := range importables() {
				p.resource(i.kind).wantAllDeferred(imported[i.kind], i)
			}
			for _, name := range slices.Sorted(maps.Keys(p.schemas.DataSourceSchemas)) {
				typ := p.schemas.DataSourceSchemas[name].ValueType()
				resp, err := p.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: p.encode(typ, members{})})
				p.must(err)
				wantDeferred(t, reasonOf(resp.Deferred), resp.Diagnostics)
			}
			for _, name := range slices.Sorted(maps.Keys(p.schemas.EphemeralResourceSchemas)) {
				typ := p.schemas.EphemeralResourceSchemas[name].ValueType()
				resp, err := p.server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: name, Config: p.encode(typ, members{})})
				p.must(err)
				wantDeferred(t, reasonOf(resp.Deferred), resp.Diagnostics)
			}
			for _, name := range slices.Sorted(maps.Keys(p.schemas.ActionSchemas)) {
				resp, err := p.actions().PlanAction(t.Context(), &tfprotov6.PlanActionRequest{
					ActionType: name, Config: p.actionConfig(name, members{}), ClientCapabilities: &tfprotov6.PlanActionClientCapabilities{DeferralAllowed: true},
				})
				p.must(err)
				wantDeferred(t, reasonOf(resp.Deferred), resp.Diagnostics)
			}
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

// wantAllDeferred reads, imports and plans each kind of change of an object, all of which must be deferred.
func (p *resourceProtocol) wantAllDeferred(prior instance, i importable) {
	p.t.Helper()
	read, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: p.name, CurrentState: prior.state, Private: prior.private, CurrentIdentity: prior.identity,
	})
	p.must(err)
	wantDeferred(p.t, reasonOf(read.Deferred), read.Diagnostics)
	if !p.sameState(instance{state: read.NewState}, prior) {
		p.t.Errorf("%s: the state is not kept", p.name)
	}
	imported, err := p.server.ImportResourceState(p.t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.name, ID: i.importID("1001")})
	p.must(err)
	wantDeferred(p.t, reasonOf(imported.Deferred), imported.Diagnostics)

	for change, c := range map[string]struct {
		prior  instance
		config any
	}{"create": {p.none(), i.config}, "update": {prior, i.config}, "destroy": {prior, nil}} {
		configured := terraformValue(p.t, p.object, c.config)
		proposed := proposedState(p.t, p.block.Attributes, p.state(c.prior.state), configured)
		planned, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: p.name, PriorState: c.prior.state, PriorPrivate: c.prior.private, PriorIdentity: c.prior.identity,
			ProposedNewState: p.value(proposed), Config: p.value(configured),
			ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: true},
		})
		p.must(err)
		wantDeferred(p.t, reasonOf(planned.Deferred), planned.Diagnostics)
		if !p.state(planned.PlannedState).Equal(proposed) || len(planned.RequiresReplace) != 0 {
			p.t.Errorf("%s: the %s is not planned as proposed", p.name, change)
		}
	}
}

// A client that does not allow deferrals gets an error that says what to do. A known
// block defers nothing, even if deferrals are allowed.
func TestDeferral_onlyWhereItIsAllowedAndNeeded(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedImportables(mock)
	for _, config := range blocksWithUnknowns(t, mock) {
		p := &protocol{t: t, server: protocolServer(mock)}
		p.schemas, p.identities = protocolSchemas(t)
		wantDiagnostics(t, p.configureKnowing(config, false), "error *: Provider setting is not known yet")
		wantDiagnostics(t, p.configureKnowing(knownBlock(mock), true))
		_, diagnostics := p.resource(patientType).importID("123")
		wantDiagnostics(t, diagnostics)
	}
}
