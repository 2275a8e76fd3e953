package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// goal is what a figure should not exceed; zero where nothing is set.
type goal struct{ target, stretch float64 }

// row is one line of the table.
type row struct {
	id, what        string
	floor, measured string
	unit            string // of target and stretch; empty for a ratio
	goal            goal
	value           float64
	spread          spread // of value; zero for a single figure
	beside          string // what else was seen
}

// verdict says where a figure stands, and nothing better than that.
func (r row) verdict() string {
	switch {
	case r.goal.target == 0:
		return "no target"
	case r.goal.stretch > 0 && r.value <= r.goal.stretch:
		return "stretch"
	case r.value <= r.goal.target:
		return "meets"
	case r.surelyMissed():
		return "misses"
	default:
		return "misses, within the spread"
	}
}

// surelyMissed says that the whole spread lies past the target.
func (r row) surelyMissed() bool {
	least := r.value
	if r.spread.low > 0 {
		least = min(least, r.spread.low)
	}
	return r.goal.target > 0 && r.value > r.goal.target && least > r.goal.target
}

func (r row) limit(x float64) string {
	if x == 0 {
		return "-"
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".") + r.unit
}

func printTable(w io.Writer, m machine, seen watched, rounds int, rows []row, leftOut []string) {
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "id\twhat\tfloor\tmeasured\ttarget\tstretch\tverdict")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.id, r.what, r.floor, r.measured, r.limit(r.goal.target), r.limit(r.goal.stretch), r.verdict())
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	fmt.Fprintln(w)
	for _, r := range rows {
		if r.beside != "" {
			fmt.Fprintf(w, "%-7s%s\n", r.id, r.beside)
		}
	}
	for _, what := range leftOut {
		fmt.Fprintf(w, "\nLeft out: %s\n", what)
	}
	fmt.Fprintf(w, "\nRatios are of lower quartiles over %d rounds; in brackets the middle half of the rounds. µs are of processor time unless\nthey are said to be a wait. Server on core %d with one processor, loader on core %d.\n", rounds, serverCore, clientCore)
	fmt.Fprintf(w, "P4, the allocations and statements of the cached path, is counted by a test: api/app/allocations_test.go.\n")
	fmt.Fprintf(w, "\nmachine  %s, %d cores, %s, %s\n", m.cpu, m.cores, m.system, m.goVersion)
	fmt.Fprintf(w, "before   load %.2f, stolen %.1f %%\n", m.load, m.stolen)
	fmt.Fprintf(w, "during   stolen %.1f %%; other programs used %.0f %% of the machine\n", seen.stolen, seen.others)
	if m.busy() {
		fmt.Fprintf(w, "BUSY     the machine was not quiet (load at most %.1f, stolen at most %.0f %%) and -force was given: take the figures as rough.\n", quietLoad, quietStolen)
	}
}
