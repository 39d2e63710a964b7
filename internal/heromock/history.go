// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// snapshot is the data of a practice group before a change.
type snapshot struct {
	until    time.Time
	practice *practice
}

// longestLag is how long snapshots are kept.
const longestLag = 10 * time.Minute

// beforeChange takes a snapshot of a practice group for replicas that are behind. It requires Server.mu.
func (s *Server) beforeChange(p *practice) {
	if !s.has(traitListsLag) && !s.has(traitSearchesLag) && !s.has(traitReadsLag) && !s.has(traitReplicasFlip) {
		return
	}
	now := time.Now()
	p.history = slices.DeleteFunc(p.history, func(old snapshot) bool { return now.Sub(old.until) > longestLag })
	p.history = append(p.history, snapshot{now, p.clone()})
}

// clone returns a copy that later changes do not affect. It shares the objects, which are replaced and never changed.
func (p *practice) clone() *practice {
	copied := *p
	copied.history = nil
	copied.webhooks, copied.admins = slices.Clone(p.webhooks), slices.Clone(p.admins)
	copied.omitted, copied.merged = maps.Clone(p.omitted), maps.Clone(p.merged)
	copied.patients = make([]*patient, len(p.patients))
	for i, one := range p.patients {
		record := *one
		copied.patients[i] = &record
	}
	return &copied
}

// asOf returns a practice group as it was at the given time.
func (p *practice) asOf(at time.Time) *practice {
	for _, old := range p.history {
		if old.until.After(at) {
			return old.practice
		}
	}
	return p
}

// seen returns the practice group as the handler of a request sees it; a write sees the present. It requires Server.mu.
func (s *Server) seen(method, route, group string) *practice {
	p := s.state.practices[group]
	if method != "GET" || p == nil {
		return p
	}
	if _, other := s.concerned(traitOtherPractice); other {
		p = s.state.practices[s.neighbour(group)]
	}
	s.reads++
	var lag time.Duration
	if behind, on := s.concerned(lagTrait(route)); on {
		lag = behind
	}
	if behind, on := s.concerned(traitReplicasFlip); on && s.reads%2 == 1 {
		lag = max(lag, behind)
	}
	if lag == 0 {
		return p
	}
	return p.asOf(time.Now().Add(-lag))
}

func lagTrait(route string) string {
	switch {
	case route == "/v3/patients":
		return traitSearchesLag
	case strings.HasPrefix(route, "/v1/patients/"), strings.HasPrefix(route, "/v1/me"):
		return traitReadsLag
	}
	return traitListsLag
}

// neighbour returns another practice group of the network, if there is one.
func (s *Server) neighbour(group string) string {
	all := s.options.PracticeGroups
	return all[(slices.Index(all, group)+1)%len(all)]
}
