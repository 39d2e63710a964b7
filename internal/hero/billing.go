// SPDX-License-Identifier: MPL-2.0

package hero

import "context"

// BillingInfo is a patient's billing information.
type BillingInfo struct {
	ID                String              `json:"id"`
	ExternalBillingID String              `json:"external_billing_id"`
	Insurance         Nullable[Insurance] `json:"insurance"`
	BillingNote       String              `json:"billing_note"`
	Confidential      Bool                `json:"confidential"`

	RawJSON
}

// Insurance is a patient's insurance.
type Insurance struct {
	Insurer          String `json:"insurer"`
	MembershipNumber String `json:"membership_number"`
	AuthCode         String `json:"auth_code"`
}

// PaymentMethod is a stored payment method. Its fields are not documented, so any of them can be absent.
type PaymentMethod struct {
	ID          String `json:"id"`
	Type        String `json:"type"`
	Brand       String `json:"brand"`
	Last4       String `json:"last4"`
	ExpMonth    Int    `json:"exp_month"`
	ExpYear     Int    `json:"exp_year"`
	Fingerprint String `json:"fingerprint"`

	RawJSON
}

// GetBillingInfo reads a patient's billing information.
func (p *Practice) GetBillingInfo(ctx context.Context, patientID string) (*BillingInfo, error) {
	return getOne[BillingInfo](ctx, p, RouteBillingInfo, patientID, nil)
}

// ListPaymentMethods lists a patient's stored payment methods. An entry of another shape has only Raw.
func (p *Practice) ListPaymentMethods(ctx context.Context, patientID string) ([]PaymentMethod, error) {
	r := get(RoutePaymentMethods)
	r.id = patientID
	res, err := p.do(ctx, r)
	if err != nil {
		return nil, err
	}
	read, err := res.list("data")
	if err != nil {
		return nil, err
	}
	methods := make([]PaymentMethod, len(read.entries))
	for i, entry := range read.entries {
		if methods[i], err = decode[PaymentMethod](entry); err != nil {
			methods[i] = PaymentMethod{RawJSON: RawJSON{Raw: entry}}
		}
	}
	return methods, nil
}
