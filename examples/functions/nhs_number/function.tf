# 999 000 0018 becomes 9990000018.
output "normal_form" {
  description = "The NHS number as ten digits."
  value       = provider::hero::nhs_number(var.nhs_number)
  sensitive   = true
}

variable "nhs_number" {
  description = "NHS number, with or without spaces."
  type        = string
  sensitive   = true
}
