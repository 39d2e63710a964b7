// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"hash/fnv"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// holding is one object in a state.
type holding struct {
	value    tftypes.Value
	raw      *tfprotov6.DynamicValue
	private  []byte
	identity *tfprotov6.ResourceIdentityData
	tainted  bool
}

// text returns a string attribute at the root of the object, or "".
func (h *holding) text(name string) (text string) {
	if h == nil {
		return ""
	}
	if value := h.attribute(name); value.IsKnown() && !value.IsNull() {
		_ = value.As(&text) // fails for a value of another type, and leaves ""
	}
	return text
}

// attribute returns an attribute at the root of the object.
func (h *holding) attribute(name string) tftypes.Value {
	attributes := map[string]tftypes.Value{}
	_ = h.value.As(&attributes) // each state is an object
	return attributes[name]
}

// id returns Hero's id of the object.
func (h *holding) id() string {
	if h == nil {
		return ""
	}
	for _, name := range []string{"id", "admin_id", "practice_group_id"} {
		if id := h.text(name); id != "" {
			return id
		}
	}
	return ""
}

// slot is one address in a state: its object, and those that a replacement with
// create_before_destroy has not destroyed yet.
type slot struct {
	current *holding
	deposed []*holding
}

// process is one process of the provider, configured and used by an operator.
type process struct {
	s        *simulation
	operator *operator
	server   tfprotov6.ProviderServer
	ctx      context.Context //nolint:containedctx // it ends with the process
	kill     context.CancelFunc
	remarks  []remark
	mu       sync.Mutex // guards remarks and requests
	// requests counts the requests of each call, and those of each kind, on which their latency depends.
	requests map[string]int
	// refused is when Hero last refused a request because there were too many, and throttled the total time until a later
	// response.
	refused   time.Time
	refusals  map[string]int // by call
	lost      bool           // a request had no response, or failed
	throttled time.Duration
}

// remark is a diagnostic, with its place and call.
type remark struct {
	place, call string
	diagnostic  *tfprotov6.Diagnostic
	unread      bool // of a process that was killed
}

func (r remark) isError() bool { return r.diagnostic.Severity == tfprotov6.DiagnosticSeverityError }

// start starts a process. Terraform starts one for a plan, and another one for an apply.
func (o *operator) start(call string) *process {
	s := o.s
	p := &process{s: s, operator: o, requests: map[string]int{}, refusals: map[string]int{}}
	p.ctx, p.kill = context.WithCancel(s.t.Context())
	o.processes++
	name := o.name + strconv.Itoa(o.processes)
	p.server = server.New(provider.NewAdjusted(func(config *hero.Config) {
		config.Transport = &wire{process: p, name: name, kept: s.mock.Transport(), fresh: s.fresh}
		config.Jitter = func(limit time.Duration) time.Duration { return time.Duration(s.jitter * float64(limit)) }
	})())
	all, _ := protocolSchemas(s.t)
	config := members{"endpoint": s.mock.URL(), "api_key": s.mock.APIKey(), "practice_group_id": "1001"}
	maps.Copy(config, o.settings)
	typ := all.Provider.ValueType()
	raw := encoded(s.t, typ, terraformValue(s.t, typ, config))
	p.call("provider", "validate", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: raw})
		return resp.Diagnostics, err
	})
	p.call("provider", "configure", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
			TerraformVersion: o.name, Config: raw,
			ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: call == "apply"},
		})
		return resp.Diagnostics, err
	})
	return p
}

type callKey struct{}

// call makes a call of the protocol, records its diagnostics, and checks it against the
// invariants of a single call. It reports whether there was no error.
func (p *process) call(place, call string, do func(context.Context) ([]*tfprotov6.Diagnostic, error)) bool {
	name := call + " of " + place
	began := time.Now()
	before := p.sent(name)
	said, err := do(context.WithValue(p.ctx, callKey{}, name))
	if err != nil {
		p.s.breaks(answersTerraform, "%s fails outside of its diagnostics: %v", name, err)
	}
	p.withinBounds(name, time.Since(began), p.sent(name)-before)
	well := true
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range said {
		r := remark{place: place, call: call, diagnostic: d, unread: p.ctx.Err() != nil}
		p.remarks = append(p.remarks, r)
		well = well && !r.isError()
		p.s.nothingSecret(r)
		p.s.hasWayOut(r)
	}
	return well && err == nil
}

func (p *process) sent(call string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.requests[call]
}

// end ends the process and returns its diagnostics.
func (p *process) end() []remark {
	p.kill()
	p.operator.said = append(p.operator.said, p.remarks...)
	return p.remarks
}

// wire is the network between a process and Hero. The latency of a request depends on
// its kind, its number and the seed, but not on which goroutine was faster, so that a
// scenario takes the same course each time.
type wire struct {
	process *process
	name    string
	// fresh opens a new connection for each request.
	kept, fresh http.RoundTripper
}

// RoundTrip counts and delays a request.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	call, _ := r.Context().Value(callKey{}).(string)
	kind := call + " " + r.Method + " " + r.URL.Path
	w.process.mu.Lock()
	w.process.requests[call]++
	w.process.requests[kind]++
	number := w.process.requests[kind]
	w.process.mu.Unlock()

	hash := fnv.New64a()
	_, _ = hash.Write([]byte(w.name + kind + strconv.Itoa(number) + strconv.FormatUint(w.process.s.seed, 10))) // never fails
	latency := 5*time.Millisecond + time.Duration(hash.Sum64()%uint64(100*time.Millisecond))
	timer := time.NewTimer(latency)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	connections := w.kept
	if r.Close {
		connections = w.fresh
	}
	response, err := connections.RoundTrip(r)
	w.process.note(call, response)
	w.process.s.answers.note(r, response, err)
	return response, err
}

// note adds up the time during which Hero refuses requests because there are too many.
func (p *process) note(call string, response *http.Response) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if response == nil || (response.StatusCode >= http.StatusBadRequest && response.StatusCode != http.StatusTooManyRequests) {
		p.lost = true
	}
	if response == nil {
		return
	}
	if !p.refused.IsZero() {
		p.throttled += time.Since(p.refused)
		p.refused = time.Time{}
	}
	if response.StatusCode == http.StatusTooManyRequests {
		p.refused = time.Now()
		p.refusals[call]++
	}
}
