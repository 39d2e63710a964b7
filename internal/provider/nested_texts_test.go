// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// TestNestedTextsSettle: the plan comes back, an unknown object is filled, and
// what Hero stored otherwise is named under the object's name.
func TestNestedTextsSettle(t *testing.T) {
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
			var s settler
			if got := addressTexts.settle(&s, "address", test.planned, test.configured, answered(t, test.live).Address); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if diff := cmp.Diff(test.differs, s.differs); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
		})
	}
}
