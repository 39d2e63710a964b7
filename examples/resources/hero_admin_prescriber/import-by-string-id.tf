import {
  to = hero_admin_prescriber.this
  id = "1002/504"
}
