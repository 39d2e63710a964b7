// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// network is a table of practices, each with a key.
type network struct {
	table strings.Builder
	keys  map[string]string
}

func newNetwork(practices int) *network {
	n := &network{keys: map[string]string{}}
	n.table.WriteString("practice_group_id,managed,name\n")
	for i := range practices {
		group := strconv.Itoa(1001 + i)
		fmt.Fprintf(&n.table, "%s,yes,Surgery %d\n", group, i+1)
		n.keys[group] = "canary-key-of-" + group
	}
	return n
}

func (n *network) start(t testing.TB) *heromock.Server {
	t.Helper()
	return heromock.Listen(t, func(o *heromock.Options) {
		o.PracticeGroups, o.APIKeys = nil, n.keys
		for group := range n.keys {
			o.PracticeGroups = append(o.PracticeGroups, group)
		}
	})
}

// workspace returns a workspace with the example and the table. Its environment
// has only the keys and practice groups that the example names.
func (n *network) workspace(t testing.TB, mock *heromock.Server) *workspace {
	t.Helper()
	w := exampleWorkspace(t, mock, "network-keys")
	delete(w.env, "HERO_API_KEY")
	delete(w.env, "HERO_PRACTICE_GROUP_ID")
	w.write("practices.csv", n.table.String())
	n.setKeys(w)
	return w
}

// setKeys sets the configuration's variable to the keys.
func (n *network) setKeys(w *workspace) {
	w.t.Helper()
	keys, err := json.Marshal(n.keys)
	if err != nil {
		w.t.Fatal(err)
	}
	w.env["TF_VAR_api_keys"] = string(keys)
}

// One provider block, thirty practices with thirty keys, one of them wrong.
func TestAccNetworkKeys_aWrongKeyConcernsItsPracticeAlone(t *testing.T) {
	t.Parallel()
	n := newNetwork(30)
	mock := n.start(t)
	right := n.keys["1017"]
	n.keys["1017"] = "canary-wrong"
	w := n.workspace(t, mock)
	// An import reads, so the wrong key stops the plan. With the practice unmanaged, the plan succeeds.
	w.mustFail([]string{"plan"}, "401 Unauthorized", "for practice group 1017", "this practice group's own key")
	w.edit("practices.csv", "1017,yes", "1017,no")
	w.mustRun("plan")
	w.edit("practices.csv", "1017,no", "1017,yes")
	// Without the import, the other practices are applied.
	w.write("main.tf", importBlocks.ReplaceAllString(w.read("main.tf"), ""))
	wantQuietPlan(t, w.savedPlan(), map[string]string{"keys": w.env["TF_VAR_api_keys"]})

	out := w.mustFail([]string{"apply", "-auto-approve"},
		"Warning: Hero refuses the key of practice group 1017",
		"Error: Unable to adopt practice group settings", "401 Unauthorized",
		"for practice group 1017", "this practice group's own key")
	if out.contains("canary") {
		t.Errorf("a key is shown:\n%s", out.out)
	}
	n.wantApplied(t, mock, "1017")
	const refused = "does not accept this key for practice group "
	if got := strings.Count(out.text(), refused); got == 0 || got != strings.Count(out.text(), refused+"1017") {
		t.Errorf("another practice group than 1017 was refused:\n%s", out.out)
	}

	// The other practices are complete, and with the right key the last one is applied too.
	n.keys["1017"] = right
	n.setKeys(w)
	mock.ResetJournal()
	w.mustRun("apply", "-auto-approve")
	n.wantApplied(t, mock, "")
	for _, r := range mock.Writes() {
		if r.PracticeGroup != "1017" {
			t.Errorf("%s %s was sent again for practice group %s", r.Method, r.Route, r.PracticeGroup)
		}
	}
	w.wantNoChanges()
	if strings.Contains(w.read("terraform.tfstate"), "canary") {
		t.Error("the state has a key")
	}
}

