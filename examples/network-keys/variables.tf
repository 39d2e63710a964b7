variable "api_keys" {
  description = "API key of each practice, by practice group id. Give it with TF_VAR_api_keys, or from an ephemeral resource of a secret store."
  type        = map(string)
  ephemeral   = true # in neither plan nor state
}
