// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// listLimit is the sentence about the limit that every list resource has.
const listLimit = " Terraform takes at most 100 objects from a list block unless it sets `limit`; a warning says when the limit was reached."

// queryStream passes the objects that a query finds to Terraform, one by one.
type queryStream struct {
	data  *providerData
	req   list.ListRequest
	yield func(list.ListResult) bool
	count int64
}

// streamResults makes find the iterator of a stream, and decodes the list block for it. Errors must
// be pushed through that iterator: the framework already holds it when it runs, so assigning
// another one to the stream would lose them.
func streamResults[Config any](ctx context.Context, data *providerData, req list.ListRequest, stream *list.ListResultsStream, find func(*queryStream, Config)) {
	stream.Results = func(push func(list.ListResult) bool) {
		out := &queryStream{data: data, req: req, yield: push}
		var config Config
		if diags := req.Config.Get(ctx, &config); diags.HasError() {
			out.pushDiagnostics(diags)
			return
		}
		find(out, config)
	}
}

// practice is providerData.practice for a query. It returns nil after pushing an error.
func (l *queryStream) practice(id types.String) *hero.Practice {
	var diags diag.Diagnostics
	practice := l.data.practice(id, &diags)
	if practice == nil {
		l.pushDiagnostics(diags)
	}
	return practice
}

// pushError pushes an error of the client, which ends the query.
func (l *queryStream) pushError(task string, practice *hero.Practice, err error, attribute attributeOf) bool {
	var diags diag.Diagnostics
	addError(&diags, task, practice, err, attribute)
	return l.pushDiagnostics(diags)
}

// pushDiagnostics pushes diagnostics that belong to no object, and reports whether
// Terraform wants more.
func (l *queryStream) pushDiagnostics(diags diag.Diagnostics) bool {
	return l.yield(list.ListResult{Diagnostics: diags}) && !diags.HasError()
}

// push passes an object on, and reports whether Terraform wants more. Terraform sets the limit, but
// the provider has to keep to it. Without the warning, the first hundred objects would look like
// all of them.
func (l *queryStream) push(result list.ListResult) bool {
	l.count++
	result.DisplayName = hero.Printable(result.DisplayName)
	full := l.req.Limit > 0 && l.count >= l.req.Limit
	if full {
		result.Diagnostics.AddWarning("Query stopped at its limit",
			fmt.Sprintf("The list block takes %d objects at most, and that many were found. There may be more in Hero: set \"limit\" in the list block, which is 100 by default, to a higher number.", l.req.Limit))
	}
	return l.yield(result) && !full && !result.Diagnostics.HasError()
}

// newResult is the result for an object that has an id of its own. Its resource is the same as
// right after an import, before the read: the practice group, the id, and nulls of the right types.
func (l *queryStream) newResult(ctx context.Context, practice *hero.Practice, idAttribute, id, displayName string) list.ListResult {
	result := l.req.NewListResult(ctx)
	result.DisplayName = displayName
	if id == "" {
		result.Diagnostics.AddError("Unable to list an object without an id",
			fmt.Sprintf("Hero's list for practice group %s has an entry without an id, which cannot be imported. Report it to Hero; nothing is wrong with the configuration.", practice.ID()))
		return result
	}
	result.Diagnostics.Append(result.Identity.Set(ctx, newObjectIdentity(practice, id))...)
	result.Resource.Raw = sparseObject(ctx, result.Resource.Schema.Type(), map[string]string{"practice_group_id": practice.ID(), "id": id, idAttribute: id})
	return result
}

// fillResource fills in the whole resource, if the query asks for it. refresh brings
// model up to what Hero reports.
func (l *queryStream) fillResource(ctx context.Context, result *list.ListResult, model any, refresh func()) {
	if !l.req.IncludeResource || result.Diagnostics.HasError() {
		return
	}
	result.Diagnostics.Append(result.Resource.Get(ctx, model)...)
	refresh()
	result.Diagnostics.Append(result.Resource.Set(ctx, model)...)
}
