// SPDX-License-Identifier: MPL-2.0

// Command prose reports texts that deserve another look: sentences of the
// documentation that are too long, descriptions of attributes that are not a
// sentence, and texts of the code that the golden file of diagnostics does not
// contain, so that nobody has read them as a user does.
//
// These are matters of judgement, so a finding is not a failure: prose exits with 1 only if it
// cannot read the repository, which its argument names.
package main

import (
	"fmt"
	"io/fs"
	"os"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	findings, err := report(os.DirFS(root))
	if err != nil {
		fmt.Fprintln(os.Stderr, "prose:", err)
		os.Exit(1)
	}
	for _, finding := range findings {
		fmt.Println(finding)
	}
}

// report returns the findings about a repository.
func report(root fs.FS) ([]string, error) {
	pages, err := readPages(root)
	if err != nil {
		return nil, err
	}
	texts, err := codeTexts(root)
	if err != nil {
		return nil, err
	}
	golden, err := readGolden(root)
	if err != nil {
		return nil, err
	}
	findings := missingFrom(golden, texts)
	for _, p := range pages {
		findings = append(findings, longSentences(p)...)
		findings = append(findings, poorDescriptions(p)...)
	}
	return findings, nil
}
