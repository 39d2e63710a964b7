// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// refreshHeaders is refreshText for headers. A null of Hero's means that there
// are none, which is an empty map: null in the state means that Terraform does
// not know them, or, of a webhook that it made, that it sent none.
func refreshHeaders(known types.Map, live hero.Member[map[string]string], madeHere bool) types.Map {
	if live.IsAbsent() {
		if known.IsUnknown() {
			return types.MapNull(types.StringType)
		}
		return known
	}
	reported, _ := live.Get()
	if madeHere && known.IsNull() && len(reported) == 0 {
		return known
	}
	if isSet(known) && canonical.SameHeaders(headersOf(known), reported) {
		return known
	}
	elements := make(map[string]attr.Value, len(reported))
	for name, value := range reported {
		elements[name] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, elements)
}

// headersOf is a map of headers as the client takes it, without values that
// are not known.
func headersOf(m types.Map) map[string]string {
	headers := make(map[string]string, len(m.Elements()))
	for name, element := range m.Elements() {
		if value, ok := element.(types.String); ok && isSet(value) {
			headers[name] = value.ValueString()
		}
	}
	return headers
}

// headerMap refuses what HTTP cannot send. It prints neither names nor values.
type headerMap struct{}

func (headerMap) Description(context.Context) string {
	return "must be names and values of HTTP headers"
}

func (v headerMap) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (headerMap) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	names := map[string]bool{}
	for name, element := range req.ConfigValue.Elements() {
		value, _ := element.(types.String)
		problem := ""
		switch {
		case !isHeaderName(name):
			problem = "A header's name must be made of letters, digits and the marks !#$%&'*+-.^_`|~, and must not be empty."
		case names[strings.ToLower(name)]:
			problem = "Two names differ only in case, which HTTP does not look at. Keep one of them."
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

func isHeaderName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		letterOrDigit := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letterOrDigit && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}
