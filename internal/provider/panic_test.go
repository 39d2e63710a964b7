// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// Neither the framework nor Terraform recovers from a panic: the process ends,
// and Terraform prints what Go writes about it, which is the panic's value and a
// stack trace of addresses. So only the value can reveal patient data.

// childPanics makes this test binary run as a provider that panics in an apply. Its
// name must not begin with HERO_: TestMain removes such variables, so the child would
// start another child.
const childPanics = "PROVIDER_TEST_CHILD_PANICS"

func TestPanic_printsNoPatientData(t *testing.T) {
	t.Parallel()
	if os.Getenv(childPanics) != "" {
		panicInAnApply(t)
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, os.Args[0], "-test.run", "^TestPanic_printsNoPatientData$")
	command.Env = append(os.Environ(), childPanics+"=1", "GOTRACEBACK=all")
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !strings.Contains(string(out), "panic: runtime error: index out of range") {
		t.Fatalf("the provider did not panic: %v\n%s", err, out)
	}
	for name, value := range ada() {
		if strings.Contains(string(out), value) {
			t.Errorf("the value of %s is printed", name)
		}
	}
	if strings.Contains(string(out), "mock-api-key") {
		t.Error("the API key is printed")
	}
}

func panicInAnApply(t testing.TB) {
	t.Helper()
	mock := heromock.Start(t)
	server, err := providerserver.NewProtocol6WithError(provider.NewAdjusted(func(config *hero.Config) {
		config.Transport = mock.Transport()
		config.Observe = func(_ context.Context, a hero.Attempt) {
			if a.Route == routeRegister {
				_ = strings.Fields(a.Method)[a.Number] // out of range: a method is one word, and attempts count from one
			}
		}
	})())()
	if err != nil {
		t.Fatal(err)
	}
	p := newProtocol(t, mock, nil)
	p.server = server
	p.configure()
	p.resource(patientType).create(ada())
}

// Go prints the whole value of a panic, so our values may contain nothing from a
// request or a response, only constants, types and file names.
func TestPanic_valuesOfOursHoldNoData(t *testing.T) {
	t.Parallel()
	allowed := map[string]string{
		"lookup.go": "the type of an attribute",
		"date.go":   "the name of a time zone",
	}
	found := 0
	for _, folder := range []string{".", "herotypes", "validators", "../hero", "../canonical", "../.."} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no files: %v", folder, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, call := range panicking(t, file) {
				found++
				if allowed[filepath.Base(file)] == "" {
					t.Errorf("%s may panic with a value: %s", file, call)
				}
			}
		}
	}
	if found != len(allowed) {
		t.Errorf("%d calls may panic with a value, want the %d that are known", found, len(allowed))
	}
}

// panicking returns the calls in a file that panic, or may panic, with more than a constant.
func panicking(t testing.TB, file string) (calls []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		name := ""
		switch function := call.Fun.(type) {
		case *ast.Ident:
			name = function.Name
		case *ast.SelectorExpr:
			name = function.Sel.Name
		}
		_, constant := call.Args[0].(*ast.BasicLit)
		if !constant && (name == "panic" || strings.HasPrefix(name, "Must")) {
			calls = append(calls, name)
		}
		return true
	})
	return calls
}
