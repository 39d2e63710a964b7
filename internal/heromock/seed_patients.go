package heromock

import "slices"

// AddPatient stores a record and returns its id. Members are stored as they
// are; id, uid, status, restricted and data_source are filled in if not given.
// It returns "" when the practice group is not in the network.
func (s *Server) AddPatient(group string, members map[string]any) (id string) {
	stored := cloneObject(members)
	s.in(group, func(p *practice) {
		if given := text(stored, "id"); given != "" && p.patient(given) != nil {
			s.violateLocked("the test adds patient %q twice", given)
			return
		}
		id = s.state.add(p, stored).id()
	})
	return id
}

// Patient is a record as it is stored, what can be written only included.
func (s *Server) Patient(group, id string) (members map[string]any, ok bool) {
	s.in(group, func(p *practice) {
		if found := p.patient(id); found != nil {
			members, ok = cloneObject(found.members), true
		}
	})
	return members, ok
}

// Patients are all records of a practice group as they are stored, in order of creation.
func (s *Server) Patients(group string) (list []map[string]any) {
	s.in(group, func(p *practice) {
		for _, one := range p.patients {
			list = append(list, cloneObject(one.members))
		}
	})
	return list
}

// UpdatePatient merges members into a record, as somebody would in the web
// interface. A nil value is a JSON null.
func (s *Server) UpdatePatient(group, id string, members map[string]any) {
	changes := cloneObject(members)
	s.onPatient(group, id, func(p *patient) { p.members = merged(p.members, changes) })
}

// RemovePatient makes a record disappear, which the API itself cannot.
func (s *Server) RemovePatient(group, id string) {
	s.in(group, func(p *practice) {
		p.patients = slices.DeleteFunc(slices.Clone(p.patients), func(one *patient) bool { return one.id() == id })
	})
}

// OmitPatientMembers leaves members (by their name in GET /v1/patients/{id}) out
// of all answers about a record from now on. Such answers are not held against
// the contract.
func (s *Server) OmitPatientMembers(group, id string, names ...string) {
	s.onPatient(group, id, func(p *patient) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetBillingInfo sets members of a patient's billing information; the rest
// keeps its default.
func (s *Server) SetBillingInfo(group, patientID string, v map[string]any) {
	copied := cloneObject(v)
	s.onPatient(group, patientID, func(p *patient) { p.billing = copied })
}

// SetPaymentMethods sets a patient's payment methods. Their shape is not
// documented, so entries may be anything.
func (s *Server) SetPaymentMethods(group, patientID string, v []any) {
	copied := recode[[]any](v)
	s.onPatient(group, patientID, func(p *patient) { p.methods = copied })
}

// SetPaymentMethodsBare answers payment methods as a bare array instead of in
// the list envelope. The documentation does not show which it is.
func (s *Server) SetPaymentMethodsBare(bare bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.bareMethods = bare
}

func (s *Server) onPatient(group, id string, change func(*patient)) {
	s.in(group, func(p *practice) {
		found := p.patient(id)
		if found == nil {
			s.violateLocked("the test uses patient %q, whom practice group %q does not have", id, group)
			return
		}
		change(found)
	})
}
