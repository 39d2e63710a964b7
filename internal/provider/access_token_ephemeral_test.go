// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const tokenRoute = "/v1/access_token"

var jwt = regexp.MustCompile(`^eyJ[\w-]+\.[\w-]+\.[\w-]+$`)

// tokenClaims are the claims that the tests check.
type tokenClaims struct {
	PracticeGroupID string `json:"practice_group_id"`
	Exp             int64  `json:"exp"`
}

func claimsOf(token string) (claims tokenClaims, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims, fmt.Errorf("the token has %d parts, want 3", len(parts))
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return claims, err
	}
	return claims, json.Unmarshal(payload, &claims)
}

func TestAccAccessToken_isATokenOfThePracticeGroup(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ lines, group string }{
		"of the provider": {"", "1001"},
		"of its own":      {`practice_group_id = "1002"`, "1002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			echoes(t, resource.TestStep{
				Config: echo(mock, "hero_access_token", c.lines),
				ConfigStateChecks: []statecheck.StateCheck{
					echoed("access_token", knownvalue.StringRegexp(jwt)),
					echoed("practice_group_id", exactly(c.group)),
				},
				Check: func(s *terraform.State) error {
					got := s.RootModule().Resources[echoAddress].Primary.Attributes
					claims, err := claimsOf(got["data.access_token"])
					if err != nil {
						return err
					}
					if want := time.Unix(claims.Exp, 0).UTC().Format(time.RFC3339); got["data.expires_at"] != want {
						t.Errorf("expires_at is %q, want %q as in the token", got["data.expires_at"], want)
					}
					if claims.PracticeGroupID != c.group {
						t.Errorf("the token is for practice group %q, want %q", claims.PracticeGroupID, c.group)
					}
					return nil
				},
			})
			wantOpened(t, mock, http.MethodPost, tokenRoute, c.group)
		})
	}
}

func TestAccessToken_lastsHalfAnHourIfItDoesNotSay(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		respondWith(mock, tokenRoute, `{"access_token": "opaque"}`)
		object, diagnostics := newProtocol(t, mock, nil).open("hero_access_token", members{})
		wantDiagnostics(t, diagnostics)
		wantMembersOf(t, object, members{"access_token": "opaque"})
		expires, _ := object["expires_at"].(string)
		at, err := time.Parse(time.RFC3339, expires)
		if err != nil || !strings.HasSuffix(expires, "Z") {
			t.Fatalf("%q is not an RFC 3339 date-time in UTC", expires)
		}
		if !at.Equal(time.Now().Add(30 * time.Minute)) {
			t.Errorf("%s is not half an hour after the token was made", expires)
		}
	})
}
