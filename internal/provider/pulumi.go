// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Pulumi uses this provider through its bridge, which makes the calls that Terraform makes, with three
// differences. It does not plan a destroy, so what a plan says of it has to be said by the apply. It makes
// up a value for each text argument "name" that a program leaves out, although the argument is optional.
// And it plans an object twice in one process: see claims.

// isPulumi tells the bridge from Terraform by the version that it gives as Terraform's, such as
// 1.0.0+pulumi-terraform-bridge.
func isPulumi(terraformVersion string) bool {
	return strings.Contains(terraformVersion, "pulumi-terraform-bridge")
}

// warnDestroyed warns of what a destroy leaves in Hero, where no plan has said it.
func (d *providerData) warnDestroyed(warn func(*diag.Diagnostics), diags *diag.Diagnostics) {
	if d != nil && d.pulumi {
		warn(diags)
	}
}

// madeUpName is what the bridge makes up: the object's name in the program and seven hexadecimal digits.
var madeUpName = regexp.MustCompile(`-[0-9a-f]{7}$`)

// ValidateConfig refuses a name that Pulumi has made up, because it would rename the practice in Hero.
// The bridge recognises this summary: it then leaves its own name out and validates again, so the user sees
// the error only where it does not.
func (r *practiceGroupSettingsResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	if r.providerData == nil || !r.pulumi || !madeUpName.MatchString(rootString(ctx, req.Config.Raw, "name").ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(path.Root("name"), "Conflicting configuration arguments",
		"The name ends like one that Pulumi makes up for an object without a name, with a hyphen and seven hexadecimal digits. Applying it would rename the practice in Hero, so it is refused.\n\n"+
			"Set the name to the practice's own.")
}
