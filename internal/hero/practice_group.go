// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// PracticeGroup is a practice group's record. The caller may keep and change it.
type PracticeGroup struct {
	ID                         String `json:"id"`
	Name                       String `json:"name"`
	Sector                     String `json:"sector"`
	PrescriptionPartnerEnabled Bool   `json:"prescription_partner_enabled"`
	PrescriptionPartner        String `json:"prescription_partner"`

	Address                        Nullable[Address]            `json:"address"`
	PrescriptionPartnerCredentials Nullable[PartnerCredentials] `json:"prescription_partner_credentials"`

	// Raw has all fields, known or not, but no password, should Hero ever return one.
	Raw map[string]json.RawMessage `json:"-"`
}

// Address is the postal address of a practice group.
type Address struct {
	Line1    String `json:"line_1"`
	Line2    String `json:"line_2"`
	Line3    String `json:"line_3"`
	Town     String `json:"town"`
	County   String `json:"county"`
	Postcode String `json:"postcode"`
	Country  String `json:"country"`

	// Raw has all fields, known or not.
	Raw map[string]json.RawMessage `json:"-"`
}

// PartnerCredentials is the readable part of the prescription partner's credentials.
type PartnerCredentials struct {
	Email String `json:"email"`
}

// PracticeGroupUpdate says what to change. Absent fields stay.
type PracticeGroupUpdate struct {
	Name                       String
	PrescriptionPartner        String
	PrescriptionPartnerEnabled Bool
	// Address must be complete, since Hero may not merge it. Nil: not sent.
	Address map[string]any
	// Credentials of the prescription partner. Nil: not sent.
	Credentials *PartnerCredentialsUpdate
	// Additional settings, at the top level. A typed field of the same name wins.
	Additional map[string]any
}

// PartnerCredentialsUpdate says which credentials to change.
type PartnerCredentialsUpdate struct {
	Email    String `json:"email,omitzero"`
	Password String `json:"password,omitzero"`
}

// Element is an embeddable component that is assigned to the practice group.
type Element struct {
	Version String                    `json:"version"`
	Config  Nullable[json.RawMessage] `json:"config"`
	Element Nullable[json.RawMessage] `json:"element"`

	RawJSON
}

// UnmarshalJSON keeps all fields in Raw, without passwords.
func (g *PracticeGroup) UnmarshalJSON(data []byte) error {
	type plain PracticeGroup
	if err := json.Unmarshal(data, (*plain)(g)); err != nil {
		return err
	}
	return json.Unmarshal(WithoutFields(data, func(name string) bool { return name == "password" }), &g.Raw)
}

// UnmarshalJSON keeps all fields in Raw.
func (a *Address) UnmarshalJSON(data []byte) error {
	type plain Address
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	return json.Unmarshal(data, &a.Raw)
}

// JSON returns all fields, without passwords.
func (g *PracticeGroup) JSON() json.RawMessage {
	object, err := json.Marshal(g.Raw)
	if err != nil {
		return nil // cannot happen with JSON that was just decoded
	}
	return object
}

// clone returns a practice group that its reader may change.
func (g *PracticeGroup) clone() *PracticeGroup {
	own := *g
	own.Raw = maps.Clone(g.Raw)
	if address, ok := g.Address.Get(); ok {
		address.Raw = maps.Clone(address.Raw)
		own.Address = Value(address)
	}
	return &own
}

func (p *Practice) readPracticeGroup(ctx context.Context) (*PracticeGroup, error) {
	res, err := p.do(ctx, get(RoutePracticeGroup))
	if err != nil {
		return nil, err
	}
	group, err := decodeObject[PracticeGroup](res)
	if err != nil {
		return nil, err
	}
	return group, p.checkOwn(res, group)
}

// checkOwn refuses a response about another practice group. The id is inferred, so a response can lack it.
func (p *Practice) checkOwn(res *response, group *PracticeGroup) error {
	if id := group.ID.OrZero(); id != "" && id != p.id {
		return res.otherObject(p.id, id)
	}
	return nil
}

// GetPracticeGroup reads the practice group. The result is cached until UpdatePracticeGroup.
func (p *Practice) GetPracticeGroup(ctx context.Context) (*PracticeGroup, error) {
	group, err := cached(ctx, p, RoutePracticeGroup, p.readPracticeGroup)
	if err != nil {
		return nil, err
	}
	return group.clone(), nil
}

// GetPracticeGroupUncached reads the practice group now, and caches it.
func (p *Practice) GetPracticeGroupUncached(ctx context.Context) (*PracticeGroup, error) {
	group, err := fresh(ctx, p, RoutePracticeGroup, p.readPracticeGroup)
	if err != nil {
		return nil, err
	}
	return group.clone(), nil
}

