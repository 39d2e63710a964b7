resource "terraform_data" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }
  input    = each.value
}
