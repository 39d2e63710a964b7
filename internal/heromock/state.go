package heromock

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// state is all that the mock remembers. Server.mu guards it.
type state struct {
	practices         map[string]*practice
	pds               []PDSPerson
	bareMethods       bool // payment methods as a bare array
	patients          int  // patients ever made
	webhooks, admins  int  // the same for these
	requests, tickets int  // requests seen, tokens handed out
}

// practice is what one practice group holds.
type practice struct {
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
}

// patient is one record. All its members are stored as they came.
type patient struct {
	members object
	omitted map[string]bool // members that answers leave out
	billing object          // nil: none was set
	methods []any
}

func (p *patient) id() string { return text(p.members, "id") }

func newState(groups []string) *state {
	s := &state{practices: map[string]*practice{}, pds: defaultPDS()}
	for _, group := range groups {
		s.practices[group] = s.defaultPractice(group)
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
