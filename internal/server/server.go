// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"iter"
	"slices"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/warnings"
)

// downstream is the framework's server. This provider has no state stores, and
// without their methods the protocol library refuses them.
type downstream interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

var _ downstream = (*server)(nil)

// server gives each call its own context.
//
// The framework keeps the context of every call until Terraform stops the provider: registerContext
// in its proto6server appends each cancel function to a list. With the loggers, that is about 44 KB
// for each resource, which every garbage collection has to scan. The patch "Forget the contexts of
// calls that have ended" in CONTRIBUTING.md makes this type unnecessary, and a test then says so.
type server struct {
	downstream
}

// New returns the protocol server of a provider.
func New(p frameworkprovider.Provider) tfprotov6.ProviderServer {
	framework, ok := providerserver.NewProtocol6(p)().(downstream)
	if !ok {
		// Every start of the provider runs this line, so a test would fail before a user saw it.
		panic("the framework's server has no lists or no actions")
	}
	return wrap(framework)
}

func wrap(framework downstream) *server { return &server{downstream: framework} }

func call[Request, Response any](ctx context.Context, req Request, do func(context.Context, Request) (Response, error)) (Response, error) {
	c := newCallContext(ctx)
	defer c.release()
	return do(c, req) //nolint:contextcheck // c delegates to ctx
}

// stream releases the context once the events are read, which is after the call
// that returned them.
func stream[Event any](c *callContext, events iter.Seq[Event]) iter.Seq[Event] {
	if events == nil {
		c.release()
		return nil
	}
	return func(yield func(Event) bool) {
		defer c.release()
		events(yield)
	}
}

// warned is call for a response that can have warnings of package warnings.
func warned[Request, Response any](
	ctx context.Context, req Request, do func(context.Context, Request) (*Response, error), diagnosticsOf func(*Response) *[]*tfprotov6.Diagnostic,
) (*Response, error) {
	ctx, collected := warnings.Collect(ctx)
	resp, err := call(ctx, req, do)
	if resp != nil {
		diagnostics := diagnosticsOf(resp)
		*diagnostics = append(*diagnostics, taken(collected)...)
	}
	return resp, err
}

func taken(collected *warnings.Collector) (diagnostics []*tfprotov6.Diagnostic) {
	for _, w := range collected.Take() {
		diagnostics = append(diagnostics, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: w.Summary, Detail: w.Detail})
	}
	return diagnostics
}

// ListResource adds warnings to the result that comes next, or after the last one.
func (s *server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	ctx, collected := warnings.Collect(ctx)
	c := newCallContext(ctx)
	results, err := s.downstream.ListResource(c, req) //nolint:contextcheck // c delegates to ctx
	if err != nil || results == nil {
		c.release()
		return results, err
	}
	all := stream(c, results.Results)
	if all == nil {
		return results, nil
	}
	return &tfprotov6.ListResourceServerStream{Results: func(yield func(tfprotov6.ListResourceResult) bool) {
		for result := range all {
			result.Diagnostics = append(result.Diagnostics, taken(collected)...)
			if !yield(result) {
				return
			}
		}
		if diagnostics := taken(collected); len(diagnostics) > 0 {
			yield(tfprotov6.ListResourceResult{Diagnostics: diagnostics})
		}
	}}, nil
}

// InvokeAction adds warnings to the event that ends the action.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, collected := warnings.Collect(ctx)
	c := newCallContext(ctx)
	events, err := s.downstream.InvokeAction(c, req) //nolint:contextcheck // c delegates to ctx
	if err != nil || events == nil {
		c.release()
		return events, err
	}
	all := stream(c, events.Events)
	if all == nil {
		return events, nil
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		for event := range all {
			if completed, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
				completed.Diagnostics = append(completed.Diagnostics, taken(collected)...)
				event.Type = completed
			}
			if !yield(event) {
				return
			}
		}
	}}, nil
}

func (s *server) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	return call(ctx, req, s.downstream.GetMetadata)
}

func (s *server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return call(ctx, req, s.downstream.GetProviderSchema)
}

func (s *server) GetResourceIdentitySchemas(ctx context.Context, req *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return call(ctx, req, s.downstream.GetResourceIdentitySchemas)
}

