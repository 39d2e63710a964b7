// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform side of the Hero client: schemas, plan checks, state and
// diagnostics.
//
// A resource has at most four files: <name>_resource.go with its constructor and
// CRUD, _schema.go, _model.go between Terraform and the API, and _plan.go. A look-up
// is one file on top of lookup.go, a query one on top of list.go. HTTP, retries and
// wire formats belong in internal/hero, string types with semantic equality in
// herotypes, and what is refused before a plan in validators.
//
// # Glossary
//
//	attribute      a value in Terraform
//	field          a value in Hero's JSON; fields.go pairs it with its attribute
//	live           what Hero reports now
//	configured, planned, prior   what the configuration, the plan and the state say
//	unset          not configured: Terraform shows Hero's value and never sends it
//	refresh        bring the state up to the live object
//	reconcile      after a write: keep the plan, fill in its unknown values, and
//	               warn of what Hero stored differently
//	record         put a value into the state without sending it
//	adopt          take over what exists in Hero instead of creating it
//	created here   created by Terraform, so null in the state means never sent
//	               (private.go); after an import it means not known
//	claim          which object an instance stands for, to warn of two instances
//	               for one object in a plan (claims.go)
//	registry       the objects in a state, as far as calls have named them
//	kind           what a string means, and so which spellings are equal (herotypes)
//	subject        the object that a diagnostic is about, such as "patient 7"
//	look-up        a data source or an ephemeral resource
//	query          `terraform query`, served by a list resource
//	trace          find a person in the national PDS
package provider