// ConfirmPracticeGroupGone looks for a second sign that there is no such practice group, after Hero has said so once: a gateway
// that lacks the route says the same. The practice group must be missing again, and on another route too. Otherwise the error is a
// *NotGoneError.
func (p *Practice) ConfirmPracticeGroupGone(ctx context.Context) error {
	if _, err := p.GetPracticeGroupUncached(ctx); !IsNotFound(err) {
		return &NotGoneError{Err: err}
	}
	if _, err := p.ListLocations(ctx, LocationFilter{}); !IsNotFound(err) {
		return &NotGoneError{Err: err}
	}
	return nil
}

// UpdatePracticeGroup changes what the update names. An empty update sends nothing. lookAgain is as in UpsertPatient.
func (p *Practice) UpdatePracticeGroup(ctx context.Context, update PracticeGroupUpdate, lookAgain func(context.Context) (PracticeGroupUpdate, error)) error {
	body := update.body()
	if len(body) == 0 {
		return nil
	}
	defer p.forget(RoutePracticeGroup, RouteCapabilities, RouteConfiguration, RouteElements)
	r := request{method: http.MethodPatch, route: RoutePracticeGroup, body: body, repeatable: true, emptyResponse: true}
	if lookAgain != nil {
		r = afterLook(r, func(ctx context.Context) (body map[string]any, err error) {
			update, err = lookAgain(ctx)
			return update.body(), err
		})
	}
	res, err := p.do(ctx, r)
	if errors.Is(err, errNothingToSend) {
		return nil
	}
	if err == nil && update.hasPassword() && isBlank(res.body) {
		return ErrPasswordUnanswered
	}
	if err != nil || !isObject(res.body) {
		return err // the response is not documented
	}
	group, err := decodeObject[PracticeGroup](res)
	if err != nil {
		return err
	}
	if err := p.checkOwn(res, group); err != nil {
		return err
	}
	return update.checkCredentials(group)
}

// checkCredentials compares the account with the one that was sent. The password cannot be read, so this is the only sign that Hero
// did not store it.
func (u PracticeGroupUpdate) checkCredentials(group *PracticeGroup) error {
	if u.Credentials == nil {
		return nil
	}
	sent, isSent := u.Credentials.Email.Get()
	held, isHeld := group.PrescriptionPartnerCredentials.OrZero().Email.Get()
	if isSent && isHeld && !canonical.Email.Same(sent, held) {
		return ErrCredentialsNotStored
	}
	return nil
}

func (u PracticeGroupUpdate) hasPassword() bool {
	return u.Credentials != nil && !u.Credentials.Password.IsAbsent()
}

// isBlank reports whether a body says nothing: it is empty, or an object without fields.
func isBlank(body []byte) bool {
	var fields map[string]json.RawMessage
	return len(body) == 0 || (json.Unmarshal(body, &fields) == nil && len(fields) == 0)
}

func (u PracticeGroupUpdate) body() map[string]any {
	body := map[string]any{}
	maps.Copy(body, u.Additional)
	if !u.Name.IsAbsent() {
		body["name"] = u.Name
	}
	if !u.PrescriptionPartner.IsAbsent() {
		body["prescription_partner"] = u.PrescriptionPartner
	}
	if !u.PrescriptionPartnerEnabled.IsAbsent() {
		body["prescription_partner_enabled"] = u.PrescriptionPartnerEnabled
	}
	if u.Address != nil {
		body["address"] = u.Address
	}
	if c := u.Credentials; c != nil && !(c.Email.IsAbsent() && c.Password.IsAbsent()) {
		body["prescription_partner_credentials"] = c
	}
	return body
}

// Capabilities lists the product capabilities that are switched on. They are cached until UpdatePracticeGroup.
func (p *Practice) Capabilities(ctx context.Context) ([]string, error) {
	names, err := cached(ctx, p, RouteCapabilities, func(ctx context.Context) ([]string, error) {
		res, err := p.do(ctx, get(RouteCapabilities))
		if err != nil {
			return nil, err
		}
		return decodeCapabilities(res)
	})
	return slices.Clone(names), err
}

func decodeCapabilities(res *response) ([]string, error) {
	read, err := res.list("capabilities")
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, raw := range read.entries {
		var name string
		if decodeString(raw, &name) && name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// Configuration returns the practice group's configuration, whose fields are not documented. It is cached until
// UpdatePracticeGroup.
func (p *Practice) Configuration(ctx context.Context) (json.RawMessage, error) {
	configuration, err := cached(ctx, p, RouteConfiguration, func(ctx context.Context) (json.RawMessage, error) {
		res, err := p.do(ctx, get(RouteConfiguration))
		if err != nil {
			return nil, err
		}
		return res.body, nil
	})
	return slices.Clone(configuration), err
}

// Elements lists the embeddable components. They are cached until UpdatePracticeGroup.
func (p *Practice) Elements(ctx context.Context) ([]Element, error) {
	return list[Element](ctx, p, RouteElements, nil)
}