func (s *server) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return call(ctx, req, s.downstream.ValidateProviderConfig)
}

func (s *server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return call(ctx, req, s.downstream.ConfigureProvider)
}

func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return call(ctx, req, s.downstream.ValidateResourceConfig)
}

func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return call(ctx, req, s.downstream.UpgradeResourceState)
}

func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return warned(ctx, req, s.downstream.ReadResource, func(r *tfprotov6.ReadResourceResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
}

// PlanResourceChange repeats no warning in an apply. Terraform plans each change again in the
// apply, and shows below its result whatever this second plan warns about, such as values that
// "will be overwritten" and already are. It allows deferrals in the second plan only. Terraform
// Stacks allows them in every plan, so they show no warning of a plan. OpenTofu never allows them,
// so its apply repeats the warnings.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := warned(ctx, req, s.downstream.PlanResourceChange, func(r *tfprotov6.PlanResourceChangeResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
	if resp != nil && req.ClientCapabilities != nil && req.ClientCapabilities.DeferralAllowed {
		resp.Diagnostics = slices.DeleteFunc(resp.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityWarning })
	}
	return resp, err
}

func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return warned(ctx, req, s.downstream.ApplyResourceChange, func(r *tfprotov6.ApplyResourceChangeResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
}

func (s *server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return warned(ctx, req, s.downstream.ImportResourceState, func(r *tfprotov6.ImportResourceStateResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
}

func (s *server) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	return call(ctx, req, s.downstream.MoveResourceState)
}

func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return call(ctx, req, s.downstream.UpgradeResourceIdentity)
}

func (s *server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return call(ctx, req, s.downstream.GenerateResourceConfig)
}

func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return call(ctx, req, s.downstream.ValidateDataResourceConfig)
}

func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return warned(ctx, req, s.downstream.ReadDataSource, func(r *tfprotov6.ReadDataSourceResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
}

func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return call(ctx, req, s.downstream.CallFunction)
}

func (s *server) GetFunctions(ctx context.Context, req *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	return call(ctx, req, s.downstream.GetFunctions)
}

func (s *server) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return call(ctx, req, s.downstream.ValidateEphemeralResourceConfig)
}

func (s *server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	resp, err := warned(ctx, req, s.downstream.OpenEphemeralResource, func(r *tfprotov6.OpenEphemeralResourceResponse) *[]*tfprotov6.Diagnostic { return &r.Diagnostics })
	if resp != nil && resp.Deferred != nil {
		// Terraform before 1.16.4 accepts a deferral here but does not announce it
		// in the request (hashicorp/terraform#39237), so the protocol library would
		// turn it into an error. The framework defers only if the client allowed it
		// when it configured the provider.
		req.ClientCapabilities = &tfprotov6.OpenEphemeralResourceClientCapabilities{DeferralAllowed: true}
	}
	return resp, err
}

func (s *server) RenewEphemeralResource(ctx context.Context, req *tfprotov6.RenewEphemeralResourceRequest) (*tfprotov6.RenewEphemeralResourceResponse, error) {
	return call(ctx, req, s.downstream.RenewEphemeralResource)
}

func (s *server) CloseEphemeralResource(ctx context.Context, req *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return call(ctx, req, s.downstream.CloseEphemeralResource)
}

func (s *server) ValidateListResourceConfig(ctx context.Context, req *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	return call(ctx, req, s.downstream.ValidateListResourceConfig)
}

// ValidateActionConfig drops an error of the framework. The framework has write-only attributes in
// actions but refuses every value, because the protocol says only for resources whether the client
// supports them. Every client that has actions supports them. The patch "Accept write-only values
// in actions" in CONTRIBUTING.md makes this unnecessary, and a test then says so.
func (s *server) ValidateActionConfig(ctx context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	resp, err := call(ctx, req, s.downstream.ValidateActionConfig)
	if resp != nil {
		resp.Diagnostics = slices.DeleteFunc(resp.Diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Summary == writeOnlyRefused })
	}
	return resp, err
}

const writeOnlyRefused = "WriteOnly Attribute Not Allowed"

func (s *server) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return call(ctx, req, s.downstream.PlanAction)
}
