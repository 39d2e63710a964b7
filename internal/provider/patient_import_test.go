package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAccPatient_importByCommand(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", grace().with("id", "55").record())
	importing := func(id string) resource.TestStep {
		return resource.TestStep{
			ResourceName: patientAddress, ImportState: true, ImportStateId: id,
			ImportStateVerify: true, ImportStateVerifyIgnore: []string{"landline", "caller", "adopt_existing"},
		}
	}
	plain := ada().with("nhs_number", "9990000018", "mobile", "+447700900123", "id", "123")
	stored := everything().with("nhs_number", "9990000018", "mobile", "+447700900123", "postcode", "LS1 4AP", "email", "ada.lovelace@example.com")

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			PreConfig: func() { mock.AddPatient("1001", plain.record()) },
			// Written the way Hero stores it: an import cannot know another way.
			Config: patientConfig(mock, stored.with("adopt_existing", "true")),
			Check:  checked(mock.ResetJournal),
		},
		importing("123"),
		importing("1001/123"),
	}})
	wantWrites(t, mock)
}

func TestAccPatient_importBlockWritesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ given, group string }{
		"id alone":                  {"123", "1001"},
		"id with the default group": {"1001/123", "1001"},
		"id with another group":     {"1002/123", "1002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.AddPatient(test.group, everything().with("id", "123").record())
			// As people write it, and with what Hero does not report left out.
			config := everything().without("landline", "caller")
			if test.group != "1001" {
				config = config.with("practice_group_id", test.group)
			}
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:           patientConfig(mock, config) + importBlock(test.given),
				ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{
					patientValue("id", knownvalue.StringExact("123")),
					patientValue("practice_group_id", knownvalue.StringExact(test.group)),
					patientValue("nhs_number", knownvalue.StringExact("9990000018")),
					patientValue("dob", knownvalue.StringExact("1990-06-15")),
					patientValue("landline", knownvalue.Null()),
					patientValue("adopt_existing", knownvalue.Null()),
				},
			}}})
			wantWrites(t, mock)
		})
	}
}

// Terraform writes null for sensitive values when it generates configuration.
func TestAccPatient_importWithNothingConfigured(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", everything().with("id", "123").record())
	nulls := person{"data_source": "hero"}
	for name := range everything().without("data_source") {
		nulls[name] = "null"
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:           patientConfig(mock, nulls) + importBlock("123"),
		ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionNoop),
	}}})
	wantWrites(t, mock)
}

// Hero does not report a landline, so one that is configured is sent once.
func TestAccPatient_importSendsWhatHeroCannotReturn(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", ada().with("id", "123").record())
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:           patientConfig(mock, ada().with("landline", "0113 496 0000", "adopt_existing", "true")) + importBlock("123"),
		ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
	}}})
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018", "landline", "0113 496 0000", "mobile", "+447700900123").record())
}

func TestAccPatient_importByIdentity(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: patientConfig(mock, ada().with("practice_group_id", "1002")),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(patientAddress, map[string]knownvalue.Check{
						"practice_group_id": knownvalue.StringExact("1002"), "id": knownvalue.NotNull(),
					}),
				},
				Check: checked(mock.ResetJournal),
			},
			{
				ResourceName: patientAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity,
			},
		},
	})
	wantWrites(t, mock)
}

func TestAccPatient_importOfNobody(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:      patientConfig(mock, ada()) + importBlock("404"),
		ExpectError: regexp.MustCompile(`Cannot import non-existent remote object`),
	}}})
	wantWrites(t, mock)
}

func TestPatient_malformedImportIDsAreRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	for _, id := range []string{
		"abc", "12a", "1001/", "/123", "/", "1001/abc", "1001/12/3", "1001//123", " 123", "123 ", "-1", "1.5", "999 000 0018", "1001/..", "1001/123/", "１２３",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			imported, diagnostics := p.importID(id)
			wantDiagnostics(t, diagnostics, nil, []string{"error: Invalid import id", "such as 1001/123", "Nothing was sent to Hero"})
			if p.members(imported) != nil {
				t.Error("something was imported")
			}
		})
	}
	t.Cleanup(func() {
		if n := len(mock.Journal()); n != 0 {
			t.Errorf("%d requests were made, want none", n)
		}
	})
}
