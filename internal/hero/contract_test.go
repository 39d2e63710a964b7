// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
)

// The contract marks the operations that this package calls, because only those are
// compared with the vendor's file.
func TestContractMarksWhatIsCalled(t *testing.T) {
	t.Parallel()
	described, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(described.Called(), calledOperations(t)); diff != "" {
		t.Errorf("x-called in the contract is out of step with this package (-contract +code):\n%s", diff)
	}
}

// calledOperations returns the operations that the source names, in a literal request{…}
// or in a call of one of the functions that read.
func calledOperations(t *testing.T) []string {
	t.Helper()
	sources := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	packages, err := parser.ParseDir(token.NewFileSet(), ".", sources, 0) //nolint:staticcheck // no build tags here, and no types are needed
	if err != nil {
		t.Fatal(err)
	}
	routes, called := map[string]string{}, map[string]bool{}
	inspect := func(visit func(ast.Node) bool) {
		for _, file := range packages["hero"].Files {
			ast.Inspect(file, visit)
		}
	}
	inspect(func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && strings.HasPrefix(spec.Names[0].Name, "Route") && len(spec.Values) == 1 {
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				routes[spec.Names[0].Name], _ = strconv.Unquote(literal.Value)
			}
		}
		return true
	})
	inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if method, route := requestLiteral(n); routes[route] != "" {
				called[method+" "+routes[route]] = true
			}
		case *ast.CallExpr:
			for _, route := range readBy(n) {
				if routes[route] != "" {
					called[http.MethodGet+" "+routes[route]] = true
				}
			}
		}
		return true
	})
	list := []string{}
	for operation := range called {
		list = append(list, operation)
	}
	for name, route := range routes {
		if !slices.ContainsFunc(list, func(operation string) bool { return strings.HasSuffix(operation, " "+route) }) {
			t.Errorf("no call to %s is found: teach this test the function that makes it", name)
		}
	}
	slices.Sort(list)
	return list
}

// requestLiteral returns the method and the name of the route in request{…}.
func requestLiteral(literal *ast.CompositeLit) (method, route string) {
	for _, element := range literal.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return "", ""
		}
		key, _ := pair.Key.(*ast.Ident)
		switch value := pair.Value.(type) {
		case *ast.SelectorExpr:
			if key != nil && key.Name == "method" {
				method = strings.ToUpper(strings.TrimPrefix(value.Sel.Name, "Method"))
			}
		case *ast.Ident:
			if key != nil && key.Name == "route" {
				route = value.Name
			}
		}
	}
	return method, route
}

// readBy returns the names among the arguments of a call that reads.
func readBy(call *ast.CallExpr) (names []string) {
	function := call.Fun
	if generic, ok := function.(*ast.IndexExpr); ok {
		function = generic.X
	}
	name, ok := function.(*ast.Ident)
	if !ok || !slices.Contains([]string{"get", "getOne", "list", "paged"}, name.Name) {
		return nil
	}
	for _, argument := range call.Args {
		if argument, ok := argument.(*ast.Ident); ok {
			names = append(names, argument.Name)
		}
	}
	return names
}
