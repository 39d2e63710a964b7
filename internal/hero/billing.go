// SPDX-License-Identifier: MPL-2.0

package hero

import "context"

// BillingInfo is a patient's billing information.
type BillingInfo struct {
	ID                Text              `json:"id"`
	ExternalBillingID Text              `json:"external_billing_id"`
	Insurance         Member[Insurance] `json:"insurance"`
	BillingNote       Text              `json:"billing_note"`
	Confidential      Bool              `json:"confidential"`

	Whole
}

// Insurance is a patient's insurance.
type Insurance struct {
	Insurer          Text `json:"insurer"`
	MembershipNumber Text `json:"membership_number"`
	AuthCode         Text `json:"auth_code"`
}

// PaymentMethod is a stored payment method. Its members are not documented, so any of them may be absent.
type PaymentMethod struct {
	ID          Text `json:"id"`
	Type        Text `json:"type"`
	Brand       Text `json:"brand"`
	Last4       Text `json:"last4"`
	ExpMonth    Int  `json:"exp_month"`
	ExpYear     Int  `json:"exp_year"`
	Fingerprint Text `json:"fingerprint"`

	Whole
}

// GetBillingInfo reads a patient's billing information.
func (p *Practice) GetBillingInfo(ctx context.Context, patientID string) (*BillingInfo, error) {
	return getOne[BillingInfo](ctx, p, RouteBillingInfo, patientID)
}

// ListPaymentMethods lists a patient's stored payment methods. An entry of another shape has Raw alone.
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
			methods[i] = PaymentMethod{Whole: Whole{Raw: entry}}
		}
	}
	return methods, nil
}
