# Test patients of a staging practice, from a CSV file with the columns key,
# nhs_number, dob, first_name, last_name, mobile and postcode.
#
# The key is part of the address, which every plan, log and error shows:
# hero_patient.test["p01"]. Use any text that says nothing about the person, never
# an NHS number or a name. Keep it for the same person: to Terraform, another key is
# another patient.
locals {
  # A spreadsheet may put a byte order mark first and spaces around a value. A
  # blank cell becomes null, which leaves Hero's value alone.
  table = [
    for row in csvdecode(trimprefix(file("${path.module}/patients.csv"), "\ufeff")) :
    { for column, cell in row : lower(trimspace(column)) => trimspace(cell) != "" ? trimspace(cell) : null }
    if trimspace(join("", values(row))) != ""
  ]
  patients = { for patient in local.table : patient.key => patient }
}

resource "hero_patient" "test" {
  for_each = local.patients

  nhs_number = each.value.nhs_number # 999 010 1248 or 9990101248
  dob        = each.value.dob        # 1990-06-15
  first_name = each.value.first_name
  last_name  = each.value.last_name
  mobile     = each.value.mobile # 07700 900123 or +447700900123
  postcode   = each.value.postcode
}

# A patient who was a hero_pds_patient before keeps the record: nothing is sent.
moved {
  from = hero_pds_patient.robin
  to   = hero_patient.test["p01"]
}
