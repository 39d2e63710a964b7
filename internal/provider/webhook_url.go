// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// encryptedReceiver warns of a receiver to which patient data would travel in
// clear.
type encryptedReceiver struct{}

func (encryptedReceiver) Description(context.Context) string {
	return "should be https, unless the receiver is on the same machine"
}

func (v encryptedReceiver) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (encryptedReceiver) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	receiver, err := url.Parse(strings.TrimSpace(req.ConfigValue.ValueString()))
	// What is no URL is an error of another validator.
	if err != nil || receiver.Scheme != "http" || hero.IsLoopback(receiver.Hostname()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Events travel in clear",
		"The receiver is an http:// URL. Hero's events hold patient data, and everybody on the way from Hero to the receiver can read and change them. "+
			"Give the receiver a certificate and write https:// here; a change of the URL makes a new webhook. Use http:// for tests without real patients only.")
}
