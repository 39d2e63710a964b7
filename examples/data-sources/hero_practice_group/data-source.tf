data "hero_practice_group" "this" {}

output "practice" {
  value = "${data.hero_practice_group.this.name}, ${data.hero_practice_group.this.address.postcode}"
}

# Members that the provider does not know are there too.
output "authenticated_as" {
  value = try(data.hero_practice_group.this.attributes.authenticated_as.id, null)
}
