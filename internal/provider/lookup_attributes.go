// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// computedText is a text that Hero reports and that plans may show.
func computedText(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func computedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// personal is a text that describes a person, which no plan may show.
func personal(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
}

func personalList(description string) schema.ListAttribute {
	return schema.ListAttribute{ElementType: types.StringType, Computed: true, Sensitive: true, MarkdownDescription: description}
}

func patientIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "Hero's id of the patient, decimal digits. Never an NHS number.",
		Validators:          []validator.String{filled(), patientID{}},
	}
}

func wholeEntriesAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Computed: true,
		MarkdownDescription: "The entries whole, as Hero gave them and in the same order, with members that are not typed above: " +
			"`attributes[0].name`. Undocumented, and passed on as it comes.",
	}
}

// idFilter is a query parameter that lists ids.
func idFilter(description string) schema.SetAttribute {
	return schema.SetAttribute{
		ElementType: types.StringType, Optional: true,
		MarkdownDescription: description,
		Validators: []validator.Set{
			// Hero would take an empty list for no filter at all, the opposite of what it says.
			filledEntries(),
		},
	}
}

func availabilityFilter(things string) schema.BoolAttribute {
	return schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Keep only " + things + " that have free slots (`true`) or have none (`false`). No filter when unset. That `false` turns it round is inferred.",
	}
}
