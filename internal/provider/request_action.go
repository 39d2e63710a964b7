// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ action.ActionWithConfigure      = (*requestAction)(nil)
	_ action.ActionWithValidateConfig = (*requestAction)(nil)
	_ action.ActionWithModifyPlan     = (*requestAction)(nil)
)

func newRequestAction() action.Action { return &requestAction{} }

// requestAction writes to whatever has no resource.
type requestAction struct{ *providerData }

type requestActionModel struct {
	PracticeGroupID types.String  `tfsdk:"practice_group_id"`
	Method          types.String  `tfsdk:"method"`
	Path            types.String  `tfsdk:"path"`
	Query           types.Map     `tfsdk:"query"`
	Body            types.Dynamic `tfsdk:"body"`
	SendNulls       types.Bool    `tfsdk:"send_nulls"`
	SafeToRepeat    types.Bool    `tfsdk:"safe_to_repeat"`
}

func (a *requestAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func (a *requestAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_request"
}

func (a *requestAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A write of your own, for anything that Hero's API offers and this provider has no resource for: sending a message, booking, making a booking or form link.\n\n" +
			"It is sent when a resource's `action_trigger` says so, or by `terraform apply -invoke`. Actions need Terraform 1.14 or later; OpenTofu has none.\n\n" +
			"**It is sent once**, unless `safe_to_repeat` allows more. If it ends without a clear answer, the error says so and nothing is sent again, because a message could go out twice. " +
			"It is repeated only if Hero certainly did nothing: after a refusal for too many requests (429) or a refused connection. " +
			"If it must not happen twice, trigger it with `after_create` and `after_update`: those events are over when the action fails, while a `before_` event occurs again in the next apply. " +
			"Progress messages show the status and the request id of the answer, but never its content. Errors do not show it either.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: practiceGroupIDDescription,
				Validators:          practiceGroupIDValidators(),
			},
			"method": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "`POST`, `PUT`, `PATCH` or `DELETE`. To read, use the data source or the ephemeral resource of the same name. " +
					"What a resource of this provider manages is refused: `hero_patient`, `hero_pds_patient`, `hero_webhook`, `hero_practice_group_settings` and `hero_admin_prescriber` look before they write.",
			},
			"path": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: requestPathDescription,
			},
			"query": sensitiveMap{schema.MapAttribute{
				ElementType: types.ListType{ElemType: types.StringType}, Optional: true,
				MarkdownDescription: requestQueryDescription + " A plan does not show it, but a saved plan has it in clear.",
			}},
			"body": sensitiveDynamic{schema.DynamicAttribute{
				Optional: true, WriteOnly: true,
				MarkdownDescription: "What to send, as an object or whatever the route takes; it goes out as JSON. Needed for all methods but `DELETE`, which has none; `{}` is an empty object. " +
					"Write-only, so it takes ephemeral values, which are in no plan. A plan does not show other values either, but a saved plan and `terraform show -json` of it have them in clear, " +
					"so patient data comes from an ephemeral variable or resource. That works in an `action_trigger`. With `-invoke`, Terraform (1.16) replaces ephemeral values with null, which is refused: see `send_nulls`. " +
					"There, use a `sensitive` variable, and do not save a plan.",
			}},
			"send_nulls": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to send nulls in `body`: members that are null are sent as they are, and a null `body` sends nothing. " +
					"Otherwise a null is an error, because Terraform can replace an ephemeral value with null. Leave it out if `body` has ephemeral values, or such a null is sent. Defaults to `false`.",
			},
			"safe_to_repeat": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether doing this twice has the same effect as doing it once, such as setting a status. Then the provider repeats it like a read, after a time-out, a lost connection or a server error, " +
					"as often as `max_retries` of the provider block allows. Leave it out for messages, bookings and anything else that must not happen twice. Defaults to `false`.",
			},
		},
	}
}

// ValidateConfig checks the arguments as far as they are known.
func (a *requestAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	readRequest(ctx, req.Config, &resp.Diagnostics)
}

// ModifyPlan already refuses what Invoke would refuse, so that an apply does not fail
// half-way. Validation may not have known all values.
func (a *requestAction) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	model, _ := readRequest(ctx, req.Config, &resp.Diagnostics)
	if !model.PracticeGroupID.IsUnknown() && !resp.Diagnostics.HasError() {
		a.practice(model.PracticeGroupID, &resp.Diagnostics)
	}
}

