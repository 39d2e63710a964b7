// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// attributeOf finds the attribute that a field of a request was made from.
type attributeOf func(field []string) (path.Path, bool)

// attributesNamed finds attributes by the names of fields, nested ones as "address.town". renamed
// has the attributes whose name differs from the field's. For an index, or a field without an
// attribute, it finds the attribute around it.
func attributesNamed(renamed map[string]string, names ...string) attributeOf {
	return func(field []string) (path.Path, bool) {
		for depth := len(field); depth > 0; depth-- {
			name := strings.Join(field[:depth], ".")
			if !slices.Contains(names, name) {
				continue
			}
			if other, ok := renamed[name]; ok {
				name = other
			}
			steps := strings.Split(name, ".")
			at := path.Root(steps[0])
			for _, step := range steps[1:] {
				at = at.AtName(step)
			}
			return at, true
		}
		return path.Empty(), false
	}
}

// Only addError turns an error of the client into diagnostics. task is what the user asked for,
// such as "register patient". The details never hold a patient value or a key, because the client
// keeps both out of its errors.
func addError(diags *diag.Diagnostics, task string, practice *hero.Practice, err error, attribute attributeOf) {
	summary := "Unable to " + task
	var api *hero.APIError
	if errors.As(err, &api) && isRefusal(api.Status) && attribute != nil {
		if rest := addIssues(diags, summary, api, attribute); !rest {
			return
		}
	}
	diags.AddError(summary, detail(practice, err, true))
}

// addLookError reports a plan that could not look at what Hero holds. If Hero refuses the practice
// group's own key, it is only a warning: an error would stop the other practice groups, which have
// other keys. A write with the refused key fails anyway.
func addLookError(diags *diag.Diagnostics, task string, practice *hero.Practice, err error) {
	var api *hero.APIError
	if !errors.As(err, &api) || api.Status != http.StatusUnauthorized || practice.KeySource() != hero.OwnKey {
		addError(diags, task, practice, err, nil)
		return
	}
	// Terraform shows only one of several warnings with the same summary, so the
	// practice group is in it.
	diags.AddWarning("Hero refuses the key of practice group "+practice.ID(),
		fmt.Sprintf("Unable to %s. Other practice groups have other keys: applying this plan changes them, and ends with an error for this one. "+
			"Correct its key and plan again before you apply anything for it, because a plan reads what Hero holds and warns about what would be overwritten or duplicated.\n\n", task)+
			explain(practice, err))
}

// addIssues reports each issue of a refused request on its attribute. It returns whether anything
// is left to say.
func addIssues(diags *diag.Diagnostics, summary string, api *hero.APIError, attribute attributeOf) (rest bool) {
	rest = len(api.Issues) == 0
	for _, issue := range api.Issues {
		at, ok := attribute(issue.Path)
		if !ok {
			rest = true
			continue
		}
		// The CLI names an attribute only where it is configured.
		diags.AddAttributeError(at, summary,
			fmt.Sprintf("Hero refused the value of %s: %s.\n\nCorrect it in the configuration and apply again. If it is not configured, it is Hero's own value: correct it in Hero, or configure it.", at, issueText(issue))+requestID(api.RequestID))
	}
	return rest
}

// isRefusal reports whether Hero refuses the form of a request with this status.
func isRefusal(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
}

func issueText(issue hero.Issue) string {
	text := issue.Code
	if text == "" {
		text = "the reason is not shown, because it could quote a value"
	}
	if issue.Expected != "" {
		text += ", expected " + issue.Expected
	}
	return text
}

// warnNotReadBack says that a write succeeded and the read after it failed. An error
// would taint a new object, and Terraform would then create it again. stored is a
// sentence that says what was written.
func warnNotReadBack(diags *diag.Diagnostics, subject, stored, reason string) {
	diags.AddWarning("Unable to read "+subject+" back",
		stored+" What Hero holds now could not be read, so the state has what was sent; the next plan reads it again, fills in the rest and shows any difference.\n\n"+reason)
}

// explain says what happened, in Hero's words if there are any, and what may be wrong. The caller
// says what happens to the state, and what to run next.
func explain(practice *hero.Practice, err error) string { return detail(practice, err, false) }

