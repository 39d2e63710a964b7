// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-hero serves the Hero Health provider to Terraform and OpenTofu.
package main

import (
	"flag"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// version is set when a release is built.
var version = "dev"

const address = "registry.terraform.io/herohealth/hero"

func main() {
	forDebugger := flag.Bool("debug", false, "serve for a debugger instead of for Terraform")
	flag.Parse()

	if !logsWanted(os.Environ()) {
		if err := os.Setenv("TF_LOG_SDK", "off"); err != nil {
			log.Fatal(err)
		}
	}
	collectRarely()
	var options []tf6server.ServeOpt
	if *forDebugger {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		server.EndWithParent()
	}
	err := tf6server.Serve(address, func() tfprotov6.ProviderServer { return server.New(provider.New(version)()) }, options...)
	if err != nil {
		log.Fatal(err)
	}
}

// collectRarely trades memory for time where the environment says nothing of
// either: little is alive between two calls, so that by Go's default the
// collector would run after every few of them. The limit is a soft one: as the
// heap comes near it, the collector runs more often.
func collectRarely() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(gcPercent)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

const (
	gcPercent   = 800
	memoryLimit = 128 << 20
)

// logsWanted reports whether the environment asks for logs in any way. When it
// does not, Terraform still reads every trace line of the SDK, parses it and
// drops it, which takes more than a third of the CPU time of a plan.
func logsWanted(environ []string) bool {
	return slices.ContainsFunc(environ, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "TF_LOG") && value != ""
	})
}
