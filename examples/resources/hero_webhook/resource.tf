# Several event types, delivered to one receiver.
resource "hero_webhook" "appointments" {
  for_each = toset(["appointment.confirmed", "appointment.cancelled", "appointment.rescheduled"])

  event_type  = each.key
  url         = "https://receiver.example.com/hero/appointments"
  description = "Keeps the waiting list up to date"

  headers = {
    X-Receiver-Token = var.receiver_token
  }

  # The key is in neither plan nor state. To rotate it, change the version: a
  # new webhook is created with the new key before the old one is deleted.
  signing_key_wo         = var.signing_key
  signing_key_wo_version = "2026-01"

  lifecycle {
    create_before_destroy = true
  }
}

# Another practice of the same network, with the same provider block.
resource "hero_webhook" "branch" {
  practice_group_id = "1002"
  event_type        = "prescription.issued"
  url               = "https://receiver.example.com/hero/prescriptions"

  lifecycle {
    create_before_destroy = true
  }
}

variable "signing_key" {
  description = "Key that Hero signs the events with."
  type        = string
  ephemeral   = true
}

# Hero lists a webhook's headers, so they are in the state and in a saved plan.
variable "receiver_token" {
  description = "Token that the receiver expects in a header."
  type        = string
  sensitive   = true
}
