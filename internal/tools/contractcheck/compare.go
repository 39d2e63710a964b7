// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/checker/metaschema"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

// operation is an operation that the client calls, and the findings about it.
type operation struct {
	method, path string
	differences  []difference
	inferred     []verdict
}

// difference is a difference that oasdiff found.
type difference struct {
	text    string
	refutes bool
	// request and response say which one the difference is in; a difference in the route is in neither.
	request, response bool
	// names are the places and values that the text is about.
	names []string
}

// compare reads both files and judges each operation that the contract marks as
// called.
func compare(contractFile, vendorFile string) (report, error) {
	contract, err := read(contractFile, load.WithFlattenParams())
	if err != nil {
		return report{}, fmt.Errorf("the provider's description cannot be read: %w", err)
	}
	vendor, err := read(vendorFile, load.WithFlattenParams())
	if err != nil {
		return report{}, fmt.Errorf("the vendor's file cannot be read as OpenAPI: %w", err)
	}
	operations := called(contract.Spec)
	if len(operations) == 0 {
		return report{}, fmt.Errorf("%s marks no operation with %s, so there is nothing to compare", contractFile, calledMark)
	}
	for _, o := range operations {
		theirs := o.in(vendor.Spec)
		for _, mark := range marks(o.in(contract.Spec)) {
			o.inferred = append(o.inferred, mark.look(theirs))
		}
	}
	if err := addDifferences(operations, contractFile, vendorFile); err != nil {
		return report{}, err
	}
	for _, o := range operations {
		for i := range o.inferred {
			o.inferred[i].weigh(o.differences)
		}
	}
	return report{contractFile, vendorFile, operations}, nil
}

func read(file string, options ...load.Option) (*load.SpecInfo, error) {
	return load.NewSpecInfo(openapi3.NewLoader(), load.NewSource(file), options...)
}

// calledMark is the contract's mark for an operation that the client calls.
const calledMark = "x-called"

// called returns the marked operations, sorted by path.
func called(contract *openapi3.T) (list []*operation) {
	for path, item := range contract.Paths.Map() {
		for method, o := range item.Operations() {
			if o.Extensions[calledMark] == true {
				list = append(list, &operation{method: method, path: path})
			}
		}
	}
	slices.SortFunc(list, func(a, b *operation) int {
		return cmp.Or(strings.Compare(a.path, b.path), strings.Compare(a.method, b.method))
	})
	return list
}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// is reports whether method and path are this operation's. The names of path parameters do not matter.
func (o *operation) is(method, path string) bool {
	unnamed := func(p string) string { return strings.TrimSuffix(pathParameter.ReplaceAllString(p, "{}"), "/") }
	return o.method == method && unnamed(o.path) == unnamed(path)
}

// in returns the operation as a file describes it, or nil if the file does not have it.
func (o *operation) in(doc *openapi3.T) *openapi3.Operation {
	for path, item := range doc.Paths.Map() {
		if found := item.GetOperation(o.method); found != nil && o.is(o.method, path) {
			return found
		}
	}
	return nil
}

// addDifferences adds the differences that oasdiff finds to the operations.
func addDifferences(operations []*operation, contractFile, vendorFile string) error {
	var files []*load.SpecInfo
	for _, file := range []string{contractFile, vendorFile} {
		spec, err := read(file, load.WithFlattenAllOf(), load.WithFlattenParams())
		if err != nil {
			return err
		}
		keepOnly(spec.Spec, operations)
		normalise(spec.Spec)
		files = append(files, spec)
	}
	found, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), files[0], files[1])
	if err != nil {
		return fmt.Errorf("comparing the files: %w", err)
	}
	say := checker.NewDefaultLocalizer()
	for _, change := range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), found, sources, checker.INFO) {
		rule := rules[change.GetId()]
		if beside[rule.Area] || aside[change.GetId()] {
			continue
		}
		for _, o := range operations {
			if !o.is(change.GetOperation(), change.GetPath()) {
				continue
			}
			d := difference{
				text: change.GetUncolorizedText(say), refutes: refutes(change),
				request: rule.Direction == checker.DirectionRequest, response: rule.Direction == checker.DirectionResponse,
			}
			for _, name := range change.GetArgs() {
				d.names = append(d.names, fmt.Sprint(name))
			}
			o.differences = append(o.differences, d)
		}
	}
	return nil
}

// keepOnly drops the operations that the client does not call.
func keepOnly(doc *openapi3.T, operations []*operation) {
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if !slices.ContainsFunc(operations, func(wanted *operation) bool { return wanted.is(method, path) }) {
				item.SetOperation(method, nil)
			}
		}
		if len(item.Operations()) == 0 {
			doc.Paths.Delete(path)
		}
	}
	doc.Webhooks = nil
}

// rules are oasdiff's rules, by the id of a kind of difference.
var rules = func() map[string]checker.BackwardCompatibilityRule {
	all := map[string]checker.BackwardCompatibilityRule{}
	for _, rule := range checker.GetAllRules() {
		all[rule.Id] = rule
	}
	return all
}()

// refutes reports whether a change contradicts what the client relies on: oasdiff says
// that it breaks a client of the contract, or the vendor's file lacks something that the
// contract has.
func refutes(change checker.Change) bool {
	rule := rules[change.GetId()]
	gone := rule.Kind == checker.KindExistence && slices.Contains(rule.Actions(), metaschema.ActionRemove)
	return !borne[change.GetId()] && (gone || change.GetLevel() == checker.ERR)
}

// borne are differences that the client is ready for: a member of a response may be null
// or absent, a list of values may have more entries, and the client reads any status.
var borne = map[string]bool{
	checker.ResponsePropertyBecameNullableId:   true,
	checker.ResponseBodyBecameNullableId:       true,
	checker.ResponsePropertyBecameOptionalId:   true,
	checker.ResponsePropertyEnumValueAddedId:   true,
	checker.ResponseNonSuccessStatusRemovedId:  true,
	checker.ResponsePropertyEnumValueRemovedId: true,
	checker.ResponseMediaTypeEnumValueAddedId:  true,
}

// beside are the areas that have no effect on requests and responses.
var beside = map[checker.Area]bool{
	checker.AreaTags: true, checker.AreaInfo: true, checker.AreaServers: true, checker.AreaSecurity: true, checker.AreaComponents: true,
}

// aside are differences in other areas that have no effect either.
var aside = map[string]bool{
	checker.EndpointAddedId: true, checker.APIOperationIdAddId: true, checker.APIOperationIdRemovedId: true,
}
