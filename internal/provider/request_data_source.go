// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

func newRequestDataSource() datasource.DataSource {
	return &lookup{
		name:   "request",
		schema: requestSchema,
		model:  func() lookupModel { return new(requestModel) },
	}
}

type requestModel struct {
	practiceScoped
	Path     types.String  `tfsdk:"path"`
	Query    types.Map     `tfsdk:"query"`
	Pages    types.Bool    `tfsdk:"pages"`
	Response types.Dynamic `tfsdk:"response"`
}

const requestSource = "A `GET` of your own, for anything that Hero's API offers and this provider has no object for: slots, short links, coupons, subscriptions, sent messages, tasks, episodes. " +
	"The provider adds the two headers, applies its guard, rate limit and retries, and passes the answer on, without members whose names suggest a secret. Hero's documentation lists the routes and what they answer. "

func requestSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: requestSource + "The answer is kept in the state; the ephemeral resource of the same name leaves nothing there. To write, use the action of the same name.",
		Attributes:          requestAttributes(),
	}
}

func requestAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDDataSourceAttribute(),
		"path": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: requestPathDescription,
			Validators:          []validator.String{validators.RequestPath()},
		},
		"query": schema.MapAttribute{
			ElementType: types.ListType{ElemType: types.StringType}, Optional: true, Sensitive: true,
			MarkdownDescription: requestQueryDescription + " A plan does not show it, because a search may name a person.",
			Validators:          []validator.Map{validators.RequestQuery()},
		},
		"pages": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to read all pages of a list: the request is repeated with `page_index` counting from `0` until all entries of `data` have arrived, and `response` is " +
				"`{ data = [all entries], count = their number }`. A list that ends before it reaches its own count is an error. `page_size` is 100 unless `query` has one. " +
				fmt.Sprintf("An entry that appears twice, with the same members, is left out. A list of more than %d entries, or of more than %d MiB in all, is an error. ", hero.MaxListEntries, hero.MaxListBytes>>20) +
				"Defaults to `false`: one request, the answer as received.",
		},
		"response": schema.DynamicAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "The answer as Hero gave it: `response.data[0].id`. " + withoutSecretsDescription + "Members may come and go, so read them with `try`. No plan shows it, because it may hold patient data; " +
				"if it holds none, use `nonsensitive` for a `for_each`. Undocumented.",
		},
	}
}

func (m *requestModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	body, err := m.send(ctx, practice)
	if err != nil {
		addError(diags, "read "+hero.RouteOf(m.Path.ValueString()), practice, err, nil)
		return
	}
	m.Response, err = dynamicWithoutSecrets(body)
	if err != nil {
		diags.AddError("Answer cannot be passed through",
			"Hero answered GET "+hero.RouteOf(m.Path.ValueString())+" with JSON that cannot be turned into a Terraform value, for instance because a number in it is too large. Nothing of it is shown.")
	}
}

func (m *requestModel) send(ctx context.Context, practice *hero.Practice) (json.RawMessage, error) {
	query := queryValues(m.Query)
	if !m.Pages.ValueBool() {
		response, err := practice.Request(ctx, hero.RawRequest{Method: http.MethodGet, Path: m.Path.ValueString(), Query: query})
		if err != nil {
			return nil, err
		}
		return response.Body, nil
	}
	entries, err := practice.RequestPages(ctx, m.Path.ValueString(), query)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"data":%s,"count":%d}`, joinRaw(entries), len(entries)), nil
}

func newRequestEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "request",
		schema: requestEphemeralSchema,
		model:  func() lookupModel { return new(requestModel) },
	}
}

func requestEphemeralSchema() ephemeralschema.Schema {
	return ephemeralschema.Schema{
		MarkdownDescription: requestSource + "Unlike the data source of the same name, it leaves nothing in plan or state. Terraform reads it again in each plan and each apply, " +
			"once its arguments are known.",
		Attributes: ephemeralAttributes(requestAttributes()),
	}
}
