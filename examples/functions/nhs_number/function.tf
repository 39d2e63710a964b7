# 999 000 0018 becomes 9990000018.
output "normal_form" {
  value     = provider::hero::nhs_number(var.nhs_number)
  sensitive = true
}

variable "nhs_number" {
  type      = string
  sensitive = true
}
