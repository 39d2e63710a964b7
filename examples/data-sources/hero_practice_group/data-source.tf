data "hero_practice_group" "this" {}

output "practice" {
  description = "Name and postcode of the practice."
  value       = "${data.hero_practice_group.this.name}, ${data.hero_practice_group.this.address.postcode}"
}

# This includes members that the provider does not know. They are sensitive, because
# nobody can know in advance what they hold.
output "authenticated_as" {
  description = "Id of the account that the key belongs to, if Hero reports one."
  sensitive   = true
  value       = try(data.hero_practice_group.this.attributes.authenticated_as.id, null)
}
