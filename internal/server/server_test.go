// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

type key struct{}

// cargo stands for the loggers and everything else that a call's context holds.
type cargo struct{ _ [1 << 10]byte }

// keeper is a downstream that keeps every context, as the framework does, and
// responds with what read returns.
type keeper struct {
	downstream
	kept []context.Context
	read func(context.Context) error
}

func (k *keeper) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	derived, cancel := context.WithCancel(ctx) //nolint:gosec // the framework does not call it either
	_ = cancel
	k.kept = append(k.kept, derived)
	return &tfprotov6.ReadResourceResponse{}, k.read(derived)
}

func (k *keeper) ListResource(ctx context.Context, _ *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	k.kept = append(k.kept, ctx)
	return &tfprotov6.ListResourceServerStream{Results: func(yield func(tfprotov6.ListResourceResult) bool) {
		if k.read(ctx) == nil {
			yield(tfprotov6.ListResourceResult{DisplayName: "one"})
		}
	}}, nil
}

func (k *keeper) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	k.kept = append(k.kept, ctx)
	return &tfprotov6.InvokeActionServerStream{Events: func(yield func(tfprotov6.InvokeActionEvent) bool) {
		if k.read(ctx) == nil {
			yield(tfprotov6.InvokeActionEvent{})
		}
	}}, nil
}

// calls has one call for each form of response: a single one, a list, events.
var calls = map[string]func(context.Context, tfprotov6.ProviderServer) error{
	"response": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{})
		return err
	},
	"list": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		stream, err := s.(tfprotov6.ListResourceServer).ListResource(ctx, &tfprotov6.ListResourceRequest{}) //nolint:errcheck,forcetypeassert // a panic fails the test
		if err != nil {
			return err
		}
		err = errors.New("nothing came")
		for range stream.Results {
			err = nil
		}
		return err
	},
	"events": func(ctx context.Context, s tfprotov6.ProviderServer) error {
		stream, err := s.(tfprotov6.ActionServer).InvokeAction(ctx, &tfprotov6.InvokeActionRequest{}) //nolint:errcheck,forcetypeassert // a panic fails the test
		if err != nil {
			return err
		}
		err = errors.New("nothing came")
		for range stream.Events {
			err = nil
		}
		return err
	},
}

func TestCall_holdsNothingWhenItHasEnded(t *testing.T) {
	t.Parallel()
	for name, do := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := &keeper{read: func(ctx context.Context) error {
				if _, ok := ctx.Value(key{}).(*cargo); !ok {
					return errors.New("the value is missing during the call")
				}
				return ctx.Err()
			}}
			held := callWithCargo(t, func(ctx context.Context) error { return do(ctx, wrap(k)) })
			runtime.GC()
			runtime.GC()
			if held.Value() != nil {
				t.Error("the values of the context are still in memory after the call")
			}
			if kept := k.kept[0]; kept.Value(key{}) != nil || kept.Err() == nil {
				t.Error("the context outlived its call")
			}
		})
	}
}

//go:noinline
func callWithCargo(t *testing.T, do func(context.Context) error) weak.Pointer[cargo] {
	t.Helper()
	load := &cargo{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, load))
	defer cancel()
	if err := do(ctx); err != nil {
		t.Fatal(err)
	}
	return weak.Make(load)
}

// The wrapper has contexts of its own because the framework keeps them. When this
// fails, the framework has stopped doing so: drop callContext.
func TestFramework_keepsTheContextOfACall(t *testing.T) {
	t.Parallel()
	framework := providerserver.NewProtocol6(provider.New("test")())()
	synctest.Test(t, func(t *testing.T) {
		held := callWithCargo(t, func(ctx context.Context) error {
			_, err := framework.GetMetadata(ctx, &tfprotov6.GetMetadataRequest{})
			return err
		})
		synctest.Wait()
		runtime.GC()
		runtime.GC()
		if held.Value() == nil {
			t.Error("the framework no longer keeps the context of a call")
		}
	})
	runtime.KeepAlive(framework)
}

