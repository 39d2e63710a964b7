// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
)

// report is the result of a comparison.
type report struct {
	contract, vendor string
	operations       []*operation
}

// write prints the findings about each operation, then the totals.
func (r report) write(out io.Writer) {
	fmt.Fprintf(out, "%s\nheld against %s\n", r.contract, r.vendor)
	differing, counts := 0, map[outcome]int{}
	for _, o := range r.operations {
		if len(o.differences)+len(o.inferred) > 0 {
			fmt.Fprintf(out, "\n%s %s\n", o.method, o.path)
		}
		for _, d := range o.differences {
			word := "differs"
			if d.refutes {
				word = "REFUTED"
			}
			fmt.Fprintf(out, "  %s   %s\n", word, d.text)
			differing++
		}
		for _, v := range o.inferred {
			why := v.why
			if why != "" {
				why = ": " + why
			}
			fmt.Fprintf(out, "  inferred  %s is %s%s\n", v.mark, v.outcome, why)
			counts[v.outcome]++
		}
	}
	fmt.Fprintf(out, "\n%d operations that the client calls; %d differences, %d things refuted.\n", len(r.operations), differing, r.refuted())
	fmt.Fprintf(out, "Of what is inferred %d confirmed, %d refuted, %d now described, %d still open.\n",
		counts[confirmed], counts[refuted], counts[described], counts[stillOpen])
	if differing == 0 {
		fmt.Fprintln(out, "Nothing differs.")
	}
}

// refuted counts the findings that contradict what the client relies on.
func (r report) refuted() (n int) {
	for _, o := range r.operations {
		for _, d := range o.differences {
			if d.refutes {
				n++
			}
		}
		for _, v := range o.inferred {
			if v.outcome == refuted {
				n++
			}
		}
	}
	return n
}
