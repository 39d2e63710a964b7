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

// KeyCommon is the KeyOf of a request with the common key, which is for all practice groups without
// a key of their own.
const KeyCommon = "common"

func checkKeys(keys map[string]string, groups []string) error {
	for _, group := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(groups, group) {
			// The message does not quote the id, because it may be a key in the wrong place.
			return errors.New("API keys: one is for a practice group that is not in the network")
		}
		if keys[group] == "" {
			return fmt.Errorf("API keys: that of practice group %q is empty", group)
		}
	}
	return nil
}

// APIKey returns the key that the mock requires for practice groups without one of their
// own.
func (s *Server) APIKey() string { return s.options.APIKey }

// APIKeys returns the keys of the practice groups that have one of their own.
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

// SetAPIKey gives a practice group a key of its own. From then on no other key is valid
// for it, neither the common one nor that of another practice group. "" restores the
// common key.
func (s *Server) SetAPIKey(group, key string) {
	s.withPractice(group, func(p *practice) { p.apiKey = key })
}

// authorised reports whether a request has the key that is valid for its practice group.
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

// keyOf says whose key a request has, because the journal must not hold the key. If
// several practice groups share the key, it prefers the one that the request is for.
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
