// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// noPracticeGroupTwice refuses a list with a practice group in it twice. It tells the
// places and not the value, which may be a key.
type noPracticeGroupTwice struct{}

func (noPracticeGroupTwice) Description(context.Context) string {
	return "must not name a practice group twice"
}

func (v noPracticeGroupTwice) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (noPracticeGroupTwice) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	places := map[attr.Value]int{}
	for i, element := range req.ConfigValue.Elements() {
		if element.IsNull() || element.IsUnknown() {
			continue
		}
		if first, twice := places[element]; twice {
			resp.Diagnostics.AddAttributeError(req.Path, "Practice group named twice",
				fmt.Sprintf("Entry %d of the list is the same as entry %d. Name each practice group once.", i+1, first+1))
			return
		}
		places[element] = i
	}
}
