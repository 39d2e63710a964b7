variable "practice_group_id" {
  description = "The practice group. The mock server has 1001."
  type        = string
  default     = "1001"
}

variable "practice_name" {
  description = "Name of the practice, as patients see it."
  type        = string
  default     = "Riverside Surgery"
}

variable "patient" {
  description = "The test patient to register. Sensitive, so no plan shows it."
  type = object({
    nhs_number = string
    dob        = string
    first_name = string
    last_name  = string
    mobile     = string
    email      = string
    postcode   = string
  })
  sensitive = true

  # A made-up person: 999 begins the NHS numbers that are kept for tests, and
  # 07700 900 the mobile numbers that are kept for drama.
  #
  # Write values as people do. Hero stores the mobile number as +44…, the e-mail
  # address in lower case, the postcode in upper case and the birthday as the
  # evening before in UTC; the provider knows that they mean the same.
  default = {
    nhs_number = "999 012 3454"
    dob        = "1990-06-15"
    first_name = "Robin"
    last_name  = "Example"
    mobile     = "07700 900123"
    email      = "Robin.Example@example.com"
    postcode   = "ls1 4ap"
  }
}