// wantApplied checks that each practice except one has its settings and webhooks, and
// that each request had its practice's own key.
func (n *network) wantApplied(t testing.TB, mock *heromock.Server, but string) {
	t.Helper()
	applied := 0
	for group := range n.keys {
		name, _ := mock.PracticeGroup(group)["name"].(string)
		done := strings.HasPrefix(name, "Surgery ") && len(mock.Webhooks(group)) == 2
		if untouched := strings.HasPrefix(name, "Practice ") && len(mock.Webhooks(group)) == 0; group == but && !untouched {
			t.Errorf("practice group %s was changed with the wrong key", group)
		}
		if done {
			applied++
		}
	}
	want := len(n.keys)
	if but != "" {
		want--
	}
	if applied != want {
		t.Errorf("%d practices were applied, want %d", applied, want)
	}
	for _, r := range mock.Journal() {
		if refused := r.Status == http.StatusUnauthorized; refused != (r.PracticeGroup == but) || (!refused && r.KeyOf != r.PracticeGroup) {
			t.Errorf("%s %s for practice group %s with the key of %q: %d", r.Method, r.Route, r.PracticeGroup, r.KeyOf, r.Status)
		}
	}
}

// A withdrawn key stops a plan that reads its practice, and the error names the practice.
// Without a refresh the others can still be changed.
func TestAccNetworkKeys_aKeyThatIsWithdrawnLater(t *testing.T) {
	t.Parallel()
	n := newNetwork(3)
	mock := n.start(t)
	w := n.workspace(t, mock)
	w.mustRun("apply", "-auto-approve")
	mock.SetAPIKey("1002", "canary-rotated")

	w.edit("practices.csv", "Surgery 3", "Surgery 3 and 4")
	w.mustFail([]string{"plan"}, "Unable to read practice group settings", "for practice group 1002", "this practice group's own key")
	w.mustRun("apply", "-auto-approve", "-refresh=false")
	if name := mock.PracticeGroup("1003")["name"]; name != "Surgery 3 and 4" {
		t.Errorf("practice group 1003 is called %q", name)
	}
}

// A practice without a key is refused before any request, and the error names it.
func TestAccNetworkKeys_aPracticeWithoutAKey(t *testing.T) {
	t.Parallel()
	n := newNetwork(3)
	mock := n.start(t)
	delete(n.keys, "1002")
	w := n.workspace(t, mock)
	w.mustFail([]string{"plan"}, "No API key for the practice group", `"1002"`, "api_keys")
	for _, r := range mock.Journal() {
		if r.PracticeGroup == "1002" {
			t.Errorf("%s %s was sent for it", r.Method, r.Route)
		}
	}
	w.env["HERO_API_KEYS"] = `{"1002":"canary-other"}` // does not add to the keys in the block
	w.mustFail([]string{"plan"}, "No API key for the practice group", `"1002"`)
}

// The keys come from an ephemeral resource of another provider.
func TestAccEphemeral_keysOfAVault(t *testing.T) {
	t.Parallel()
	n := newNetwork(2)
	mock := n.start(t)
	acceptance(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"vault": newVault(n.keys)},
		Steps: []resource.TestStep{{
			Config: fmt.Sprintf(`
ephemeral "vault_secret" "hero" {}

provider "hero" {
  endpoint = %q
  api_keys = ephemeral.vault_secret.hero.data
}

resource "hero_practice_group_settings" "first" {
  practice_group_id = "1001"
  name              = "Surgery 1001"
}

resource "hero_practice_group_settings" "second" {
  practice_group_id = "1002"
  name              = "Surgery 1002"
}
`, mock.URL()),
		}},
	})
	for group := range n.keys {
		if name := mock.PracticeGroup(group)["name"]; name != "Surgery "+group {
			t.Errorf("practice group %s is called %q", group, name)
		}
	}
}

// vault is a provider of a secret store with one secret, such as users have
// beside ours.
type vault struct{ secret map[string]string }

func newVault(secret map[string]string) func() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6WithError(&vault{secret})
}

var _ frameworkprovider.ProviderWithEphemeralResources = (*vault)(nil)

func (v *vault) Metadata(_ context.Context, _ frameworkprovider.MetadataRequest, resp *frameworkprovider.MetadataResponse) {
	resp.TypeName = "vault"
}

func (v *vault) Schema(context.Context, frameworkprovider.SchemaRequest, *frameworkprovider.SchemaResponse) {
}

func (v *vault) Configure(context.Context, frameworkprovider.ConfigureRequest, *frameworkprovider.ConfigureResponse) {
}

func (v *vault) Resources(context.Context) []func() frameworkresource.Resource { return nil }

func (v *vault) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (v *vault) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return &vaultSecret{v} }}
}

type vaultSecret struct{ *vault }

func (s *vaultSecret) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_secret"
}

func (s *vaultSecret) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"data": schema.MapAttribute{Computed: true, Sensitive: true, ElementType: types.StringType},
	}}
}

func (s *vaultSecret) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root("data"), s.secret)...)
}
