package heromock

import "encoding/json"

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

// PracticeGroup is the practice group as it is stored, password included; nil
// when it is not in the network.
func (s *Server) PracticeGroup(group string) (members map[string]any) {
	s.in(group, func(p *practice) { members = cloneObject(p.group) })
	return members
}

// UpdatePracticeGroup changes top-level members, as somebody would in the web
// interface. A nil value is a JSON null.
func (s *Server) UpdatePracticeGroup(group string, members map[string]any) {
	changes := cloneObject(members)
	s.in(group, func(p *practice) { p.group = merged(p.group, changes) })
}

// OmitPracticeGroupMembers leaves members out of the answers to GET and PATCH
// /v1/me from now on. Such answers are not held against the contract.
func (s *Server) OmitPracticeGroupMembers(group string, names ...string) {
	s.in(group, func(p *practice) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetCapabilities replaces the capabilities of a practice group.
func (s *Server) SetCapabilities(group string, capabilities ...string) {
	copied := append([]string{}, capabilities...)
	s.in(group, func(p *practice) { p.capabilities = copied })
}

// SetConfiguration replaces the configuration of a practice group. It is
// answered as it is, numbers with all their digits.
func (s *Server) SetConfiguration(group string, configuration any) {
	raw := recode[json.RawMessage](configuration)
	s.in(group, func(p *practice) { p.configuration = raw })
}

// SetElements replaces the embeddable components of a practice group.
func (s *Server) SetElements(group string, elements ...map[string]any) {
	copied := cloneObjects(elements)
	s.in(group, func(p *practice) { p.elements = copied })
}

// SetLocations replaces the locations of a practice group.
func (s *Server) SetLocations(group string, locations ...map[string]any) {
	copied := cloneObjects(locations)
	s.in(group, func(p *practice) { p.locations = copied })
}

// SetAppointmentTypes replaces the appointment types of a practice group.
func (s *Server) SetAppointmentTypes(group string, types ...map[string]any) {
	copied := cloneObjects(types)
	s.in(group, func(p *practice) { p.appointmentTypes = copied })
}

// SetPractitioners replaces the practitioners of a practice group.
func (s *Server) SetPractitioners(group string, practitioners ...map[string]any) {
	copied := cloneObjects(practitioners)
	s.in(group, func(p *practice) { p.practitioners = copied })
}

// SetForms replaces the forms of a practice group. Their member "fields" is
// shown by GET /v1/forms/{id} only.
func (s *Server) SetForms(group string, forms ...map[string]any) {
	copied := cloneObjects(forms)
	s.in(group, func(p *practice) { p.forms = copied })
}
