import {
  to = hero_webhook.this
  identity = {
    practice_group_id = "1002" # the provider's when left out
    id                = "wh_1"
  }
}
