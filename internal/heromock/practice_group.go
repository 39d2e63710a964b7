// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

func (s *Server) getPracticeGroup(c call) result {
	return s.practiceGroupResult(c.practice)
}

func (s *Server) updatePracticeGroup(c call) result {
	before, changed := c.practice.group, maps.Clone(c.practice.group)
	for name, value := range c.body {
		nested, isObject := value.(object)
		merges := name == "prescription_partner_credentials" || (name == "address" && s.has(traitAddressMerges))
		if isObject && merges {
			held, _ := changed[name].(object)
			value = merged(held, nested)
		}
		if list, isList := value.([]any); isList && s.has(traitListsReordered) {
			value = reordered(list)
		}
		changed[name] = value
	}
	c.practice.group = changed
	return s.practiceGroupResult(c.practice).with(&Effect{Kind: Changed, Object: "practice group", ID: stringField(before, "id"), Before: before, After: changed})
}

// reordered returns a list in another order, as a server without a fixed order may do.
func reordered(list []any) []any {
	other := slices.Clone(list)
	slices.Reverse(other)
	return other
}

// knownSettings are the fields of a practice group that a realistic response rewrites.
// It returns any other field as it was sent.
var knownSettings = []string{
	"id", "name", "sector", "address", "prescription_partner", "prescription_partner_credentials", "authenticated_as",
}

func (s *Server) practiceGroupResult(p *practice) result {
	fields := maps.Clone(p.group)
	if !s.options.Plain {
		if credentials, ok := fields["prescription_partner_credentials"].(object); ok {
			fields["prescription_partner_credentials"] = without(credentials, "password")
		}
		fields = realistic(fields)
		for name, value := range p.group {
			if !slices.Contains(knownSettings, name) {
				fields[name] = value
			}
		}
	}
	for name := range p.omitted {
		delete(fields, name)
	}
	return result{status: http.StatusOK, value: fields, unchecked: len(p.omitted) > 0}
}

func (s *Server) getCapabilities(c call) result {
	list := c.practice.capabilities
	if list == nil {
		list = []string{}
	}
	return ok(object{"capabilities": list})
}

func (s *Server) getConfiguration(c call) result {
	return result{status: http.StatusOK, value: c.practice.configuration, verbatim: true}
}

func (s *Server) listElements(c call) result {
	return listResult(c.practice.elements)
}

// tokenLife is how long an access token works, as documented.
const tokenLife = 30 * time.Minute

// createAccessToken returns a JWT with a dummy signature, since no client of the mock
// can verify one.
func (s *Server) createAccessToken(c call) result {
	s.state.tokens++
	now := time.Now()
	claims, err := json.Marshal(object{
		"practice_group_id": c.practice.group["id"],
		"iat":               now.Unix(),
		"exp":               now.Add(tokenLife).Unix(),
		"jti":               fmt.Sprintf("mock-%d", s.state.tokens),
	})
	if err != nil {
		panic(fmt.Sprintf("encoding claims: %v", err)) // strings and numbers always encode
	}
	encoding := base64.RawURLEncoding
	token := encoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		encoding.EncodeToString(claims) + "." +
		encoding.EncodeToString([]byte("not a signature"))
	return ok(object{"access_token": token})
}

// PracticeGroup returns a practice group as it is stored, password included, or nil if it
// is not in the network.
func (s *Server) PracticeGroup(group string) (fields map[string]any) {
	s.withPractice(group, func(p *practice) { fields = cloneObject(p.group) })
	return fields
}

// UpdatePracticeGroup sets top-level fields, as somebody may do in the web interface. A
// nil value is a JSON null.
func (s *Server) UpdatePracticeGroup(group string, fields map[string]any) {
	changes := cloneObject(fields)
	s.withPractice(group, func(p *practice) { p.group = merged(p.group, changes) })
}

// OmitPracticeGroupFields leaves fields out of the responses to GET and PATCH /v1/me from
// now on. The mock does not validate such responses.
func (s *Server) OmitPracticeGroupFields(group string, names ...string) {
	s.withPractice(group, func(p *practice) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetCapabilities replaces the capabilities of a practice group.
func (s *Server) SetCapabilities(group string, capabilities ...string) {
	copied := append([]string{}, capabilities...)
	s.withPractice(group, func(p *practice) { p.capabilities = copied })
}

// SetConfiguration replaces the configuration of a practice group. The mock returns it
// unchanged, numbers with all their digits.
func (s *Server) SetConfiguration(group string, configuration any) {
	raw := recode[json.RawMessage](configuration)
	s.withPractice(group, func(p *practice) { p.configuration = raw })
}
