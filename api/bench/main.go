// Command bench measures the portal against its floors: what the same bytes cost when a bare server
// sends them, and what the same query costs when nothing is around it. Every figure is a ratio to a
// floor that was measured in the same minutes on the same cores, so that it means the same on another
// machine. It listens on loopback only, and every load is bounded in number and time.
//
// The portal runs pinned to core 0 with one processor, what asks it on core 1. Subject and floor take
// turns in random order within each of several rounds; the figure is the ratio of their lower quartiles,
// and the spread beside it the middle half of the rounds' own ratios.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// serverCore and clientCore keep who answers and who asks out of each other's way.
const (
	serverCore = 0
	clientCore = 1
)

// group is measurements that are made together, on one portal.
type group struct {
	ids []string
	run func(ctx context.Context, b *bench) ([]row, error)
}

var groups = []group{
	{[]string{"P1", "P1b", "P2", "P2b", "P3", "P3b", "memory"}, measureCached},
	{[]string{"P5", "P5b"}, measureBatches},
	{[]string{"P6"}, measureHedging},
	{[]string{"P7", "P15"}, measureCrowd},
	{[]string{"P7"}, measureTwoPortals},
	{[]string{"P8"}, measureMisses},
	{[]string{"P9"}, measureBrownOut},
	{[]string{"F22"}, measureExpiry},
	{[]string{"P10"}, measureHeld},
	{[]string{"P11"}, measureKept},
	{[]string{"P16"}, measureRestart},
	{[]string{"P17"}, measureHonesty},
	{[]string{"P14"}, measureFlood},
	{[]string{"P13", "P13b"}, measurePages},
	{[]string{"R1", "R1b", "R2", "R3"}, measureRisk},
	{[]string{"start"}, measureStart},
}

// bench is what the measurements share.
type bench struct {
	dir    string // for everything that is made; it is removed at the end
	self   string // this program, which is also its own loader and floor
	portal string // the portal, built for this run
	rounds int
	notes  io.Writer // what is being done
	leads  *seeded   // made when it is first needed
	// leftOut tells what could not be measured here, and why.
	leftOut []string
}

func main() {
	// This program starts itself again for the parts that need a process and a core of their own.
	if len(os.Args) == 2 {
		if part, ok := parts[os.Args[1]]; ok {
			if err := part(os.Stdin, os.Stdout); err != nil {
				fmt.Fprintln(os.Stderr, os.Args[1]+":", err)
				os.Exit(1)
			}
			return
		}
	}
	// Whoever asks keeps a connection open for each question that can be under way.
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = coldRequests
	http.DefaultTransport.(*http.Transport).MaxIdleConns = coldRequests
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program as a function of its inputs; it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "measure these alone, such as P1,P13,start")
	force := flags.Bool("force", false, "measure on a machine that is busy; the table says so")
	strict := flags.Bool("strict", false, "exit with 1 when a target is missed by the whole spread")
	rounds := flags.Int("rounds", 9, "how many rounds, at least 7")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil || flags.NArg() != 0:
		return 2
	}
	chosen, err := choose(*only)
	if err == nil && *rounds < 7 {
		err = errors.New("-rounds must be at least 7")
	}
	if err != nil {
		fmt.Fprintln(stderr, "error:", err)
		return 2
	}
	missed, err := measure(ctx, chosen, *rounds, *force, stdout, stderr)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "error:", err)
		return 1
	case missed && *strict:
		return 1
	}
	return 0
}

// choose finds the groups that hold the ids in a list; all of them for an empty list.
func choose(only string) ([]group, error) {
	if only == "" {
		return groups, nil
	}
	wanted := map[string]bool{}
	var known []string
	for _, id := range strings.Split(only, ",") {
		wanted[strings.TrimSpace(id)] = true
	}
	var chosen []group
	for _, g := range groups {
		var ids []string
		for _, id := range g.ids {
			if !slices.Contains(known, id) {
				known = append(known, id)
			}
			if wanted[id] {
				ids = append(ids, id)
			}
		}
		if len(ids) > 0 {
			chosen = append(chosen, group{ids: ids, run: g.run})
		}
	}
	for id := range wanted {
		if !slices.Contains(known, id) {
			return nil, fmt.Errorf("-only: there is no %q; there are %s", id, strings.Join(known, ", "))
		}
	}
	return chosen, nil
}

// measure makes the measurements and prints the table; missed says that a target was missed by the whole
// spread.
func measure(ctx context.Context, chosen []group, rounds int, force bool, stdout, stderr io.Writer) (missed bool, err error) {
	b := &bench{rounds: rounds, notes: stderr}
	if b.self, err = os.Executable(); err != nil {
		return false, err
	}
	if b.dir, err = os.MkdirTemp("", "portal-bench-"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	fmt.Fprintln(stderr, "Building the portal.")
	if b.portal, err = buildPortal(ctx, b.dir); err != nil {
		return false, err
	}
	m, err := waitForQuiet(ctx, force, stderr)
	if err != nil {
		return false, err
	}
	watch := startWatch()
	var rows []row
	for _, g := range chosen {
		fmt.Fprintf(stderr, "Measuring %s.\n", strings.Join(g.ids, ", "))
		got, err := g.run(ctx, b)
		if err != nil {
			return false, fmt.Errorf("%s: %w", strings.Join(g.ids, ", "), err)
		}
		for _, r := range got {
			if slices.Contains(g.ids, r.id) {
				rows = append(rows, r)
			}
		}
	}
	printTable(stdout, m, watch.end(), rounds, rows, b.leftOut)
	return slices.ContainsFunc(rows, row.surelyMissed), nil
}
