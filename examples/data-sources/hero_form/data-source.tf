data "hero_form" "new_patient" {
  title = "New patient"
}

# Read by id, the questions come along.
data "hero_form" "with_questions" {
  id = data.hero_form.new_patient.id
}

output "questions" {
  description = "The questions of the form."
  value       = [for question in data.hero_form.with_questions.attributes.fields : question.name]
}
