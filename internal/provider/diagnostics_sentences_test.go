// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// unprovoked are sentences of the code that no provocation brings out, by their
// beginning, with the reason.
var unprovoked = map[string]string{
	"Expected *providerData, got":                            bug,
	"Unexpected provider data":                               bug,
	"Unable to compare two texts":                            bug,
	"This is a bug in the provider":                          bug,
	"Unable to convert an object":                            bug,
	"the schema of %s is no object":                          bug,
	"the schema has no attribute for the field":              bug,
	"%s has not a field for each attribute":                  bug,
	"there is no object to read into":                        bug,
	"%s is no value of an attribute":                         bug,
	"Unable to set up the Hero client":                       "what the client refuses is refused before it is made",
	"Invalid body":                                           "Terraform has no value that JSON has not",
	"The body has no form as JSON. Write":                    "the same",
	"practice group %q is not one of the allowed":            "the provider has words of its own for it",
	"practice group %q has no API key":                       "the same",
	"practice group id of an API key: ":                      "the same",
	"API key of practice group %q: ":                         "the same",
	"must begin with https://":                               "the same",
	"must not hold credentials":                              "the same",
	"a search for patients needs at least one filter":        "the same",
	"a patient can be updated only by NHS number":            "the same",
	"Hero has %d records of this person already":             "the same",
	"%v; whether the webhook is gone could not be found out": "the same",
	"%v, but the webhook is still in Hero's list":            "the same",
	"user agent: holds a control character":                  "Terraform's version has none",
	"request time-out and requests per second must not be":   "the schema refuses them",
	"%s %s: the request cannot be encoded as JSON":           "the provider encodes nothing else",
	"the id holds a control character":                       "the same",
	"larger than 10 MiB":                                     "it would take as much memory, and TestHostile has it",
	"the list did not end after %d pages":                    "it would take a million entries, and the client's tests have it",
	"Hero asked for a pause that ends after the deadline":    "Terraform sets no deadline",
	"the client-side rate limit leaves no room":              "the same",
	"the pause ends after the deadline":                      "the same",
	"Setting cannot be sent":                                 "Terraform has no value that JSON has not",
	" has no form in JSON. Use texts":                        "the same",
	"Admin %s (practice group %s)":                           "a name in a query's result",
	"Patient %s (practice group %s)":                         "the same",
	"it cannot be read as a URL; write":                      "what Go does not read as a URL, Terraform does not let through",
}

const bug = "a bug of the provider's, which nothing provokes"

// wantEverySentence fails for each sentence that the code can say and that was
// not said: for each text in a call that adds a diagnostic, and for each other one
// of four words and more that is no description.
func wantEverySentence(t *testing.T, said [][]*tfprotov6.Diagnostic) {
	t.Helper()
	var texts []string
	for _, diagnostics := range said {
		for _, d := range diagnostics {
			texts = append(texts, plainSpaces(d.Summary+"\n"+d.Detail))
		}
	}
	excused := map[string]bool{}
	for _, s := range sentences(t) {
		if slices.ContainsFunc(texts, s.pattern().MatchString) {
			continue
		}
		excuse := slices.IndexFunc(slices.Sorted(maps.Keys(unprovoked)), func(beginning string) bool { return strings.HasPrefix(s.text, beginning) })
		if excuse >= 0 {
			excused[slices.Sorted(maps.Keys(unprovoked))[excuse]] = true
			continue
		}
		t.Errorf("%s: nothing makes the provider say %q. Add a provocation of it to a table in diagnostics_of_*_test.go and run this test with -update; "+
			"if nothing can provoke it, add its beginning to unprovoked, with the reason.", s.at, s.text)
	}
	for beginning := range unprovoked {
		if !excused[beginning] {
			t.Errorf("unprovoked has %q, which the code does not say or which was provoked: take it out.", beginning)
		}
	}
}

