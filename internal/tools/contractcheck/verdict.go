// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// demands returns the sets of members that a body may have to contain, one for each choice.
func demands(schema *openapi3.Schema) []map[string]bool {
	own := map[string]bool{}
	for _, name := range schema.Required {
		own[name] = true
	}
	sets := []map[string]bool{own}
	for _, part := range schema.AllOf {
		sets = each(sets, demands(part.Value))
	}
	var choices []map[string]bool
	for _, form := range slices.Concat(schema.OneOf, schema.AnyOf) {
		choices = append(choices, demands(form.Value)...)
	}
	if len(choices) > 0 {
		sets = each(sets, choices)
	}
	return sets
}

// each joins every set with every one of the others.
func each(sets, others []map[string]bool) (joined []map[string]bool) {
	for _, set := range sets {
		for _, other := range others {
			both := maps.Clone(set)
			maps.Copy(both, other)
			joined = append(joined, both)
		}
	}
	return joined
}

// allows reports whether the vendor accepts a body with just the members that the
// contract requires in this form.
func allows(values []*openapi3.Schema, form *openapi3.Schema) bool {
	for _, mine := range demands(form) {
		for _, value := range values {
			for _, theirs := range demands(value) {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(theirs)), func(name string) bool { return !mine[name] }) {
					return true
				}
			}
		}
	}
	return false
}

// isOpen reports whether the contract describes none of an object's members.
func isOpen(schema *openapi3.Schema) bool {
	return schema.Type.Is(openapi3.TypeObject) && len(schema.Properties) == 0 && schema.AdditionalProperties.Has != nil && *schema.AdditionalProperties.Has
}

// membersOf returns the names of the members of all forms.
func membersOf(values []*openapi3.Schema) []string {
	names := map[string]bool{}
	for _, value := range values {
		for name := range value.Properties {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// verdict is what the vendor's file says about a mark.
type verdict struct {
	mark
	outcome outcome
	why     string
}

type outcome string

const (
	confirmed outcome = "confirmed"
	refuted   outcome = "REFUTED"
	stillOpen outcome = "still open"
	described outcome = "now described"
)

// look returns the verdict of the vendor's operation, which is nil if there is none.
func (m mark) look(theirs *openapi3.Operation) verdict {
	if theirs == nil {
		return verdict{m, refuted, "Hero's file has no such operation"}
	}
	if m.whole {
		return verdict{m, confirmed, ""}
	}
	values := m.values(theirs)
	switch {
	case len(values) == 0 && m.status != "" && !strings.HasPrefix(m.status, "2"):
		return verdict{m, stillOpen, "Hero's file does not describe it"} // few descriptions list every failure
	case len(values) == 0:
		return verdict{m, refuted, "Hero's file has nothing there"}
	case m.form && m.status == "" && !allows(values[:1], m.schema):
		return verdict{m, refuted, "Hero's file demands more than that in each form"}
	case isOpen(m.schema) && len(membersOf(values)) == 0:
		return verdict{m, stillOpen, "Hero's file does not describe it either"}
	case isOpen(m.schema):
		return verdict{m, described, fmt.Sprintf("with %s", strings.Join(membersOf(values), ", "))}
	}
	return verdict{m, confirmed, ""}
}

// weigh refutes a confirmed mark if a difference at its place, or below it, refutes it.
func (v *verdict) weigh(differences []difference) {
	if v.outcome != confirmed || v.form {
		return
	}
	for _, d := range differences {
		if d.refutes && v.concerns(d) {
			v.outcome, v.why = refuted, d.text
			return
		}
	}
}

func (v *verdict) concerns(d difference) bool {
	switch {
	case v.whole:
		return !d.request && !d.response
	case v.name != "":
		return d.request && slices.Contains(d.names, v.name)
	case v.status != "" && (!d.response || !slices.Contains(d.names, v.status)):
		return false
	case v.status == "" && !d.request:
		return false
	}
	return v.path == "" || slices.ContainsFunc(d.names, func(name string) bool { return name == v.path || strings.HasPrefix(name, v.path+"/") })
}
