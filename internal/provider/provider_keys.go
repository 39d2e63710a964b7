// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

const keysEnv = "HERO_API_KEYS"

// apiKey is the key for all practice groups that have none of their own. It is "" if there is none,
// which is an error if it is needed.
func (m providerModel) apiKey(needed bool, diags *diag.Diagnostics) string {
	at := path.Root("api_key")
	key := stringOrEnv(m.APIKey, "HERO_API_KEY")
	switch err := hero.CheckKey(key); {
	case err == nil:
	case errors.Is(err, hero.ErrHeaderID):
		diags.AddAttributeError(at, "Invalid Hero API key",
			"The API key has the form of a practice group id: it is a number, or begins with practice-. Are api_key and practice_group_id, or HERO_API_KEY and HERO_PRACTICE_GROUP_ID, the wrong way round? Neither is shown here, and nothing was sent to Hero.")
	case !errors.Is(err, hero.ErrHeaderEmpty):
		diags.AddAttributeError(at, "Invalid Hero API key",
			"The API key contains a line break, another control character or a non-ASCII character. "+keyAdvice)
	case needed:
		diags.AddAttributeError(at, "Hero API key missing",
			`Set "api_key" in the provider block, or the environment variable HERO_API_KEY; if each practice group has its own key, set "api_keys" or HERO_API_KEYS. `+
				"Hero issues a key for each practice group, under Settings > My Practice > API Key.")
	}
	return key
}

const keyAdvice = "Check where it comes from. The provider itself removes spaces and line breaks at either end."

// apiKeys returns the keys of practice groups that have one of their own, and whether any were
// given, valid or not. Errors name practice groups and hold no key.
func (m providerModel) apiKeys(diags *diag.Diagnostics) (keys map[string]string, given bool) {
	at, from := path.Root("api_keys"), "api_keys"
	if len(m.APIKeys.Elements()) > 0 {
		keys = map[string]string{}
		for id, value := range m.APIKeys.Elements() {
			if key, ok := value.(types.String); ok {
				keys[id] = key.ValueString()
			}
		}
	} else if text := strings.TrimSpace(os.Getenv(keysEnv)); text != "" {
		from = keysEnv
		var err error
		if keys, err = decodeKeys(text); err != nil {
			diags.AddAttributeError(at, "Invalid HERO_API_KEYS", sentence(err.Error())+" "+
				`It must be a JSON object with a string for each practice group id, such as {"1001":"…","1002":"…"}. Its content is not shown here, because it contains keys.`)
			return nil, true
		}
	}
	trimKeys(keys, from, diags)
	return keys, len(keys) > 0
}

// trimKeys trims the keys and reports the practice groups whose key is invalid.
func trimKeys(keys map[string]string, from string, diags *diag.Diagnostics) {
	var empty, invalid []string
	for id, key := range keys {
		keys[id] = strings.TrimSpace(key)
	}
	given := slices.Collect(maps.Values(keys))
	for _, id := range slices.Sorted(maps.Keys(keys)) {
		switch err := hero.CheckKey(keys[id]); {
		case hero.CheckPracticeGroupID(id, given...) != nil || errors.Is(err, hero.ErrHeaderID):
			diags.AddAttributeError(path.Root("api_keys"), "Invalid practice group id",
				fmt.Sprintf("An entry of %s has a name that is not a practice group id (1 to 64 letters, digits, - and _, and not a key), or a key that has the form of one: a number, or practice-…. "+
					"The names are the ids that Hero gave for the practice groups, and the values are their keys. Neither is shown here, because the two may be the wrong way round.", from))
			return
		case errors.Is(err, hero.ErrHeaderEmpty):
			empty = append(empty, id)
		case err != nil:
			invalid = append(invalid, id)
		}
	}
	if len(empty) > 0 {
		diags.AddAttributeError(path.Root("api_keys"), "Hero API key missing",
			fmt.Sprintf("In %s the key is empty for practice group %s. Give the key, or remove the entry: without one, requests for a practice group use api_key (or HERO_API_KEY), if that is set.",
				from, strings.Join(empty, ", ")))
	}
	if len(invalid) > 0 {
		diags.AddAttributeError(path.Root("api_keys"), "Invalid Hero API key",
			fmt.Sprintf("In %s the key contains a line break, another control character or a non-ASCII character for practice group %s. ", from, strings.Join(invalid, ", "))+keyAdvice)
	}
}

// decodeKeys reads a JSON object of strings. Its errors quote none of the content; the decoder's
// own would.
func decodeKeys(text string) (map[string]string, error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	keys := map[string]string{}
	for decoder.More() {
		name, err := decoder.Token()
		id, ok := name.(string)
		if err != nil || !ok {
			return nil, errors.New("it is not valid JSON")
		}
		var key *string
		switch err := decoder.Decode(&key); {
		case isSyntaxError(err):
			return nil, errors.New("it is not valid JSON")
		case err != nil || key == nil:
			return nil, errors.New("one of its values is not a string")
		}
		if _, twice := keys[id]; twice {
			return nil, errors.New("a practice group is in it twice")
		}
		keys[id] = *key
	}
	if end, err := decoder.Token(); err != nil || end != json.Delim('}') {
		return nil, errors.New("it is not valid JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the JSON object")
	}
	return keys, nil
}

func isSyntaxError(err error) bool {
	var mismatch *json.UnmarshalTypeError
	return err != nil && !errors.As(err, &mismatch)
}
