variable "practice" {
  description = "The practice's line of the table."
  type = object({
    practice_group_id   = string
    managed             = string
    name                = string
    line_1              = string
    town                = string
    postcode            = string
    signing_key_version = string
  })

  validation {
    condition     = try(lower(var.practice.managed), "") == "yes"
    error_message = "practices.csv, practice group ${var.practice.practice_group_id}: write yes or no in the column \"managed\", not \"${coalesce(var.practice.managed, "(blank)")}\"."
  }
}

variable "receiver_url" {
  description = "Where Hero sends the practice's events."
  type        = string
}

variable "signing_key" {
  description = "The key that Hero signs the practice's events with."
  type        = string
  ephemeral   = true
}

variable "event_types" {
  description = "The events to deliver."
  type        = set(string)
  default = [
    "appointment.confirmed",
    "appointment.cancelled",
    "appointment.rescheduled",
    "prescription.issued",
    "patient.medical-record-updated",
    "patient.added-to-sequence",
    "write-to-record.succeeded",
    "write-to-record.failed",
  ]
}
