// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// If a server responds to a request with the request itself, in any encoding and with any status, the provider shows none of it.
func TestEcho_ofARequestIsNeverShown(t *testing.T) {
	t.Parallel()
	var (
		mu     sync.Mutex
		ran    int
		echoed = map[string]bool{}
		cases  = echoCases(t)
	)
	t.Cleanup(func() {
		if ran == len(cases) { // -run did not select only some
			wantAllEchoed(t, echoed)
		}
	})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				operations := testEcho(t, c)
				mu.Lock()
				defer mu.Unlock()
				ran++
				maps.Copy(echoed, operations)
			})
		})
	}
}

// testEcho repeats a case with an echo of its first request, of its second, and so on. It returns the operations that were echoed.
func testEcho(t *testing.T, c echoCase) map[string]bool {
	t.Helper()
	mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = echoKey })
	seedLookUps(mock)
	act := c.prepare(newProtocol(t, mock, nil))
	e := &echoServer{hero: mock.Transport(), echoed: map[string]bool{}}
	p := newEchoProtocol(t, mock, e)
	if c.undescribed {
		e.recorded = make([]exchange, 1)
	} else {
		p.run(act)
	}
	e.hero = nil
	for after := range e.recorded {
		for _, status := range echoStatuses() {
			e.begin(after, status, silent)
			neutral, _ := p.run(act)
			for _, encoding := range echoEncodingsOf(after, status) {
				e.begin(after, status, encoding)
				shown, kept := p.run(act)
				if part := echoedPart(shown, neutral, shownNowhere()); part != "" {
					t.Fatalf("request %d, status %d, encoding %d: %q is in:\n%s", after+1, status, encoding, part, shown)
				}
				if part := echoedPart(kept, "", keptNowhere()); part != "" {
					t.Fatalf("request %d, status %d, encoding %d: %q is in the state", after+1, status, encoding, part)
				}
			}
		}
	}
	return e.echoed
}

// wantAllEchoed checks that each operation that the client calls got an echo.
func wantAllEchoed(t *testing.T, echoed map[string]bool) {
	t.Helper()
	api, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, operation := range api.Called() {
		missing[operation] = true
	}
	for operation := range echoed {
		method, path, _ := strings.Cut(operation, " ")
		if template, ok := api.Route(method, path); ok {
			delete(missing, method+" "+template)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no case has an echo of %q", slices.Sorted(maps.Keys(missing)))
	}
}

// echoStatuses returns all statuses of a failure, and unusual ones of a success.
func echoStatuses() []int {
	statuses := []int{200, 201, 202, 203, 204, 206, 226, 299}
	for status := 400; status < 600; status++ {
		statuses = append(statuses, status)
	}
	return statuses
}

// echoEncodingsOf returns all encodings for the most common statuses, and one encoding for each of the others. With HERO_ECHO=all
// every status has all encodings, which takes a minute or two.
func echoEncodingsOf(request, status int) (encodings []int) {
	all := os.Getenv("HERO_ECHO") == "all" || slices.Contains([]int{200, 400, 404}, status)
	for encoding := range echoEncodings {
		if all || encoding == (request+status)%len(echoEncodings) {
			encodings = append(encodings, encoding)
		}
	}
	return encodings
}

// echoParts has the parts of secrets to look for, as they are and encoded.
type echoParts struct{ plain, hex, base64 []string }

func newEchoParts(secrets ...string) (parts echoParts) {
	for _, secret := range secrets {
		letters := echoLetters(secret)
		for i := range len(letters) - 3 {
			parts.plain = append(parts.plain, letters[i:i+4])
		}
		for i := range len(secret) - 3 {
			parts.hex = append(parts.hex, hex.EncodeToString([]byte(secret[i:i+4])))
		}
		for i := range len(secret) - 5 { // six characters are one block of base64, whatever stands before them
			parts.base64 = append(parts.base64, strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret[i:i+6])), "="))
		}
	}
	return parts
}

// echoLetters returns a text in lower case, without the characters that an encoding adds or changes.
func echoLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -+&<>'./\n\"", r) {
			return -1
		}
		return r
	}, strings.ToLower(text))
}

// echoedPart returns four characters of a secret that a text contains, in any encoding, unless the other text has them too.
func echoedPart(text, without string, parts echoParts) string {
	if text == without {
		return ""
	}
	letters, lower, known := echoLetters(text), strings.ToLower(text), echoLetters(without)
	for _, part := range parts.plain {
		if strings.Contains(letters, part) && !strings.Contains(known, part) {
			return part
		}
	}
	for _, part := range parts.hex {
		if strings.Contains(lower, part) {
			return part
		}
	}
	for _, part := range parts.base64 {
		if strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// shownNowhere has the values of which no four characters in a row may be shown.
var shownNowhere = sync.OnceValue(func() echoParts {
	secrets := []string{echoKey, echoPassword, "wqkzxvj77", "sgqzvwkxj&1", "Qzvxkjw & co", "vkzjqw xq", "zqwkvj", "qzxj.vw", "Zvwqjx", "Jxqvzk", "zqxvjk"}
	for name, value := range echoPatient() {
		if name != "title" && name != "sex" {
			secrets = append(secrets, strings.TrimSuffix(value, "@example.com"))
		}
	}
	return newEchoParts(secrets...)
})

// keptNowhere has the secrets that no state may contain either.
var keptNowhere = sync.OnceValue(func() echoParts { return newEchoParts(echoKey, echoPassword, "sgqzvwkxj&1") })

// echoProtocol is a process of the provider that talks to an echoServer, with what it logs and keeps in states.
type echoProtocol struct {
	*protocol
	mu     sync.Mutex
	logged strings.Builder
	kept   string // the states
}

// run does something as a new process does it: a provider forgets everything when it is configured again.
func (p *echoProtocol) run(act func(*echoProtocol) string) (shown, kept string) {
	p.logged.Reset()
	p.kept = ""
	p.configure()
	said := act(p)
	p.mu.Lock()
	defer p.mu.Unlock()
	return said + p.logged.String(), p.kept
}

// end records a state, and returns the diagnostics as text.
func (p *echoProtocol) end(after instance, diagnostics []*tfprotov6.Diagnostic) string {
	if after.state != nil {
		p.kept += string(after.state.MsgPack)
	}
	return formatDiagnostics(diagnostics)
}

func newEchoProtocol(t *testing.T, mock *heromock.Server, echo *echoServer) *echoProtocol {
	t.Helper()
	p := &echoProtocol{}
	started := server.New(provider.NewAdjusted(func(config *hero.Config) {
		config.Transport = echo
		config.Observe = func(_ context.Context, a hero.Attempt) {
			p.mu.Lock()
			defer p.mu.Unlock()
			a.Duration = 0
			fmt.Fprintf(&p.logged, "%+v\n", a)
		}
	})())
	config := members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}
	p.protocol = &protocol{t: t, mock: mock, server: started, config: config}
	p.schemas, p.identities = protocolSchemas(t)
	return p
}
