// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"net/http"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func advice(practice *hero.Practice, api *hero.APIError) string {
	group, swapped := "no practice group", ""
	if practice != nil {
		group = shownPractice(practice)
		if practice.MayBeKey() {
			swapped = " The id of the practice group is not shown, because it could be the key: are practice_group_id and api_key the wrong way round?"
		}
	}
	switch {
	case api.Status == http.StatusUnauthorized:
		return fmt.Sprintf("Check the API key and the practice group: Hero does not accept this key for %s. %s The practice group comes from practice_group_id or HERO_PRACTICE_GROUP_ID. "+
			"The key may be mistyped, belong to another practice, or be a staging key used in production. A key stops working as soon as somebody rotates it. It works for another practice group only if Hero has put both in one network.%s",
			group, keySent(practice), swapped)
	case api.Status == http.StatusForbidden:
		return fmt.Sprintf("Hero knows the key, but the key may not do this for %s. Ask Hero which scopes the key has.%s", group, swapped)
	case hero.IsNotFound(api):
		return fmt.Sprintf("Hero has no such object in %s. Check the id and the practice group.", group)
	case api.Status == http.StatusNotFound:
		return "The answer does not look like Hero's, so it does not prove that the object is gone. A gateway or another server may have given it: check the provider's endpoint, including its base path, " +
			"and any proxy or gateway in between. Nothing was removed from the Terraform state."
	case api.Status == http.StatusTooManyRequests:
		return throttledAdvice(api.BudgetUsedUp, api.RetryAfter)
	case isRefusal(api.Status):
		return "Correct the configuration and apply again."
	case api.Status < http.StatusMultipleChoices:
		return "Such an answer does not count as a success. Run the same command again; if it fails again, report it to Hero with the request id."
	case api.Status >= http.StatusInternalServerError:
		return "The failure is on Hero's side, and the retries that are safe did not help."
	}
	return "Run the same command again; if it fails again, report it to Hero with the request id."
}

// shownPractice names a practice group, without an id that could be the key.
func shownPractice(practice *hero.Practice) string {
	if practice.MayBeKey() {
		return "the given practice group"
	}
	return "practice group " + practice.ID()
}

// keySent says where the key that Hero refused comes from.
func keySent(practice *hero.Practice) string {
	source := hero.OnlyKey
	if practice != nil {
		source = practice.KeySource()
	}
	switch source {
	case hero.OwnKey:
		return "It is this practice group's own key, from api_keys or " + keysEnv + "."
	case hero.CommonKey:
		return "It is the common key, from api_key or HERO_API_KEY, because neither api_keys nor " + keysEnv + " has one for this practice group."
	default:
		return "It comes from api_key or HERO_API_KEY."
	}
}

// throttledAdvice is for a limit on requests. asked is how long Hero asks to wait, if it says so.
func throttledAdvice(budgetUsedUp bool, asked time.Duration) string {
	text := fmt.Sprintf("The request limit of your partner agreement was reached. The provider slows down and waits, for up to %.0f minutes in all for each key and run, "+
		"unless max_retries is 0 or Hero asks for a pause of more than %.0f minutes.", hero.MaxThrottling.Minutes(), hero.LongestPause.Minutes())
	if budgetUsedUp {
		text += " This time is used up, so each request that Hero refuses fails at once."
	}
	if asked > 0 {
		text += fmt.Sprintf(" Hero asks to wait %s.", asked)
	}
	return text + " Set requests_per_second in the provider block, or run with a lower -parallelism."
}

// otherObjectAdvice is for a success that returned another object than the one asked for.
func otherObjectAdvice(practice *hero.Practice, other *hero.OtherObjectError) string {
	switch other.Route {
	case hero.RoutePracticeGroup:
		return "The answer was not used. A proxy or cache between here and Hero may drop or ignore the header x-practice-group-id: check it, and the provider's endpoint."
	case hero.RoutePatient:
		advice := "The answer was not used, and nothing was written to the other record. The records may have been merged in Hero: look at both."
		if other.Got != "" {
			advice += fmt.Sprintf(" If patient %s is the right one, let the resource manage it:\n\n  terraform state rm <address>\n  terraform import <address> %s/%[1]s\n\n", other.Got, practice.ID())
		}
		return advice + "If they are two people, something else may have answered in Hero's place: check the provider's endpoint, and any proxy or cache in between."
	}
	return "The answer was not used. Something else may have answered in Hero's place: check the provider's endpoint, and any proxy or cache in between."
}

// networkAdvice is for a request without a response.
func networkAdvice(problem string) string {
	switch problem {
	case hero.ProblemHostNotFound:
		return "Check the spelling of the host (endpoint, or HERO_ENDPOINT), the name server, and any proxy (HTTPS_PROXY)."
	case hero.ProblemRefused:
		return "Nothing is listening there. Check the provider's endpoint (endpoint, or HERO_ENDPOINT), and any proxy (HTTPS_PROXY)."
	case hero.ProblemCertificate:
		return "This machine does not trust the server that answered, so nothing was sent. Check the provider's endpoint. If a proxy or firewall inspects encrypted connections, install its certificate on this machine."
	case hero.ProblemProxyAuth:
		return "A proxy between this machine and Hero refused the request, so Hero has not seen it. The API key has nothing to do with this. Put the proxy's user name and password into HTTPS_PROXY " +
			"(http://name:password@host:port), or exempt Hero's host from the proxy with NO_PROXY."
	case hero.ProblemThrottled:
		return throttledAdvice(true, 0)
	case hero.ProblemLookTooOld:
		return "The provider looks at what Hero has right before each write, and nothing was written without such a look. " + throttledAdvice(false, 0)
	case hero.ProblemTimeout, hero.ProblemDeadline:
		return "Check the network, any proxy (HTTPS_PROXY) and the provider's endpoint. A slow connection may need a longer request_timeout."
	}
	return "Check the network, any proxy (HTTPS_PROXY) and the provider's endpoint."
}

// troubleAnchors are the places in the guide "Troubleshooting" that explain a status.
var troubleAnchors = map[int]string{
	http.StatusUnauthorized:    "unauthorized",
	http.StatusForbidden:       "forbidden",
	http.StatusTooManyRequests: "limit",
}

// seeTroubleshooting points to a place in the guide. It is "" without an anchor.
func seeTroubleshooting(anchor string) string {
	if anchor == "" {
		return ""
	}
	return "\n\nMore: https://registry.terraform.io/providers/herohealth/hero/latest/docs/guides/troubleshooting#" + anchor
}
