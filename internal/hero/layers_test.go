// SPDX-License-Identifier: MPL-2.0

package hero_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The layers in doc.go are a promise: no file uses what a file above it declares.
func TestLayers(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	fileOf := func(pos token.Pos) string {
		return strings.TrimSuffix(filepath.Base(fset.Position(pos).Filename), ".go")
	}
	layers := layersOf(t, files)
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	// The checker does not load imported packages. It still resolves everything that this package declares.
	config := types.Config{Importer: noPackages{}, Error: func(error) {}}
	checked, _ := config.Check("hero", fset, files, &info)
	if len(info.Uses) < 1000 {
		t.Fatalf("the checker finds only %d uses", len(info.Uses))
	}
	for _, file := range files {
		if name := fileOf(file.Pos()); name != "doc" && !slices.Contains(layers, name) {
			t.Errorf("doc.go has no layer for %s.go", name)
		}
	}
	for used, object := range info.Uses {
		from, to := fileOf(used.Pos()), fileOf(object.Pos())
		if object.Pkg() == checked && slices.Index(layers, to) < slices.Index(layers, from) {
			t.Errorf("%s: %s uses %s of %s.go, which stands above it", fset.Position(used.Pos()), from, object.Name(), to)
		}
	}
}

type noPackages struct{}

func (noPackages) Import(path string) (*types.Package, error) {
	empty := types.NewPackage(path, filepath.Base(path))
	empty.MarkComplete()
	return empty, nil
}

// layersOf returns the names in the list of layers, from top to bottom.
func layersOf(t *testing.T, files []*ast.File) (layers []string) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^\t([a-z_]+(?:, [a-z_]+)*),?(?: {2,}.*)?$`)
	for _, file := range files {
		_, text, found := strings.Cut(file.Doc.Text(), "# Layers\n")
		if !found {
			continue
		}
		for _, match := range line.FindAllStringSubmatch(text, -1) {
			layers = append(layers, strings.Split(match[1], ", ")...)
		}
	}
	if len(layers) == 0 {
		t.Fatal("doc.go lists no layers")
	}
	return layers
}
