// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/net/http/httpguts"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// Receiver warns about a receiver that would get events unencrypted, that Hero cannot reach, or
// whose host looks like another one.
func Receiver() validator.String {
	return receiver{description: "should be an https URL that Hero can reach"}
}

type receiver struct{ description }

func (receiver) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	target, err := url.Parse(strings.TrimSpace(req.ConfigValue.ValueString()))
	if err != nil {
		return // another validator reports it
	}
	host := target.Hostname()
	switch {
	case isThisMachine(host):
		resp.Diagnostics.AddAttributeWarning(req.Path, "Receiver cannot be reached",
			"The receiver's host is a loopback address, which always means the sender's own machine. Hero sends the events, so it would send them to itself, and none would arrive here. "+
				"Give the receiver an address that Hero can reach, or use such a URL for tests with a mock server only.")
	case target.Scheme == "http":
		resp.Diagnostics.AddAttributeWarning(req.Path, "Events travel in clear",
			"The receiver is an http:// URL, so anybody between Hero and the receiver can read events, change them and forge new ones. An event holds no record, but it says what happened to which patient, appointment, form or prescription. "+
				"Give the receiver a certificate and write https:// here; a changed URL creates a new webhook. Use http:// only for tests without real patients.")
	}
	if canonical.MixesScripts(host) {
		resp.Diagnostics.AddAttributeWarning(req.Path, "Receiver looks like another host",
			"The receiver's host mixes letters of several scripts, which look alike: it is "+canonical.ShownHost(host)+". An event says what happened to which patient or appointment. Make sure that this is the host you mean.")
	}
}

func isThisMachine(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	ip := net.ParseIP(host)
	return hero.IsLoopback(host) || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsUnspecified())
}

// ownedHeaders are the headers of a delivery that HTTP or Hero's signature sets.
var ownedHeaders = []string{
	"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
	"x-herohealth-signature", "x-herohealth-timestamp",
}

// Headers refuses what HTTP cannot send. Its texts quote neither names nor
// values, since either may be a secret.
func Headers() validator.Map { return headers{description: "must be names and values of HTTP headers"} }

type headers struct{ description }

func (headers) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	names := map[string]bool{}
	for name, element := range req.ConfigValue.Elements() {
		value, _ := element.(types.String)
		problem := ""
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			problem = "A header's name must be made of letters, digits and the marks !#$%&'*+-.^_`|~, and must not be empty."
		case names[strings.ToLower(name)]:
			problem = "Two names differ only in case, which HTTP ignores. Keep one of them."
		case slices.Contains(ownedHeaders, strings.ToLower(name)):
			problem = "One of the headers is not yours to set. HTTP itself sets Host, Content-Length, Transfer-Encoding, Connection and similar ones, and Hero signs each delivery with " +
				"X-Herohealth-Signature and X-Herohealth-Timestamp. Remove it, or give your header another name."
		case value.IsNull():
			problem = "A header's value is null. Leave the header out instead."
		case strings.ContainsFunc(value.ValueString(), unicode.IsControl):
			problem = "A header's value contains a line break or another control character."
		}
		names[strings.ToLower(name)] = true
		if problem != "" {
			resp.Diagnostics.AddAttributeError(req.Path, "Invalid headers", problem)
			return
		}
	}
}
