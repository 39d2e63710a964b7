// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"sync"
)

// registry knows which objects are in a Terraform state, as far as calls to this
// process have named them. Terraform refreshes an instance right before it plans
// it, but never tells a provider what the rest of the state holds.
//
// An entry counts until remove is called for it, and at most until the provider is configured
// again. It may outlive its object in Hero: the registry is only asked about ids that Hero has just
// reported.
//
// Only advice, warnings and the error that refuse_equal asks for may depend on it: it lacks
// instances that no call has named yet, and in `terraform test` one process serves several states.
type registry struct {
	mu      sync.Mutex
	entries map[registryKey]bool
}

type registryKey struct{ practiceGroupID, id string }

func (r *registry) add(practiceGroupID, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.entries == nil {
		r.entries = map[registryKey]bool{}
	}
	r.entries[registryKey{practiceGroupID, id}] = true
}

func (r *registry) remove(practiceGroupID, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.entries, registryKey{practiceGroupID, id})
}

// hasAny reports whether at least one of the ids is in a state.
func (r *registry) hasAny(practiceGroupID string, ids ...string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(ids, func(id string) bool { return r.entries[registryKey{practiceGroupID, id}] })
}
