// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// subject is a configured object that TestMatrix takes through its operations.
type subject struct {
	name, resource  string
	prepare         func(*heromock.Server) // what Hero has before anything is configured
	config, changed any                    // changed is nil where nothing can be changed
	// private are values that no text may show.
	private person
	// left is how Hero's objects differ from what is in the state, nil being no
	// state. config is what the state comes from. Nothing is as it should be.
	left func(mock *heromock.Server, state members, config any) string
}

func subjects() []subject {
	changedAda, adopted := ada().with("town", "Leeds"), ada().with("adopt_existing", "true")
	receiverOf := func(name string) members {
		return members{"event_type": confirmed, "url": receiver + "/" + name, "headers": members{"X-Token": headerValue}}
	}
	return []subject{
		{name: "patient", resource: patientType, config: ada(), changed: changedAda, private: changedAda, left: leftPatients},
		{
			name: "patient, adopted", resource: patientType, config: adopted, private: ada(), left: leftPatients,
			prepare: func(mock *heromock.Server) { mock.AddPatient("1001", ada().with("mobile", "07700 900999").record()) },
		},
		{name: "patient without NHS number", resource: patientType, config: grace(), private: grace(), left: leftPatients},
		{name: "patient from PDS", resource: pdsType, config: irisByNumber(), private: irisByNumber(), left: leftPatients},
		{
			name: "settings", resource: settingsType, left: leftSettings,
			config:  members{"name": "Riverside Surgery", "address": members{"town": "Leeds"}},
			changed: members{"name": "Hillside Surgery", "address": members{"town": "York"}},
		},
		{
			name: "prescriber", resource: prescriberType, left: leftPrescriber,
			config:  members{"admin_id": "502", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}},
			changed: members{"admin_id": "502", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Fletcher"}},
		},
		{
			name: "webhook", resource: webhookType, left: leftWebhooks, config: receiverOf("a"), changed: receiverOf("b"),
			private: person{"headers": headerValue},
		},
	}
}

// nested is a value that is an object, or else nil.
func nested(value any) members {
	object, _ := value.(members)
	return object
}

// One record, which stays after a destroy.
func leftPatients(mock *heromock.Server, state members, config any) string {
	records := mock.Patients("1001")
	if len(records) != 1 {
		return fmt.Sprintf("Hero has %d records of one person", len(records))
	}
	if state == nil {
		return ""
	}
	if records[0]["id"] != state["id"] {
		return fmt.Sprintf("the state has patient %v, Hero %v", state["id"], records[0]["id"])
	}
	who, _ := config.(person)
	town, _ := records[0]["town"].(string)
	mobile, _ := records[0]["mobile"].(string)
	if who["mobile"] != "" && (town != who["town"] || !canonical.Phone.Same(mobile, who["mobile"])) {
		return "Hero's record is not as configured"
	}
	return ""
}

// Settings keep their values after a destroy.
func leftSettings(mock *heromock.Server, _ members, config any) string {
	held, want := mock.PracticeGroup("1001"), nested(config)
	town := nested(held["address"])["town"]
	if held["name"] != want["name"] || town != nested(want["address"])["town"] {
		return fmt.Sprintf("Hero has the name %v and the town %v", held["name"], town)
	}
	return ""
}

func leftPrescriber(mock *heromock.Server, _ members, config any) string {
	want := nested(config)
	return cmp.Diff(members{"external_prescriber_id": want["external_prescriber_id"], "prescriber_details": want["prescriber_details"]},
		heldByAdmin(mock, "1001", "502"))
}

func leftWebhooks(mock *heromock.Server, state members, config any) string {
	var ids, want []any
	for _, webhook := range mock.Webhooks("1001") {
		ids = append(ids, webhook["id"])
		if state != nil && webhook["url"] != nested(config)["url"] {
			return fmt.Sprintf("webhook %v has another URL than configured", webhook["id"])
		}
	}
	if state != nil {
		want = []any{state["id"]}
	}
	if !slices.Equal(ids, want) {
		return fmt.Sprintf("Hero has the webhooks %v, the state %v", ids, want)
	}
	return ""
}

// The checks notice what they are there for.
func TestMatrix_noticesWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		mock := heromock.Start(t)
		if s.prepare != nil {
			s.prepare(mock)
		}
		p := newResourceProtocol(t, mock, s.resource)
		made, _ := p.run(p.none(), s.config)
		state := p.members(made)
		if diff := s.left(mock, state, s.config); diff != "" {
			t.Errorf("%s: %s", s.name, diff)
		}
		mock.AddPatient("1001", ada().record())
		seedWebhook(mock, "1001", nil)
		mock.UpdatePracticeGroup("1001", members{"name": "Another"})
		mock.UpdateAdmin("1001", "502", members{"external_prescriber_id": "other"})
		if s.left(mock, state, s.config) == "" {
			t.Errorf("%s: what is left is not noticed", s.name)
		}
	}
}
