# The ids come from look-ups, so nobody copies them by hand.
locals {
  practices = toset(["1001", "1002", "1003"])

  webhooks = merge([
    for group, found in data.hero_webhooks.practice : {
      for webhook in found.webhooks : "${group}/${webhook.id}" => { event_type = webhook.event_type, url = webhook.url }
    }
  ]...)

  # The admins who can prescribe already.
  prescribers = toset(flatten([
    for group, found in data.hero_admins.practice : [
      for admin in found.admins : "${group}/${admin.id}" if admin.external_prescriber_id != null || admin.prescriber_details != null
    ]
  ]))
}

data "hero_webhooks" "practice" {
  for_each          = local.practices
  practice_group_id = each.key
}

data "hero_admins" "practice" {
  for_each          = local.practices
  practice_group_id = each.key
}

import {
  for_each = local.practices
  to       = hero_practice_group_settings.practice[each.key]
  id       = each.key
}

resource "hero_practice_group_settings" "practice" {
  for_each          = local.practices
  practice_group_id = each.key
}

import {
  for_each = local.webhooks
  to       = hero_webhook.practice[each.key]
  id       = each.key
}

resource "hero_webhook" "practice" {
  for_each          = local.webhooks
  practice_group_id = split("/", each.key)[0]
  event_type        = each.value.event_type
  url               = each.value.url

  lifecycle {
    create_before_destroy = true
  }
}

import {
  for_each = local.prescribers
  to       = hero_admin_prescriber.practice[each.key]
  id       = each.key
}

resource "hero_admin_prescriber" "practice" {
  for_each          = local.prescribers
  practice_group_id = split("/", each.key)[0]
  admin_id          = split("/", each.key)[1]
}
