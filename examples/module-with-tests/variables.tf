variable "practice_group_id" {
  description = "The practice. The provider's when null."
  type        = string
  default     = null
}

variable "name" {
  description = "Name of the practice, as patients see it. Left as it is when null."
  type        = string
  default     = null
}

variable "receiver_url" {
  description = "Where Hero sends the events. No webhook is made when null."
  type        = string
  default     = null

  validation {
    condition     = var.receiver_url == null || startswith(coalesce(var.receiver_url, "-"), "https://")
    error_message = "Events say what happened to which patient, so the receiver must use https."
  }
}

variable "event_types" {
  description = "The events to deliver."
  type        = set(string)
  default     = ["appointment.confirmed", "appointment.cancelled"]
}

variable "signing_key" {
  description = "Secret that Hero signs the events with. Unsigned when null."
  type        = string
  default     = null
  ephemeral   = true
}

variable "signing_key_version" {
  description = "Any text; change it to rotate the key."
  type        = string
  default     = null
}
