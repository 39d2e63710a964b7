// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// The framework has no sensitive attributes in actions, but the protocol has,
// and Terraform keeps to it.

type hiddenDynamic struct{ schema.DynamicAttribute }

// IsSensitive hides the value in plans.
func (hiddenDynamic) IsSensitive() bool { return true }

type hiddenMap struct{ schema.MapAttribute }

// IsSensitive hides the value in plans.
func (hiddenMap) IsSensitive() bool { return true }

const nullsAdvice = "Terraform puts null in the place of an ephemeral value where it cannot keep it, as terraform apply -invoke (1.16) does, and such a request would say something else than was meant. " +
	"Nothing was sent. Use a value that is not ephemeral, a sensitive variable for instance, or an action_trigger. If the null is meant, set send_nulls = true."

// body is what goes out, nil for nothing and while it is not known.
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
		diags.AddError("Invalid body", "The body has no form as JSON. Write it as an object of texts, numbers, booleans, lists and objects.")
	case isDelete && body != nil:
		diags.AddError("A DELETE has no body", "What a server makes of a body in a DELETE is not defined. Leave body out, and name what is to be deleted in path or query.")
	case !isDelete && body == nil && !m.SendNulls.ValueBool():
		diags.AddError("Body missing", "The body is null. "+nullsAdvice+" To send an empty object, set body = {}.")
	case holdsNull(body) && !m.SendNulls.ValueBool():
		diags.AddError("Null in the body", "Something in the body is null. "+nullsAdvice)
	}
	return body
}

// holdsNull reports a null inside a value that ToJSON made.
func holdsNull(value any) bool {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			if element == nil || holdsNull(element) {
				return true
			}
		}
	case map[string]any:
		for _, member := range v {
			if member == nil || holdsNull(member) {
				return true
			}
		}
	}
	return false
}

// nextApply is what a failed action leaves to be done, which Terraform decides by
// the event.
const nextApply = "What the next apply does depends on the event that triggered the action. after_create and after_update are over, so it sends nothing: " +
	"run terraform apply -invoke with the address of the action. before_create and before_update come again, and the request with them."

// addRequestError reports a write that failed. It is not for the provider to know
// whether a second one does harm, so what is unclear is said and left to people.
func addRequestError(diags *diag.Diagnostics, raw hero.Raw, practice *hero.Practice, err error) {
	name := raw.Method + " " + hero.RouteOf(raw.Path)
	if !hero.Ambiguous(err) {
		diags.AddError("Unable to send "+name, explain(practice, err)+"\n\n"+nextApply)
		return
	}
	sent := "It was sent once and not again, since that could do it twice."
	if raw.SafeToRepeat {
		sent = "It was repeated as often as max_retries allows, which safe_to_repeat = true permits."
	}
	diags.AddError("Unclear whether "+name+" was carried out", explain(practice, err)+
		"\n\nHero may have carried the request out all the same. "+sent+" Before anything is sent again, look in Hero, or with the data source hero_request, whether it has happened: "+
		"the message, the booking or the link may exist.\n\n"+nextApply+
		" Where doing it twice does what doing it once does, set safe_to_repeat = true, and the provider repeats it.")
}
