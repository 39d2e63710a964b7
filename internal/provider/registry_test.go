// SPDX-License-Identifier: MPL-2.0

package provider

import "testing"

func TestRegistry(t *testing.T) {
	t.Parallel()
	var r registry
	has := func(practiceGroupID string, want bool, ids ...string) {
		t.Helper()
		if got := r.hasAny(practiceGroupID, ids...); got != want {
			t.Errorf("any of %q in practice group %s: %t, want %t", ids, practiceGroupID, got, want)
		}
	}
	r.remove("1001", "7")
	has("1001", false, "7")
	r.add("1001", "7")
	r.add("1001", "7")
	has("1001", true, "7")
	has("1001", true, "8", "7")
	has("1001", false)
	has("1001", false, "8")
	has("1002", false, "7")
	r.remove("1002", "7")
	has("1001", true, "7")
	r.remove("1001", "7")
	has("1001", false, "7")
}
