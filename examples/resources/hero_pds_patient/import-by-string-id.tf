import {
  to = hero_pds_patient.this
  id = "1002/123"
}
