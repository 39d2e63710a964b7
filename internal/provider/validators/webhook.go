// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"net/url"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"golang.org/x/net/http/httpguts"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// EncryptedReceiver warns about a receiver to which patient data would travel
// unencrypted.
func EncryptedReceiver() validator.String {
	return encryptedReceiver{description: "should be https, unless the receiver is on the same machine"}
}

type encryptedReceiver struct{ description }

func (encryptedReceiver) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	receiver, err := url.Parse(strings.TrimSpace(req.ConfigValue.ValueString()))
	// What is not a URL is an error of another validator.
	if err != nil || receiver.Scheme != "http" || hero.IsLoopback(receiver.Hostname()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Events travel in clear",
		"The receiver is an http:// URL, so anybody between Hero and the receiver can read events, change them and forge new ones. An event holds no record, but it says what happened to which patient, appointment, form or prescription. "+
			"Give the receiver a certificate and write https:// here; a changed URL creates a new webhook. Use http:// only for tests without real patients.")
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
