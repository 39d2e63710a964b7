// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const golden = "internal/provider/testdata/diagnostics.golden"

// packages hold the texts that diagnostics are made of.
var packages = []string{"internal/provider", "internal/provider/herotypes", "internal/provider/validators", "internal/canonical", "internal/hero"}

// unreachable maps the start of each text that no diagnostic in the golden file
// can contain to the reason.
var unreachable = map[string]string{
	"Expected *providerData, got":                          bug,
	"Unexpected provider data":                             bug,
	"Unable to compare two texts":                          bug,
	"This is a bug in the provider":                        bug,
	"Unable to convert an object":                          bug,
	"the schema of %s is not an object":                    bug,
	"the schema has no attribute for the field":            bug,
	"%s does not have a field for each attribute":          bug,
	"there is no object to read into":                      bug,
	"%s is not an attribute value":                         bug,
	"Unable to set up the Hero client":                     "what the client refuses is refused before it is made",
	"Invalid body":                                         "Terraform has no value that JSON has not",
	"The body cannot be written as JSON. Use":              "the same",
	"practice group %q is not one of the allowed":          "the provider has words of its own for it",
	"practice group %q has no API key":                     "the same",
	"practice group id of an API key: ":                    "the same",
	"API key of practice group %q: ":                       "the same",
	"must begin with https://":                             "the same",
	"must not hold credentials":                            "the same",
	"holds a non-ASCII character":                          "the same",
	"a search for patients needs at least one filter":      "the same",
	"a patient can be updated only by NHS number":          "the same",
	"Hero has %d records of this person already":           "the same",
	"%s; whether the webhook is gone could not be checked": "the same",
	", but the webhook is still in Hero's list":            "the same",
	"user agent: holds a control character":                "Terraform's version has none",
	"request time-out and requests per second must not be": "the schema refuses them",
	"%s %s: the request cannot be encoded as JSON":         "the provider encodes nothing else",
	"an id cannot have a line break or another control":    "the same",
	"larger than 10 MiB":                                   "it would take as much memory, and TestHostileResponses has it",
	"the list did not end after %d pages":                  "it would take a million entries, and the client's tests have it",
	"Hero asked for a pause that ends after the deadline":  "Terraform sets no deadline",
	"the client-side rate limit leaves no room":            "the same",
	"the pause ends after the deadline":                    "the same",
	"Setting cannot be sent":                               "Terraform has no value that JSON has not",
	" cannot be written as JSON. Use strings":              "the same",
	"Admin %s (practice group %s)":                         "a name in a query's result",
	"Patient %s (practice group %s)":                       "the same",
	"it cannot be read as a URL; write":                    "what Go does not read as a URL, Terraform does not let through",
}

const bug = "only a bug of the provider's could bring it up"

// readGolden returns the entries of the golden file.
func readGolden(root fs.FS) ([]string, error) {
	content, err := fs.ReadFile(root, golden)
	if err != nil {
		return nil, fmt.Errorf("reading the golden file: %w", err)
	}
	var entries []string
	for entry := range strings.SplitSeq(string(content), "\n=== ") {
		_, diagnostics, _ := strings.Cut(entry, "\n")
		entries = append(entries, normalSpace(diagnostics))
	}
	return entries, nil
}

// codeText is a string literal, with its formatting verbs.
type codeText struct {
	at   string // file and line
	text string
}

// missingFrom reports the texts that no entry of the golden file contains, and the exceptions that
// are no longer needed.
func missingFrom(entries []string, texts []codeText) (findings []string) {
	excused := map[string]bool{}
	for _, t := range texts {
		if slices.ContainsFunc(entries, t.pattern().MatchString) {
			continue
		}
		beginnings := slices.Collect(maps.Keys(unreachable))
		if i := slices.IndexFunc(beginnings, func(beginning string) bool { return strings.HasPrefix(t.text, beginning) }); i >= 0 {
			excused[beginnings[i]] = true
			continue
		}
		findings = append(findings, fmt.Sprintf("%s: not in diagnostics.golden: %q. Add a case to a table in internal/provider/diagnostics_of_*_test.go; "+
			"if no test can bring it up, add it to unreachable in internal/cmd/prose/diagnostics.go.", t.at, t.text))
	}
	for _, beginning := range slices.Sorted(maps.Keys(unreachable)) {
		if !excused[beginning] {
			findings = append(findings, fmt.Sprintf("internal/cmd/prose/diagnostics.go: unreachable lists %q, which is in diagnostics.golden or no longer in the code.", beginning))
		}
	}
	return findings
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+#.\d]*[a-zA-Z]`)

// pattern matches the text with anything in place of its verbs. If a diagnostic begins with the
// text, its first letter is a capital.
func (t codeText) pattern() *regexp.Regexp {
	var parts []string
	for _, part := range verb.Split(normalSpace(t.text), -1) {
		parts = append(parts, regexp.QuoteMeta(strings.ReplaceAll(part, "%%", "%")))
	}
	return regexp.MustCompile("(?i)" + strings.Join(parts, ".*?"))
}

func normalSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

// codeTexts returns the texts of the packages that can reach a user: the summary of each
// diagnostic, and every other string of four words or more that is not a description.
func codeTexts(root fs.FS) (texts []codeText, err error) {
	files := token.NewFileSet()
	for _, dir := range packages {
		decls, err := declarations(root, dir, files)
		if err != nil {
			return nil, err
		}
		used := usedNames(decls)
		unusedConstant := func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			return ok && !slices.ContainsFunc(spec.Names, func(name *ast.Ident) bool { return used[name.Name] })
		}
		for _, decl := range decls {
			visitStrings(decl, unusedConstant, func(literal *ast.BasicLit, isSummary bool) {
				text, err := strconv.Unquote(literal.Value)
				words := len(strings.Fields(verb.ReplaceAllString(text, "")))
				// The errors of herotypes are about JSON, and no diagnostic repeats them.
				if err == nil && (words >= 4 && path.Base(dir) != "herotypes" || isSummary && words > 0) {
					at := files.Position(literal.Pos())
					texts = append(texts, codeText{fmt.Sprintf("%s:%d", at.Filename, at.Line), text})
				}
			})
		}
	}
	return texts, nil
}

