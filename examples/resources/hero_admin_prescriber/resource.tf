# The admins exist in Hero already; only what is set here is managed.
resource "hero_admin_prescriber" "ada" {
  admin_id               = "501"
  external_prescriber_id = "SRX-1001"

  prescriber_details = {
    name              = "Dr Ada Archer"
    email             = "ada.archer@practice.example"
    registration_code = "7000001"
  }
}

# By e-mail address instead of by id.
data "hero_admins" "all" {}

locals {
  admin_ids = { for admin in data.hero_admins.all.admins : lower(admin.email) => admin.id }

  prescribers = {
    "ben.baker@practice.example"   = "SRX-1002"
    "cleo.carter@practice.example" = "SRX-1003"
  }
}

resource "hero_admin_prescriber" "by_email" {
  for_each = local.prescribers

  admin_id               = local.admin_ids[each.key]
  external_prescriber_id = each.value
}
