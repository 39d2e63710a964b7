data "hero_form" "new_patient" {
  title = "New patient"
}

# A form that is read by id has its questions. They are not documented, so they are
# sensitive.
data "hero_form" "with_questions" {
  id = data.hero_form.new_patient.id
}

output "questions" {
  description = "The questions of the form."
  sensitive   = true
  value       = [for question in data.hero_form.with_questions.attributes.fields : question.name]
}
