// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// promises are words that a page must keep when somebody rewrites it.
var promises = map[string][]string{
	"docs/guides/patient-data.md": {"TF_LOG_SDK_PROTO_DATA_DIR", "GODEBUG=http2debug"},
	"SECURITY.md":                 {"TF_LOG_SDK_PROTO_DATA_DIR", "GODEBUG=http2debug", "`additional_settings`", "`status` and `restricted`", "Fingerprint of the signing key: "},
	"docs/guides/information-governance.md": {
		"runner", "backend", "saved plans", "log of a pipeline", "controller", "processor", "old versions", "backups", "umask 077", "DPIA", "test practices only",
		"An API key is not a person", "TF_APPEND_USER_AGENT", "Give production a state, a key, a pipeline and an approval of its own", "`allowed_practice_group_ids`", "review of the file that sets it",
		"begin with 999", "Ofcom", "Rotate the key", "hero_webhooks", "saved plans, artefacts, logs, and old versions", "DPO", "72 hours", ".gitignore", "*.tfstate",
	},
	"CONTRIBUTING.md": {"A ruleset protects the tags `v*`", "environment `release` requires a review by a second maintainer", "Check that the ruleset for tags `v*` is active"},
}

func TestPages_tellWhatTheyPromise(t *testing.T) {
	t.Parallel()
	for page, wanted := range promises {
		text, err := os.ReadFile(filepath.Join(repository, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range wanted {
			if !strings.Contains(strings.ToLower(string(text)), strings.ToLower(words)) {
				t.Errorf("%s no longer mentions %q", page, words)
			}
		}
	}
}
