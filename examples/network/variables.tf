variable "receiver_url" {
  description = "Where Hero sends the events. The practice group's id is added to the path."
  type        = string
  default     = "https://receiver.example.com/hero"
}

variable "signing_keys" {
  description = "The key that Hero signs a practice's events with, by practice group id. Give it with TF_VAR_signing_keys, or from an ephemeral resource of a secret store."
  type        = map(string)
  ephemeral   = true
}
