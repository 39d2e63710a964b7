# The module's own logic, with made-up responses: no server, no key, no network.
# Runs anywhere with `terraform test`.
mock_provider "hero" {
  mock_resource "hero_webhook" {
    defaults = {
      id = "wh_made_up"
    }
  }
}

variables {
  practice_group_id   = "1001"
  signing_key         = "test-key"
  signing_key_version = "1"
}

run "no_receiver_no_webhook" {
  assert {
    condition     = length(output.webhook_ids) == 0
    error_message = "Webhooks were made without a receiver."
  }
}

run "one_webhook_per_event" {
  variables {
    receiver_url = "https://receiver.example.com/hero"
    event_types  = ["prescription.issued"]
  }

  assert {
    condition     = output.webhook_ids == { "prescription.issued" = "wh_made_up" }
    error_message = "The output does not have the webhooks' ids by event type."
  }

  assert {
    condition     = hero_webhook.event["prescription.issued"].practice_group_id == "1001"
    error_message = "The webhook belongs to another practice."
  }
}

run "refuses_an_unencrypted_receiver" {
  command = plan

  variables {
    receiver_url = "http://receiver.example.com/hero"
  }

  expect_failures = [var.receiver_url]
}