// declarations returns the declarations of a package, without its tests and without what describes a schema.
func declarations(root fs.FS, dir string, files *token.FileSet) (decls []ast.Decl, err error) {
	names, err := fs.Glob(root, dir+"/*.go")
	if err != nil {
		return nil, fmt.Errorf("looking for code: %w", err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, fmt.Errorf("reading the code: %w", err)
		}
		file, err := parser.ParseFile(files, name, content, 0)
		if err != nil {
			return nil, fmt.Errorf("parsing the code: %w", err)
		}
		decls = append(decls, slices.DeleteFunc(file.Decls, describes)...)
	}
	return decls, nil
}

var (
	describing = regexp.MustCompile(`(?i)^(markdown|id)?descri(ption|bed)$|^Summary$|^MarkdownDescription$`)
	adding     = regexp.MustCompile(`^(Add(Attribute)?(Error|Warning)|New(Attribute)?(Error|Warning)Diagnostic|New(Argument)?FuncError)$`)
)

// describes reports whether a function makes a schema or a description. Terraform
// reads those, and no diagnostic contains them.
func describes(decl ast.Decl) bool {
	function, ok := decl.(*ast.FuncDecl)
	if !ok {
		return false
	}
	found := describing.MatchString(function.Name.Name) || function.Name.Name == "Metadata" || function.Name.Name == "Definition"
	ast.Inspect(function.Type, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			from, _ := selector.X.(*ast.Ident)
			found = found || from != nil && strings.HasSuffix(from.Name, "schema") || strings.HasSuffix(selector.Sel.Name, "SchemaResponse")
		}
		return true
	})
	return found
}

// usedNames returns the names that declarations refer to, other than the ones that they
// declare. It leaves out a constant that only descriptions use.
func usedNames(decls []ast.Decl) map[string]bool {
	used := map[string]bool{}
	note := func(node ast.Node) bool {
		if name, ok := node.(*ast.Ident); ok {
			used[name.Name] = true
		}
		return true
	}
	for _, decl := range decls {
		if general, ok := decl.(*ast.GenDecl); ok && general.Tok == token.CONST {
			continue
		}
		ast.Inspect(decl, func(node ast.Node) bool {
			if spec, ok := node.(*ast.ValueSpec); ok {
				for _, value := range spec.Values {
					ast.Inspect(value, note)
				}
				return false
			}
			return note(node)
		})
	}
	return used
}

// visitStrings visits the string literals below a node, apart from descriptions
// and panics. isSummary is true for the summary of a diagnostic.
func visitStrings(root ast.Node, skip func(ast.Node) bool, visit func(literal *ast.BasicLit, isSummary bool)) {
	var inspect func(node ast.Node, isSummary bool)
	inspect = func(root ast.Node, isSummary bool) {
		ast.Inspect(root, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && describing.MatchString(key.Name) {
					return false
				}
			case *ast.CallExpr:
				name := calledName(n)
				if name == "panic" {
					return false
				}
				if adding.MatchString(name) {
					summary := 0
					if strings.Contains(name, "Attribute") || strings.Contains(name, "Argument") {
						summary = 1
					}
					for i, argument := range n.Args {
						inspect(argument, i == summary)
					}
					return false
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					visit(n, isSummary)
				}
			}
			return node == nil || !skip(node)
		})
	}
	inspect(root, false)
}

func calledName(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		return function.Sel.Name
	}
	return ""
}
