resource "terraform_data" "this" {
  input = { practice_group_id = var.practice_group_id, name = "Surgery ${var.practice_group_id}", line_1 = "1 High Street", town = "Leeds", postcode = "LS1 4AP" }
}

resource "terraform_data" "event" {
  for_each = local.events
  input    = { practice_group_id = var.practice_group_id, event_type = each.key, url = "https://receiver.example.com/hero/${var.practice_group_id}", version = "1" }
}
