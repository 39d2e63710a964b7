// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// state is the data of the mock. Server.mu guards it.
type state struct {
	practices   map[string]*practice
	pds         []PDSPerson
	bareMethods bool // payment methods as a bare array

	// How many of each have been created; the next ids follow from these.
	patients, webhooks, admins, links, messages, requests, tokens int
}

// practice is the data of one practice group.
type practice struct {
	apiKey   string // "" for the common one
	history  []snapshot
	merged   map[string]string // ids of records that are gone, and of those that they were merged into
	group    object
	omitted  map[string]bool // fields of group that responses leave out
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

// patient is one record. Its fields are stored as they were sent.
type patient struct {
	fields  object
	omitted map[string]bool // fields that responses leave out
	odd     bool            // holds values that the contract does not list
	billing object          // nil until it is set
	methods []any
}

func (p *patient) id() string { return stringField(p.fields, "id") }

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

// nextPatient returns a new id and uid.
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

// find returns the index of the object with an id in a list, or -1.
func find(list []object, id string) int {
	for i, o := range list {
		if stringField(o, "id") == id {
			return i
		}
	}
	return -1
}

// object is a JSON object.
type object = map[string]any

// normalise returns a deep copy of v, in the types that JSON decodes to.
func normalise(v any) any { return recode[any](v) }

// cloneObject returns a deep copy of an object, or nil for nil.
func cloneObject(o object) object { return recode[object](o) }

// recode encodes v as JSON and decodes it. It panics if v is not JSON, which is a bug
// in the test.
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

// stringField returns a string field, or "" if it is absent or not a string.
func stringField(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// merged returns a copy of base with the fields of changes over it.
func merged(base, changes object) object {
	result := maps.Clone(base)
	if result == nil {
		result = object{}
	}
	maps.Copy(result, changes)
	return result
}

// without returns a copy of an object without some fields.
func without(o object, names ...string) object {
	result := maps.Clone(o)
	maps.DeleteFunc(result, func(name string, _ any) bool { return slices.Contains(names, name) })
	return result
}

// stringsField returns the strings of a list field. ok is false if it is absent or not a
// list.
func stringsField(o object, name string) (list []string, ok bool) {
	values, ok := o[name].([]any)
	for _, v := range values {
		if s, isString := v.(string); isString {
			list = append(list, s)
		}
	}
	return list, ok
}

// withPractice runs change on a practice group under Server.mu. A practice group outside
// the network is a bug in the test and so a violation.
func (s *Server) withPractice(group string, change func(*practice)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.state.practices[group]
	if p == nil {
		s.violateLocked("the test uses practice group %q, which is not in the network", group)
		return
	}
	s.beforeChange(p)
	change(p)
}

// mergeInto requires Server.mu.
func (s *Server) mergeInto(list []object, thing, id string, changes object) {
	i := find(list, id)
	if i < 0 {
		s.violateLocked("the test uses %s %q, which does not exist", thing, id)
		return
	}
	list[i] = merged(list[i], changes)
}
