// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func settingsOf(group string) listed {
	return listed{"Practice " + group + " (practice group " + group + ")", members{"practice_group_id": group}, nil}
}

func TestSettingsList_findsTheNamedPractices(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		allowed []string
		config  members
		want    []listed
	}{
		"provider's default":                {nil, nil, []listed{settingsOf("1001")}},
		"allowed by the provider":           {[]string{"1001", "1003"}, nil, []listed{settingsOf("1001"), settingsOf("1003")}},
		"one":                               {[]string{"1001", "1003"}, members{"practice_group_id": "1003"}, []listed{settingsOf("1003")}},
		"several":                           {nil, members{"practice_group_ids": listOf("1002", "1001")}, []listed{settingsOf("1002"), settingsOf("1001")}},
		"several of those that are allowed": {[]string{"1001", "1003"}, members{"practice_group_ids": listOf("1003")}, []listed{settingsOf("1003")}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			provider := members{}
			if test.allowed != nil {
				provider["allowed_practice_group_ids"] = textsOf(test.allowed...)
			}
			p := newListProtocol(t, mock, provider)
			wantListed(t, p.mustRun(settingsType, query{config: test.config}), test.want...)
			if got := mock.Count(http.MethodGet, "/v1/me"); got != len(test.want) || got != len(mock.Journal()) {
				t.Errorf("%d requests, %d of them for settings, want %d", len(mock.Journal()), got, len(test.want))
			}
		})
	}
}

func TestSettingsList_givesWhatAnImportGives(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1002", members{"name": nil, "prescription_partner": "signature_rx", "unknown_setting": true})
	found := newListProtocol(t, mock, nil).mustRun(settingsType, query{config: members{"practice_group_ids": listOf("1001", "1002")}, includeResource: true})
	unnamed := settingsOf("1002")
	unnamed.name = "Practice group 1002"
	wantListed(t, found, settingsOf("1001"), unnamed)
	for _, one := range found {
		id, _ := one.identity["practice_group_id"].(string)
		wantImported(t, mock, settingsType, id, one.resource)
	}
}

func TestSettingsList_stopsWhereItIsTold(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newListProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1002", "1003")})
	wantListed(t, p.run(settingsType, query{limit: 2}), settingsOf("1001"), settingsOf("1002"))
	wantDiagnostics(t, p.diagnosed, "warning: Query stopped at its limit")
	if got := len(mock.Journal()); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
	mock.Inject(heromock.Fault{Route: "/v1/me", Status: http.StatusForbidden})
	wantListed(t, p.run(settingsType, query{}), settingsOf("1001"), settingsOf("1002"))
	wantDiagnostics(t, p.diagnosed, "error: Unable to read settings of practice group 1003")
	mock.ResetJournal()
	wantListed(t, p.run(settingsType, query{config: members{"practice_group_id": "1004"}}))
	wantDiagnostics(t, p.diagnosed, "error practice_group_id: Practice group not allowed")
	if got := len(mock.Journal()); got != 0 {
		t.Errorf("%d requests for a practice group that is not allowed", got)
	}
}

func TestSettingsList_validates(t *testing.T) {
	t.Parallel()
	p := newListProtocol(t, heromock.Start(t), nil)
	both := members{"practice_group_id": "1001", "practice_group_ids": listOf("1002")}
	wantDiagnostics(t, p.validate(settingsType, both), "error practice_group_ids: Invalid Attribute Combination")
	texts := func(values ...any) tftypes.Value {
		var elements []tftypes.Value
		for _, v := range values {
			elements = append(elements, tftypes.NewValue(tftypes.String, v))
		}
		return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
	}
	later := tftypes.UnknownValue
	for _, c := range []struct {
		ids  tftypes.Value
		want []string
	}{
		{texts("1001", "1002"), nil},
		{texts("1001", later, later), nil},
		{tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, nil), nil},
		{tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, later), nil},
		{texts(), []string{"error practice_group_ids: Invalid Attribute Value"}},
		{texts("1001", ""), []string{"error practice_group_ids: Empty value"}},
		{texts("1001", nil), []string{"error practice_group_ids: Null List Value"}},
		{texts("1001", "1002", "1001"), []string{"error practice_group_ids: Practice group named twice"}},
	} {
		wantDiagnostics(t, p.validate(settingsType, members{"practice_group_ids": c.ids}), c.want...)
	}
}
