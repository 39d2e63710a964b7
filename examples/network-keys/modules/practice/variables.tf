variable "practice" {
  description = "The practice's line of the table."
  type = object({
    practice_group_id = string
    name              = string
  })
}
