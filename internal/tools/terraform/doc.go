// Package terraform keeps, in its go.mod, the version of Terraform that
// scripts/with-cli installs where there is none, and that of the installer, so
// that Dependabot sees both. The import keeps the first of them: nothing of
// Terraform is built.
package terraform

import _ "github.com/hashicorp/terraform/version"
