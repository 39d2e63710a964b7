// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

var _ function.Function = nhsNumberValidFunction{}

func newNHSNumberValidFunction() function.Function { return nhsNumberValidFunction{} }

type nhsNumberValidFunction struct{}

func (nhsNumberValidFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "nhs_number_valid"
}

func (nhsNumberValidFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Whether a text is an NHS number.",
		MarkdownDescription: "Returns `true` for an NHS number, with or without spaces and hyphens: ten digits, of which the last one matches the others (modulus 11). It returns `false` for any other text, and for " +
			"ten equal digits, which are a placeholder. " +
			"It does not tell whether the number was ever issued. It is meant for `validation` blocks of variables, and works without credentials and without a network.",
		Parameters: []function.Parameter{nhsNumberParameter()},
		Return:     function.BoolReturn{},
	}
}

func (nhsNumberValidFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	_, err := canonical.ParseNHSNumber(text)
	resp.Error = resp.Result.Set(ctx, err == nil)
}
