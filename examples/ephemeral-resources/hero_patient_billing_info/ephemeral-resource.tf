ephemeral "hero_patient_billing_info" "this" {
  patient_id = "123"
}

# Terraform stores nothing of the billing info. It goes to a write-only argument
# or, as here, to the environment of a command.
resource "terraform_data" "invoice" {
  triggers_replace = "2026-03"

  provisioner "local-exec" {
    command = "./send-invoice.sh"
    environment = {
      # A patient without private medical insurance has null here.
      INSURER           = try(ephemeral.hero_patient_billing_info.this.insurance.insurer, "")
      MEMBERSHIP_NUMBER = try(ephemeral.hero_patient_billing_info.this.insurance.membership_number, "")
    }
  }
}
