// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// AccessToken is a token for the embeddable Elements, not a credential of this API.
type AccessToken struct {
	// Token is a secret.
	Token string
	// ExpiresAt comes from the token, or else is half an hour after its creation.
	ExpiresAt time.Time
}

const tokenLifetime = 30 * time.Minute

// CreateAccessToken creates a token. Creating more than one is harmless.
func (p *Practice) CreateAccessToken(ctx context.Context) (AccessToken, error) {
	res, err := p.do(ctx, request{method: http.MethodPost, route: RouteAccessToken, repeatable: true})
	if err != nil {
		return AccessToken{}, err
	}
	var read struct {
		AccessToken String `json:"access_token"`
	}
	if err := json.Unmarshal(res.body, &read); err != nil || read.AccessToken.OrZero() == "" {
		return AccessToken{}, res.unexpected("missing an access_token")
	}
	token := read.AccessToken.OrZero()
	expires, ok := jwtExpiry(token)
	if !ok {
		expires = time.Now().Add(tokenLifetime).UTC()
	}
	return AccessToken{Token: token, ExpiresAt: expires}, nil
}

// jwtExpiry reads the exp claim. It does not check the signature, which is up to whoever receives the token.
func jwtExpiry(token string) (time.Time, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}, false
	}
	var claims struct {
		Exp Number `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return time.Time{}, false
	}
	exp, ok := claims.Exp.Get()
	if !ok || exp <= 0 || exp > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(int64(exp), 0).UTC(), true
}
