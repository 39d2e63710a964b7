data "hero_forms" "questionnaires" {
  form_type  = "questionnaire"
  reply_form = false
}

output "form_ids" {
  description = "Ids of the questionnaires, by title."
  value       = { for f in data.hero_forms.questionnaires.forms : f.title => f.id }
}
