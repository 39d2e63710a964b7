variable "nhs_number" {
  description = "NHS number, with or without spaces."
  type        = string
  sensitive   = true

  validation {
    condition     = provider::hero::nhs_number_valid(var.nhs_number)
    error_message = "This is not an NHS number: check its length and its last digit."
  }
}
