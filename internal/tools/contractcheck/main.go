// SPDX-License-Identifier: MPL-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, problems io.Writer) int {
	flags := flag.NewFlagSet("contractcheck", flag.ContinueOnError)
	flags.SetOutput(problems)
	// The default path is relative to this module's folder, where make starts the command.
	contract := flags.String("contract", "../../contract/openapi.yaml", "the provider's description of the API")
	flags.Usage = func() {
		fmt.Fprintln(problems, "usage: contractcheck [-contract FILE] VENDORS_FILE")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 || flags.Arg(0) == "" {
		flags.Usage()
		return 2
	}
	found, err := compare(*contract, flags.Arg(0))
	if err != nil {
		fmt.Fprintln(problems, err)
		return 2
	}
	found.write(out)
	if found.refuted() > 0 {
		return 1
	}
	return 0
}
