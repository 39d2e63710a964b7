// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"time"
)

// byPerson carries out a person's event, now or at the moment that its last word
// names.
func (s *simulation) byPerson(e event) {
	place := placeNamed(e.what)
	if place == nil {
		s.must(e, fmt.Errorf("there is no place %q", e.what))
	}
	act := func() { s.actByHand(e, place) }
	if e.how == "" {
		act()
		return
	}
	at, err := parseMoment(e.how)
	s.must(e, err)
	at.await(s, act)
}

func (s *simulation) actByHand(e event, place *place) {
	if s.answers != nil {
		before := s.truth()
		defer func() { s.touched = s.touched || !s.truth().holdsAsMuch(before) }()
	}
	s.mu.Lock()
	s.byHand[place.name] = append(s.byHand[place.name], time.Now())
	s.mu.Unlock()
	id := s.inSight(place)
	switch {
	case e.does == "creates":
		s.createByHand(place)
	case id == "":
		return // nothing to work with
	case e.does == "edits":
		s.editByHand(place, id)
	case e.does == "deletes" && place.object == "patient":
		s.mock.RemovePatient(place.group(), id)
	case e.does == "deletes" && place.object == "webhook":
		s.mock.RemoveWebhook(place.group(), id)
	case e.does == "archives" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, members{"status": "archived"})
	case e.does == "corrects the number" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, members{"nhs_number": "9990002096"})
	case e.does == "corrects the name" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, members{"last_name": "Correctington"})
	case e.does == "respells the names" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, s.namesAs(place.group(), id, respelledName))
	case e.does == "writes the names in capitals" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, s.namesAs(place.group(), id, nameInCapitals))
	case e.does == "enters odd values" && place.object == "patient":
		s.mock.MarkPatientOdd(place.group(), id)
		s.mock.UpdatePatient(place.group(), id, members{"title": "Prof", "sex": "Unknown", "postcode": "D02 X285", "email": "nobody; noone"})
	case e.does == "restricts" && place.object == "patient":
		s.mock.UpdatePatient(place.group(), id, members{"restricted": true})
	case e.does == "merges" && place.object == "patient":
		into := s.mock.AddPatient(place.group(), members{
			"nhs_number": "9990002118", "dob": "1990-06-15", "first_name": "Survivora", "last_name": "Mergelton", "town": "Elsewhere",
		})
		s.mock.MergePatient(place.group(), id, into)
	}
}

// inSight returns the id of a place's object: the one in our state, or else one that
// Hero has.
func (s *simulation) inSight(place *place) string {
	switch place.object {
	case "admin":
		return "503"
	case "practice group":
		return simulatedGroup
	}
	if held := s.us.holds(place.name); held != nil && held.current != nil {
		if id := held.current.id(); s.truth().object(place.object, id) != nil {
			return id
		}
	}
	if ids := s.truth().alike(place.object, place.described(s.variantInSight(place))); len(ids) > 0 {
		return ids[0]
	}
	return ""
}

// variantInSight returns the variant that an operator has configured, or else "a".
func (s *simulation) variantInSight(place *place) string {
	for _, o := range s.operators() {
		if variant := o.config[place.name]; variant != "" {
			return variant
		}
	}
	return "a"
}

// createByHand makes an object like the configured one, with more fields than the
// configuration has.
func (s *simulation) createByHand(place *place) {
	made := place.described(s.variantInSight(place))
	delete(made, "practice_group_id")
	switch {
	case place.object == "webhook":
		made["description"], made["signing_key"] = "made by hand", "key-by-hand"
		s.madeByHand(s.mock.AddWebhook(place.group(), made))
	case place.resource == patientType && made["last_name"] != nil:
		made["emis_id"], made["notes"], made["county"] = "emis-7", "made by hand", "Handshire"
		if place.name == "held" {
			s.madeByHand(s.mock.AddOddPatient(place.group(), made))
			return
		}
		s.madeByHand(s.mock.AddPatient(place.group(), made))
	}
}

// namesAs returns the names of a record, in another form.
func (s *simulation) namesAs(group, id string, form func(string) string) members {
	names := members{}
	for _, record := range s.mock.Patients(group) {
		for _, name := range []string{"first_name", "last_name"} {
			if text, isText := record[name].(string); isText && record["id"] == id {
				names[name] = form(text)
			}
		}
	}
	return names
}

func (s *simulation) madeByHand(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made[id] = time.Now()
}

func (s *simulation) editByHand(place *place, id string) {
	switch place.object {
	case "patient":
		s.mock.UpdatePatient(place.group(), id, members{"town": "Handtown", "county": "Handshire"})
	case "webhook":
		s.mock.UpdateWebhook(place.group(), id, members{"url": "https://by-hand.example.com/"})
	case "admin":
		s.mock.UpdateAdmin(simulatedGroup, id, members{"external_prescriber_id": "by hand"})
	default:
		address := over(nested(s.mock.PracticeGroup(simulatedGroup)["address"]), members{"county": "Handshire"})
		s.mock.UpdatePracticeGroup(simulatedGroup, members{"name": "By hand", "address": address})
	}
}
