ephemeral "hero_patient_billing_info" "this" {
  patient_id = "123"
}

# Nothing of the billing info is written down by Terraform: a write-only
# argument or, as here, the environment of a command takes it on.
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
