ephemeral "hero_patient_payment_methods" "this" {
  patient_id = "123"
}

# Nothing of the payment methods is written down by Terraform: a write-only
# argument or, as here, the environment of a command takes them on.
resource "terraform_data" "payment_reminder" {
  triggers_replace = "2026-03"

  provisioner "local-exec" {
    command = "./check-card-expiry.sh"
    environment = {
      PAYMENT_METHODS = jsonencode(ephemeral.hero_patient_payment_methods.this.payment_methods)
    }
  }
}
