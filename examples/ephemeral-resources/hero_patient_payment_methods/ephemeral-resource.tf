ephemeral "hero_patient_payment_methods" "this" {
  patient_id = "123"
}

# Terraform stores nothing of the payment methods. They go to a write-only argument
# or, as here, to the environment of a command.
resource "terraform_data" "payment_reminder" {
  triggers_replace = "2026-03"

  provisioner "local-exec" {
    command = "./check-card-expiry.sh"
    environment = {
      PAYMENT_METHODS = jsonencode(ephemeral.hero_patient_payment_methods.this.payment_methods)
    }
  }
}
