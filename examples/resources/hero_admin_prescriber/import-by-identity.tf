import {
  to = hero_admin_prescriber.this
  identity = {
    practice_group_id = "1002" # the provider's when left out
    id                = "504"
  }
}
