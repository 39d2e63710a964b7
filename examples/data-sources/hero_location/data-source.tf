data "hero_location" "main" {
  name = "Main surgery"
}

data "hero_practitioners" "at_main" {
  location_ids = [data.hero_location.main.id]
}
