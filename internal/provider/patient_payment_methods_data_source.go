// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPatientPaymentMethodsDataSource() datasource.DataSource {
	return &lookup{
		name:   "patient_payment_methods",
		schema: patientPaymentMethodsSchema,
		model:  func() lookupModel { return new(patientPaymentMethodsModel) },
	}
}

type patientPaymentMethodsModel struct {
	practiceScoped
	PatientID      types.String         `tfsdk:"patient_id"`
	PaymentMethods []paymentMethodModel `tfsdk:"payment_methods"`
	Attributes     types.Dynamic        `tfsdk:"attributes"`
}

type paymentMethodModel struct {
	ID          types.String `tfsdk:"id"`
	Type        types.String `tfsdk:"type"`
	Brand       types.String `tfsdk:"brand"`
	Last4       types.String `tfsdk:"last4"`
	ExpMonth    types.Int64  `tfsdk:"exp_month"`
	ExpYear     types.Int64  `tfsdk:"exp_year"`
	Fingerprint types.String `tfsdk:"fingerprint"`
}

// paymentMethodsSource begins the description of the data source and of the ephemeral
// resource.
const paymentMethodsSource = "Stored payment methods of a patient (`GET /v1/patients/{id}/payment_methods`). The answer is not documented: the members below " +
	"are those of a customer's payment source elsewhere in the API, and `attributes` has the answer as received. "

func patientPaymentMethodsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: paymentMethodsSource +
			"Data sources are stored in the Terraform state, and so is this patient data; sensitive attributes are hidden only in plans. " +
			"The ephemeral resource of the same name stores nothing.",
		Attributes: paymentMethodsAttributes(),
	}
}

func paymentMethodsAttributes() map[string]schema.Attribute {
	private := func(description string) schema.StringAttribute {
		return personalString(description + " Null when Hero does not report it. Inferred.")
	}
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDDataSourceAttribute(),
		"patient_id":        patientIDAttribute(),
		"payment_methods": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The payment methods, in Hero's order. Empty when there are none.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"id":    private("Id of the payment method."),
				"type":  private("Kind of payment method, for instance `card`."),
				"brand": private("Brand of the card."),
				"last4": private("Last four digits of the card number."),
				"exp_month": schema.Int64Attribute{
					Computed: true, Sensitive: true,
					MarkdownDescription: "Month in which the card expires, 1 to 12. Null when Hero does not report it. Inferred.",
				},
				"exp_year": schema.Int64Attribute{
					Computed: true, Sensitive: true,
					MarkdownDescription: "Year in which the card expires, four digits. Null when Hero does not report it. Inferred.",
				},
				"fingerprint": private("Fingerprint that two records of one card share."),
			}},
		},
		"attributes": schema.DynamicAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "The complete entries, as Hero gave them and in the same order, with members that have no attribute above: `attributes[0].name`.",
		},
	}
}

func (m *patientPaymentMethodsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	methods, err := practice.ListPaymentMethods(ctx, m.PatientID.ValueString())
	if err != nil {
		addPatientError(diags, "read payment methods of", m.PatientID.ValueString(), practice, err, nil)
		return
	}
	m.PaymentMethods, m.Attributes = entriesAndRaw(methods, paymentMethodEntry, diags)
}

func paymentMethodEntry(method hero.PaymentMethod) paymentMethodModel {
	return paymentMethodModel{
		ID:          stringValue(method.ID),
		Type:        stringValue(method.Type),
		Brand:       stringValue(method.Brand),
		Last4:       stringValue(method.Last4),
		ExpMonth:    int64Value(method.ExpMonth),
		ExpYear:     int64Value(method.ExpYear),
		Fingerprint: stringValue(method.Fingerprint),
	}
}

func newPatientPaymentMethodsEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "patient_payment_methods",
		schema: patientPaymentMethodsEphemeralSchema,
		model:  func() lookupModel { return new(patientPaymentMethodsModel) },
	}
}

func patientPaymentMethodsEphemeralSchema() ephemeralschema.Schema {
	return ephemeralschema.Schema{
		MarkdownDescription: paymentMethodsSource +
			"Unlike the data source of the same name, it leaves nothing in plan or state. Terraform reads it again in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(paymentMethodsAttributes()),
	}
}
