data "hero_patient_payment_methods" "this" {
  patient_id = "123"
}

output "number_of_payment_methods" {
  value = length(data.hero_patient_payment_methods.this.payment_methods)
}

output "cards" {
  value     = [for m in data.hero_patient_payment_methods.this.payment_methods : "${m.brand} ${m.last4}" if m.type == "card"]
  sensitive = true
}
