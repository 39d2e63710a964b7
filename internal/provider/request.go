// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"net/url"
	urlpath "path"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
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

// managedRoutes are what resources write to. They look before they write and
// keep what they wrote in the state, so a write beside them would double a person
// or a webhook, or be undone by the next apply.
var managedRoutes = []struct {
	path     *regexp.Regexp
	resource string
}{
	{regexp.MustCompile(`^/v[^/]*/patients/register$`), "hero_patient"},
	{regexp.MustCompile(`^/v[^/]*/patients/register_pds$`), "hero_pds_patient"},
	{regexp.MustCompile(`^/v[^/]*/webhooks(/[^/]*)?$`), "hero_webhook"},
	{regexp.MustCompile(`^/v[^/]*/me$`), "hero_practice_group_settings"},
	{regexp.MustCompile(`^/v[^/]*/admins/[^/]*$`), "hero_admin_prescriber"},
}

// managedBy is the resource that manages what a path leads to, whatever a server
// makes of the way in which it is written; "" when there is none.
func managedBy(given string) string {
	normal := normalPath(given)
	for _, route := range managedRoutes {
		if route.path.MatchString(normal) {
			return route.resource
		}
	}
	return ""
}

// normalPath is a path without what servers tend to overlook: case, encoding,
// empty steps, dots, parameters of a step, a slash at the end, a query.
func normalPath(given string) string {
	for {
		decoded, err := url.PathUnescape(given)
		if err != nil || decoded == given {
			break
		}
		given = decoded
	}
	given, _, _ = strings.Cut(given, "?")
	given, _, _ = strings.Cut(given, "#")
	steps := strings.Split(strings.ReplaceAll(strings.ToLower(given), `\`, "/"), "/")
	for i, step := range steps {
		step, _, _ = strings.Cut(step, ";")
		steps[i] = strings.TrimSpace(step)
	}
	return urlpath.Clean("/" + strings.Join(steps, "/"))
}

// checkPath refuses what a resource manages, however it is written, and then what
// is no path.
func (m requestActionModel) checkPath(diags *diag.Diagnostics) {
	given := m.Path.ValueString()
	if resource := managedBy(given); resource != "" {
		diags.AddError("Managed by a resource", fmt.Sprintf("What this path leads to is managed by the resource %s, which looks before it writes and knows afterwards what is there. "+
			"Nothing was sent. Declare a %s instead of this action; to read, use the data sources.", resource, resource))
		return
	}
	if problem := pathProblem(given); problem != "" {
		diags.AddError("Invalid path", problem)
	}
}
