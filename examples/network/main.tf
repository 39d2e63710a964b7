# The settings and the webhooks of every practice of a network: one table, one
# provider block, one key. A new practice is a new line in practices.csv.

terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

# The service and the key come from the environment (HERO_ENVIRONMENT or
# HERO_ENDPOINT, HERO_API_KEY). There is no default practice group: everything
# below names its own, so that nothing can reach the wrong one.
provider "hero" {
  # A practice that is not in the table is refused before a request is made.
  # Taken from all lines, managed or not: what is to be destroyed needs the
  # provider once more.
  allowed_practice_group_ids = keys(local.network)
}

locals {
  # As spreadsheets write it: there may be a byte order mark before the first
  # column, and spaces around a value. A blank cell becomes null, which leaves
  # Hero's value alone. A row of blank cells is skipped.
  table = [
    for row in csvdecode(trimprefix(file("${path.module}/practices.csv"), "\ufeff")) :
    { for column, cell in row : lower(trimspace(column)) => trimspace(cell) != "" ? trimspace(cell) : null }
    if trimspace(join("", values(row))) != ""
  ]
  network = { for p in local.table : p.practice_group_id => p }

  # To retire a practice, write no in its column "managed" and apply; delete the
  # line after that. Only no retires it: the module refuses anything that is
  # neither yes nor no.
  practices = { for id, p in local.network : id => p if try(lower(p.managed), "") != "no" }
}

# A module instance for each practice and not one resource for all of them: the
# time that Terraform takes for a resource grows with the square of the number of
# its instances.
module "practice" {
  source   = "./modules/practice"
  for_each = local.practices

  practice     = each.value
  receiver_url = "${var.receiver_url}/${each.key}"
  signing_key  = var.signing_keys[each.key]
}

# Each practice already has settings. Import them, so that the plan shows what
# would change. Objects that are in the state are left alone, so the block can stay.
import {
  for_each = local.practices
  to       = module.practice[each.key].hero_practice_group_settings.this
  id       = each.key
}
