# Tells the practice's staff when its opening hours have changed. If a message is
# about a patient, take its whole body from an ephemeral variable or resource, so
# that no plan has it.
variable "reply_to" {
  description = "Number that is called back."
  type        = string
  ephemeral   = true
}

action "hero_request" "tell_staff" {
  config {
    method = "POST"
    path   = "/v1/messages/send"
    body = {
      recipients = ["reception"]
      text       = "The new opening hours are on the website."
      reply_to   = var.reply_to
    }
  }
}

resource "terraform_data" "opening_hours" {
  input = "08:00-18:30"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.hero_request.tell_staff]
    }
  }
}

# A link for everybody, created whenever somebody asks for it:
# terraform apply -invoke=action.hero_request.flu_clinic
action "hero_request" "flu_clinic" {
  config {
    method = "POST"
    path   = "/v1/booking_links"
    body = {
      appointment_type_id = "apt_nurse"
      expiry_date         = "2030-12-31"
    }
  }
}
