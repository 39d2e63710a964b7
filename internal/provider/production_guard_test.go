// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// guardedConfigs name two services that contradict each other.
var guardedConfigs = map[string]struct {
	env    map[string]string
	config members
	want   string
}{
	"staging, production's host":            {map[string]string{"HERO_ENDPOINT": "https://api.herohealth.net"}, members{"environment": "staging"}, "error environment: Endpoint of another environment"},
	"staging, production's host, shouted":   {map[string]string{"HERO_ENDPOINT": "https://API.HeroHealth.NET:443/v1"}, members{"environment": "staging"}, "error environment: Endpoint of another environment"},
	"staging, production's host, with dot":  {map[string]string{"HERO_ENDPOINT": "https://api.herohealth.net./"}, members{"environment": "staging"}, "error environment: Endpoint of another environment"},
	"mock, production's host":               {map[string]string{"HERO_ENDPOINT": "https://api.herohealth.net"}, members{"environment": "mock"}, "error environment: Endpoint of another environment"},
	"HERO_ENVIRONMENT, production's host":   {map[string]string{"HERO_ENVIRONMENT": "staging", "HERO_ENDPOINT": "https://api.herohealth.net"}, members{}, "error environment: Endpoint of another environment"},
	"HERO_ENVIRONMENT, configured endpoint": {map[string]string{"HERO_ENVIRONMENT": "staging"}, members{"endpoint": "https://api.herohealth.net"}, "error endpoint: Endpoint of another environment"},
	"production, staging's host":            {map[string]string{"HERO_ENVIRONMENT": "production", "HERO_ENDPOINT": "https://api.staging.htech.app"}, members{}, "error environment: Endpoint of another environment"},
	"production, another host":              {map[string]string{"HERO_ENDPOINT": "https://hero.example"}, members{"environment": "production"}, "error environment: Production named, another endpoint set"},
	"HERO_ENVIRONMENT=production":           {map[string]string{"HERO_ENVIRONMENT": "production", "HERO_ENDPOINT": "https://hero.example"}, members{}, "error environment: Production named, another endpoint set"},
	"HERO_ENVIRONMENT=production, endpoint": {map[string]string{"HERO_ENVIRONMENT": "production"}, members{"endpoint": "https://hero.example"}, "error endpoint: Production named, another endpoint set"},
	"HERO_ENVIRONMENT mistyped, endpoint":   {map[string]string{"HERO_ENVIRONMENT": "Production"}, members{"endpoint": "https://hero.example"}, "error environment: Unknown Hero environment"},
}

// readThrough configures a provider block with real connections, and reads with it.
func readThrough(t *testing.T, config members) []*tfprotov6.Diagnostic {
	t.Helper()
	p := &protocol{t: t, server: protocolServer(nil), config: members{"api_key": "canary-guard-key", "practice_group_id": "1001", "max_retries": 0}}
	maps.Copy(p.config, config)
	p.schemas, p.identities = protocolSchemas(t)
	configured, err := p.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: p.encode(p.schemas.Provider.ValueType(), p.config)})
	p.must(err)
	_, diagnostics := (&dataReader{p}).read("hero_practice_group", nil)
	if hasError(configured.Diagnostics) {
		return configured.Diagnostics
	}
	return diagnostics
}

// TestGuard_child runs in a process of its own, because Go reads the proxy variables only once.
func TestGuard_child(t *testing.T) {
	if os.Getenv("GUARD_TEST_ENDPOINT") == "" {
		return // TestGuard_connectsToNothing runs it
	}
	for name, c := range guardedConfigs {
		t.Run(name, func(t *testing.T) {
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			wantDiagnostics(t, readThrough(t, c.config), c.want).Without("canary-guard-key")
		})
	}
	t.Run("in clear to this machine", func(t *testing.T) {
		wantDiagnostics(t, readThrough(t, members{"endpoint": os.Getenv("GUARD_TEST_ENDPOINT")}), "error: Unable to *")
	})
}

// With contradictory settings, or with plain http to this machine, nothing reaches the proxy.
func TestGuard_connectsToNothing(t *testing.T) {
	t.Parallel()
	var seen, direct atomic.Int32
	proxy := recordConnections(t, &seen)
	local := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		direct.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(local.Close)
	_, port, _ := net.SplitHostPort(local.Listener.Addr().String())
	child := func(run, address string) string {
		command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+run+"$", "-test.v")
		command.Env = append(os.Environ(), "GUARD_TEST_ENDPOINT="+address, "HERO_ENDPOINT=", "HERO_ENVIRONMENT=",
			"HTTPS_PROXY="+proxy, "HTTP_PROXY="+proxy, "https_proxy="+proxy, "http_proxy="+proxy, "NO_PROXY=", "no_proxy=")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", run, err, out)
		}
		return string(out)
	}
	if out := child("TestGuard_child", "http://LOCALHOST:"+port); strings.Count(out, "--- PASS") != len(guardedConfigs)+2 {
		t.Errorf("some cases did not run:\n%s", out)
	}
	if seen.Load() != 0 || direct.Load() != 1 {
		t.Errorf("%d connections to the proxy and %d requests to this machine, want 0 and 1", seen.Load(), direct.Load())
	}
	// Unguarded settings do connect to the proxy, which proves that it is in use.
	child("TestGuard_proxied", "https://hero.invalid")
	if seen.Load() == 0 {
		t.Error("nothing connects to the proxy")
	}
}

// TestGuard_proxied is the counterpart of TestGuard_child, which must reach the proxy.
func TestGuard_proxied(t *testing.T) {
	t.Parallel()
	if endpoint := os.Getenv("GUARD_TEST_ENDPOINT"); endpoint != "" {
		wantDiagnostics(t, readThrough(t, members{"endpoint": endpoint}), "error: Unable to *")
	}
}

// recordConnections starts a proxy that counts connections.
func recordConnections(t *testing.T, seen *atomic.Int32) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // ends with the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			seen.Add(1)
			_ = connection.Close()
		}
	}()
	return "http://" + listener.Addr().String()
}
