// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A value from FromJSON must survive the round trip to Terraform and back. Nulls without
// a type are the difficult part.
func TestDynamicTravels(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, text := range []string{
		`null`, `{}`, `[]`, `"a"`, `{"a":null}`, `[null,1,null]`,
		`{"a":{"b":[{"c":null,"d":0.1},[]]},"e":123456789012345678901234567890}`,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			v, err := DynamicFromJSON([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			tv, err := v.ToTerraformValue(ctx)
			if err != nil {
				t.Fatal(err)
			}
			wire, err := tfprotov6.NewDynamicValue(tftypes.DynamicPseudoType, tv)
			if err != nil {
				t.Fatal(err)
			}
			arrived, err := wire.Unmarshal(tftypes.DynamicPseudoType)
			if err != nil {
				t.Fatal(err)
			}
			back, err := types.DynamicType.ValueFromTerraform(ctx, arrived)
			if err != nil {
				t.Fatal(err)
			}
			if !back.Equal(v) {
				t.Errorf("came back as %s", back)
			}
			if got := mustToText(t, back); !equalText(t, got, text) {
				t.Errorf("its JSON came back as %s", got)
			}
		})
	}
}

func equalText(t *testing.T, a, b string) bool {
	t.Helper()
	da, err := decode([]byte(a))
	if err != nil {
		t.Fatal(err)
	}
	db, err := decode([]byte(b))
	if err != nil {
		t.Fatal(err)
	}
	return equalAny(da, db)
}

func FuzzJSONRoundTrip(f *testing.F) {
	for _, seed := range []string{`null`, `{"a":[1,2.50,-0,1e400,null,true,"\ud800"],"a":{}}`, `1e-5000`, `[[[]]]`, `"a`, `1 2`, `0.1`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := FromJSON(raw)
		if err != nil {
			return
		}
		want, err := decode(raw)
		if err != nil {
			t.Fatalf("FromJSON accepted invalid JSON: %v", err)
		}
		got, err := ToJSON(v)
		if err != nil {
			t.Fatal(err)
		}
		if !equalAny(got, want) {
			t.Errorf("not the same after a round trip:\n%s", cmp.Diff(want, got))
		}
		if text, err := json.Marshal(got); err != nil || !json.Valid(text) {
			t.Errorf("the result cannot be written as JSON: %v", err)
		}
		followed, err := Follow(v, raw)
		if err != nil || !followed.Equal(v) {
			t.Errorf("following itself gave %v, %v", followed, err)
		}
	})
}
