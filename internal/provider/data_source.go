package provider

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// text is a member of an answer as a plain Terraform value: absent and null
// are both null.
func text(m hero.Text) types.String {
	if v, ok := m.Get(); ok {
		return types.StringValue(v)
	}
	return types.StringNull()
}

func boolean(m hero.Bool) types.Bool {
	if v, ok := m.Get(); ok {
		return types.BoolValue(v)
	}
	return types.BoolNull()
}

func integer(m hero.Int) types.Int64 {
	if v, ok := m.Get(); ok {
		return types.Int64Value(v)
	}
	return types.Int64Null()
}

func number(m hero.Number) types.Float64 {
	if v, ok := m.Get(); ok {
		return types.Float64Value(v)
	}
	return types.Float64Null()
}

func textList(m hero.Member[[]hero.Text]) types.List {
	values, ok := m.Get()
	if !ok {
		return types.ListNull(types.StringType)
	}
	elements := make([]attr.Value, len(values))
	for i, value := range values {
		elements[i] = text(value)
	}
	return types.ListValueMust(types.StringType, elements)
}

// normalText is a member in the normal form of its kind: Hero writes a date of
// birth as a point in time, on the day before for a summer birthday.
func normalText(kind *herotypes.Kind, m hero.Text) types.String {
	if v, ok := m.Get(); ok {
		return types.StringValue(kind.Value(v).Normal())
	}
	return types.StringNull()
}

// passThrough turns what Hero answered into a dynamic value, so that members
// this provider does not know can be used too. at is where a failure shows.
func passThrough(raw json.RawMessage, at path.Path, diags *diag.Diagnostics) types.Dynamic {
	if len(raw) == 0 {
		return types.DynamicNull()
	}
	value, err := herotypes.DynamicFromJSON(raw)
	if err != nil {
		diags.AddAttributeWarning(at, "Answer cannot be passed through",
			"Hero's answer has no form as a Terraform value, so this attribute is null. The typed attributes are not affected.")
		return types.DynamicNull()
	}
	return value
}

// joinRaw makes one JSON list of the entries of an answer.
func joinRaw(entries []json.RawMessage) json.RawMessage {
	return append(append(json.RawMessage{'['}, bytes.Join(toBytes(entries), []byte{','})...), ']')
}

// objectJSON makes one JSON object of its members.
func objectJSON(members any) json.RawMessage {
	object, err := json.Marshal(members)
	if err != nil {
		// Cannot happen with JSON that has just been read; a list must stay in step with its entries.
		return json.RawMessage("null")
	}
	return object
}

func toBytes(entries []json.RawMessage) [][]byte {
	out := make([][]byte, len(entries))
	for i, e := range entries {
		out[i] = e
	}
	return out
}

func patientIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "Hero's id of the patient, decimal digits. Never an NHS number.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

func wholeEntriesAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Computed: true,
		MarkdownDescription: "The entries whole, as Hero gave them and in the same order, with members that are not typed above: " +
			"`attributes[0].name`. Undocumented by nature.",
	}
}

// idFilter is a query parameter that lists ids.
func idFilter(description string) schema.SetAttribute {
	return schema.SetAttribute{
		ElementType: types.StringType, Optional: true,
		MarkdownDescription: description,
		Validators: []validator.Set{
			// Hero would take an empty list for no filter at all, the opposite of what it says.
			setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
		},
	}
}

func availabilityFilter(things string) schema.BoolAttribute {
	return schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Keep only " + things + " that have free slots (`true`) or have none (`false`). No filter when unset. Documented; that `false` turns it round is inferred.",
	}
}

// sameNames finds the attribute of a query parameter that bears its name.
func sameNames(names ...string) attributeOf {
	return func(member []string) (path.Path, bool) {
		if len(member) == 0 || !slices.Contains(names, member[0]) {
			return path.Empty(), false
		}
		return path.Root(member[0]), true
	}
}
