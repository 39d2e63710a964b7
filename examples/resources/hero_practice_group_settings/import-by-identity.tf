import {
  to = hero_practice_group_settings.this
  identity = {
    practice_group_id = "1001"
  }
}
