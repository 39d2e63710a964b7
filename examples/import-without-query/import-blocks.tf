# The id of the settings is the practice group's.
import {
  to = hero_practice_group_settings.p1001
  id = "1001"
}

import {
  to = hero_webhook.p1001_confirmed
  id = "1001/wh_1"
}

import {
  to = hero_admin_prescriber.p1001_first
  id = "1001/501"
}

import {
  to = hero_patient.p1001_t01
  id = "1001/123"
}
