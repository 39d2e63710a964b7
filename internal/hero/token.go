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

// AccessToken is a token for the embeddable Elements. It is no credential of this API.
type AccessToken struct {
	// Token is a secret.
	Token string
	// ExpiresAt is what the token says of itself, else half an hour after it was made.
	ExpiresAt time.Time
}

const tokenLifetime = 30 * time.Minute

// CreateAccessToken mints a token. Minting another one is harmless.
func (p *Practice) CreateAccessToken(ctx context.Context) (AccessToken, error) {
	res, err := p.do(ctx, request{method: http.MethodPost, route: RouteAccessToken, repeatable: true})
	if err != nil {
		return AccessToken{}, err
	}
	var read struct {
		AccessToken String `json:"access_token"`
	}
	if err := json.Unmarshal(res.body, &read); err != nil || text(read.AccessToken) == "" {
		return AccessToken{}, res.unexpected("without an access_token")
	}
	token := text(read.AccessToken)
	expires, ok := jwtExpiry(token)
	if !ok {
		expires = time.Now().Add(tokenLifetime).UTC()
	}
	return AccessToken{Token: token, ExpiresAt: expires}, nil
}

// jwtExpiry reads the exp claim. The signature is for the token's receiver to check.
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
