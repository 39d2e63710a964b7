// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// That they are used where they belong, and what they say, is seen at the
// protocol. Here is what they let through.
func TestValidators_ofForm(t *testing.T) {
	t.Parallel()
	entries := func(texts ...any) (list []attr.Value) {
		for _, text := range texts {
			switch v := text.(type) {
			case string:
				list = append(list, types.StringValue(v))
			case attr.Value:
				list = append(list, v)
			}
		}
		return list
	}
	ofList := func(v types.List) diag.Diagnostics {
		var resp validator.ListResponse
		filledEntries().ValidateList(t.Context(), validator.ListRequest{Path: path.Root("value"), ConfigValue: v}, &resp)
		return resp.Diagnostics
	}
	ofSet := func(v types.Set) diag.Diagnostics {
		var resp validator.SetResponse
		filledEntries().ValidateSet(t.Context(), validator.SetRequest{Path: path.Root("value"), ConfigValue: v}, &resp)
		return resp.Diagnostics
	}
	list := func(texts ...any) diag.Diagnostics {
		return ofList(types.ListValueMust(types.StringType, entries(texts...)))
	}
	set := func(texts ...any) diag.Diagnostics {
		return ofSet(types.SetValueMust(types.StringType, entries(texts...)))
	}
	whole := func(n types.Int64) diag.Diagnostics {
		var resp validator.Int64Response
		wholeNumber{"", 0, 20}.ValidateInt64(t.Context(), validator.Int64Request{Path: path.Root("value"), ConfigValue: n}, &resp)
		return resp.Diagnostics
	}
	least := func(n types.Float64) diag.Diagnostics {
		var resp validator.Float64Response
		atLeast{"", 0.01}.ValidateFloat64(t.Context(), validator.Float64Request{Path: path.Root("value"), ConfigValue: n}, &resp)
		return resp.Diagnostics
	}
	admin := numericID{"", "admin", "hero_admins"}
	for name, c := range map[string]struct {
		got  diag.Diagnostics
		want string // the summary, "" for none
	}{
		"filled":            {validateText(filled(), types.StringValue("a")), ""},
		"filled, null":      {validateText(filled(), types.StringNull()), ""},
		"filled, unknown":   {validateText(filled(), types.StringUnknown()), ""},
		"filled, empty":     {validateText(filled(), types.StringValue("")), "Empty value"},
		"filled, blank":     {validateText(filled(), types.StringValue(" \t")), "Empty value"},
		"list":              {list("a", "b"), ""},
		"list, null":        {ofList(types.ListNull(types.StringType)), ""},
		"list, unknown":     {ofList(types.ListUnknown(types.StringType)), ""},
		"list, unknown one": {list("a", types.StringUnknown(), types.StringUnknown()), ""},
		"list, empty":       {list(), "Empty list"},
		"list, empty entry": {list("a", ""), "Empty entry"},
		"list, null entry":  {list("a", types.StringNull()), "Empty entry"},
		"list, twice":       {list("a", "b", "a"), "Repeated entry"},
		"set":               {set("a"), ""},
		"set, null":         {ofSet(types.SetNull(types.StringType)), ""},
		"set, empty":        {set(), "Empty list"},
		"set, blank entry":  {set(" "), "Empty entry"},
		"id":                {validateText(admin, types.StringValue("07")), ""},
		"id, null":          {validateText(admin, types.StringNull()), ""},
		"id, unknown":       {validateText(admin, types.StringUnknown()), ""},
		"id, empty":         {validateText(admin, types.StringValue("")), "Invalid admin id"},
		"id, other":         {validateText(admin, types.StringValue("canary")), "Invalid admin id"},
		"whole, least":      {whole(types.Int64Value(0)), ""},
		"whole, most":       {whole(types.Int64Value(20)), ""},
		"whole, null":       {whole(types.Int64Null()), ""},
		"whole, unknown":    {whole(types.Int64Unknown()), ""},
		"whole, less":       {whole(types.Int64Value(-1)), "Number out of range"},
		"whole, more":       {whole(types.Int64Value(21)), "Number out of range"},
		"at least":          {least(types.Float64Value(0.01)), ""},
		"at least, null":    {least(types.Float64Null()), ""},
		"at least, less":    {least(types.Float64Value(0)), "Number out of range"},
	} {
		got := ""
		for _, d := range c.got {
			got = d.Summary()
			if strings.Contains(d.Detail(), "canary") {
				t.Errorf("%s: the text has the refused value: %s", name, d.Detail())
			}
		}
		if got != c.want || len(c.got) > 1 {
			t.Errorf("%s: got %q, want %q", name, saidAll(c.got), c.want)
		}
	}
}

func TestListed_fitsTheScreen(t *testing.T) {
	t.Parallel()
	lines := strings.Split(listed(patientTitles), "\n")
	for _, line := range lines {
		if len(line) > 76 || !strings.HasPrefix(line, "  \"") {
			t.Errorf("the CLI would break the line %q", line)
		}
	}
	if all := strings.Join(lines, " "); strings.Count(all, "\"") != 2*(len(patientTitles)-1) || strings.Contains(all, `""`) {
		t.Errorf("not each title stands in %q", all)
	}
	if got := listed([]string{"a", "b"}); got != "  \"a\"\n  \"b\"" {
		t.Errorf("got %q", got)
	}
}
