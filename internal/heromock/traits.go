// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// trait is a Trait that is on.
type trait struct {
	Trait
	share float64 // of the requests that it affects; 0 for all
}

// SetTrait switches a trait on. The text is its name and, separated by spaces, optionally a duration that replaces its Time and the
// share of the requests that it affects: "lists-lag 1m", "acts-after-500 0.5".
func (s *Server) SetTrait(text string) error {
	t, err := parseTrait(text)
	if err != nil {
		return err
	}
	s.ClearTrait(t.Name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traits[t.Name] = t
	if f := t.Fault; f.isSet() {
		f.Probability = t.share
		if t.Name == traitQuota {
			f.During = t.Time
		} else {
			f.Late = t.Time
		}
		s.faults = append(s.faults, &fault{Fault: f, trait: t.Name, since: time.Now()})
	}
	return nil
}

// ClearTrait switches a trait off. Values that it has changed in the state stay changed.
func (s *Server) ClearTrait(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.traits, name)
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool { return f.trait == name })
}

func parseTrait(text string) (trait, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return trait{}, fmt.Errorf("trait %q: a name is needed", text)
	}
	all := Traits()
	i := slices.IndexFunc(all, func(t Trait) bool { return t.Name == words[0] })
	if i < 0 {
		return trait{}, fmt.Errorf("trait %q: there is none of this name", text)
	}
	t := trait{Trait: all[i]}
	for _, word := range words[1:] {
		if d, err := time.ParseDuration(word); err == nil && d > 0 && t.Time > 0 {
			t.Time = d
		} else if share, err := strconv.ParseFloat(word, 64); err == nil && share > 0 && share <= 1 {
			t.share = share
		} else {
			return trait{}, fmt.Errorf("trait %q: %q is neither a share of the requests nor, for a trait that has one, a duration", text, word)
		}
	}
	return t, nil
}

// has reports whether a trait is on, for traits that affect every request. It requires Server.mu.
func (s *Server) has(name string) bool {
	_, on := s.traits[name]
	return on
}

// concerned reports whether a trait affects the current request, which may be random, and returns its time. It requires Server.mu.
func (s *Server) concerned(name string) (time.Duration, bool) {
	t, on := s.traits[name]
	if !on || (t.share > 0 && s.random.Float64() >= t.share) {
		return 0, false
	}
	return t.Time, true
}

// now returns the time by Hero's clock. It requires Server.mu.
func (s *Server) now() time.Time {
	now := time.Now()
	if t, behind := s.traits[traitClockBehind]; behind {
		now = now.Add(-t.Time)
	}
	if t, ahead := s.traits[traitClockAhead]; ahead {
		now = now.Add(t.Time)
	}
	return now
}

// TraitSyntax lists the traits for users.
func TraitSyntax() string {
	var b strings.Builder
	b.WriteString("NAME [DURATION] [SHARE], for instance \"lists-lag 1m\" or \"acts-after-500 0.5\". The names:")
	for _, t := range Traits() {
		fmt.Fprintf(&b, "\n  %s: %s", t.Name, t.Doc)
	}
	return b.String()
}
