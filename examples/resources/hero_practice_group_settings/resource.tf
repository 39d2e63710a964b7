# The practice already has settings. Import them, so that the plan shows what would
# change. Without an import, the first apply adopts them and overwrites what differs.
import {
  to = hero_practice_group_settings.this
  id = "1001"
}

resource "hero_practice_group_settings" "this" {
  name = "Riverside Surgery"

  # Lines that are left out keep the values that Hero holds.
  address = {
    line_1   = "1 High Street"
    line_2   = "" # cleared
    town     = "Leeds"
    postcode = "LS1 4AP"
  }

  prescription_partner_enabled = true
  prescription_partner         = "signature_rx"

  prescription_partner_credentials = {
    email               = "scripts@riverside.example"
    password_wo         = var.partner_password
    password_wo_version = "2026-01" # change it to send the password again
  }
}

# Another practice of the same network, with the same provider block.
import {
  to = hero_practice_group_settings.branch
  id = "1002"
}

resource "hero_practice_group_settings" "branch" {
  practice_group_id = "1002"
  name              = "Riverside Surgery, Branch"
}

variable "partner_password" {
  description = "Password of the practice's account with the prescription partner."
  type        = string
  ephemeral   = true
}
