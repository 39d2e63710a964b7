variable "practice_group_id" {
  type = string
}

locals {
  events = toset([
    "appointment.confirmed", "appointment.cancelled", "appointment.rescheduled", "prescription.issued",
    "patient.medical-record-updated", "patient.added-to-sequence", "write-to-record.succeeded", "write-to-record.failed",
  ])
}
