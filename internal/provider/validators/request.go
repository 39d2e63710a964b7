// SPDX-License-Identifier: MPL-2.0

package validators

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

// RequestPath refuses a path that does not lead to a route of the API, and a segment that is an NHS
// number as people write it. Ten digits without spaces may be an id: see PatientID.
func RequestPath() validator.String {
	return requestPath{description: "must be a path such as /v1/short_links"}
}

type requestPath struct{ description }

func (requestPath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	// Not on the attribute: Terraform shows its line, and the path may be an NHS number.
	if problem := PathProblem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddError("Invalid path", problem)
	}
}

// PathProblem says what is wrong with a path, without quoting it. It is "" for a path that can be
// sent.
func PathProblem(given string) string {
	if err := hero.CheckPath(given); err != nil {
		problem := err.Error()
		return strings.ToUpper(problem[:1]) + problem[1:] + ". Nothing was sent."
	}
	for step := range strings.SplitSeq(given, "/") {
		meant, err := url.PathUnescape(step)
		if err == nil && !IsNumericID(meant) && canonical.HasNHSNumber(meant) {
			return "A segment of the path is " + NotRepeated + ". " + HeroIDWanted
		}
	}
	return ""
}

// RequestQuery refuses parameters that cannot be sent, and page_index if all pages are wanted.
func RequestQuery() validator.Map {
	return requestQuery{description: "must hold lists of texts, none empty and none with a null, and no page_index when pages is true"}
}

type requestQuery struct{ description }

func (requestQuery) ValidateMap(ctx context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if problem := QueryProblem(req.ConfigValue); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid query", problem)
	}
	var pages types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("pages"), &pages)...)
	if _, given := req.ConfigValue.Elements()["page_index"]; given && pages.ValueBool() {
		resp.Diagnostics.AddAttributeError(req.Path, "One page and all pages",
			"With pages = true the provider sets page_index itself and reads every page. Remove page_index from the query, or set pages to false to read the one page.")
	}
}

// QueryProblem says what is wrong with a query. It is "" for a query that can be sent and for one
// that is not known yet.
func QueryProblem(query types.Map) string {
	for name, value := range query.Elements() {
		list, _ := value.(types.List)
		if name == "" {
			return "A parameter has no name."
		}
		if value.IsUnknown() {
			continue
		}
		if value.IsNull() || len(list.Elements()) == 0 || slices.ContainsFunc(list.Elements(), attr.Value.IsNull) {
			// Hero would treat it as no filter at all, the opposite of what the user means.
			return "A parameter is null, an empty list or a list with a null in it, so there is nothing to send. If you want no parameter, leave it out; a for expression with an if can do that."
		}
	}
	return ""
}
