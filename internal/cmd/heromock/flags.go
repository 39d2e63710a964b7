// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// settings are what the command line says.
type settings struct {
	options heromock.Options
	faults  []heromock.Fault
	seed    string // file name or ""
	journal string // file name or ""
	log     bool
	command []string
}

func parse(arguments []string, usage io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("heromock", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.Usage = func() {
		fmt.Fprint(usage, "Usage: heromock [flags] [-- command [argument...]]\n\n"+
			"Runs the mock of the Hero Health Public API, for as long as a command runs if one is given.\n\n")
		flags.PrintDefaults()
	}
	flags.StringVar(&s.options.Addr, "addr", "127.0.0.1:0", "`address` to listen on; port 0 is any free one")
	flags.StringVar(&s.options.APIKey, "api-key", "mock-api-key", "API `key` to demand for practice groups without one of their own")
	flags.Func("api-keys", `keys of practice groups that have one of their own, as a JSON `+"`object`"+` such as {"1001":"key-a","1002":"key-b"}: `+
		"no other key acts for them, and the command finds them in HERO_API_KEYS", func(value string) error {
		if json.Unmarshal([]byte(value), &s.options.APIKeys) != nil {
			return errors.New("not a JSON object of texts by practice group id")
		}
		return nil
	})
	flags.BoolVar(&s.options.Plain, "plain", false, "answer with objects as they are stored")
	flags.IntVar(&s.options.PageSize, "page-size", 2, "most `entries` on a page")
	flags.DurationVar(&s.options.Latency, "latency", 0, "`time` to wait before each answer")
	flags.BoolVar(&s.options.Static, "static", false, "answer with the contract's samples and keep nothing")
	flags.Func("trait", "`trait` of Hero to switch on, may be repeated: "+heromock.TraitSyntax(), func(text string) error {
		s.options.Traits = append(s.options.Traits, text)
		return nil
	})
	flags.Func("practice-groups", "`ids` of the practice groups, comma between (default 1001,1002,1003)", func(list string) error {
		s.options.PracticeGroups = strings.Split(list, ",")
		return nil
	})
	flags.Func("fault", "`fault` to inject, may be repeated: "+heromock.FaultSyntax(), func(value string) error {
		fault, err := heromock.ParseFault(value)
		s.faults = append(s.faults, fault)
		return err
	})
	flags.StringVar(&s.seed, "seed", "", "JSON `file` with the state to start with; Server.Seed in package heromock shows its form")
	flags.StringVar(&s.journal, "journal", "", "`file` to write the requests to at the end, one JSON object a line")
	flags.BoolVar(&s.log, "log", false, "print a line a request even when a command runs")
	if err := flags.Parse(arguments); err != nil {
		return settings{}, err
	}
	if s.options.Addr == "" {
		return settings{}, errors.New("-addr needs an address, without which nothing could reach the mock")
	}
	s.command = flags.Args()
	return s, nil
}
