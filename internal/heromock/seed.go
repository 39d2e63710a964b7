// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// seed is the form of a state file. A list in it replaces the default of the practice
// group.
type seed struct {
	PracticeGroups map[string]practiceSeed `json:"practice_groups"`
	PDS            []PDSPerson             `json:"pds"`
}

type practiceSeed struct {
	APIKey           string          `json:"api_key"`
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
	Coupons          []object        `json:"coupons"`
	ShortLinks       []object        `json:"short_links"`
	Messages         []object        `json:"messages"`
}

type patientSeed struct {
	Patient        object `json:"patient"`
	BillingInfo    object `json:"billing_info"`
	PaymentMethods []any  `json:"payment_methods"`
}

// Seed adds the content of a state file, which is JSON:
//
//	{
//	  "practice_groups": {
//	    "1001": {
//	      "api_key": "key-of-1001",
//	      "practice_group": {"name": "High Street Surgery"},
//	      "patients": [{"patient": {"dob": "1990-06-15"}, "billing_info": {}, "payment_methods": []}],
//	      "webhooks": [], "admins": [], "capabilities": [], "configuration": {}, "elements": [],
//	      "locations": [], "appointment_types": [], "practitioners": [], "forms": [],
//	      "coupons": [], "short_links": [], "messages": []
//	    }
//	  },
//	  "pds": [{"nhs_number": "9990001014", "dob": "1992-01-01", "forename": "Iris", "surname": "Traced"}]
//	}
//
// Every part is optional, and an unknown one is an error. An api_key is the only key that is valid
// for the practice group: see SetAPIKey.
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
	if given.APIKey != "" {
		s.SetAPIKey(group, given.APIKey)
	}
	s.UpdatePracticeGroup(group, given.PracticeGroup)
	for _, one := range given.Patients {
		id := s.AddPatient(group, one.Patient)
		s.SetBillingInfo(group, id, one.BillingInfo)
		s.SetPaymentMethods(group, id, one.PaymentMethods)
	}
	for _, webhook := range given.Webhooks {
		s.AddWebhook(group, webhook)
	}
	s.withPractice(group, func(p *practice) {
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
			&p.coupons: given.Coupons, &p.shortLinks: given.ShortLinks, &p.messages: given.Messages,
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

// defaultPractice returns a new practice group: no patient and no webhook, but examples
// of everything that only Hero itself can create.
func (s *state) defaultPractice(id string) *practice {
	return &practice{
		group: object{
			"id":     id,
			"name":   "Practice " + id,
			"sector": "nhs",
			"address": object{
				"line_1": "1 High Street", "line_2": "", "line_3": "", "town": "Leeds",
				"county": "West Yorkshire", "postcode": "LS1 4AP", "country": "United Kingdom",
			},
			"prescription_partner_enabled":     false,
			"prescription_partner":             nil,
			"prescription_partner_credentials": object{"email": nil},
			"authenticated_as": object{
				"id": "501", "first_name": "Ada", "last_name": "Archer", "email": "ada.archer@practice.example",
			},
		},
		omitted: map[string]bool{},
		admins: []object{
			s.defaultAdmin("Ada", "Archer"),
			s.defaultAdmin("Ben", "Baker"),
			s.defaultAdmin("Cleo", "Carter"),
		},
		capabilities:     []string{"sms_messaging"},
		configuration:    json.RawMessage(`{"online_booking":{"enabled":true,"max_days_ahead":28},"reminders":["24h","2h"]}`),
		elements:         defaultElements(),
		locations:        defaultLocations(),
		appointmentTypes: defaultAppointmentTypes(),
		practitioners:    defaultPractitioners(),
		forms:            defaultForms(),
		coupons:          []object{{"id": "coupon_staff", "name": "Staff", "percent_off": 100}},
		shortLinks:       defaultShortLinks(),
	}
}

func (s *state) defaultAdmin(first, last string) object {
	return object{
		"id":                     s.nextAdmin(),
		"first_name":             first,
		"last_name":              last,
		"email":                  first + "." + last + "@practice.example",
		"external_prescriber_id": nil,
		"prescriber_details":     nil,
	}
}

func defaultElements() []object {
	return []object{
		{"version": "2", "config": object{"theme": "light"}, "element": object{"id": "booking", "name": "Booking"}},
		{"version": nil, "config": object{}, "element": nil},
	}
}

func defaultLocations() []object {
	return []object{
		{"id": "201", "name": "Main surgery", "appointment_type_ids": []any{"apt_gp", "apt_nurse"}, "has_availability": true},
		{"id": "202", "name": "Branch surgery", "appointment_type_ids": []any{"apt_nurse"}, "has_availability": false},
	}
}

func defaultAppointmentTypes() []object {
	return []object{
		{
			"id": "apt_gp", "name": "GP appointment", "partner_slot_name": "GP",
			"next_available_at": "2030-01-07T09:00:00.000Z", "slot_count": 12, "price": 0, "duration": 10,
			"assignee_id": "501", "assignee_type": "Admin", "sector": "nhs",
			"video": true, "in_person": true, "telephone": true,
			"use_partner_bookable_slots": false, "admin_booking_invoice_required": false,
			"form_id": nil, "practitioner_type": "GP", "location_ids": []any{"201"},
		},
		{
			"id": "apt_nurse", "name": "Nurse appointment", "partner_slot_name": "Nurse",
			"next_available_at": nil, "slot_count": 0, "price": 25.5, "duration": 15,
			"assignee_id": nil, "assignee_type": nil, "sector": "paid",
			"video": false, "in_person": true, "telephone": false,
			"use_partner_bookable_slots": true, "admin_booking_invoice_required": true,
			"form_id": "form_new_patient", "practitioner_type": "Nurse", "location_ids": []any{"201", "202"},
		},
	}
}

func defaultPractitioners() []object {
	return []object{
		{
			"id": "301", "first_name": "Dana", "last_name": "Doyle", "practitioner_type": "GP",
			"location_ids": []any{"201"}, "appointment_type_ids": []any{"apt_gp"}, "has_availability": true,
		},
		{
			"id": "302", "first_name": "Eli", "last_name": "Evans", "practitioner_type": "Nurse",
			"location_ids": []any{"201", "202"}, "appointment_type_ids": []any{"apt_nurse"}, "has_availability": false,
		},
	}
}

func defaultForms() []object {
	return []object{
		{
			"id": "form_new_patient", "title": "New patient", "description": "Questions for new patients",
			"patient_title": "Welcome", "patient_description": "Please tell us about yourself",
			"reply_form": false, "form_type": "questionnaire", "snomed_code": nil,
			"fields": []any{object{"form_question_id": "q1", "name": "Allergies"}},
		},
		{
			"id": "form_reply", "title": "Reply", "description": "Free text answer",
			"patient_title": nil, "patient_description": nil,
			"reply_form": true, "form_type": "response", "snomed_code": "185317003",
			"fields": []any{},
		},
	}
}
