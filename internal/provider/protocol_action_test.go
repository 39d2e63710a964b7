// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// actions is the part of the protocol that is about actions.
func (p *protocol) actions() tfprotov6.ActionServer {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatal("the provider server has no actions")
	}
	return server
}

func (p *protocol) actionConfig(name string, config members) *tfprotov6.DynamicValue {
	p.t.Helper()
	schema := p.schemas.ActionSchemas[name]
	if schema == nil {
		p.t.Fatalf("the provider has no action %s", name)
	}
	return p.encode(schema.Schema.ValueType(), config)
}

// planRequest validates and plans the action hero_request.
func (p *protocol) planRequest(config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	encoded := p.actionConfig(requestName, config)
	validated, err := p.actions().ValidateActionConfig(p.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	if hasError(validated.Diagnostics) {
		return validated.Diagnostics
	}
	planned, err := p.actions().PlanAction(p.t.Context(), &tfprotov6.PlanActionRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	return append(validated.Diagnostics, planned.Diagnostics...)
}

// invokeRequest invokes the action hero_request, without a plan before it, and
// gives what it said while it was at work and in the end.
func (p *protocol) invokeRequest(config members) (progress []string, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	encoded := p.actionConfig(requestName, config)
	stream, err := p.actions().InvokeAction(p.t.Context(), &tfprotov6.InvokeActionRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	ended := false
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			ended, diagnostics = true, event.Diagnostics
		default:
			p.t.Fatalf("unknown event %T", event)
		}
	}
	if !ended {
		p.t.Fatal("the action never ended")
	}
	return progress, diagnostics
}
