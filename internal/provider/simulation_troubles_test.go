// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// trouble is a row of the table.
type trouble struct {
	group, name, text string
	// lives returns the lives of a place in which the trouble happens.
	lives func(*place) []life
	// isTrouble reports whether an event is part of the trouble.
	isTrouble func(event) bool
}

// groupsOfTraits has the first trait of each group, in the order of the mock's table.
var groupsOfTraits = map[string]string{
	"acts-after-408":      groupAnswers,
	"lists-lag":           groupLists,
	"webhooks-upsert":     groupRecords,
	"clock-behind":        groupValues,
	"retry-after-seconds": groupLimits,
	"connections-die":     groupNetwork,
}

const (
	groupAnswers = "Answers to writes and reads"
	groupOnce    = "An answer to one request"
	groupAlways  = "The same answer to every request"
	groupLists   = "Lists and reads"
	groupRecords = "Records"
	groupValues  = "Clocks and values"
	groupLimits  = "Too many requests"
	groupNetwork = "The network"
	groupPeople  = "Other people, and interruptions"
)

// group is a part of the table, with the text above it.
type group struct{ title, text string }

func groups() []group {
	return []group{
		{groupAnswers, "During a whole apply:"},
		{groupOnce, "One write of each kind in an apply, or one read in a refresh or an import, gets this answer, and later ones are answered as usual:"},
		{groupAlways, "If every request of an apply gets the same one of the answers above, the result is `says so` for each kind of object that it affects."},
		{groupLists, "What Hero, or a cache or gateway in front of it, shows:"},
		{groupRecords, "How a create treats an existing object, and what a search for patients shows of it. Somebody has already created such an object:"},
		{groupValues, "How Hero stores and shows values:"},
		{groupLimits, "During a whole run:"},
		{groupNetwork, "During a whole run:"},
		{groupPeople, "While Hero and the network behave as they should:"},
	}
}

func troublesOfTraits() (all []*trouble) {
	group := ""
	for _, t := range heromock.Traits() {
		if g := groupsOfTraits[t.Name]; g != "" {
			group = g
		}
		is := event{"hero", "is", t.Name, ""}
		all = append(all, &trouble{
			group, t.Name, t.Doc,
			func(p *place) []life {
				return append(
					[]life{wholeLife(p, func([]string) []event { return []event{is} })},
					livesOfTraits(p, t.Name, is)...,
				)
			},
			func(e event) bool { return e == is },
		})
	}
	return all
}

// livesOfTraits returns the additional lives in which a trait matters.
func livesOfTraits(p *place, name string, is event) []life {
	begin := []event{{"us", "configure", p.name, "a"}, {"us", "apply", "", ""}}
	then := func(events ...event) life { return life{append(events, begin...)} }
	by := func(does string) event { return event{"person", does, p.name, ""} }
	lost := then(is, event{"hero", "fails", creates(p)[0] + " drop-after count=1", ""})
	existing := then(is, by("creates"))
	anew := life{begin, {is, {"us", "lose the state", "", ""}, {"us", "apply", "", ""}}}
	switch {
	case name == "replicas-flip": // the plan before shifts which reads are behind
		return []life{wholeLife(p, func([]string) []event { return []event{is, {"us", "plan", "", ""}} })}
	case name == "merged-records":
		return []life{{begin, {is, by("merges"), {"us", "apply", "", ""}}}}
	case name == "gone-410":
		return []life{
			{begin, {is, by("deletes"), {"us", "apply", "", ""}}},
			{begin, {is, by("deletes"), {"us", "remove", p.name, ""}, {"us", "apply", "", "-refresh=false"}}},
		}
	case name == "archived-hidden":
		return []life{then(is, by("creates"), by("archives"))}
	case name == "names-exact" && p.object == "patient":
		return []life{existing, lost, then(is, by("creates"), by("writes the names in capitals"))}
	case name == "restricted-hidden":
		return []life{
			{begin, {is, by("restricts"), {"us", "apply", "", ""}}},
			{begin, {is, by("restricts"), {"us", "lose the state", "", ""}, {"us", "import", p.name, ""}}},
		}
	case name == "patients-by-name":
		return []life{then(is, by("creates"), by("corrects the number"))}
	case p.object == "patient" && (groupOf(name) == groupRecords || name == "count-is-page" || name == "page-past-end-404"):
		return []life{existing, lost, anew}
	case name == "page-past-end-404":
		return []life{existing, lost}
	case p.object == "webhook" && slices.Contains([]string{groupLists, groupRecords, groupValues}, groupOf(name)), strings.HasSuffix(name, "-lag"):
		return []life{existing, lost}
	}
	return nil
}

func groupOf(trait string) (group string) {
	for _, t := range heromock.Traits() {
		if g := groupsOfTraits[t.Name]; g != "" {
			group = g
		}
		if t.Name == trait {
			break
		}
	}
	return group
}

// troublesOfFaults returns rows whose faults hit one request of a kind in each phase, or all of them in groupAlways.
func troublesOfFaults(group string) (all []*trouble) {
	for _, f := range heromock.Faults() {
		row := &trouble{group, f.Name, f.Doc, nil, func(e event) bool { return e.who == "hero" }}
		strike := func(often string) func([]string) []event {
			return func(requests []string) (events []event) {
				for _, request := range requests {
					events = append(events, event{"hero", "fails", request + " " + f.Name + often, ""})
				}
				return events
			}
		}
		switch {
		case group == groupAlways && f.Fault.PerSecond > 0:
			continue // troublesOfFaults(groupOnce) has this row
		case group == groupAlways:
			row.name += ",always"
			row.lives = func(p *place) []life { return []life{shortLife(p, strike(""))} }
		case f.Fault.PerSecond > 0:
			row.group = groupLimits
			row.lives = func(p *place) []life {
				return []life{wholeLife(p, func([]string) []event { return strike("")([]string{"* *"}) })}
			}
		default:
			row.lives = func(p *place) []life { return []life{wholeLife(p, strike(" count=1"))} }
		}
		all = append(all, row)
	}
	return all
}

// wholeLife creates, changes, refreshes, imports and destroys an object, each time with trouble for the requests involved.
func wholeLife(p *place, trouble func(requests []string) []event) life {
	writes, reads := trouble(creates(p)), trouble(looks(p))
	apply := event{"us", "apply", "", ""}
	var l life
	for _, variant := range sortedNames(p.variants) {
		l = append(l, append(slices.Clone(writes), event{"us", "configure", p.name, variant}, apply))
	}
	return append(
		l,
		slices.Concat(reads, []event{apply, {"us", "lose the state", "", ""}}, reads, []event{{"us", "import", p.name, ""}}),
		append(slices.Clone(writes), event{"us", "remove", p.name, ""}, apply),
	)
}

// shortLife creates, refreshes and destroys an object, each time with trouble.
func shortLife(p *place, trouble func(requests []string) []event) life {
	writes, reads := trouble(creates(p)), trouble(looks(p))
	apply := event{"us", "apply", "", ""}
	return life{
		append(slices.Clone(writes), event{"us", "configure", p.name, "a"}, apply),
		append(slices.Clone(reads), apply),
		append(slices.Clone(writes), event{"us", "remove", p.name, ""}, apply),
	}
}
