import {
  to = hero_patient.this
  id = "1002/123"
}
