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
	return s.practiceGroupAnswer(c.practice)
}

func (s *Server) updatePracticeGroup(c call) result {
	changed := maps.Clone(c.practice.group)
	for name, value := range c.body {
		nested, isObject := value.(object)
		merges := name == "prescription_partner_credentials" || (name == "address" && s.options.AddressMerges)
		if isObject && merges {
			before, _ := changed[name].(object)
			value = merged(before, nested)
		}
		changed[name] = value
	}
	c.practice.group = changed
	return s.practiceGroupAnswer(c.practice)
}

// knownSettings are the members of a practice group that Hero is taken to write
// in forms of its own. Whatever else a client sets comes back as it is.
var knownSettings = []string{
	"id", "name", "sector", "address", "prescription_partner", "prescription_partner_credentials", "authenticated_as",
}

func (s *Server) practiceGroupAnswer(p *practice) result {
	answer := maps.Clone(p.group)
	if !s.options.Plain {
		if credentials, ok := answer["prescription_partner_credentials"].(object); ok {
			answer["prescription_partner_credentials"] = without(credentials, "password")
		}
		answer = realistic(answer)
		for name, value := range p.group {
			if !slices.Contains(knownSettings, name) {
				answer[name] = value
			}
		}
	}
	for name := range p.omitted {
		delete(answer, name)
	}
	return result{status: http.StatusOK, value: answer, unchecked: len(p.omitted) > 0}
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
	return whole(c.practice.elements)
}

// tokenLife is how long an access token works, as documented.
const tokenLife = 30 * time.Minute

// createAccessToken makes a JWT whose signature is worthless: nothing that runs
// against the mock can check one.
func (s *Server) createAccessToken(c call) result {
	s.state.tickets++
	now := time.Now()
	claims, err := json.Marshal(object{
		"practice_group_id": c.practice.group["id"],
		"iat":               now.Unix(),
		"exp":               now.Add(tokenLife).Unix(),
		"jti":               fmt.Sprintf("mock-%d", s.state.tickets),
	})
	if err != nil {
		panic(fmt.Sprintf("encoding claims: %v", err)) // texts and numbers only
	}
	encoding := base64.RawURLEncoding
	token := encoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		encoding.EncodeToString(claims) + "." +
		encoding.EncodeToString([]byte("not a signature"))
	return ok(object{"access_token": token})
}

// PracticeGroup is the practice group as it is stored, password included; nil
// when it is not in the network.
func (s *Server) PracticeGroup(group string) (members map[string]any) {
	s.in(group, func(p *practice) { members = cloneObject(p.group) })
	return members
}

// UpdatePracticeGroup changes top-level members, as somebody would in the web
// interface. A nil value is a JSON null.
func (s *Server) UpdatePracticeGroup(group string, members map[string]any) {
	changes := cloneObject(members)
	s.in(group, func(p *practice) { p.group = merged(p.group, changes) })
}

// OmitPracticeGroupMembers leaves members out of the answers to GET and PATCH
// /v1/me from now on. Such answers are not held against the contract.
func (s *Server) OmitPracticeGroupMembers(group string, names ...string) {
	s.in(group, func(p *practice) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetCapabilities replaces the capabilities of a practice group.
func (s *Server) SetCapabilities(group string, capabilities ...string) {
	copied := append([]string{}, capabilities...)
	s.in(group, func(p *practice) { p.capabilities = copied })
}

// SetConfiguration replaces the configuration of a practice group. It is
// answered as it is, numbers with all their digits.
func (s *Server) SetConfiguration(group string, configuration any) {
	raw := recode[json.RawMessage](configuration)
	s.in(group, func(p *practice) { p.configuration = raw })
}
