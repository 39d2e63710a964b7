// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// KeyCommon stands in the journal for the key of all practice groups that have
// none of their own. It is no practice group's id.
const KeyCommon = "common"

func checkKeys(keys map[string]string, groups []string) error {
	for _, group := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(groups, group) {
			// Not quoted: it may be a key in the wrong place.
			return errors.New("API keys: one is for a practice group that is not in the network")
		}
		if keys[group] == "" {
			return fmt.Errorf("API keys: that of practice group %q is empty", group)
		}
	}
	return nil
}

// APIKey is the key that the mock demands for practice groups without one of
// their own.
func (s *Server) APIKey() string { return s.options.APIKey }

// APIKeys are the keys of the practice groups that have one of their own.
func (s *Server) APIKeys() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := map[string]string{}
	for group, p := range s.state.practices {
		if p.apiKey != "" {
			keys[group] = p.apiKey
		}
	}
	return keys
}

// SetAPIKey gives a practice group a key of its own, or another one. It alone
// acts for the practice group then: the common key does not, nor does that of
// another practice group. "" puts it back to the common key.
func (s *Server) SetAPIKey(group, key string) {
	s.in(group, func(p *practice) { p.apiKey = key })
}

// authorised reports a request with the key that acts for its practice group.
func (s *Server) authorised(header http.Header) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.state.practices[header.Get(practiceGroupHeader)]
	if p == nil {
		return false
	}
	wanted := p.apiKey
	if wanted == "" {
		wanted = s.options.APIKey
	}
	return sameKey(header.Get(apiKeyHeader), wanted)
}

// keyOf names whose key a request has, for the journal, which holds no key. A
// key of several is that of the practice group asked for, if it is one of them.
func (s *Server) keyOf(header http.Header) string {
	key, group := header.Get(apiKeyHeader), header.Get(practiceGroupHeader)
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.state.practices[group]; p != nil && p.apiKey != "" && sameKey(key, p.apiKey) {
		return group
	}
	if sameKey(key, s.options.APIKey) {
		return KeyCommon
	}
	for _, group := range s.options.PracticeGroups {
		if own := s.state.practices[group].apiKey; own != "" && sameKey(key, own) {
			return group
		}
	}
	return ""
}

func sameKey(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
