// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/herohealth/terraform-provider-hero"

// own lists this module's packages that are linked into the binary.
var own = []string{"", "/internal/canonical", "/internal/hero", "/internal/provider", "/internal/provider/herotypes", "/internal/provider/validators", "/internal/server", "/internal/warnings"}

// linked lists the modules that are linked into the released binary. Each can read
// patient data and keys, so a new one is a decision: check who maintains it and what
// it depends on, then add it here.
var linked = []string{
	// The provider's own dependencies.
	"github.com/hashicorp/terraform-plugin-framework",
	"github.com/hashicorp/terraform-plugin-framework-validators",
	"github.com/hashicorp/terraform-plugin-go",
	"github.com/hashicorp/terraform-plugin-log",
	"github.com/nyaruka/phonenumbers",
	"golang.org/x/net",
	"golang.org/x/text",
	"golang.org/x/time",
	// Their dependencies.
	"github.com/fatih/color", //nolint:misspell // its name
	"github.com/golang/protobuf",
	"github.com/hashicorp/go-hclog",
	"github.com/hashicorp/go-plugin",
	"github.com/hashicorp/go-uuid",
	"github.com/hashicorp/terraform-registry-address",
	"github.com/hashicorp/terraform-svchost",
	"github.com/hashicorp/yamux",
	"github.com/mattn/go-colorable",
	"github.com/mattn/go-isatty",
	"github.com/mitchellh/go-testing-interface",
	"github.com/oklog/run",
	"github.com/vmihailenco/msgpack/v5",
	"github.com/vmihailenco/tagparser/v2",
	"golang.org/x/sys",
	"google.golang.org/genproto/googleapis/rpc",
	"google.golang.org/grpc",
	"google.golang.org/protobuf",
}

// The released binary links these modules and no others, on each system that it
// is released for.
func TestModules_linkedIntoTheBinary(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, system := range []string{"darwin", "freebsd", "linux", "windows"} {
		for _, line := range dependencies(t, system) {
			path, of, _ := strings.Cut(line, " ")
			switch {
			case of == "": // the standard library
			case of == module && !slices.Contains(own, strings.TrimPrefix(path, module)):
				t.Errorf("%s: the package %s is new in the binary; mock, contract and commands must stay outside", system, path)
			case of == module:
			case !slices.Contains(linked, of):
				t.Errorf("%s: the module %s is new in the binary, by its package %s", system, of, path)
			}
			found[of] = true
		}
	}
	for _, name := range linked {
		if !found[name] {
			t.Errorf("the module %s is no longer linked: remove it from the list", name)
		}
	}
}

// dependencies returns the packages that are linked into the binary, each with its module.
func dependencies(t *testing.T, system string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{.ImportPath}} {{with .Module}}{{.Path}}{{end}}", ".")
	list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0") // as in .goreleaser.yml
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
