data "hero_admin" "prescriber" {
  email = "ada.archer@practice.example"
}

resource "hero_admin_prescriber" "this" {
  admin_id               = data.hero_admin.prescriber.id
  external_prescriber_id = "SRX-20931"
}
