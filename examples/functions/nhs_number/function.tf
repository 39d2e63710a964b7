# 9990000018
output "normal_form" {
  value = provider::hero::nhs_number("999 000 0018")
}
