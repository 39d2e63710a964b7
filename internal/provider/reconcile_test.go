// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

var (
	absentText = hero.String{}
	nullText   = hero.Null[string]()
)

func TestRefreshText(t *testing.T) {
	t.Parallel()
	plain, postcode, dob := herotypes.Text, herotypes.Postcode, herotypes.DateOfBirth
	tests := map[string]struct {
		known herotypes.String
		live  hero.String
		want  herotypes.String
	}{
		"absent keeps a value":         {plain.Value("a"), absentText, plain.Value("a")},
		"absent keeps an empty text":   {plain.Value(""), absentText, plain.Value("")},
		"absent keeps null":            {plain.Null(), absentText, plain.Null()},
		"absent settles an unknown":    {plain.Unknown(), absentText, plain.Null()},
		"null replaces a value":        {plain.Value("a"), nullText, plain.Null()},
		"null is an empty text":        {plain.Value(""), nullText, plain.Value("")},
		"null stays null":              {plain.Null(), nullText, plain.Null()},
		"null settles an unknown":      {plain.Unknown(), nullText, plain.Null()},
		"empty replaces a value":       {plain.Value("a"), hero.Value(""), plain.Null()},
		"empty stays empty":            {plain.Value(""), hero.Value(""), plain.Value("")},
		"empty is null":                {plain.Null(), hero.Value(""), plain.Null()},
		"empty settles an unknown":     {plain.Unknown(), hero.Value(""), plain.Null()},
		"value replaces a value":       {plain.Value("a"), hero.Value("b"), plain.Value("b")},
		"value replaces null":          {plain.Null(), hero.Value("b"), plain.Value("b")},
		"value replaces an empty text": {plain.Value(""), hero.Value("b"), plain.Value("b")},
		"value settles an unknown":     {plain.Unknown(), hero.Value("b"), plain.Value("b")},
		"another case is another name": {plain.Value("a"), hero.Value("A"), plain.Value("A")},
		"same postcode":                {postcode.Value("ls14ap"), hero.Value("LS1 4AP"), postcode.Value("ls14ap")},
		"other postcode":               {postcode.Value("ls14ap"), hero.Value("LS1 4AQ"), postcode.Value("LS1 4AQ")},
		"same day in London":           {dob.Value("1990-06-15"), hero.Value("1990-06-14T23:00:00.000Z"), dob.Value("1990-06-15")},
		"a day, as people write it":    {dob.Null(), hero.Value("1990-06-14T23:00:00.000Z"), dob.Value("1990-06-15")},
		"no text at all of the kind":   {postcode.Value("ls14ap"), hero.Value("?"), postcode.Value("?")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := refreshString(test.known, test.live); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRefreshBool(t *testing.T) {
	t.Parallel()
	absent, null := hero.Bool{}, hero.Null[bool]()
	yes, no := types.BoolValue(true), types.BoolValue(false)
	tests := map[string]struct {
		known types.Bool
		live  hero.Bool
		want  types.Bool
	}{
		"absent keeps a value":      {yes, absent, yes},
		"absent keeps null":         {types.BoolNull(), absent, types.BoolNull()},
		"absent settles an unknown": {types.BoolUnknown(), absent, types.BoolNull()},
		"null replaces a value":     {no, null, types.BoolNull()},
		"null settles an unknown":   {types.BoolUnknown(), null, types.BoolNull()},
		"value replaces a value":    {yes, hero.Value(false), no},
		"value replaces null":       {types.BoolNull(), hero.Value(false), no},
		"value settles an unknown":  {types.BoolUnknown(), hero.Value(true), yes},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := refreshBool(test.known, test.live); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestReconcilerText: the result is the plan with its unknown values filled in, and only
// configured values that Hero has stored differently are reported.
func TestReconcilerText(t *testing.T) {
	t.Parallel()
	kind := herotypes.Postcode
	null, unknown, a, b := kind.Null(), kind.Unknown(), kind.Value("ls1 4ap"), kind.Value("yo1 9aa")
	tests := map[string]struct {
		planned, configured herotypes.String
		live                hero.String
		want                herotypes.String
		differs             bool
	}{
		"stored":                         {a, a, hero.Value("LS1 4AP"), a, false},
		"stored otherwise":               {a, a, hero.Value("YO1 9AA"), a, true},
		"stored as null":                 {a, a, nullText, a, true},
		"not reported":                   {a, a, absentText, a, false},
		"cleared":                        {kind.Value(""), kind.Value(""), nullText, kind.Value(""), false},
		"not cleared":                    {kind.Value(""), kind.Value(""), hero.Value("YO1 9AA"), kind.Value(""), true},
		"not configured":                 {a, null, hero.Value("YO1 9AA"), a, false},
		"not configured, was null":       {null, null, hero.Value("YO1 9AA"), null, false},
		"unknown, filled":                {unknown, null, hero.Value("yo1 9aa"), b, false},
		"unknown, null":                  {unknown, null, nullText, null, false},
		"unknown, not reported":          {unknown, null, absentText, null, false},
		"state's spelling of the config": {a, kind.Value("LS14AP"), hero.Value("LS1 4AP"), a, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s reconciler
			if got := s.string("postcode", test.planned, test.configured, test.live); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if (len(s.differs) > 0) != test.differs {
				t.Errorf("reports %q as stored differently", s.differs)
			}
		})
	}
}

func TestReconcilerBool(t *testing.T) {
	t.Parallel()
	null, unknown, yes, no := types.BoolNull(), types.BoolUnknown(), types.BoolValue(true), types.BoolValue(false)
	tests := map[string]struct {
		planned, configured types.Bool
		live                hero.Bool
		want                types.Bool
		differs             bool
	}{
		"stored":                {yes, yes, hero.Value(true), yes, false},
		"stored otherwise":      {yes, yes, hero.Value(false), yes, true},
		"stored as null":        {no, no, hero.Null[bool](), no, true},
		"not reported":          {yes, yes, hero.Bool{}, yes, false},
		"not configured":        {yes, null, hero.Value(false), yes, false},
		"unknown, filled":       {unknown, null, hero.Value(false), no, false},
		"unknown, not reported": {unknown, null, hero.Bool{}, null, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s reconciler
			if got := s.bool("enabled", test.planned, test.configured, test.live); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if (len(s.differs) > 0) != test.differs {
				t.Errorf("reports %q as stored differently", s.differs)
			}
		})
	}
}

func TestReconcilerWarn(t *testing.T) {
	t.Parallel()
	var diags diag.Diagnostics
	(&reconciler{}).warn(&diags, "the patient")
	wantDiagnostics(t, diags)
	(&reconciler{differs: []string{"name", "address.town"}}).warn(&diags, "the patient")
	wantDiagnostics(t, diags, "warning: Hero stored something else").Containing("the patient", ": name, address.town.")
}

func TestIsSet(t *testing.T) {
	t.Parallel()
	got := []bool{isSet(types.StringNull()), isSet(types.StringUnknown()), isSet(types.StringValue("")), isSet(types.BoolValue(false))}
	if diff := cmp.Diff([]bool{false, false, true, true}, got); diff != "" {
		t.Error(diff)
	}
}

// TestReconcilerNested: the result is the plan with an unknown object filled in, and
// what Hero has stored differently is reported with the object's name.
func TestReconcilerNested(t *testing.T) {
	t.Parallel()
	null, unknown := types.ObjectNull(addressTypes), types.ObjectUnknown(addressTypes)
	leeds := addressOf(t, map[string]string{"line_1": "1 High Street", "town": "Leeds", "postcode": "ls14ap"})
	town := addressOf(t, map[string]string{"town": "Leeds"})
	tests := map[string]struct {
		planned, configured types.Object
		live                string
		want                types.Object
		differs             []string
	}{
		"stored":                    {leeds, leeds, `{"address":{"line_1":"1 High Street","town":"Leeds","postcode":"LS1 4AP"}}`, leeds, nil},
		"stored otherwise":          {leeds, leeds, `{"address":{"line_1":null,"town":"York","postcode":"LS1 4AP"}}`, leeds, []string{"address.line_1", "address.town"}},
		"only what is configured":   {leeds, town, `{"address":{"line_1":null,"town":"Leeds"}}`, leeds, nil},
		"stored as null":            {leeds, town, `{"address":null}`, leeds, []string{"address.town"}},
		"nothing configured":        {leeds, null, `{"address":null}`, leeds, nil},
		"not reported":              {leeds, leeds, `{}`, leeds, nil},
		"planned null":              {null, null, `{"address":{"town":"Leeds"}}`, null, nil},
		"unknown, filled":           {unknown, null, `{"address":{"town":"Leeds"}}`, town, nil},
		"unknown, null":             {unknown, null, `{"address":null}`, null, nil},
		"unknown, and not reported": {unknown, null, `{}`, null, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s reconciler
			if got := addressFields.reconcile(&s, "address", test.planned, test.configured, decodedGroup(t, test.live).Address); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if diff := cmp.Diff(test.differs, s.differs); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}
