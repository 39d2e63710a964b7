// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

const (
	requestPathDescription = "Path of the request below the provider's endpoint, version included: `/v1/short_links`. No scheme, no host, no `..`, no query, no slash at the end. " +
		"Steps are letters, digits and `_ ~ ! $ & ' ( ) * + , = : @ . -`; anything else is percent-encoded. Ids in it are Hero's own, never an NHS number: a plan shows it."
	requestQueryDescription = "Parameters after the path, each a list because a parameter may come several times: `{ status = [\"expired\"] }`. Encoded by the provider. No null and no empty list in it."
)

// requestPath refuses what does not lead to a route of the API, and a step that
// is an NHS number as people write it. As ten digits it may be an id, see patientID.
type requestPath struct{}

func (requestPath) Description(context.Context) string {
	return "must be a path such as /v1/short_links"
}

func (v requestPath) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (requestPath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	// Not on the attribute: Terraform shows its line, and the path may be an NHS number.
	if problem := pathProblem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid path", problem)
	}
}

// pathProblem says what is wrong with a path, in sentences that do not quote it.
func pathProblem(given string) string {
	if err := hero.CheckPath(given); err != nil {
		return sentence(err.Error()) + " Nothing was sent."
	}
	for step := range strings.SplitSeq(given, "/") {
		meant, err := url.PathUnescape(step)
		if err == nil && !isNumericID(meant) && canonical.HasNHSNumber(meant) {
			return "A step of the path is " + notRepeated + ". " + heroIDWanted
		}
	}
	return ""
}

// requestQuery refuses nulls, which cannot be sent, and a page of one's own
// where all are wanted.
type requestQuery struct{}

func (requestQuery) Description(context.Context) string {
	return "must hold lists of texts, none empty and none with a null, and no page_index when pages is true"
}

func (v requestQuery) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (requestQuery) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if problem := queryProblem(req.ConfigValue); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid query", problem)
	}
	var pages types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("pages"), &pages)...)
	if _, given := req.ConfigValue.Elements()["page_index"]; given && pages.ValueBool() {
		resp.Diagnostics.AddAttributeError(req.Path, "One page and all pages",
			"With pages = true the provider sets page_index itself and reads every page. Take page_index out of the query, or set pages to false to read the one page.")
	}
}

// queryProblem says what is wrong with a query, "" while that is not known.
func queryProblem(query types.Map) string {
	for name, value := range query.Elements() {
		list, _ := value.(types.List)
		if name == "" {
			return "A parameter has no name."
		}
		if value.IsUnknown() {
			continue
		}
		if value.IsNull() || len(list.Elements()) == 0 || slices.ContainsFunc(list.Elements(), attr.Value.IsNull) {
			// Hero would take it for no filter at all, the opposite of what it says.
			return "A parameter is null, has an empty list or has a null in it, so there is nothing to send. Leave it out if that is meant: a for expression with an if does so where it depends on something."
		}
	}
	return ""
}

// queryValues are the parameters of a query that is wholly known.
func queryValues(query types.Map) url.Values {
	values := url.Values{}
	for name, value := range query.Elements() {
		if list, ok := value.(types.List); ok {
			values[name] = texts(list)
		}
	}
	return values
}
