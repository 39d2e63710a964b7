// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// trait is a Trait that is switched on.
type trait struct {
	Trait
	share float64 // of the requests that it concerns, 0 for all
}

// SetTrait switches a trait on. The text is its name, and after it, with spaces between, a duration that takes the place of its
// Time, and the share of the requests that it concerns: "lists-lag 1m", "acts-after-500 0.5".
func (s *Server) SetTrait(text string) error {
	t, err := parseTrait(text)
	if err != nil {
		return err
	}
	s.ClearTrait(t.Name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traits[t.Name] = t
	if f := t.Fault; f.isAny() {
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

// ClearTrait switches a trait off. What it has made of what is stored stays.
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
	position := slices.IndexFunc(all, func(t Trait) bool { return t.Name == words[0] })
	if position < 0 {
		return trait{}, fmt.Errorf("trait %q: there is none of this name", text)
	}
	t := trait{Trait: all[position]}
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

// has needs Server.mu. It is for traits that concern no request in particular.
func (s *Server) has(name string) bool {
	_, on := s.traits[name]
	return on
}

// concerned needs Server.mu. It reports whether a trait concerns the present request, which chance may decide, and its time.
func (s *Server) concerned(name string) (time.Duration, bool) {
	t, on := s.traits[name]
	if !on || (t.share > 0 && s.random.Float64() >= t.share) {
		return 0, false
	}
	return t.Time, true
}

// now is the time by Hero's clock. It needs Server.mu.
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

// TraitSyntax lists the traits for people.
func TraitSyntax() string {
	var b strings.Builder
	b.WriteString("NAME [DURATION] [SHARE], for instance \"lists-lag 1m\" or \"acts-after-500 0.5\". The names:")
	for _, t := range Traits() {
		fmt.Fprintf(&b, "\n  %s: %s", t.Name, t.Doc)
	}
	return b.String()
}