func TestCall_endsWithItsCaller(t *testing.T) {
	t.Parallel()
	for name, do := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				k := &keeper{read: func(ctx context.Context) error {
					cancel()
					select {
					case <-ctx.Done():
						return nil
					case <-time.After(5 * time.Second):
						return errors.New("the call does not end")
					}
				}}
				if err := do(ctx, wrap(k)); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A promoted method would keep its context, so the wrapper must have each method
// that takes one, except StopProvider.
func TestCall_isWrappedForEachMethod(t *testing.T) {
	t.Parallel()
	wrapped := reflect.TypeOf(New(provider.New("test")()))
	for method := range reflect.TypeFor[downstream]().Methods() {
		if method.Name == "StopProvider" {
			continue
		}
		got, ok := wrapped.MethodByName(method.Name)
		file := ""
		if ok {
			file, _ = runtime.FuncForPC(got.Func.Pointer()).FileLine(got.Func.Pointer())
		}
		if !ok || file == "<autogenerated>" {
			t.Errorf("the wrapper has no %s of its own", method.Name)
		}
	}
}

// deferring is a downstream that opens every ephemeral resource with deferred.
type deferring struct {
	downstream
	deferred *tfprotov6.Deferred
}

func (d *deferring) OpenEphemeralResource(context.Context, *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return &tfprotov6.OpenEphemeralResourceResponse{Deferred: d.deferred}, nil
}

// Terraform before 1.16.4 does not announce in this request that it accepts a deferral.
func TestOpenEphemeralResource_mayBeDeferred(t *testing.T) {
	t.Parallel()
	for _, deferred := range []*tfprotov6.Deferred{nil, {Reason: tfprotov6.DeferredReasonProviderConfigUnknown}} {
		req := &tfprotov6.OpenEphemeralResourceRequest{}
		resp, err := wrap(&deferring{deferred: deferred}).OpenEphemeralResource(t.Context(), req)
		if err != nil || resp.Deferred != deferred {
			t.Errorf("got %+v and the error %v", resp, err)
		}
		if allowed := req.ClientCapabilities != nil && req.ClientCapabilities.DeferralAllowed; allowed != (deferred != nil) {
			t.Errorf("response deferred: %t, request says that deferral is allowed: %t", deferred != nil, allowed)
		}
	}
}

// The wrapper accepts a write-only value in an action and reports every other
// error. It exists because the framework refuses such a value: when only the
// framework's lines fail, drop the wrapper's ValidateActionConfig.
func TestValidateActionConfig_acceptsWriteOnlyValues(t *testing.T) {
	t.Parallel()
	p := provider.New("test")()
	framework, ok := providerserver.NewProtocol6(p)().(downstream)
	if !ok {
		t.Fatal("the framework's server has no actions")
	}
	for name, c := range map[string]struct {
		server tfprotov6.ActionServer
		method string
		want   []string
	}{
		"the framework":              {framework, "POST", []string{writeOnlyRefused}},
		"the wrapper":                {wrap(framework), "POST", nil},
		"the wrapper, other error":   {wrap(framework), "SEND", []string{"Invalid method"}},
		"the framework, other error": {framework, "SEND", []string{writeOnlyRefused, "Invalid method"}},
	} {
		resp, err := c.server.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{
			ActionType: "hero_request", Config: actionConfig(t, framework, map[string]string{"method": c.method, "path": "/v1/things", "body": "x"}),
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range resp.Diagnostics {
			got = append(got, d.Summary)
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func actionConfig(t *testing.T, s tfprotov6.ProviderServer, given map[string]string) *tfprotov6.DynamicValue {
	t.Helper()
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	object, ok := schemas.ActionSchemas["hero_request"].Schema.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the schema is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
		if value, ok := given[name]; ok {
			values[name] = tftypes.NewValue(tftypes.String, value)
		}
	}
	config, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	return &config
}
