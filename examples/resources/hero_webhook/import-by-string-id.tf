import {
  to = hero_webhook.this
  id = "1002/wh_1"
}
