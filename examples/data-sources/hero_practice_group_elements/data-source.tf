data "hero_practice_group_elements" "this" {}

output "versions" {
  description = "Versions of the elements."
  value       = data.hero_practice_group_elements.this.elements[*].version
}

# What an element is made of is not documented: read it with try, and keep it sensitive.
output "names" {
  description = "Names of the elements, as far as Hero reports them."
  sensitive   = true
  value       = [for e in data.hero_practice_group_elements.this.attributes : try(e.element.name, null)]
}
