// SPDX-License-Identifier: MPL-2.0

package heromock

import "time"

// Trait is a way in which Hero as a whole may behave. A fault hits single requests; a trait applies to everything.
type Trait struct {
	Name string
	Doc  string // what Hero does then, in one sentence

	// Lasting marks a trait that is about how Hero writes and stores values, about what the documentation leaves open, or about
	// what the network is like. Such a trait stays; the others are trouble that passes.
	Lasting bool
	// Fault is how requests end, for a trait that is about that.
	Fault Fault
	// Time is how long, how late or how far behind, for a trait that has such a measure. SetTrait can give another one.
	Time time.Duration
}

// Traits are the ways in which Hero, the network and proxies may behave, for tests to range over. Everything that the mock can
// imitate has a line here. A test switches each of them on.
func Traits() []Trait {
	return []Trait{
		// The effect can come after the response.
		{Name: "acts-after-408", Time: actsLater, Fault: write(408, heroBody(408)), Doc: "Hero answers a write with 408 in its own JSON, and carries it out later"},
		{Name: "acts-after-500", Time: actsLater, Fault: write(500, heroBody(500)), Doc: "Hero answers a write with 500 in its own JSON, and carries it out later"},
		{Name: "acts-after-202", Time: actsLater, Fault: write(202, `{"status":"accepted"}`), Doc: "Hero accepts a write with 202, and carries it out later"},
		{Name: "acts-after-other-success", Time: actsLater, Fault: write(200, `{"queued":true}`), Doc: "Hero answers a write with 200 and JSON of another shape, and carries it out later"},
		{Name: "acts-after-504", Time: actsLater, Fault: Fault{Writes: true, Status: 504, Body: htmlPage, ContentType: htmlType}, Doc: "a gateway gives up on a write with 504, and Hero carries it out later"},
		{Name: "acts-after-drop", Time: actsLater, Fault: Fault{Writes: true}, Doc: "the connection is lost during a write, and Hero carries it out later"},

		// A success that is not one, or a success that does not say so.
		{Name: "error-in-success", Fault: write(200, errorBody), Doc: `Hero answers a write with 200 and {"error": true}, and does nothing`},
		{Name: "error-in-success-acts", Fault: after(write(200, errorBody)), Doc: `Hero answers a write with 200 and {"error": true}, but carries it out`},
		{Name: "empty-object", Fault: write(200, "{}"), Doc: "Hero answers a write with 200 and {}, but does nothing"},
		{Name: "empty-object-acts", Fault: after(write(200, "{}")), Doc: "Hero answers a write with 200 and {}, and carries it out"},
		{Name: "empty-body", Fault: write(200, ""), Doc: "Hero answers a write with 200 and no body, but does nothing"},
		{Name: "empty-body-acts", Fault: after(write(200, "")), Doc: "Hero answers a write with 200 and no body, and carries it out"},
		{Name: "reads-error-in-success", Fault: read("", 200, errorBody), Doc: `Hero answers a read with 200 and {"error": true}`},
		{Name: "reads-empty-object", Fault: read("", 200, "{}"), Doc: "Hero answers a read with 200 and {}"},
		{Name: "reads-empty-body", Fault: read("", 200, ""), Doc: "Hero answers a read with 200 and no body"},

		// What a read sees.
		{Name: traitListsLag, Time: lagsBehind, Doc: "the lists of webhooks and admins lag behind"},
		{Name: traitSearchesLag, Time: lagsBehind, Doc: "searches for patients lag behind"},
		{Name: traitReadsLag, Time: lagsBehind, Doc: "reads of one patient and of the practice group lag behind"},
		{Name: traitReplicasFlip, Time: lagsBehind, Doc: "every second GET is answered by a replica that lags behind"},
		{Name: traitPagesShift, Doc: "entries come and go while the pages of a list are read"},
		{Name: traitCountIsPage, Lasting: true, Doc: "the count of a list is the number of entries on the page, not in the whole list"},
		{Name: traitWebhooksPaged, Lasting: true, Doc: "the list of webhooks comes in pages, although none are documented"},
		{Name: traitPastEnd404, Lasting: true, Doc: "a page past the end of a list returns 404"},
		{Name: traitGone410, Lasting: true, Doc: "an object that does not exist, or no longer exists, returns 410 instead of 404"},
		{Name: "gateway-404", Fault: read("/v1/patients/{id}", 404, heroBody(404)), Doc: "a gateway that lacks the route answers reads of a patient with 404 in JSON, as Hero does"},
		{Name: "gateway-404-delete", Fault: Fault{Method: "DELETE", Status: 404, Body: heroBody(404)}, Doc: "a gateway that lacks the route answers deletions with 404 in JSON, as Hero does"},
		{Name: traitMergedRecords, Lasting: true, Doc: "the id of a record that was merged into another returns the other record"},
		{Name: traitOtherPractice, Doc: "a cache in between drops the practice header, so that reads are answered for another practice group"},

		// How a create treats an existing object.
		{Name: traitWebhooksUpsert, Lasting: true, Doc: "creating a webhook equal to an existing one returns the existing one"},
		{Name: traitPatientsByName, Lasting: true, Doc: "a registration also matches by names and date of birth"},

		// What a search for patients shows of a result.
		{Name: traitDOBForms, Lasting: true, Doc: "search results show the date of birth in one of ten forms, not all of them dates"},
		{Name: traitDOBAsText, Lasting: true, Doc: "the search compares the date of birth with the text that responses show, in which a summer birthday is the evening before"},
		{Name: traitNumberMasked, Lasting: true, Doc: "search results mask the NHS number"},
		{Name: traitNumberMissing, Lasting: true, Doc: "search results have no NHS number"},
		{Name: traitNumberInIDs, Lasting: true, Doc: "search results have the NHS number only among their identifiers"},
		{Name: traitArchivedHidden, Lasting: true, Doc: "searches leave out archived records"},
		{Name: traitNamesExact, Lasting: true, Doc: "searches compare names letter by letter"},

		// Hero's clock.
		{Name: traitClockBehind, Lasting: true, Time: clockSkew, Doc: "Hero's clock, in Date and created_at, is behind"},
		{Name: traitClockAhead, Lasting: true, Time: clockSkew, Doc: "Hero's clock, in Date and created_at, is ahead"},
		{Name: traitCreatedBehind, Lasting: true, Time: clockSkew, Doc: "created_at comes from a different clock than Date, and is behind it"},

		// How values are stored and shown.
		{Name: traitTrimmed, Lasting: true, Doc: "free text is stored without white space at its ends"},
		{Name: traitSqueezed, Lasting: true, Doc: "free text is stored with each run of white space as one space"},
		{Name: traitTitleCased, Lasting: true, Doc: "free text is stored with each word in title case"},
		{Name: traitCut, Lasting: true, Doc: "free text is stored only up to its sixteenth character"},
		{Name: traitDecomposed, Lasting: true, Doc: "free text is stored in the decomposed form of Unicode (NFD)"},
		{Name: traitDOBInReads, Lasting: true, Doc: "reads of one patient show the date of birth in other forms, with and without a time zone"},
		{Name: traitDOBUnreadable, Lasting: true, Doc: "reads of one patient show the date of birth in a form that is not a date, or not at all"},
		{Name: traitNumberHidden, Lasting: true, Doc: "a restricted record does not show its NHS number"},
		{Name: traitListsReordered, Lasting: true, Doc: "lists in additional settings are stored in another order"},
		{Name: traitNormalURLs, Lasting: true, Doc: "the URL of a webhook is stored in normal form"},
		{Name: traitHeadersMasked, Lasting: true, Doc: "the headers of a webhook are shown as ****"},
		{Name: traitHeadersShort, Lasting: true, Doc: "the headers of a webhook are shown as their first two characters and ***"},
		{Name: traitKeyInLists, Lasting: true, Doc: "lists of webhooks show the signing key"},
		{Name: traitKeyMasked, Lasting: true, Doc: "a webhook's signing key is shown as ****"},
		{Name: traitKeyAbsent, Lasting: true, Doc: "the response to a new webhook leaves the signing key out"},
		{Name: traitAddressMerges, Lasting: true, Doc: "PATCH /v1/me merges the address instead of replacing it"},

		// Too many requests.
		{Name: "retry-after-seconds", Lasting: true, Fault: limited("2"), Doc: "more than two requests a second are refused with a Retry-After in seconds"},
		{Name: "retry-after-fraction", Lasting: true, Fault: limited("0.5"), Doc: "more than two requests a second are refused with a Retry-After in fractions of a second"},
		{Name: "retry-after-date", Lasting: true, Fault: limited(retryAfterDate), Doc: "more than two requests a second are refused with a Retry-After that is a date by Hero's clock"},
		{Name: "retry-after-garbage", Lasting: true, Fault: limited("soon"), Doc: "more than two requests a second are refused with a Retry-After that means nothing"},
		{Name: "retry-after-negative", Lasting: true, Fault: limited("-5"), Doc: "more than two requests a second are refused with a negative Retry-After"},
		{Name: "retry-after-huge", Fault: limited("86400"), Doc: "more than two requests a second are refused with a Retry-After of a day"},
		{Name: traitQuota, Time: 30 * time.Minute, Fault: Fault{Status: 429}, Doc: "the quota is used up: every request is refused with 429 for half an hour"},

		// The connection, and what a response looks like from outside.
		{Name: traitConnectionsDie, Lasting: true, Doc: "each connection is dead after its first response, so that the next request on it is lost without effect"},
		{Name: traitBOM, Lasting: true, Doc: "JSON begins with a byte order mark"},
		{Name: traitTypeText, Lasting: true, Doc: "JSON is labelled text/plain"},
		{Name: traitTypeMissing, Lasting: true, Doc: "JSON has no content type"},
		{Name: traitTypeOdd, Lasting: true, Doc: "JSON is labelled with a content type that cannot be parsed"},
	}
}

