// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
)

// troublesOfPeople returns a row for each thing that other people do, and for each way in which an apply is interrupted.
func troublesOfPeople() []*trouble {
	apply, blind := event{"us", "apply", "", ""}, event{"us", "apply", "", "-refresh=false"}
	configure := func(p *place, variant string) event { return event{"us", "configure", p.name, variant} }
	remove := func(p *place) event { return event{"us", "remove", p.name, ""} }
	by := func(p *place, does, how string) event { return event{"person", does, p.name, how} }
	begin := func(p *place) []event { return []event{configure(p, "a"), apply} }
	// change configures the second variant, if there is one.
	change := func(p *place) event { return configure(p, sortedNames(p.variants)[min(1, len(p.variants)-1)]) }
	var all []*trouble
	add := func(name, text string, lives func(p *place) []life) {
		all = append(all, &trouble{groupPeople, name, text, lives, event.isOfOthers})
	}
	for _, d := range []struct{ does, text string }{
		{"edits", "edits the object"},
		{"deletes", "deletes the object"},
		{"archives", "archives the record"},
		{"corrects the number", "corrects the NHS number"},
		{"corrects the name", "corrects a name"},
		{"merges", "merges the record into another"},
		{"respells the names", "re-enters the names, in another form of Unicode and with invisible characters"},
		{"writes the names in capitals", "writes the names in capitals, with other apostrophes and hyphens"},
		{"enters odd values", "enters an unlisted title and sex, and a malformed postcode and e-mail address"},
		{"restricts", "restricts access to the record"},
	} {
		add(slug(d.does), "between two runs, somebody "+d.text, func(p *place) []life {
			return []life{
				{begin(p), {by(p, d.does, ""), apply}},
				{begin(p), {by(p, d.does, ""), change(p), apply}},
				{begin(p), {by(p, d.does, ""), remove(p), apply}},
			}
		})
		add(slug(d.does)+",saved", "between a saved plan and its apply, or before an apply with -refresh=false, somebody "+d.text, func(p *place) []life {
			return []life{
				{begin(p), {change(p), {"us", "plan", "", ""}, by(p, d.does, ""), {"us", "apply the plan", "", ""}}},
				{begin(p), {by(p, d.does, ""), change(p), blind}},
			}
		})
		add(slug(d.does)+",at-once", "between the provider's last look and its write, somebody "+d.text, func(p *place) []life {
			var lives []life
			for _, write := range creates(p) {
				lives = append(lives, life{begin(p), {by(p, d.does, "before "+write), change(p), apply}}, life{begin(p), {by(p, d.does, "before "+write), remove(p), apply}})
			}
			return lives
		})
	}
	add("creates", "somebody has already created an equal object", func(p *place) []life {
		return []life{{append([]event{by(p, "creates", "")}, begin(p)...)}}
	})
	add("creates-in-capitals", "somebody has already registered the person, in capitals and with other apostrophes and hyphens", func(p *place) []life {
		if p.object != "patient" {
			return nil
		}
		return []life{{append([]event{by(p, "creates", ""), by(p, "writes the names in capitals", "")}, begin(p)...)}}
	})
	add("creates,saved", "between a saved plan and its apply, somebody creates an equal object", func(p *place) []life {
		return []life{{{configure(p, "a"), {"us", "plan", "", ""}, by(p, "creates", ""), {"us", "apply the plan", "", ""}}}}
	})
	add("creates,at-once", "between the provider's last look and its create, somebody creates an equal object", func(p *place) []life {
		return []life{{append([]event{by(p, "creates", "before "+creates(p)[0])}, begin(p)...)}}
	})
	add("creates,lost", "somebody creates an equal object, and the response to the provider's create is lost", func(p *place) []life {
		lost := event{"hero", "fails", creates(p)[0] + " drop-after count=1", ""}
		return []life{{append([]event{lost, by(p, "creates", "before "+creates(p)[0])}, begin(p)...)}}
	})
	add("them", "a second operator applies the same configuration, with their own state", func(p *place) []life {
		return []life{{begin(p), {{"them", "configure", p.name, "a"}, {"them", "apply", "", ""}}}}
	})
	add("race", "two operators apply the same configuration at the same moment", func(p *place) []life {
		return []life{{{configure(p, "a"), {"them", "configure", p.name, "a"}, {"both", "apply", p.name, creates(p)[0]}}}}
	})
	add("killed", "Terraform is killed during a create, a change or a deletion", func(p *place) []life {
		var lives []life
		writes := creates(p)
		for _, when := range []string{"before ", "after "} {
			kill := event{"us", "are killed", "", when + writes[0]}
			lives = append(lives, life{append([]event{kill}, begin(p)...)}, life{begin(p), {kill, change(p), apply}})
			if len(writes) > 1 {
				kill.how = when + writes[1]
				lives = append(lives, life{begin(p), {kill, change(p), apply}}, life{begin(p), {kill, remove(p), apply}})
			}
		}
		return lives
	})
	add("state-lost", "the state is lost, and nothing is imported", func(p *place) []life {
		return []life{{begin(p), {{"us", "lose the state", "", ""}, apply}}}
	})
	return all
}

// slug returns the name of a row for what somebody does.
func slug(does string) string { return strings.ReplaceAll(does, " ", "-") }

// isOfOthers reports whether other people do this, or whether it interrupts an operator.
func (e event) isOfOthers() bool {
	return slices.Contains([]string{"person", "them", "both"}, e.who) || slices.Contains([]string{"are killed", "lose the state"}, e.does)
}