// sentence is a text of the code, verbs included.
type sentence struct {
	at   token.Position
	text string
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+#.\d]*[a-zA-Z]`)

func (s sentence) pattern() *regexp.Regexp {
	var parts []string
	for _, part := range verb.Split(plainSpaces(s.text), -1) {
		parts = append(parts, regexp.QuoteMeta(strings.ReplaceAll(part, "%%", "%")))
	}
	// Where a sentence begins with it, the first letter becomes a capital.
	return regexp.MustCompile("(?i)" + strings.Join(parts, ".*?"))
}

func plainSpaces(text string) string { return strings.Join(strings.Fields(text), " ") }

// sentences are what the packages can say of which diagnostics are made.
func sentences(t *testing.T) (all []sentence) {
	t.Helper()
	files := token.NewFileSet()
	for _, dir := range []string{".", "herotypes", "validators", "../canonical", "../hero"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var speaking []ast.Decl
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			speaking = append(speaking, slices.DeleteFunc(file.Decls, describes)...)
		}
		used := namesUsed(speaking)
		for _, decl := range speaking {
			inspectSpeech(decl, func(spec ast.Node) bool {
				value, ok := spec.(*ast.ValueSpec)
				return ok && !slices.ContainsFunc(value.Names, func(name *ast.Ident) bool { return used[name.Name] })
			}, func(text *ast.BasicLit, added bool) {
				content, err := strconv.Unquote(text.Value)
				words := len(strings.Fields(verb.ReplaceAllString(content, "")))
				// The errors of herotypes are about JSON, and no diagnostic repeats them.
				if err == nil && (words >= 4 && dir != "herotypes" || added && words > 0) {
					all = append(all, sentence{files.Position(text.Pos()), content})
				}
			})
		}
	}
	if len(all) < 200 {
		t.Errorf("only %d sentences were found", len(all))
	}
	return all
}

var (
	describing = regexp.MustCompile(`(?i)^(markdown|id)?descri(ption|bed)$|^Summary$|^MarkdownDescription$`)
	adding     = regexp.MustCompile(`^(Add(Attribute)?(Error|Warning)|New(Attribute)?(Error|Warning)Diagnostic|New(Argument)?FuncError)$`)
)

// describes reports a declaration that makes a schema or a description: what
// Terraform reads and no diagnostic has.
func describes(decl ast.Decl) bool {
	function, ok := decl.(*ast.FuncDecl)
	if !ok {
		return false
	}
	found := describing.MatchString(function.Name.Name) || function.Name.Name == "Metadata" || function.Name.Name == "Definition"
	ast.Inspect(function.Type, func(node ast.Node) bool {
		if selected, ok := node.(*ast.SelectorExpr); ok {
			from, _ := selected.X.(*ast.Ident)
			found = found || from != nil && strings.HasSuffix(from.Name, "schema") || strings.HasSuffix(selected.Sel.Name, "SchemaResponse")
		}
		return true
	})
	return found
}

// namesUsed are the names that declarations refer to, apart from where they are
// declared.
func namesUsed(decls []ast.Decl) map[string]bool {
	used := map[string]bool{}
	for _, decl := range decls {
		if general, ok := decl.(*ast.GenDecl); ok && general.Tok == token.CONST {
			continue
		}
		ast.Inspect(decl, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.ValueSpec:
				for _, value := range n.Values {
					ast.Inspect(value, func(inner ast.Node) bool {
						if name, ok := inner.(*ast.Ident); ok {
							used[name.Name] = true
						}
						return true
					})
				}
				return false
			case *ast.Ident:
				used[n.Name] = true
			}
			return true
		})
	}
	return used
}

// inspectSpeech visits the texts below a node, but neither descriptions nor
// panics. added says that the text is the summary of a diagnostic.
func inspectSpeech(root ast.Node, skip func(ast.Node) bool, visit func(text *ast.BasicLit, added bool)) {
	var inspect func(node ast.Node, added bool)
	inspect = func(root ast.Node, added bool) {
		ast.Inspect(root, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && describing.MatchString(key.Name) {
					return false
				}
			case *ast.CallExpr:
				if called := calledName(n); called == "panic" {
					return false
				} else if adding.MatchString(called) {
					summary := 0
					if strings.Contains(called, "Attribute") || strings.Contains(called, "Argument") {
						summary = 1
					}
					for i, argument := range n.Args {
						inspect(argument, i == summary)
					}
					return false
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					visit(n, added)
				}
			}
			return node == nil || !skip(node)
		})
	}
	inspect(root, false)
}

func calledName(call *ast.CallExpr) string {
	switch called := call.Fun.(type) {
	case *ast.Ident:
		return called.Name
	case *ast.SelectorExpr:
		return called.Sel.Name
	}
	return ""
}
