import {
  to = hero_practice_group_settings.this
  id = "1001"
}
