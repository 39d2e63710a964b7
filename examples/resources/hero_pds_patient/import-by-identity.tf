import {
  to = hero_pds_patient.this
  identity = {
    practice_group_id = "1002" # the provider's when left out
    id                = "123"
  }
}
