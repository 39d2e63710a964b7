// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// findOneSchema is the schema of a look-up of one entry in a list: the entry's attributes, of which
// "id" or other selects it.
func findOneSchema(description string, entry map[string]schema.Attribute, other string) schema.Schema {
	entry["id"] = selectorAttribute(entry["id"], other, stringvalidator.ExactlyOneOf(path.MatchRoot("id"), path.MatchRoot(other)))
	entry[other] = selectorAttribute(entry[other], "id")
	entry["practice_group_id"] = practiceGroupIDDataSourceAttribute()
	entry["attributes"] = schema.DynamicAttribute{
		Computed: true, Sensitive: true,
		MarkdownDescription: "The complete entry, as Hero gave it, with members that have no attribute above: `attributes.name`. " + withoutSecretsDescription + undocumentedDescription,
	}
	return schema.Schema{MarkdownDescription: description, Attributes: entry}
}

func selectorAttribute(computed schema.Attribute, other string, further ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: computed.GetMarkdownDescription() + " Set exactly one of this and `" + other + "`.",
		Validators:          append(further, validators.NotBlank()),
	}
}

// selector is one way to select an entry of a list.
type selector[Entry any] struct {
	attribute string
	wanted    types.String // null if the configuration selects in another way
	kind      *canonical.Kind
	of        func(Entry) hero.String
}

// findOne finds the only entry that the configuration selects, or adds an error with
// the ids of all matches. plural is also the name of the data source that lists the
// entries. No error repeats what was asked for, which can be somebody's e-mail address.
func findOne[Entry any](practice *hero.Practice, noun, plural string, entries []Entry, diags *diag.Diagnostics, byID, by selector[Entry]) (found Entry, ok bool) {
	if !byID.wanted.IsNull() {
		by = byID
	}
	wanted := by.wanted.ValueString()
	var ids []string
	reporting, seen := 0, map[string]bool{}
	for _, entry := range entries {
		value, reported := by.of(entry).Get()
		if !reported {
			continue
		}
		reporting++
		if !by.kind.Same(value, wanted) {
			continue
		}
		id, known := byID.of(entry).Get()
		switch {
		case !known:
			ids = append(ids, "one without an id")
		case seen[id]:
			continue // the same entry, listed twice
		default:
			ids = append(ids, strconv.Quote(id))
		}
		seen[id] = known
		found = entry
	}
	at, list := path.Root(by.attribute), "hero_"+strings.ReplaceAll(plural, " ", "_")
	switch {
	case len(ids) == 1:
		return found, true
	case len(ids) > 1:
		diags.AddAttributeError(at, "More than one such "+noun,
			fmt.Sprintf("Practice group %s has %d %s with this %s: %s. Set \"id\" to the one that you mean, instead of %q.",
				practice.ID(), len(ids), plural, by.attribute, strings.Join(ids, ", "), by.attribute))
	case reporting == 0 && len(entries) > 0:
		diags.AddAttributeError(at, "No such "+noun,
			fmt.Sprintf("Hero reports no %s for any %s of practice group %s (%d checked), so none can be found by it. The data source %s shows what Hero does report.",
				by.attribute, noun, practice.ID(), len(entries), list))
	default:
		diags.AddAttributeError(at, "No such "+noun,
			fmt.Sprintf("No %s of practice group %s has this %s (%d checked). Check how it is written, and the practice group. The data source %s shows them all.",
				noun, practice.ID(), by.attribute, len(entries), list))
	}
	return found, false
}
