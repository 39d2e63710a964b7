// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// state is all that the mock remembers. Server.mu guards it.
type state struct {
	practices         map[string]*practice
	pds               []PDSPerson
	bareMethods       bool // payment methods as a bare array
	patients          int  // patients ever made
	webhooks, admins  int  // the same for these
	links, messages   int  // and for these
	requests, tickets int  // requests seen, tokens handed out
}

// practice is what one practice group holds.
type practice struct {
	apiKey   string // "": the common one
	group    object
	omitted  map[string]bool // members of group that answers leave out
	patients []*patient      // in order of creation
	webhooks []object
	admins   []object

	capabilities     []string
	configuration    json.RawMessage
	elements         []object
	locations        []object
	appointmentTypes []object
	practitioners    []object
	forms            []object

	coupons      []object
	shortLinks   []object
	bookingLinks []object
	messages     []object
}

// patient is one record. All its members are stored as they came.
type patient struct {
	members object
	omitted map[string]bool // members that answers leave out
	billing object          // nil: none was set
	methods []any
}

func (p *patient) id() string { return text(p.members, "id") }

func newState(groups []string, keys map[string]string) *state {
	s := &state{practices: map[string]*practice{}, pds: defaultPDS()}
	for _, group := range groups {
		s.practices[group] = s.defaultPractice(group)
		s.practices[group].apiKey = keys[group]
	}
	return s
}

func (s *state) nextRequest() int {
	s.requests++
	return s.requests
}

// nextPatient gives an id that no other patient of the mock has, and a uid.
func (s *state) nextPatient() (id, uid string) {
	s.patients++
	return strconv.Itoa(10000 + s.patients), fmt.Sprintf("5f0c7d1e-0000-4000-8000-%012d", s.patients)
}

func (s *state) nextWebhook() string {
	s.webhooks++
	return fmt.Sprintf("wh_%06d", s.webhooks)
}

func (s *state) nextAdmin() string {
	s.admins++
	return strconv.Itoa(500 + s.admins)
}

func (p *practice) patient(id string) *patient {
	for _, one := range p.patients {
		if one.id() == id {
			return one
		}
	}
	return nil
}

// find is the position of the object with an id in a list, or -1.
func find(list []object, id string) int {
	for i, o := range list {
		if text(o, "id") == id {
			return i
		}
	}
	return -1
}

// object is a JSON object.
type object = map[string]any

// normalise turns any value that encodes to JSON into the types that decoding
// gives, sharing nothing with v.
func normalise(v any) any { return recode[any](v) }

// cloneObject copies an object; a nil one stays nil.
func cloneObject(o object) object { return recode[object](o) }

// recode encodes and decodes a value. One that is not JSON is a mistake of the
// test's author, hence the panic.
func recode[T any](v any) (result T) {
	encoded, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(encoded, &result)
	}
	if err != nil {
		panic(fmt.Sprintf("heromock: not a JSON value: %v", err))
	}
	return result
}

func cloneObjects(list []object) []object {
	clones := make([]object, 0, len(list))
	for _, o := range list {
		clones = append(clones, cloneObject(o))
	}
	return clones
}

// text is a text member, or "" when it is absent, null or something else.
func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// merged is a copy of base with the members of changes over it.
func merged(base, changes object) object {
	result := maps.Clone(base)
	if result == nil {
		result = object{}
	}
	maps.Copy(result, changes)
	return result
}

// without is a copy of an object without some members.
func without(o object, names ...string) object {
	result := maps.Clone(o)
	maps.DeleteFunc(result, func(name string, _ any) bool { return slices.Contains(names, name) })
	return result
}

// texts is a member that lists texts; ok is false when it is absent or no list.
func texts(o object, name string) (list []string, ok bool) {
	values, ok := o[name].([]any)
	for _, v := range values {
		if s, isText := v.(string); isText {
			list = append(list, s)
		}
	}
	return list, ok
}

// in runs change on a practice group while nothing else runs. A practice group
// that is not in the network is a mistake in the test: a violation.
func (s *Server) in(group string, change func(*practice)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.state.practices[group]
	if p == nil {
		s.violateLocked("the test uses practice group %q, which is not in the network", group)
		return
	}
	change(p)
}

// mergeInto needs Server.mu.
func (s *Server) mergeInto(list []object, thing, id string, changes object) {
	position := find(list, id)
	if position < 0 {
		s.violateLocked("the test uses %s %q, which does not exist", thing, id)
		return
	}
	list[position] = merged(list[position], changes)
}
