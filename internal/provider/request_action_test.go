// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

const sendRoute = "/v1/messages/send"

// objectOf is an object in a configuration, for a dynamic attribute.
func objectOf(attributes map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, value := range attributes {
		types[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, attributes)
}

func textOf(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func tupleOf(values ...tftypes.Value) tftypes.Value {
	types := []tftypes.Type{}
	for _, value := range values {
		types = append(types, value.Type())
	}
	return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, values)
}

func message() members {
	return members{"method": "POST", "path": sendRoute, "body": objectOf(map[string]tftypes.Value{
		"patient_id": textOf("10001"), "text": textOf("canary-text"), "urgent": tftypes.NewValue(tftypes.Bool, true),
		"parts": tupleOf(textOf("a"), tftypes.NewValue(tftypes.Number, 2)),
	})}
}

func with(base, changes members) members {
	out := maps.Clone(base)
	maps.Copy(out, changes)
	return out
}

func TestRequestAction_sendsOnce(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, members{"max_retries": 3})
	wantDiagnostics(t, p.planRequest(message()))
	if n := len(mock.Journal()); n != 0 {
		t.Fatalf("the plan made %d requests", n)
	}
	progress, diagnostics := p.newProcess().invokeRequest(with(message(), members{"practice_group_id": "1002"}))
	wantDiagnostics(t, diagnostics)
	if want := []string{"Hero answered POST /v1/messages/send with 200 OK, request id req-1"}; !slices.Equal(progress, want) {
		t.Errorf("progress %q", progress)
	}
	journal := mock.Journal()
	if len(journal) != 1 || journal[0].Route != sendRoute || journal[0].Method != http.MethodPost || journal[0].PracticeGroup != "1002" {
		t.Fatalf("journal %+v", journal)
	}
	want := map[string]any{"patient_id": "10001", "text": "canary-text", "urgent": true, "parts": []any{"a", 2.0}}
	if diff := cmp.Diff(want, journal[0].Body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

func TestRequestAction_sendsEachMethod(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodDelete, Status: http.StatusNoContent})
	p := newProtocol(t, mock, nil)
	link := objectOf(map[string]tftypes.Value{"location_id": textOf("201")})
	for _, c := range []struct {
		config   members
		progress string
	}{
		{members{"method": "POST", "path": "/v1/booking_links", "body": link}, "Hero answered POST /v1/booking_links with 200 OK, request id req-1"},
		{members{"method": "PATCH", "path": "/v1/booking_links/bl_000001", "body": link}, "Hero answered PATCH /v1/booking_links/{id} with 200 OK, request id req-2"},
		{members{"method": "DELETE", "path": "/v1/booking_links/bl_000001"}, "Hero answered DELETE /v1/booking_links/{id} with 204 No Content, request id req-3"},
	} {
		wantDiagnostics(t, p.planRequest(c.config))
		progress, diagnostics := p.invokeRequest(c.config)
		wantDiagnostics(t, diagnostics)
		if !slices.Equal(progress, []string{c.progress}) {
			t.Errorf("progress %q, want %q", progress, c.progress)
		}
	}
	for _, r := range mock.Journal() {
		if (r.Method == http.MethodDelete) != (r.Body == nil) {
			t.Errorf("%s with the body %v", r.Method, r.Body)
		}
	}
}

