# The test patients of a practice. Give real names, numbers and dates of birth
# in sensitive variables, because Terraform prints the line that an error is about.
list "hero_patient" "test" {
  provider = hero
  limit    = 1000

  config {
    practice_group_id = "1002"
    last_name         = "Testpatient"
  }
}
