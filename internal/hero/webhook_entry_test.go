// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"strings"
	"testing"
)

func TestWebhookRawHasNoSigningKeyAtAnyLevel(t *testing.T) {
	t.Parallel()
	const entry = `{
		"id": "wh_1", "signing_key": "canary-1", "big": 12345678901234567890, "none": null, "list": [1, {"signing_key": "canary-2", "kept": true}],
		"signing": {"signing_key": "canary-3", "deeper": {"\u0073igning_key": "canary-4"}, "algorithm": "sha256"}}`
	raw := decoded[Webhook](t, entry).Raw
	const want = `{"big":12345678901234567890,"id":"wh_1","list":[1,{"kept":true}],"none":null,"signing":{"algorithm":"sha256","deeper":{}}}`
	if string(raw) != want || strings.Contains(string(raw), "canary") {
		t.Errorf("Raw is\n  %s\nwant\n  %s", raw, want)
	}
}
