# What the module does to Hero, with the mock server in Hero's place:
#
#   heromock -- terraform test -filter=tests/mock_server.tftest.hcl
#
# heromock sets the endpoint and the key in the environment. The files of a test
# command share one server, so each file has a practice group of its own.
provider "hero" {
  practice_group_id = "1002"
}

run "makes_a_webhook_for_each_event" {
  variables {
    name                = "Riverside Surgery"
    receiver_url        = "https://receiver.example.com/hero"
    signing_key         = "test-key"
    signing_key_version = "1"
  }

  assert {
    condition     = toset(keys(output.webhook_ids)) == toset(["appointment.confirmed", "appointment.cancelled"])
    error_message = "There should be one webhook for each event."
  }

  assert {
    condition     = output.name == "Riverside Surgery"
    error_message = "Hero has another name for the practice."
  }
}

# The second run starts from the state of the first one. A plan knows the ids only
# if no webhook is replaced. Assert on resources, because outputs still have the
# values of the state.
run "leaves_alone_what_is_not_given" {
  command = plan

  variables {
    receiver_url        = "https://receiver.example.com/hero"
    signing_key         = "test-key"
    signing_key_version = "1"
  }

  assert {
    condition     = alltrue([for webhook in hero_webhook.event : webhook.id != ""])
    error_message = "A webhook has no id."
  }

  assert {
    condition     = hero_practice_group_settings.this.name == "Riverside Surgery"
    error_message = "The name changes although the module was given none."
  }
}
