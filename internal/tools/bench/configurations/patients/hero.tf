terraform {
  required_providers {
    hero = {
      source = "registry.terraform.io/herohealth/hero"
    }
  }
}

resource "hero_patient" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }

  nhs_number     = each.value.nhs_number
  dob            = each.value.dob
  first_name     = each.value.first_name
  last_name      = each.value.last_name
  mobile         = each.value.mobile
  postcode       = each.value.postcode
  adopt_existing = true
}