// detail is explain for a task that failed: it adds that the state is unchanged and
// what to run next. Without failed it is explain.
func detail(practice *hero.Practice, err error, failed bool) string {
	whenFailed := func(text string) string {
		if failed {
			return text
		}
		return ""
	}
	var (
		api       *hero.APIError
		transport *hero.TransportError
		response  *hero.ResponseError
		list      *hero.IncompleteListError
		other     *hero.OtherObjectError
		notGone   *hero.NotGoneError
	)
	switch {
	case errors.As(err, &notGone):
		text := "Hero answered once that it does not exist, but still has it."
		if notGone.Err != nil {
			text = "Hero answered that it does not exist, and a second look did not confirm that.\n\n" + explain(practice, notGone.Err)
		}
		return text + "\n\nA gateway that lacks a route also answers like that: check the provider's endpoint, and any proxy or gateway in between." +
			whenFailed(" The state is unchanged; run the same command again. If you know that the object is gone, forget it: terraform state rm <address>")
	case errors.As(err, &api):
		text := refusal(api, aftermath(err)) + "\n\n" + advice(practice, api)
		if api.Status == http.StatusUnauthorized { // what to do comes first
			text = advice(practice, api) + "\n\n" + refusal(api, aftermath(err))
		}
		if api.Status >= http.StatusInternalServerError {
			text += whenFailed(" The state is unchanged; run the same command again later.")
		}
		return text + whenFailed(seeTroubleshooting(troubleAnchors[api.Status])) + requestID(api.RequestID)
	case errors.Is(err, context.Canceled):
		return "The request was interrupted before Hero answered." + whenFailed(" Run the same command again: the provider reads what Hero holds before it writes.")
	case errors.As(err, &transport):
		return sentence(err.Error()) + "\n\n" + networkAdvice(transport.Problem) + whenFailed(" Then run the same command again.")
	case errors.As(err, &response):
		shown := *response
		shown.RequestID = "" // it comes last
		return sentence(shown.Error()) + aftermath(err) + "\n\nHero answers in JSON, so something else may have answered in its place: " +
			"check the provider's endpoint, and any proxy or gateway in between." +
			whenFailed(" The state is unchanged; run the same command again.") + requestID(response.RequestID)
	case errors.As(err, &other):
		shown := *other
		shown.RequestID = ""
		return sentence(shown.Error()) + "\n\n" + otherObjectAdvice(practice, other) +
			whenFailed(" The state is unchanged.") + requestID(other.RequestID)
	case errors.Is(err, hero.ErrCredentialsNotStored):
		return sentence(err.Error()) + "\n\nThe provider treats the e-mail address and the password as not stored, but Hero may have stored anything else that was sent with them." +
			whenFailed(" Check the account in Hero, correct the configuration and apply again: the provider reads what Hero holds before it writes.")
	case errors.Is(err, hero.ErrPasswordUnanswered):
		return sentence(err.Error()) + "\n\nThe provider treats the password as not stored, but Hero may have stored anything that was sent." +
			whenFailed(" Run the same command again, which sends the password again. If Hero always answers like this, set the password in Hero, "+
				"and leave password_wo and password_wo_version out of the configuration.")
	case errors.As(err, &list) && list.TooLong:
		return sentence(err.Error()) + "\n\nThe provider did not use what arrived. Ask for less, with a filter that matches fewer entries." +
			whenFailed(" The state is unchanged.")
	case errors.As(err, &list):
		return sentence(err.Error()) + "\n\nMissing entries may exist, so the provider drew no conclusion from this list." +
			whenFailed(" The state is unchanged; run the same command again. If it fails again, report it to Hero.")
	}
	return sentence(err.Error())
}

// aftermath is what the client found out later about a request that Hero may have carried out.
func aftermath(err error) string {
	if unclear, ok := errors.AsType[*hero.UnclearError](err); ok {
		switch {
		case unclear.SearchErr != nil:
			return fmt.Sprintf(" Looking for its result failed as well: %v.", unclear.SearchErr)
		case unclear.Found > 0:
			return fmt.Sprintf(" Possible results: %d.", unclear.Found)
		default:
			return fmt.Sprintf(" Nothing appeared within %s.", unclear.Within)
		}
	}
	return ""
}

// sentence makes an error's text a sentence.
func sentence(text string) string { return capitalised(text) + "." }

func capitalised(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// refusal is Hero's response to a refused request, with the aftermath after its first words.
func refusal(api *hero.APIError, aftermath string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hero answered %s %s with %s", api.Method, api.Route, strings.TrimSpace(fmt.Sprint(api.Status, " ", http.StatusText(api.Status))))
	if api.Status < http.StatusMultipleChoices {
		b.WriteString(", but the answer says that it is an error")
	}
	b.WriteString(".")
	if api.Message != "" {
		fmt.Fprintf(&b, " It said: %q.", api.Message)
	}
	if api.Withheld {
		b.WriteString(" Its message is not shown, because it could quote what was sent or what is stored.")
	}
	b.WriteString(aftermath)
	for _, issue := range api.Issues {
		fmt.Fprintf(&b, "\n  - %s: %s", strings.Join(issue.Path, "."), issueText(issue))
	}
	return b.String()
}

func requestID(id string) string {
	if id == "" {
		return ""
	}
	return "\n\nRequest id: " + id
}

// addPracticeError reports a practice group that must not or cannot be used.
func addPracticeError(diags *diag.Diagnostics, group string, err error) {
	at := path.Root("practice_group_id")
	if _, refused := errors.AsType[*hero.PracticeNotAllowedError](err); refused {
		diags.AddAttributeError(at, "Practice group not allowed",
			fmt.Sprintf("Practice group %q is not among allowed_practice_group_ids of the provider block, so nothing was sent to Hero. "+
				"Correct practice_group_id, or add the practice group to allowed_practice_group_ids if you meant it. An object that is to be destroyed needs its practice group in the list until it is gone.", group))
		return
	}
	if _, refused := errors.AsType[*hero.NoKeyError](err); refused {
		diags.AddAttributeError(at, "No API key for the practice group",
			fmt.Sprintf("Practice group %q has no entry in api_keys (or HERO_API_KEYS), and there is no api_key (or HERO_API_KEY) for practice groups without one, so nothing was sent to Hero. "+
				"Add its key to api_keys, or correct practice_group_id.", group))
		return
	}
	addInvalidPracticeGroup(diags, at, errors.Is(err, hero.ErrPracticeGroupIDKey))
}

// addInvalidPracticeGroup reports a text that is not a practice group id. It may be a key in the
// wrong place, so it is not repeated.
func addInvalidPracticeGroup(diags *diag.Diagnostics, at path.Path, isKey bool) {
	problem := "The value given as a practice group id does not look like one (1 to 64 letters, digits, - and _). It may be a key, so it is not repeated here."
	if isKey {
		problem = "The value given as a practice group id is an API key, so it is not repeated here."
	}
	diags.AddAttributeError(at, "Invalid practice group",
		problem+" Nothing was sent to Hero. Set practice_group_id (or HERO_PRACTICE_GROUP_ID) to the id that Hero gave for the practice group, and api_key (or HERO_API_KEY) to the key.")
}
