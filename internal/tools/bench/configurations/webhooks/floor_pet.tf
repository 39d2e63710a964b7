terraform {
  required_providers {
    floor = {
      source = "registry.terraform.io/herohealth/floor"
    }
  }
}

variable "size" {
  type = number
}

resource "floor_pet" "all" {
  for_each = { for i in range(var.size) : tostring(i) => "https://receiver.example.com/hero/${i}" }
  keepers  = { event_type = "appointment.confirmed", url = each.value, version = "1" }
}
