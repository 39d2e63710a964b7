data "hero_practice_group_capabilities" "this" {}

# The plan fails with this message, before anything is changed, if the practice
# group cannot send text messages.
resource "hero_webhook" "confirmed" {
  event_type = "appointment.confirmed"
  url        = "https://hooks.example.com/hero"

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = contains(data.hero_practice_group_capabilities.this.capabilities, "sms_messaging")
      error_message = "Text messages are not switched on for this practice group. Ask Hero to enable them."
    }
  }
}
