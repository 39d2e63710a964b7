package heromock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// seed is the form of a state file. Lists that are given replace what a practice
// group has at the start.
type seed struct {
	PracticeGroups map[string]practiceSeed `json:"practice_groups"`
	PDS            []PDSPerson             `json:"pds"`
}

type practiceSeed struct {
	PracticeGroup    object          `json:"practice_group"` // merged into the default
	Patients         []patientSeed   `json:"patients"`
	Webhooks         []object        `json:"webhooks"`
	Admins           []object        `json:"admins"`
	Capabilities     []string        `json:"capabilities"`
	Configuration    json.RawMessage `json:"configuration"`
	Elements         []object        `json:"elements"`
	Locations        []object        `json:"locations"`
	AppointmentTypes []object        `json:"appointment_types"`
	Practitioners    []object        `json:"practitioners"`
	Forms            []object        `json:"forms"`
}

type patientSeed struct {
	Patient        object `json:"patient"`
	BillingInfo    object `json:"billing_info"`
	PaymentMethods []any  `json:"payment_methods"`
}

// Seed adds the content of a state file, a JSON text:
//
//	{
//	  "practice_groups": {
//	    "1001": {
//	      "practice_group": {"name": "High Street Surgery"},
//	      "patients": [{"patient": {"dob": "1990-06-15"}, "billing_info": {}, "payment_methods": []}],
//	      "webhooks": [], "admins": [], "capabilities": [], "configuration": {}, "elements": [],
//	      "locations": [], "appointment_types": [], "practitioners": [], "forms": []
//	    }
//	  },
//	  "pds": [{"nhs_number": "9990001014", "dob": "1992-01-01", "forename": "Iris", "surname": "Traced"}]
//	}
//
// Every part is optional, unknown ones are refused.
func (s *Server) Seed(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var file seed
	if err := decoder.Decode(&file); err != nil {
		return fmt.Errorf("reading the state to start with: %w", err)
	}
	for _, group := range slices.Sorted(maps.Keys(file.PracticeGroups)) {
		if !slices.Contains(s.options.PracticeGroups, group) {
			return fmt.Errorf("reading the state to start with: practice group %q is not in the network", group)
		}
		s.seedPractice(group, file.PracticeGroups[group])
	}
	if file.PDS != nil {
		s.SetPDS(file.PDS...)
	}
	return nil
}

func (s *Server) seedPractice(group string, given practiceSeed) {
	s.UpdatePracticeGroup(group, given.PracticeGroup)
	for _, one := range given.Patients {
		id := s.AddPatient(group, one.Patient)
		s.SetBillingInfo(group, id, one.BillingInfo)
		s.SetPaymentMethods(group, id, one.PaymentMethods)
	}
	for _, webhook := range given.Webhooks {
		s.AddWebhook(group, webhook)
	}
	s.in(group, func(p *practice) {
		if given.Admins != nil {
			p.admins = nil
		}
		if given.Capabilities != nil {
			p.capabilities = given.Capabilities
		}
		if given.Configuration != nil {
			p.configuration = given.Configuration
		}
		for list, entries := range map[*[]object][]object{
			&p.elements: given.Elements, &p.locations: given.Locations, &p.appointmentTypes: given.AppointmentTypes,
			&p.practitioners: given.Practitioners, &p.forms: given.Forms,
		} {
			if entries != nil {
				*list = entries
			}
		}
	})
	for _, admin := range given.Admins {
		s.AddAdmin(group, admin)
	}
}
