// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// freeText lists the fields whose values traits rewrite.
var freeText = map[string]bool{
	"first_name": true, "last_name": true, "town": true, "county": true, "country": true, "name": true, "description": true,
	"address_line_1": true, "address_line_2": true, "address_line_3": true, "line_1": true, "line_2": true, "line_3": true,
}

// cutAfter is how many characters traitCut keeps.
const cutAfter = 16

// stored returns a request's body with free text as Hero stores it, nested objects included. It requires Server.mu.
func (s *Server) stored(body object) object {
	var forms []func(string) string
	for _, f := range []struct {
		trait string
		form  func(string) string
	}{
		{traitTrimmed, strings.TrimSpace},
		{traitSqueezed, func(text string) string { return strings.Join(strings.Fields(text), " ") }},
		{traitTitleCased, titleCase},
		{traitCut, func(text string) string { return string([]rune(text)[:min(cutAfter, len([]rune(text)))]) }},
		{traitDecomposed, norm.NFD.String},
	} {
		if s.has(f.trait) {
			forms = append(forms, f.form)
		}
	}
	if len(forms) == 0 {
		return body
	}
	return rewritten(body, forms)
}

func rewritten(o object, forms []func(string) string) object {
	result := make(object, len(o))
	for name, value := range o {
		switch value := value.(type) {
		case object:
			result[name] = rewritten(value, forms)
		case string:
			if freeText[name] {
				for _, form := range forms {
					value = form(value)
				}
			}
			result[name] = value
		default:
			result[name] = value
		}
	}
	return result
}

