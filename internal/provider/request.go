// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/url"
	urlpath "path"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	requestPathDescription = "Path of the request below the provider's endpoint, version included: `/v1/short_links`. No scheme, no host, no `..`, no query, no slash at the end. " +
		"Segments are letters, digits and `_ ~ ! $ & ' ( ) * + , = : @ . -`; anything else is percent-encoded. Ids in it are Hero's own, never an NHS number, because a plan shows the path."
	requestQueryDescription = "Parameters after the path, each a list, because a parameter can occur several times: `{ status = [\"expired\"] }`. The provider encodes them. Nulls and empty lists are refused."
)

// queryValues are the parameters of a query that is fully known.
func queryValues(query types.Map) url.Values {
	values := url.Values{}
	for name, value := range query.Elements() {
		if list, ok := value.(types.List); ok {
			values[name] = elementStrings(list)
		}
	}
	return values
}

// managedRoutes are the routes that resources write to. Resources look before they write and keep
// the result in the state, so a write by other means could duplicate a person or a webhook, or be
// undone by the next apply.
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

// managingResource is the resource that manages what a path leads to, however the path is written,
// or "" if there is none.
func managingResource(given string) string {
	normal := normalPath(given)
	for _, route := range managedRoutes {
		if route.path.MatchString(normal) {
			return route.resource
		}
	}
	return ""
}

// normalPath drops what servers tend to ignore: case, encoding, empty segments, dots,
// parameters of a segment, a trailing slash, a query.
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
