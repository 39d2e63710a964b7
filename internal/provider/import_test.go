// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// imported runs importObject with an id, or with an identity if the id is "".
func imported(t testing.TB, mock *heromock.Server, id string, identity objectIdentity) (group, object string, diags diag.Diagnostics) {
	t.Helper()
	ctx := context.Background()
	guard := []tftypes.Value{tftypes.NewValue(tftypes.String, "1001"), tftypes.NewValue(tftypes.String, "1002")}
	configured := configureProvider(t, providerSettings{
		"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "allowed_practice_group_ids": guard,
	})
	data, ok := configured.ResourceData.(*providerData)
	if !ok {
		t.Fatalf("the provider is not configured: %v", configured.Diagnostics)
	}
	shape := schema.Schema{Attributes: map[string]schema.Attribute{"practice_group_id": schema.StringAttribute{}, "number": schema.StringAttribute{}}}
	resp := resource.ImportStateResponse{State: tfsdk.State{Schema: shape, Raw: tftypes.NewValue(shape.Type().TerraformType(ctx), nil)}}
	req := resource.ImportStateRequest{ID: id, Identity: identityOf(t, identity)}
	numbered := resourceBase{providerData: data, idAttribute: "number", importForm: "a number such as 123", validID: validators.IsNumericID}
	numbered.ImportState(ctx, req, &resp)
	if resp.Diagnostics.HasError() {
		return "", "", resp.Diagnostics
	}
	var groupValue, objectValue types.String
	resp.State.GetAttribute(ctx, path.Root("practice_group_id"), &groupValue)
	resp.State.GetAttribute(ctx, path.Root("number"), &objectValue)
	return groupValue.ValueString(), objectValue.ValueString(), nil
}

func identityOf(t testing.TB, identity objectIdentity) *tfsdk.ResourceIdentity {
	t.Helper()
	ctx := context.Background()
	var schema resource.IdentitySchemaResponse
	(&resourceBase{}).IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &schema)
	kind := schema.IdentitySchema
	out := &tfsdk.ResourceIdentity{Schema: kind, Raw: tftypes.NewValue(kind.Type().TerraformType(ctx), nil)}
	if diags := out.Set(ctx, identity); diags.HasError() {
		t.Fatal(diags)
	}
	return out
}

func TestImportObject_readsIDsAndIdentities(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	const malformed, notAllowed = "error: Invalid import id", "error practice_group_id: Practice group not allowed"
	given := func(group, id types.String) objectIdentity { return objectIdentity{PracticeGroupID: group, ID: id} }
	for name, c := range map[string]struct {
		id       string
		identity objectIdentity
		group    string
		object   string
		want     []string
		received string // which the error shows
	}{
		"id":                         {id: "123", group: "1001", object: "123"},
		"practice group and id":      {id: "1002/123", group: "1002", object: "123"},
		"leading zeros":              {id: "0123", want: []string{malformed}},
		"identity":                   {identity: given(types.StringValue("1002"), types.StringValue("123")), group: "1002", object: "123"},
		"identity without practice":  {identity: given(types.StringNull(), types.StringValue("123")), group: "1001", object: "123"},
		"not a number":               {id: "abc", want: []string{malformed}},
		"three parts":                {id: "1001/123/4", want: []string{malformed}},
		"no practice before a slash": {id: "/123", want: []string{malformed}},
		"no id after a slash":        {id: "1001/", want: []string{malformed}},
		"other separator":            {id: "1001:123", want: []string{malformed}},
		"spaces":                     {id: " 123", want: []string{malformed}},
		"identity that is no number": {identity: given(types.StringNull(), types.StringValue("abc")), want: []string{malformed}},
		"outside the guard":          {id: "1003/123", want: []string{notAllowed}, received: "1003"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			group, object, diags := imported(t, mock, c.id, c.identity)
			if group != c.group || object != c.object {
				t.Errorf("got %q of practice group %q, want %q of %q", object, group, c.object, c.group)
			}
			wanted := wantDiagnostics(t, diags, c.want...)
			if c.received != "" {
				wanted.Containing(strconv.Quote(c.received))
			}
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}