func titleCase(text string) string {
	inside := false
	return strings.Map(func(r rune) rune {
		first := !inside
		inside = unicode.IsLetter(r) || r == '\''
		if first {
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, text)
}

// dobForms are the ways to write a date of birth in a search hit.
var dobForms = []func(day time.Time) any{
	func(day time.Time) any { return day.Format(time.DateOnly) },
	func(day time.Time) any { return day.Format("2006-01-02T15:04:05.000Z07:00") },
	func(day time.Time) any { return day.Format("02/01/2006") },
	func(day time.Time) any { return day.Format("01/02/2006") },
	func(day time.Time) any { return day.Format("02-Jan-2006") },
	func(day time.Time) any { return day.Format("2 January 2006") },
	func(day time.Time) any { return day.Format("20060102") },
	func(day time.Time) any { return day.Format("2006-01-02 15:04:05") },
	func(day time.Time) any { return day.UnixMilli() },
	func(time.Time) any { return nil },
}

// readForms are the ways to write a date of birth in a read of one patient. midnight is the start of the day in London.
var readForms = []func(midnight time.Time) any{
	func(midnight time.Time) any { return midnight.Format("2006-01-02T15:04:05") },
	func(midnight time.Time) any { return midnight.UTC().Format("2006-01-02T15:04:05-0700") },
	func(midnight time.Time) any { return midnight.Format("2006-01-02 15:04:05.000") },
	func(midnight time.Time) any { return midnight.UTC().Format("2006-01-02 15:04:05 -0700") },
	func(midnight time.Time) any { return midnight.Format(time.DateOnly) },
	func(midnight time.Time) any { return midnight.Format("2006-01-02T15:04:05.0000000-07:00") },
	func(midnight time.Time) any { return midnight.UTC().Format("2006-01-02 15:04 UTC") },
}

// unreadableForms are not dates, or are ambiguous ones.
var unreadableForms = []func(midnight time.Time) any{
	func(midnight time.Time) any { return midnight.Format("02/01/2006") },
	func(time.Time) any { return nil },
	func(time.Time) any { return "unknown" },
	func(time.Time) any { return "0001-01-01T00:00:00Z" },
	func(midnight time.Time) any { return midnight.Format("2 Jan 2006") },
}

// shownDOB returns a date of birth as a read of one patient shows it. The traits, the record's index and the seed decide the form.
func (s *Server) shownDOB(dob any, nth int) any {
	var forms []func(time.Time) any
	switch {
	case s.has(traitDOBUnreadable):
		forms = unreadableForms
	case s.has(traitDOBInReads):
		forms = readForms
	}
	text, _ := dob.(string)
	date, ok := birthDate(text)
	if !ok || forms == nil {
		return dob
	}
	midnight, err := time.ParseInLocation(time.DateOnly, date, london)
	if err != nil {
		return dob
	}
	return forms[(uint64(nth)+s.options.Seed)%uint64(len(forms))](midnight) //nolint:gosec // nth counts hits
}

// hidesNumber reports whether responses hide a record's NHS number.
func (s *Server) hidesNumber(fields object) bool {
	return s.has(traitNumberHidden) && fields["restricted"] == true
}

// hit returns a summary as a search with traits shows it. nth, its index among the records, decides the form of the date
// of birth.
func (s *Server) hit(summary object, nth int) object {
	if s.has(traitDOBForms) {
		date, _ := birthDate(stringField(summary, "dob"))
		if day, err := time.ParseInLocation(time.DateOnly, date, london); err == nil {
			summary["dob"] = dobForms[nth%len(dobForms)](day)
		}
	}
	number := stringField(summary, "nhs_number")
	if number == "" {
		return summary
	}
	switch {
	case s.has(traitNumberMasked):
		summary["nhs_number"] = strings.Repeat("*", max(0, len(number)-4)) + number[max(0, len(number)-4):]
		summary["identifiers"] = withoutNumber(summary["identifiers"])
	case s.has(traitNumberMissing), s.hidesNumber(summary):
		summary["nhs_number"] = nil
		summary["identifiers"] = withoutNumber(summary["identifiers"])
	case s.has(traitNumberInIDs):
		summary["nhs_number"] = nil
	}
	return summary
}

func withoutNumber(identifiers any) any {
	kept := []any{}
	all, _ := identifiers.([]any)
	for _, one := range all {
		if known, isObject := one.(object); !isObject || known["name"] != "nhs_number" {
			kept = append(kept, one)
		}
	}
	return kept
}

// mask replaces a hidden value.
const mask = "****"

// shownWebhook returns a webhook as responses show it. inList: the response is a list. It requires Server.mu.
func (s *Server) shownWebhook(webhook object, inList bool) object {
	shown := without(webhook, "description")
	key := stringField(webhook, "signing_key")
	switch {
	case key != "" && s.has(traitKeyMasked):
		shown["signing_key"] = mask
	case inList && !s.options.Plain && !s.has(traitKeyInLists), !inList && s.has(traitKeyAbsent):
		delete(shown, "signing_key")
	}
	if headers, ok := webhook["headers"].(object); ok && (s.has(traitHeadersMasked) || s.has(traitHeadersShort)) {
		masked := make(object, len(headers))
		for name := range headers {
			masked[name] = mask
			if value := stringField(headers, name); s.has(traitHeadersShort) {
				masked[name] = value[:min(2, len(value))] + "***"
			}
		}
		shown["headers"] = masked
	}
	return shown
}

// withTraitLabel returns a response with the byte order mark and the content type that the traits require. It requires Server.mu.
func (s *Server) withTraitLabel(out response) response {
	if out.header.Get("Content-Type") != jsonType || len(out.body) == 0 {
		return out
	}
	if s.has(traitBOM) {
		out.body = append([]byte("\xef\xbb\xbf"), out.body...)
	}
	switch {
	case s.has(traitTypeText):
		out.header.Set("Content-Type", "text/plain; charset=utf-8")
	case s.has(traitTypeMissing):
		out.header["Content-Type"] = nil // net/http would guess one
	case s.has(traitTypeOdd):
		out.header.Set("Content-Type", "application/json; utf-8;")
	}
	return out
}
