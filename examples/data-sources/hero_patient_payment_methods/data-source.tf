data "hero_patient_payment_methods" "this" {
  patient_id = "123"
}

output "number_of_payment_methods" {
  description = "How many payment methods the patient has."
  value       = length(data.hero_patient_payment_methods.this.payment_methods)
}

output "cards" {
  description = "Brand and last four digits of each card."
  value       = [for m in data.hero_patient_payment_methods.this.payment_methods : "${m.brand} ${m.last4}" if m.type == "card"]
  sensitive   = true
}
