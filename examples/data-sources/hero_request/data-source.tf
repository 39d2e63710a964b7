# The booking links that nobody has used yet, page after page.
data "hero_request" "unused_links" {
  path = "/v1/short_links"
  query = {
    type                           = ["booking"]
    status                         = ["unused"]
    exclude_patient_specific_links = ["true"]
  }
  pages = true
}

# No plan shows an answer, because it may hold patient data. These links are for
# everybody, so they can be shown.
output "unused_links" {
  description = "The short links that nobody has used yet."
  value       = nonsensitive([for link in data.hero_request.unused_links.response.data : link.short_link])
}