func TestRequestAction_unclearEnds(t *testing.T) {
	t.Parallel()
	const unclear, failed = "error: Unclear whether POST /v1/messages/send was carried out", "error: Unable to send POST /v1/messages/send"
	for name, c := range map[string]struct {
		fault          string
		head           string
		once, repeated int
	}{
		"no answer":               {"drop-after", unclear, 1, 3},
		"no answer, nothing done": {"drop-before", unclear, 1, 3},
		"a gateway's status":      {"status-502-after", unclear, 1, 3},
		"Hero's own failure":      {"json-500", unclear, 1, 3},
		"a page":                  {"html-after", unclear, 1, 1},
		"a cut answer":            {"cut-body", unclear, 1, 3},
		"a refusal":               {"json-400", failed, 1, 1},
		"a wrong key":             {"status-401", failed, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				fault := namedFault(t, c.fault)
				for _, safe := range []bool{false, true} {
					mock := heromock.Start(t)
					mock.Inject(fault)
					p := newProtocol(t, mock, members{"max_retries": 2})
					progress, diagnostics := p.invokeRequest(with(message(), members{"safe_to_repeat": safe}))
					want := c.once
					if safe {
						want = c.repeated
					}
					// If Hero may have acted, the error must not advise running the same command again without a check.
					wantDiagnostics(t, diagnostics, c.head).Without("canary-text", "10001", "un the same command")
					if got := mock.Count(http.MethodPost, sendRoute); got != want || len(progress) != 0 {
						t.Errorf("safe_to_repeat = %v: %d requests, want %d; progress %q", safe, got, want, progress)
					}
				}
			})
		})
	}
}

func namedFault(t testing.TB, name string) heromock.Fault {
	t.Helper()
	for _, f := range heromock.Faults() {
		if f.Name == name {
			return f.Fault
		}
	}
	t.Fatalf("there is no fault %s", name)
	return heromock.Fault{}
}

// If Hero has certainly not acted, the request is repeated.
func TestRequestAction_repeatsRefusalsForTooMany(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{Status: http.StatusTooManyRequests, Count: 2})
		_, diagnostics := newProtocol(t, mock, members{"max_retries": 1}).invokeRequest(message())
		wantDiagnostics(t, diagnostics)
		if n := len(mock.Messages("1001")); n != 1 || len(mock.Journal()) != 3 {
			t.Errorf("%d messages after %d requests", n, len(mock.Journal()))
		}
	})
}

func TestRequestAction_repeatingWhatIsSafeEndsWell(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{DropAfter: true, Count: 1})
		config := members{"method": "PATCH", "path": "/v1/booking_links/bl_000001", "safe_to_repeat": true, "body": objectOf(map[string]tftypes.Value{"location_id": textOf("l")})}
		mock.Inject(heromock.Fault{Body: `{}`})
		progress, diagnostics := newProtocol(t, mock, members{"max_retries": 1}).invokeRequest(config)
		wantDiagnostics(t, diagnostics)
		if len(mock.Journal()) != 2 || len(progress) != 1 {
			t.Errorf("%d requests, progress %q", len(mock.Journal()), progress)
		}
	})
}

