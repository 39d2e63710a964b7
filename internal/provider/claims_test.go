// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestClaims(t *testing.T) {
	t.Parallel()
	ada := claim{kind: numberClaim, practiceGroupID: "1001", key: "9990000018 1990-06-15"}
	elsewhere, twin, other, admin, names := ada, ada, ada, ada, ada
	elsewhere.practiceGroupID, twin.key, other.key, admin.kind = "1002", "9990000026 1990-06-15", "9990000018 1990-06-16", prescriberClaim
	names.kind = namesClaim

	type step struct {
		wanted claim
		owner  string
		want   bool
	}
	for name, steps := range map[string][]step{
		"two new ones":                {{ada, "", true}, {ada, "", false}},
		"one in the state, one new":   {{ada, "1", true}, {ada, "", false}},
		"one new, one in the state":   {{ada, "", true}, {ada, "1", false}},
		"two records of one person":   {{ada, "1", true}, {ada, "2", false}},
		"one record at two addresses": {{ada, "1", true}, {ada, "1", false}},
		"two records of equal names":  {{names, "1", true}, {names, "2", true}},
		"names of one record, twice":  {{names, "1", true}, {names, "1", false}},
		"new names after a record":    {{names, "1", true}, {names, "", false}},
		"a record after new names":    {{names, "", true}, {names, "1", false}},
		"different persons":           {{ada, "", true}, {twin, "", true}, {other, "", true}},
		"different practice groups":   {{ada, "", true}, {elsewhere, "", true}},
		"different kinds":             {{ada, "", true}, {admin, "", true}},
		"different groups, one id":    {{ada, "1", true}, {elsewhere, "1", true}},
		"two new ones, three claims":  {{ada, "", true}, {ada, "", false}, {ada, "", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var c claims
			for i, step := range steps {
				if got := c.take(step.wanted, step.owner); got != step.want {
					t.Errorf("claim %d by %q: %t, want %t", i, step.owner, got, step.want)
				}
			}
		})
	}
}

func TestClaims_onlyOneOfManyWins(t *testing.T) {
	t.Parallel()
	var c claims
	wanted := claim{kind: numberClaim, practiceGroupID: "1001", key: "9990000018 1990-06-15"}
	var won atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if c.take(wanted, "") {
				won.Add(1)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 {
		t.Errorf("%d instances may stand for one person, want 1", won.Load())
	}
}
