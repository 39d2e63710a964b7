# Rows that were removed once, and are back.
locals {
  returning = toset(["p03"])
}

data "hero_patient" "returning" {
  for_each = local.returning

  nhs_number = local.patients[each.key].nhs_number
  dob        = local.patients[each.key].dob
}

import {
  for_each = local.returning

  to = hero_patient.test[each.key]
  id = data.hero_patient.returning[each.key].id
}