// Invoke sends the request.
func (a *requestAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	model, raw := readRequest(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	practice := a.practice(model.PracticeGroupID, &resp.Diagnostics)
	if practice == nil {
		return
	}
	response, err := practice.Request(ctx, raw)
	if err != nil {
		addRequestError(&resp.Diagnostics, raw, practice, err)
		return
	}
	message := fmt.Sprintf("Hero answered %s %s with %d %s", raw.Method, hero.RouteOf(raw.Path), response.Status, http.StatusText(response.Status))
	if response.RequestID != "" {
		message += ", request id " + response.RequestID
	}
	resp.SendProgress(action.InvokeProgressEvent{Message: message})
}

var writeMethods = []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// readRequest decodes the request, which must not be used while any of it is unknown. Its errors
// are on the action and not on an attribute, because Terraform would show the attribute's line.
func readRequest(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) (requestActionModel, hero.RawRequest) {
	var model requestActionModel
	diags.Append(config.Get(ctx, &model)...)
	if diags.HasError() {
		return model, hero.RawRequest{}
	}
	raw := hero.RawRequest{
		Method: model.Method.ValueString(), Path: model.Path.ValueString(),
		Query: queryValues(model.Query), SafeToRepeat: model.SafeToRepeat.ValueBool(),
	}
	if isSet(model.Method) && !slices.Contains(writeMethods, raw.Method) {
		diags.AddError("Invalid method", "The method must be one of these, in upper case"+validators.Nearest(raw.Method, writeMethods)+":\n\n"+validators.QuotedList(writeMethods)+"\n\nTo read, use the data source or the ephemeral resource hero_request.")
	}
	if isSet(model.Path) {
		model.checkPath(diags)
	}
	if problem := validators.QueryProblem(model.Query); problem != "" {
		diags.AddError("Invalid query", problem)
	}
	raw.Body = model.body(diags)
	return model, raw
}

// The framework has no sensitive attributes in actions, but the protocol has them, and Terraform
// honours them.

type sensitiveDynamic struct{ schema.DynamicAttribute }

// IsSensitive hides the value in plans.
func (sensitiveDynamic) IsSensitive() bool { return true }

type sensitiveMap struct{ schema.MapAttribute }

// IsSensitive hides the value in plans.
func (sensitiveMap) IsSensitive() bool { return true }

const nullsAdvice = "Terraform replaces an ephemeral value with null where it cannot keep it, as terraform apply -invoke (1.16) does, and such a request would not say what you meant. " +
	"Nothing was sent. Use a value that is not ephemeral, a sensitive variable for instance, or an action_trigger. If you mean null, set send_nulls = true."

// body is nil for an empty body, and while it is unknown.
func (m requestActionModel) body(diags *diag.Diagnostics) any {
	if m.Body.IsUnknown() || m.Method.IsUnknown() || m.SendNulls.IsUnknown() {
		return nil
	}
	isDelete := m.Method.ValueString() == http.MethodDelete
	body, err := herotypes.ToJSON(m.Body)
	switch {
	case errors.Is(err, herotypes.ErrUnknown):
		return nil
	case err != nil:
		// The error may quote the value.
		diags.AddError("Invalid body", "The body cannot be written as JSON. Use strings, numbers, booleans, lists and objects.")
	case isEncoded(body):
		diags.AddError("Body is encoded already", "The body is a string of JSON, such as jsonencode returns, and would be sent as a string in quotes. Pass the object itself: body = { … } instead of body = jsonencode({ … }).")
	case isDelete && body != nil:
		diags.AddError("A DELETE has no body", "The body of a DELETE has no defined meaning. Leave body out, and name what to delete in path or query.")
	case !isDelete && body == nil && !m.SendNulls.ValueBool():
		diags.AddError("Body missing", "The body is null. "+nullsAdvice+" To send an empty object, set body = {}.")
	case containsNull(body) && !m.SendNulls.ValueBool():
		diags.AddError("Null in the body", "Something in the body is null. "+nullsAdvice)
	}
	return body
}

// isEncoded reports whether a text holds an object or a list in JSON.
func isEncoded(body any) bool {
	text, ok := body.(string)
	text = strings.TrimSpace(text)
	return ok && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text))
}

// containsNull reports whether a value that ToJSON made contains a null.
func containsNull(value any) bool {
	switch v := value.(type) {
	case herotypes.Set:
		return containsNull([]any(v))
	case []any:
		for _, element := range v {
			if element == nil || containsNull(element) {
				return true
			}
		}
	case map[string]any:
		for _, element := range v {
			if element == nil || containsNull(element) {
				return true
			}
		}
	}
	return false
}

// nextApplyAdvice: whether the next apply repeats a failed action depends on the event that
// triggered it.
const nextApplyAdvice = "What the next apply does depends on the event that triggered the action. after_create and after_update are over, so it sends nothing: " +
	"run terraform apply -invoke with the address of the action. before_create and before_update happen again, and the request is sent again."

// addRequestError reports a write that failed. The provider cannot know whether a second one would
// do harm, so the user decides.
func addRequestError(diags *diag.Diagnostics, raw hero.RawRequest, practice *hero.Practice, err error) {
	name := raw.Method + " " + hero.RouteOf(raw.Path)
	if !hero.Ambiguous(err) {
		diags.AddError("Unable to send "+name, explain(practice, err)+"\n\n"+nextApplyAdvice)
		return
	}
	sent := "It was sent only once, because sending it again could do it twice."
	if raw.SafeToRepeat {
		sent = "It was repeated as often as max_retries allows, which safe_to_repeat = true permits."
	}
	diags.AddError("Unclear whether "+name+" was carried out", explain(practice, err)+
		"\n\nHero may still have carried out the request. "+sent+" Before anything is sent again, check in Hero, or with the data source hero_request, whether it has happened: "+
		"the message, the booking or the link may exist.\n\n"+nextApplyAdvice+
		" If doing it twice has the same effect as doing it once, set safe_to_repeat = true, and the provider repeats it.")
}

// checkPath refuses what a resource manages, however it is written, and then what is
// not a path.
func (m requestActionModel) checkPath(diags *diag.Diagnostics) {
	given := m.Path.ValueString()
	if resource := managingResource(given); resource != "" {
		diags.AddError("Managed by a resource", fmt.Sprintf("What this path leads to is managed by the resource %s, which looks before it writes and knows afterwards what is there. "+
			"Nothing was sent. Declare a %s instead of this action; to read, use the data sources.", resource, resource))
		return
	}
	if problem := validators.PathProblem(given); problem != "" {
		diags.AddError("Invalid path", problem)
	}
}
