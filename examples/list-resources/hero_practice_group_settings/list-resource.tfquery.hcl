# The settings of every practice that allowed_practice_group_ids of the provider
# block names.
list "hero_practice_group_settings" "network" {
  provider = hero
}

# Those of some practices, with all values for terraform query -json.
list "hero_practice_group_settings" "some" {
  provider         = hero
  include_resource = true

  config {
    practice_group_ids = ["1001", "1002"]
  }
}
