// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/text/unicode/norm"
)

// spelt separates a variant from its spelling, as in "a, pasted".
const spelt = ", "

// spelling is a way in which people and their programs write values. It does not change what they mean. A nil function leaves the
// values of its kind as they are.
type spelling struct {
	text, listed, number, phone, postcode, email, url func(string) string
	// date writes a day, which it gets as the midnight in London at its beginning.
	date func(midnight time.Time) string
	// further writes additional_settings: numbers with fewer digits, and sets in another order.
	further bool
	// nothing adds "" and {} for attributes that are not configured.
	nothing bool
}

// spellingsOfPeople returns the spellings. Half of all drawn variants have one, and an empty plan must stay empty in another one.
func spellingsOfPeople() map[string]spelling {
	return map[string]spelling{
		// From a web page or a document: no-break spaces, direction marks, a line break in a cell.
		"pasted": {
			text:   pasted,
			listed: func(s string) string { return "\u00a0" + s + "\u200e" },
			number: func(s string) string { return "\u202a" + s[:3] + "\u00a0" + s[3:6] + "\u2011" + s[6:] + "\u202c" },
			phone:  func(s string) string { return "\u202a" + s[:5] + "\u2011" + s[5:] + "\u202c\n" },
			postcode: func(s string) string {
				return "\u200e" + strings.ReplaceAll(strings.ToLower(s), " ", "\u00a0") + "\u2003"
			},
			email: func(s string) string { return "\u200e" + s + "\r\n" },
			url:   func(s string) string { return " " + s + "\n" },
			date:  func(day time.Time) string { return "\u200e" + day.Format("2006-01-02") + "\u00a0" },
		},
		// From a Mac: each accent is a separate character.
		"decomposed": {text: norm.NFD.String, url: norm.NFD.String, listed: norm.NFD.String},
		// From a spreadsheet or a database.
		"exported": {
			text:     func(s string) string { return s + "\r\n" },
			number:   func(s string) string { return "'" + s },
			phone:    func(s string) string { return "+44 (0)" + s[1:5] + "-" + s[5:] },
			postcode: func(s string) string { return strings.ReplaceAll(s, " ", "") },
			email:    strings.ToUpper,
			url:      func(s string) string { return strings.Replace(s, ".com/", ".com:443/", 1) },
			date:     func(day time.Time) string { return day.Format("2006-01-02T15:04:05") },
			further:  true,
		},
		// By hand, in a hurry.
		"typed": {
			text:     func(s string) string { return strings.ReplaceAll(" "+s, " ", "  ") },
			listed:   func(s string) string { return s + " " },
			number:   func(s string) string { return s[:3] + "." + s[3:6] + "/" + s[6:] },
			phone:    func(s string) string { return "(" + s[:5] + ") " + s[5:] },
			postcode: func(s string) string { return " " + strings.ToLower(strings.ReplaceAll(s, " ", "  ")) },
			email:    func(s string) string { return " " + strings.ToUpper(s[:1]) + s[1:] },
			url:      func(s string) string { return strings.Replace(s, "https://hooks.", "HTTPS://HOOKS.", 1) },
			date:     func(day time.Time) string { return day.Format("2006-01-02 15:04") },
		},
		// By a program that handles time zones.
		"zoned": {
			phone: func(s string) string { return "tel:+44-" + s[1:] },
			url:   func(s string) string { return strings.Replace(s, "bücher", "xn--bcher-kva", 1) },
			date:  func(day time.Time) string { return day.UTC().Format("2006-01-02T15:04:05.000-0700") },
		},
		// By a module that passes "" and {} for null.
		"nothing": {nothing: true},
	}
}

// nothings are attributes that a module may pass as an empty value, which means the same as null.
var nothings = map[string]members{
	patientType:    {"title": "", "landline": "", "address_line_2": " ", "country": "", "ehr_partner_id": "", "caller": "\u00a0"},
	pdsType:        {"ehr_partner": "", "ehr_partner_id": ""},
	settingsType:   {"prescription_partner": ""},
	prescriberType: {},
	webhookType:    {"description": "", "headers": members{}},
}

// meant returns what a variant means, however it is spelt. It includes the attributes that are configured with an empty value.
func (p *place) meant(variant string) members {
	name, how, _ := strings.Cut(variant, spelt)
	meant := p.variants[name]
	if meant != nil && spellingsOfPeople()[how].nothing {
		meant = over(nothings[p.resource], meant)
	}
	return meant
}

// sameVariant reports whether two variants differ only in their spelling.
func sameVariant(a, b string) bool {
	nameA, _, _ := strings.Cut(a, spelt)
	nameB, _, _ := strings.Cut(b, spelt)
	return nameA == nameB
}

// spelt returns a variant in its spelling.
func (p *place) spelt(variant string) members {
	_, how, _ := strings.Cut(variant, spelt)
	return spellingsOfPeople()[how].of(p.meant(variant))
}

func (sp spelling) of(config members) members {
	written := members{}
	for name, value := range config {
		switch value := value.(type) {
		case string:
			written[name] = sp.write(name, value)
		case members:
			switch name {
			case "headers":
				written[name] = sp.headers(value)
			case "additional_settings":
				written[name] = sp.settings(value)
			default:
				written[name] = sp.of(value)
			}
		default:
			written[name] = value
		}
	}
	return written
}

