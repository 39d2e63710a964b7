package hero

import (
	"bytes"
	"context"
	"encoding/json"
)

// BillingInfo is a patient's billing information.
type BillingInfo struct {
	ID                Text              `json:"id"`
	ExternalBillingID Text              `json:"external_billing_id"`
	Insurance         Member[Insurance] `json:"insurance"`
	BillingNote       Text              `json:"billing_note"`
	Confidential      Bool              `json:"confidential"`

	// Raw is the whole answer.
	Raw map[string]json.RawMessage `json:"-"`
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

	// Raw is the whole entry, which need not be an object.
	Raw json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps the whole answer in Raw.
func (b *BillingInfo) UnmarshalJSON(data []byte) error {
	type plain BillingInfo
	return decodeWithRaw(data, (*plain)(b), &b.Raw)
}

// UnmarshalJSON never fails: an entry of another shape has Raw alone.
func (m *PaymentMethod) UnmarshalJSON(data []byte) error {
	type plain PaymentMethod
	var read plain
	if json.Unmarshal(data, &read) != nil {
		read = plain{}
	}
	read.Raw = bytes.Clone(data)
	*m = PaymentMethod(read)
	return nil
}

// GetBillingInfo reads a patient's billing information.
func (p *Practice) GetBillingInfo(ctx context.Context, patientID string) (*BillingInfo, error) {
	c := get(RouteBillingInfo)
	c.id = patientID
	a, err := p.do(ctx, c)
	if err != nil {
		return nil, err
	}
	return decodeObject[BillingInfo](a)
}

// ListPaymentMethods lists a patient's stored payment methods.
func (p *Practice) ListPaymentMethods(ctx context.Context, patientID string) ([]PaymentMethod, error) {
	c := get(RoutePaymentMethods)
	c.id = patientID
	a, err := p.do(ctx, c)
	if err != nil {
		return nil, err
	}
	return decodeList[PaymentMethod](a)
}
