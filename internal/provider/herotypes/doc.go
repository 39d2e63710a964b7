// Package herotypes holds what Hero's values have in common across all
// resources and data sources: texts that mean the same when written
// differently (Kind, Text), plan modifiers that keep plans quiet, and the
// conversion between JSON and Terraform's dynamic values.
//
// Everything here is pure. Schemas, models and calls to Hero belong elsewhere.
package herotypes
