# Rules for every plan with this provider. deny holds a sentence for each breach:
#
#   terraform show -json plan.tfplan |
#     opa eval --stdin-input --data hero.rego --fail-defined --format raw 'data.hero.deny[_]'
#
# No sentence quotes a patient's value.
package hero

# The providers that are this one, with the expressions of their settings.
providers contains provider if {
	some provider in input.configuration.provider_config
	endswith(provider.full_name, "/herohealth/hero")
}

literal(provider) if provider.expressions.environment.constant_value in {"staging", "production"}

# The environment is written in the configuration, so that reviewers see it.
deny contains sprintf("provider %q: write the environment as a literal", [provider.name]) if {
	some provider in providers
	not literal(provider)
}

# Nothing but the practice groups that are listed can be touched.
deny contains sprintf("provider %q: set allowed_practice_group_ids", [provider.name]) if {
	some provider in providers
	not provider.expressions.allowed_practice_group_ids
}

staging if {
	some provider in providers
	provider.expressions.environment.constant_value == "staging"
}

# Only made-up patients are registered in staging: NHS numbers for tests begin with 999.
deny contains sprintf("%s: its NHS number does not begin with 999", [change.address]) if {
	staging
	some change in input.resource_changes
	change.type in {"hero_patient", "hero_pds_patient"}
	"create" in change.change.actions
	not is_null(change.change.after.nhs_number)
	not startswith(replace(change.change.after.nhs_number, " ", ""), "999")
}