// The traits that are more than a fault. Their code asks for them by these names.
const (
	traitListsLag       = "lists-lag"
	traitSearchesLag    = "searches-lag"
	traitReadsLag       = "reads-lag"
	traitReplicasFlip   = "replicas-flip"
	traitPagesShift     = "pages-shift"
	traitCountIsPage    = "count-is-page"
	traitWebhooksPaged  = "webhooks-paged"
	traitPastEnd404     = "page-past-end-404"
	traitGone410        = "gone-410"
	traitMergedRecords  = "merged-records"
	traitOtherPractice  = "other-practice"
	traitWebhooksUpsert = "webhooks-upsert"
	traitPatientsByName = "patients-by-name"
	traitDOBForms       = "dob-forms"
	traitDOBAsText      = "dob-as-text"
	traitNumberMasked   = "number-masked"
	traitNumberMissing  = "number-missing"
	traitNumberInIDs    = "number-in-identifiers"
	traitArchivedHidden = "archived-hidden"
	traitNamesExact     = "names-exact"
	traitClockBehind    = "clock-behind"
	traitClockAhead     = "clock-ahead"
	traitCreatedBehind  = "created-at-behind"
	traitTrimmed        = "text-trimmed"
	traitSqueezed       = "text-squeezed"
	traitTitleCased     = "text-title-cased"
	traitCut            = "text-cut"
	traitDecomposed     = "text-decomposed"
	traitDOBInReads     = "dob-in-reads"
	traitDOBUnreadable  = "dob-unreadable"
	traitNumberHidden   = "restricted-hidden"
	traitListsReordered = "lists-reordered"
	traitNormalURLs     = "normal-urls"
	traitHeadersMasked  = "headers-masked"
	traitHeadersShort   = "headers-shortened"
	traitKeyInLists     = "key-in-lists"
	traitKeyMasked      = "key-masked"
	traitKeyAbsent      = "key-absent"
	traitAddressMerges  = "address-merges"
	traitQuota          = "quota-used-up"
	traitConnectionsDie = "connections-die"
	traitBOM            = "byte-order-mark"
	traitTypeText       = "type-text"
	traitTypeMissing    = "type-missing"
	traitTypeOdd        = "type-odd"
)

const (
	actsLater  = 3 * time.Second
	lagsBehind = 20 * time.Second
	clockSkew  = 10 * time.Minute

	errorBody = `{"error":true,"message":"Something went wrong"}`
)

func write(status int, body string) Fault { return Fault{Writes: true, Status: status, Body: body} }

func read(route string, status int, body string) Fault {
	return Fault{Method: "GET", Route: route, Status: status, Body: body}
}

func after(f Fault) Fault { f.FailAfter = true; return f }

func limited(retryAfter string) Fault {
	return Fault{Status: 429, PerSecond: 2, RetryAfter: retryAfter}
}