func TestRequestAction_refusesBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	null, list := textOf(nil), tftypes.List{ElementType: tftypes.String}
	body := func(value tftypes.Value) members { return with(message(), members{"body": value}) }
	for name, c := range map[string]struct {
		config members
		head   string
		names  string // what the detail names
	}{
		"no body":             {with(message(), members{"body": nil}), "error: Body missing", "terraform apply -invoke"},
		"a null member":       {body(objectOf(map[string]tftypes.Value{"text": null})), "error: Null in the body", "send_nulls = true"},
		"a null in a list":    {body(tupleOf(objectOf(map[string]tftypes.Value{"a": tupleOf(null)}))), "error: Null in the body", "send_nulls = true"},
		"JSON as a text":      {body(textOf(`{"text":"canary-text"}`)), "error: Body is encoded already", "body = { … }"},
		"a read":              {with(message(), members{"method": "GET"}), "error: Invalid method", "hero_request"},
		"another case":        {with(message(), members{"method": "post"}), "error: Invalid method", `"POST"`},
		"a DELETE with body":  {with(message(), members{"method": "DELETE"}), "error: A DELETE has no body", "body"},
		"a host":              {with(message(), members{"path": "//evil.example/v1/x"}), "error: Invalid path", "/v1/short_links"},
		"an NHS number":       {with(message(), members{"path": "/v1/patients/999 012 3454/notes"}), "error: Invalid path", ""},
		"an encoded one":      {with(message(), members{"path": "/v1/patients/999%20012%203454/notes"}), "error: Invalid path", "hero_patient"},
		"a null in the query": {with(message(), members{"query": tftypes.NewValue(tftypes.Map{ElementType: list}, map[string]tftypes.Value{"a": tftypes.NewValue(list, nil)})}), "error: Invalid query", ""},
		"another practice":    {with(message(), members{"practice_group_id": "1003"}), "error practice_group_id: Practice group not allowed", "1003"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1002")})
			_, invoked := p.invokeRequest(c.config)
			wantDiagnostics(t, p.planRequest(c.config), c.head)
			wantDiagnostics(t, invoked, c.head).Containing(c.names).Without("3454", "evil", "canary-text")
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestRequestAction_sendsNullsThatAreMeant(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, nil)
	config := with(message(), members{"send_nulls": true, "body": objectOf(map[string]tftypes.Value{"text": textOf(nil)})})
	_, diagnostics := p.invokeRequest(config)
	wantDiagnostics(t, diagnostics)
	_, diagnostics = p.invokeRequest(members{"method": "POST", "path": "/v1/access_token", "send_nulls": true})
	wantDiagnostics(t, diagnostics)
	journal := mock.Journal()
	if diff := cmp.Diff(map[string]any{"text": nil}, journal[0].Body); diff != "" || journal[1].Body != nil {
		t.Errorf("bodies %v and %v", journal[0].Body, journal[1].Body)
	}
}

// The action refuses every way to write a path to an object that a resource manages.
func TestRequestAction_leavesToResourcesWhatIsTheirs(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, nil)
	for resource, paths := range map[string][]string{
		"hero_patient": {
			"/v1/patients/register", "/v2/patients/register", "/v1/patients/register/", "/v1//patients/register", "/V1/Patients/REGISTER", "/v1/patients/%72egister",
			"/v1/patients/%2572egister", "/v1/x/../patients/register", "/v1/patients/./register", "/v1/patients%2fregister", `/v1/patients\register`,
			"/v1/patients/register;x=1", "/v1/patients/register?x=1", "/v1/patients/register#x", "/v1/patients/register%20", "v1/patients/register",
		},
		"hero_pds_patient":             {"/v1/patients/register_pds", "/v1/patients/Register_PDS/"},
		"hero_webhook":                 {"/v1/webhooks", "/v1/webhooks/", "/v1/webhooks/wh_1", "/v1/Webhooks/wh_1/"},
		"hero_practice_group_settings": {"/v1/me", "/v1/me/", "/v1/%6De"},
		"hero_admin_prescriber":        {"/v1/admins/501", "/v1/admins//501", "/v1/admins/501/"},
	} {
		for _, path := range paths {
			for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
				config := members{"method": method, "path": path, "body": objectOf(nil)}
				if method == "DELETE" {
					delete(config, "body")
				}
				_, invoked := p.invokeRequest(config)
				for _, diagnostics := range [][]*tfprotov6.Diagnostic{p.planRequest(config), invoked} {
					i := slices.IndexFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Summary == "Managed by a resource" })
					if i < 0 || !strings.Contains(diagnostics[i].Detail, resource) {
						t.Errorf("%s %s: got %q", method, path, diagtest.Texts(diagnostics))
					}
				}
			}
		}
	}
	for _, path := range []string{"/v1/me/elements", "/v1/admins", "/v1/admins/501/signature", "/v1/patients/1/merge", "/v1/webhooks/wh_1/test", "/v1/patients/registered"} {
		wantDiagnostics(t, p.planRequest(members{"method": "POST", "path": path, "body": objectOf(nil)}))
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestRequestAction_waitsForWhatIsUnknown(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, heromock.Start(t), nil)
	for _, config := range []members{
		{"method": unknown, "path": unknown, "query": unknown, "body": unknown, "practice_group_id": unknown, "send_nulls": unknown, "safe_to_repeat": unknown},
		{"method": "POST", "path": unknown, "body": objectOf(map[string]tftypes.Value{"a": textOf(unknown)})},
		{"method": unknown, "path": sendRoute},
	} {
		wantDiagnostics(t, p.planRequest(config))
	}
	// Known values are still checked.
	wantDiagnostics(t, p.planRequest(members{"method": unknown, "path": "/v1/me", "body": unknown}), "error: Managed by a resource")
}
