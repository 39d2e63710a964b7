// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

var _ function.Function = nhsNumberFunction{}

func newNHSNumberFunction() function.Function { return nhsNumberFunction{} }

type nhsNumberFunction struct{}

func (nhsNumberFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "nhs_number"
}

func (nhsNumberFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "The ten digits of an NHS number.",
		MarkdownDescription: "Returns an NHS number in its normal form: ten digits, without the spaces and hyphens that people write between them. " +
			"Anything else is an error that gives the reason: too few or too many digits, another character, a wrong check digit, or ten equal digits, which are a placeholder. It does not say whether the number was ever issued.\n\n" +
			"The function works without credentials and without a network. Its errors never contain the number, but Terraform shows the values of the expression that failed, " +
			"so declare variables with NHS numbers `sensitive`; the result is then sensitive too.",
		Parameters: []function.Parameter{nhsNumberParameter()},
		Return:     function.StringReturn{},
	}
}

// nhsNumberParameter is what both functions take. Terraform itself refuses null.
func nhsNumberParameter() function.StringParameter {
	return function.StringParameter{
		Name:                "text",
		MarkdownDescription: "NHS number, with or without spaces and hyphens. Must not be null.",
	}
}

func (nhsNumberFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	number, err := canonical.ParseNHSNumber(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, number)
}

var _ function.Function = nhsNumberValidFunction{}

func newNHSNumberValidFunction() function.Function { return nhsNumberValidFunction{} }

type nhsNumberValidFunction struct{}

func (nhsNumberValidFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "nhs_number_valid"
}

func (nhsNumberValidFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Whether a text is an NHS number.",
		MarkdownDescription: "Returns `true` for an NHS number, with or without spaces and hyphens: ten digits, the last of which checks the others (modulus 11). It returns `false` for any other text, and for " +
			"ten equal digits, which are a placeholder. " +
			"It does not say whether the number was ever issued. Use it in `validation` blocks of variables. It works without credentials and without a network.",
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
