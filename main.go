// Command terraform-provider-hero serves the Hero Health provider to Terraform and OpenTofu.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// version is set when a release is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger instead of for Terraform")
	flag.Parse()

	if !logsWanted(os.Environ()) {
		if err := os.Setenv("TF_LOG_SDK", "off"); err != nil {
			log.Fatal(err)
		}
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/herohealth/hero",
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}

// logsWanted reports whether the environment asks for logs in any way. When it
// does not, Terraform still reads every trace line of the SDK, parses it and
// drops it, which takes more than a third of the CPU time of a plan.
func logsWanted(environ []string) bool {
	return slices.ContainsFunc(environ, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "TF_LOG") && value != ""
	})
}
