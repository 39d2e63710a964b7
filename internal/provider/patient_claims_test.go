package provider

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestPatientClaims(t *testing.T) {
	t.Parallel()
	ada := patientKey{practiceGroupID: "1001", nhsNumber: "9990000018", dob: "1990-06-15"}
	elsewhere, twin, other := ada, ada, ada
	elsewhere.practiceGroupID, twin.nhsNumber, other.dob = "1002", "9990000026", "1990-06-16"

	type claim struct {
		key   patientKey
		owner string
		want  bool
	}
	for name, claims := range map[string][]claim{
		"two new ones":               {{ada, "", true}, {ada, "", false}},
		"one in the state, one new":  {{ada, "1", true}, {ada, "", false}},
		"one new, one in the state":  {{ada, "", true}, {ada, "1", false}},
		"two records of one person":  {{ada, "1", true}, {ada, "2", false}},
		"one record, planned twice":  {{ada, "1", true}, {ada, "1", true}},
		"refusal changes nothing":    {{ada, "1", true}, {ada, "2", false}, {ada, "1", true}},
		"different persons":          {{ada, "", true}, {twin, "", true}, {other, "", true}},
		"different practice groups":  {{ada, "", true}, {elsewhere, "", true}},
		"different groups, one id":   {{ada, "1", true}, {elsewhere, "1", true}},
		"two new ones, three claims": {{ada, "", true}, {ada, "", false}, {ada, "", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newPatientClaims()
			for i, step := range claims {
				if got := c.claim(step.key, step.owner); got != step.want {
					t.Errorf("claim %d by %q: %t, want %t", i, step.owner, got, step.want)
				}
			}
		})
	}
}

func TestPatientClaims_onlyOneOfManyWins(t *testing.T) {
	t.Parallel()
	c := newPatientClaims()
	key := patientKey{practiceGroupID: "1001", nhsNumber: "9990000018", dob: "1990-06-15"}
	var won atomic.Int32
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if c.claim(key, "") {
				won.Add(1)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 {
		t.Errorf("%d instances may stand for one person, want 1", won.Load())
	}
}
