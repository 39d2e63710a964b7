// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// provokedOwnRequests are about hero_request.
func provokedOwnRequests() []provocation {
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	object := func(value tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}}, map[string]tftypes.Value{"text": value})
	}
	action := func(more members) members {
		config := members{"method": "POST", "path": "/v1/short_links", "body": object(text("a"))}
		maps.Copy(config, more)
		return config
	}
	planned := func(more members) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic { return newProtocol(s.t, s.mock, nil).planRequest(action(more)) }
	}
	sent := func(more members, f heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Inject(f)
			_, said := newProtocol(s.t, s.mock, nil).invokeRequest(action(more))
			return said
		}
	}
	read := func(more members, faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		config := members{"path": "/v1/short_links"}
		maps.Copy(config, more)
		return looking(requestName, config, faults...)
	}
	texts := tftypes.List{ElementType: tftypes.String}
	return []provocation{
		{"own request: GET as an action", planned(members{"method": "GET"}), nil},
		{"own request: what a resource manages", planned(members{"path": "/v1/webhooks"}), nil},
		{"own request: path without a version", planned(members{"path": "short_links"}), nil},
		{"own request: path with a query", planned(members{"path": "/v1/short_links?status=a"}), nil},
		{"own request: path with dots", planned(members{"path": "/v1/../short_links"}), nil},
		{"own request: path with an empty step", planned(members{"path": "/v1/short_links/"}), nil},
		{"own request: path with an encoded slash", planned(members{"path": "/v1/short%2Flinks"}), nil},
		{"own request: path with a space", planned(members{"path": "/v1/short links"}), nil},
		{"own request: NHS number in the path", planned(members{"path": "/v1/things/999%20012%203454"}), nil},
		{"own request: parameter without a name", planned(members{"query": members{"": listOf("a")}}), nil},
		{"own request: parameter without a value", planned(members{"query": members{"status": tftypes.NewValue(texts, nil)}}), nil},
		{"own request: no body", planned(members{"body": nil}), nil},
		{"own request: null in the body", planned(members{"body": object(tftypes.NewValue(tftypes.String, nil))}), nil},
		{"own request: DELETE with a body", planned(members{"method": "DELETE"}), nil},
		{"own request: refused", sent(nil, heromock.Fault{Status: http.StatusForbidden}), nil},
		{"own request: no answer", sent(nil, heromock.Fault{DropBefore: true}), nil},
		{"own request: no answer, and repeated", sent(members{"safe_to_repeat": true}, heromock.Fault{DropBefore: true}), nil},
		{"own request: read, a page and all pages", read(members{"pages": true, "query": members{"page_index": listOf("1")}}), nil},
		{"own request: read, parameter without a value", read(members{"query": members{"status": listOf()}}), nil},
		{"own request: read, path without a version", read(members{"path": "short_links"}), nil},
		{"own request: read, refused", read(nil, heromock.Fault{Status: http.StatusForbidden}), nil},
		{"own request: read, what has no form in Terraform", read(nil, heromock.Fault{Body: `{"a":1e999999999999}`}), nil},
	}
}
