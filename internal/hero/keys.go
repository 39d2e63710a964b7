// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"fmt"
	"maps"
	"slices"
)

// KeySource says which of a client's keys is used for a practice group.
type KeySource int

const (
	// OnlyKey is Config.APIKey of a client that has no other.
	OnlyKey KeySource = iota
	// CommonKey is Config.APIKey, for a practice group without an entry in Config.APIKeys.
	CommonKey
	// OwnKey is the practice group's entry in Config.APIKeys.
	OwnKey
)

// NoKeyError refuses a practice group without a key of its own, if there is no common key.
type NoKeyError struct{ ID string }

func (e *NoKeyError) Error() string {
	return fmt.Sprintf("practice group %q has no API key", e.ID)
}

// keys are the API keys of a client. Hero limits requests by the agreement behind a key, so each key has its own transport: a
// pause or a rate limit of one key does not hold up requests with another. All transports share the connections.
type keys struct {
	common  *transport            // nil without a common key
	own     map[string]*transport // by practice group id
	secrets []string
}

func newKeys(config Config) keys {
	transports := map[string]*transport{}
	fresh := freshConnections(config.Transport)
	transportOf := func(key string) *transport {
		if transports[key] == nil {
			transports[key] = newTransport(config, fresh, key)
		}
		return transports[key]
	}
	k := keys{own: map[string]*transport{}}
	if config.APIKey != "" {
		k.common = transportOf(config.APIKey)
	}
	for id, key := range config.APIKeys {
		k.own[id] = transportOf(key)
	}
	k.secrets = slices.Sorted(maps.Keys(transports))
	return k
}

// forPractice returns the transport with the key for a practice group, or a *NoKeyError.
func (k keys) forPractice(id string) (*transport, KeySource, error) {
	switch own := k.own[id]; {
	case own != nil:
		return own, OwnKey, nil
	case k.common == nil:
		return nil, 0, &NoKeyError{ID: id}
	case len(k.own) > 0:
		return k.common, CommonKey, nil
	default:
		return k.common, OnlyKey, nil
	}
}
