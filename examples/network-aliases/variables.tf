variable "riverside_api_key" {
  description = "API key of Riverside Surgery."
  type        = string
  ephemeral   = true # in neither plan nor state
}

variable "hilltop_api_key" {
  description = "API key of Hilltop Practice."
  type        = string
  ephemeral   = true
}
