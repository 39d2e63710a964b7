variable "practice" {
  description = "The practice's line of the table."
  type = object({
    practice_group_id = string
    managed           = string
    name              = string
  })

  validation {
    condition     = try(lower(var.practice.managed), "") == "yes"
    error_message = "practices.csv, practice group ${var.practice.practice_group_id}: write yes or no in the column \"managed\", not \"${coalesce(var.practice.managed, "(blank)")}\"."
  }
}
