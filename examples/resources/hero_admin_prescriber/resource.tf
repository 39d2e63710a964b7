# The admins exist in Hero already; only what is set here is managed.
resource "hero_admin_prescriber" "by_id" {
  admin_id               = "501"
  external_prescriber_id = "SRX-1001"

  prescriber_details = {
    name              = "Dr Ada Archer"
    email             = "ada.archer@practice.example"
    registration_code = "7000001"
  }
}

# By e-mail address instead of by id. The key of for_each is part of the address,
# which every plan shows, so it is the prescriber's id and not the e-mail address.
data "hero_admins" "all" {}

locals {
  admin_ids = { for admin in data.hero_admins.all.admins : lower(admin.email) => admin.id }

  prescribers = {
    "SRX-1002" = "ben.baker@practice.example"
    "SRX-1003" = "cleo.carter@practice.example"
  }
}

resource "hero_admin_prescriber" "by_email" {
  for_each = local.prescribers

  admin_id               = local.admin_ids[each.value]
  external_prescriber_id = each.key
}
