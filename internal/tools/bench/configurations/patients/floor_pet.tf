terraform {
  required_providers {
    floor = {
      source = "registry.terraform.io/herohealth/floor"
    }
  }
}

resource "floor_pet" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }
  keepers  = each.value
}
