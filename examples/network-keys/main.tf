# Independent practices, each with its own key: one table, one provider block, a map
# of keys. A new practice is a new line in
# practices.csv and a new key in the secret store.

terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

# The service comes from the environment (HERO_ENVIRONMENT or HERO_ENDPOINT).
# There is neither a common key nor a default practice group: everything below
# names its own, and one that has no key is refused before a request is made.
provider "hero" {
  api_keys = var.api_keys

  # Taken from all lines, managed or not: what is to be destroyed needs the
  # provider once more.
  allowed_practice_group_ids = keys(local.network)
}

# The keys straight from Vault, in place of the variable. The secret has a member
# for each practice group id:
#
#   ephemeral "vault_kv_secret_v2" "hero" {
#     mount = "secret"
#     name  = "hero/api-keys"
#   }
#
#   provider "hero" {
#     api_keys = ephemeral.vault_kv_secret_v2.hero.data
#     …
#   }

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
  # line and the key after that. Only no retires it: the module refuses anything
  # that is neither yes nor no.
  practices = { for id, p in local.network : id => p if try(lower(p.managed), "") != "no" }
}

# A module instance for each practice and not one resource for all of them: the
# time that Terraform takes for a resource grows with the square of the number of
# its instances.
module "practice" {
  source   = "./modules/practice"
  for_each = local.practices

  practice = each.value
}

# Each practice already has settings. Import them, so that the plan shows what
# would change. Objects that are in the state are left alone, so the block can stay.
import {
  for_each = local.practices
  to       = module.practice[each.key].hero_practice_group_settings.this
  id       = each.key
}