// asTheyAre are attributes that keep their spelling: ids, secrets, and those that only Terraform keeps.
var asTheyAre = []string{"practice_group_id", "admin_id", "signing_key_wo", "signing_key_wo_version", "password_wo", "password_wo_version"}

func (sp spelling) write(name, value string) string {
	form := sp.text
	switch name {
	case "dob":
		midnight, err := time.ParseInLocation(time.DateOnly, value, simulatedLondon)
		if err != nil || sp.date == nil {
			return value
		}
		return sp.date(midnight)
	case "nhs_number", "mobile", "landline":
		digits := strings.ReplaceAll(value, " ", "")
		if strings.Trim(digits, "0123456789") != "" {
			return value
		}
		if form = sp.phone; name == "nhs_number" {
			form = sp.number
		}
		if form != nil {
			value = digits
		}
	case "postcode":
		form = sp.postcode
	case "email":
		if form = sp.email; !strings.Contains(value, "@") {
			return value
		}
	case "url":
		form = sp.url
	case "title", "sex", "event_type":
		form = sp.listed
	}
	if form == nil || value == "" || slices.Contains(asTheyAre, name) {
		return value
	}
	return form(value)
}

var simulatedLondon = func() *time.Location {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return london
}()

// headers writes header names in lower case, and a blank before the values.
func (sp spelling) headers(config members) members {
	written := members{}
	for name, value := range config {
		if sp.text != nil {
			name, value = strings.ToLower(name), fmt.Sprint(" ", value)
		}
		written[name] = value
	}
	return written
}

// settings returns a Terraform object. Hero's JSON has a number as float64 and a set as a list. Strings are sent as they are
// written, so another spelling of one would be a change.
func (sp spelling) settings(config members) tftypes.Value {
	kinds, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
	for name, value := range config {
		switch value := value.(type) {
		case *big.Rat:
			number := new(big.Float).SetPrec(512).SetRat(value)
			if nearest, _ := value.Float64(); sp.further {
				number = big.NewFloat(nearest)
			}
			values[name] = tftypes.NewValue(tftypes.Number, number)
		case []string:
			elements := []tftypes.Value{}
			for _, text := range value {
				elements = append(elements, tftypes.NewValue(tftypes.String, text))
			}
			if sp.further {
				slices.Reverse(elements)
			}
			values[name] = tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, elements)
		default:
			values[name] = tftypes.NewValue(tftypes.String, value)
		}
		kinds[name] = values[name].Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, values)
}

// respell gives the whole configuration another spelling, and fails if the plan then has a change. Only empty values may be recorded
// by an update in place.
func (o *operator) respell() {
	names := slices.DeleteFunc(sortedNames(spellingsOfPeople()), func(name string) bool { return !isDrawn(name) })
	if len(names) == 0 || o.s.isBroken() {
		return
	}
	config := maps.Clone(o.config)
	for _, place := range sortedNames(config) {
		name, _, _ := strings.Cut(config[place], spelt)
		o.config[place] = name + spelt + names[o.random.IntN(len(names))]
	}
	p := o.plan(options{})
	refused := slices.ContainsFunc(p.remarks, func(r remark) bool { // an empty value would clear what somebody has entered
		return r.isError() && strings.HasSuffix(r.diagnostic.Summary, "cannot be changed")
	})
	for _, c := range p.changes {
		isNothing := strings.HasSuffix(c.variant, spelt+"nothing")
		if c.action != doNothing && (!isNothing || c.action != doUpdate) || len(c.deposed) > 0 {
			o.s.breaks(settles, "the same in another spelling is a change: %s; %v after %v", &run{plan: p}, o.config, config)
		}
	}
	if p.failed && !refused {
		o.s.breaks(settles, "the same in another spelling is refused: %s; %v after %v", &run{plan: p}, o.config, config)
	}
	o.config = config
}

// checkClean checks the values that a request has sent. additional_settings are exempt, since they are sent as written.
func (s *simulation) checkClean(e effect, c *change) {
	before, after := flat(e.Before), flat(e.After)
	for _, field := range []string{"mobile", "landline"} {
		if c != nil && after[field] != before[field] && strings.Contains(fmt.Sprint(c.place.wanted(c.variant)[field]), ";") {
			s.breaks(sentClean, "%s of %s %s is sent, which holds two numbers", field, e.Object, e.ID)
		}
	}
	for _, field := range sortedNames(after) {
		text, isText := after[field].(string)
		if !isText || after[field] == before[field] || slices.Contains([]string{"note", "signing_key", "prescription_partner_credentials.password"}, field) {
			continue
		}
		hidden := func(r rune) bool {
			return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || (unicode.IsSpace(r) && r != ' ')
		}
		if text != strings.TrimSpace(text) || strings.ContainsFunc(text, hidden) {
			s.breaks(sentClean, "%s of %s %s is sent as %q", field, e.Object, e.ID, text)
		}
	}
}

// respelledName returns a name in the other Unicode normal form, with invisible characters.
func respelledName(name string) string {
	return norm.NFD.String(strings.ReplaceAll(name, " ", "\u00a0 ")) + "\u200e"
}

// nameInCapitals returns a name in capitals, with typographic apostrophes and hyphens.
func nameInCapitals(name string) string {
	return strings.NewReplacer("'", "\u2019", "-", "\u2010").Replace(strings.ToUpper(name))
}

// plainName returns what all spellings of a person's name have in common. It does not use the code under test.
func plainName(name any) string {
	text, _ := name.(string)
	return lettersOf(text)
}
