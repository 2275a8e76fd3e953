package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"math/rand/v2"
	"syscall"
	"time"
	"unsafe"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
)

const (
	// rankedVehicles do not fit into a processor's nearest caches.
	rankedVehicles = 1 << 17
	rankPasses     = 20
	shownVehicles  = 100
	shownPasses    = 2_000  // of the floor
	mostTrial      = 1000.0 // ms
)

// riskRounds asks for the costs of the model in so many rounds, over the fleet in a database.
type riskRounds struct {
	Path, DealerID string
	Rounds         int
}

// riskCosts are what was measured in one round, in processor time: nanoseconds for each vehicle, and for the
// whole fleet.
type riskCosts struct {
	Floor, Known, Unknown  float64
	ShowFloor              float64
	ShowKnown, ShowUnknown float64
	ReadFleet, TryFleet    float64
	Moved                  int
}

// measureRisk measures what the model costs: the ranking of a fleet, an estimate with its reasons, and a
// trial over a fleet in the database.
func measureRisk(ctx context.Context, b *bench) (rows []row, err error) {
	fmt.Fprintf(b.notes, "Making a fleet of %d vehicles.\n", triedVehicles)
	s, err := seedVariedFleet(ctx, b.dir)
	if err != nil {
		return nil, err
	}
	var started cleanup
	defer started.run(&err)
	child, err := startChild(ctx, b.self, "risk", serverCore)
	if err != nil {
		return nil, err
	}
	started.add(child.stop)
	var costs []riskCosts
	if err := child.ask(riskRounds{Path: s.path, DealerID: string(s.dealerID), Rounds: b.rounds}, &costs); err != nil {
		return nil, fmt.Errorf("the model: %w", err)
	}
	return riskRows(costs), nil
}

// riskPart measures the model in a process of its own.
func riskPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(q riskRounds) (costs []riskCosts, err error) {
		r, err := newRanking()
		if err != nil {
			return nil, err
		}
		ctx := context.Background()
		db, err := store.Open(ctx, store.Config{URL: "sqlite:" + q.Path}, time.Now)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		d, err := db.DealerByID(ctx, dealer.ID(q.DealerID))
		if err != nil {
			return nil, err
		}
		leads := lead.NewService(db, risk.Default(), time.Now, func() string { return "" }, slog.New(slog.DiscardHandler))
		// The first round is for the caches, and does not count.
		for range q.Rounds + 1 {
			var c riskCosts
			measurements := []func() error{
				func() error { c.Floor = r.floor(); return nil },
				func() error { c.Known = r.rank(r.known); return nil },
				func() error { c.Unknown = r.rank(r.unknown); return nil },
				func() error { c.ShowFloor = r.showFloor(); return nil },
				func() (err error) { c.ShowKnown, err = r.show(r.shownKnown); return err },
				func() (err error) { c.ShowUnknown, err = r.show(r.shownUnknown); return err },
				func() error { return c.fleet(ctx, db, leads, d) },
			}
			rand.Shuffle(len(measurements), func(i, j int) { measurements[i], measurements[j] = measurements[j], measurements[i] })
			for _, measure := range measurements {
				if err := measure(); err != nil {
					return nil, err
				}
			}
			costs = append(costs, c)
		}
		return costs[1:], nil
	})
}

// used is the processor time that this process has used: what else the machine does is not in it.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // the process can always ask for its own
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// ranking is a fleet in memory, in the form in which it is ranked.
type ranking struct {
	setting        *risk.Setting
	known, unknown []risk.Facts
	bytes          []rankedBytes
	logOdds        []float64
	// What is shown, and the sum of it: it keeps the reading from being left out.
	shownKnown, shownUnknown []risk.Input
	read                     float64
}

// rankedBytes are as many bytes as the facts of a vehicle, and nothing but bytes.
type rankedBytes struct {
	a, b float64
	c    uint64
	d    int32
}

func newRanking() (*ranking, error) {
	if unsafe.Sizeof(rankedBytes{}) != unsafe.Sizeof(risk.Facts{}) {
		return nil, errors.New("the floor of ranking does not read as many bytes as ranking does")
	}
	r := &ranking{bytes: make([]rankedBytes, rankedVehicles), logOdds: make([]float64, rankedVehicles)}
	var err error
	if r.setting, err = risk.Default().Setting(risk.Input{AnnualMeanC: 14}); err != nil {
		return nil, err
	}
	for n := range rankedVehicles {
		for _, list := range []*[]risk.Facts{&r.known, &r.unknown} {
			facts, err := risk.Default().Facts(riskInput(n, list == &r.known))
			if err != nil {
				return nil, err
			}
			*list = append(*list, facts)
		}
		r.bytes[n] = rankedBytes{a: float64(n), b: 1, c: uint64(n), d: int32(n)}
	}
	for n := range shownVehicles {
		r.shownKnown = append(r.shownKnown, riskInput(n*997, true))
		r.shownUnknown = append(r.shownUnknown, riskInput(n*997, false))
	}
	return r, nil
}

// riskInput is the nth of a series of vehicles with ages and signs of many kinds.
func riskInput(n int, known bool) risk.Input {
	in := risk.Input{AnnualMeanC: 14, VehicleAgeMonths: float64(12 + n*13%120)}
	if known {
		age := float64(n*7%9000) / 100
		in.BatteryAgeMonths = &age
	}
	for i, sign := range risk.Default().Signs() {
		if state := (n*2654435761>>i ^ n>>(i+3)) % 3; state > 0 && sign.FadesDays == 0 {
			in.Evidence = append(in.Evidence, risk.Evidence{Name: sign.Name, Present: state == 1})
		}
	}
	return in
}

// floor reads what a ranking reads and writes what it writes.
func (r *ranking) floor() float64 {
	start := used()
	for range rankPasses {
		out := r.logOdds[:len(r.bytes)]
		for i := range r.bytes {
			f := &r.bytes[i]
			out[i] = f.a + f.b + float64(int64(f.c)+int64(f.d))
		}
	}
	return float64(used()-start) / rankPasses / rankedVehicles
}

func (r *ranking) rank(vehicles []risk.Facts) float64 {
	start := used()
	for range rankPasses {
		r.setting.Rank(vehicles, r.logOdds)
	}
	return float64(used()-start) / rankPasses / rankedVehicles
}

// showFloor reads everything that estimates are made of.
func (r *ranking) showFloor() float64 {
	start := used()
	for range shownPasses {
		for i := range r.shownKnown {
			in := &r.shownKnown[i]
			sum := in.VehicleAgeMonths + *in.BatteryAgeMonths + in.AnnualMeanC + in.Cohort.Failures + in.Cohort.Exposure
			for j := range in.Evidence {
				e := &in.Evidence[j]
				sum += e.AgeDays + float64(len(e.Name))
				if e.Present {
					sum++
				}
			}
			r.read += sum
		}
	}
	return float64(used()-start) / shownPasses / shownVehicles
}

// show makes estimates with their intervals and reasons, as they are shown.
func (r *ranking) show(inputs []risk.Input) (float64, error) {
	start := used()
	for _, in := range inputs {
		if _, err := risk.Default().Assess(in); err != nil {
			return 0, err
		}
	}
	return float64(used()-start) / shownVehicles, nil
}

// fleet reads a fleet alone, and tries one out.
func (c *riskCosts) fleet(ctx context.Context, db *store.DB, leads *lead.Service, d dealer.Dealer) error {
	start := used()
	if _, err := db.Fleet(ctx, d.ID, risk.Default().Version()); err != nil {
		return err
	}
	c.ReadFleet = float64(used() - start)
	start = used()
	o, err := leads.TryFleet(ctx, []dealer.Dealer{d}, lead.Trial{Groups: []string{"weak_battery"}})
	if err != nil {
		return err
	}
	c.TryFleet = float64(used() - start)
	if o.Vehicles != triedVehicles || o.Moved == 0 || math.IsNaN(o.Trial.Expected.Expected) {
		return fmt.Errorf("a trial over %d vehicles counted %d and moved %d", triedVehicles, o.Vehicles, o.Moved)
	}
	c.Moved = o.Moved
	return nil
}

func riskRows(costs []riskCosts) []row {
	all := func(of func(riskCosts) float64) (values []float64) {
		for _, c := range costs {
			values = append(values, of(c))
		}
		return values
	}
	floor := all(func(c riskCosts) float64 { return c.Floor })
	ranked := func(id, what string, g goal, of func(riskCosts) float64, beside string) row {
		x := compare(all(of), floor)
		return row{
			id: id, what: what, floor: fmt.Sprintf("%.2f ns", x.floor),
			measured: fmt.Sprintf("%.1f ns = %.1f (%.1f to %.1f)", x.subject, x.ratio, x.spread.low, x.spread.high),
			goal:     g, value: x.ratio, spread: x.spread, beside: beside,
		}
	}
	shown := func(what string, of func(riskCosts) float64) row {
		x := compare(all(of), all(func(c riskCosts) float64 { return c.ShowFloor }))
		return row{
			id: "R2", what: what, floor: fmt.Sprintf("%.1f ns", x.floor),
			measured: fmt.Sprintf("%.0f µs = %.0f (%.0f to %.0f)", x.subject/1e3, x.ratio, x.spread.low, x.spread.high),
			value:    x.ratio, spread: x.spread,
		}
	}
	trial := compare(all(func(c riskCosts) float64 { return c.TryFleet }), all(func(c riskCosts) float64 { return c.ReadFleet }))
	spent := all(func(c riskCosts) float64 { return c.TryFleet / 1e6 })
	return []row{
		ranked("R1", "ranking / reading the same inputs from memory, a vehicle, ages known", goal{12, 3}, func(c riskCosts) float64 { return c.Known },
			fmt.Sprintf("%d vehicles of one setting; the log-odds, which have the order of the probabilities", rankedVehicles)),
		ranked("R1b", "the same, ages unknown", goal{target: 12}, func(c riskCosts) float64 { return c.Unknown },
			"the ages that may be are worked out once for a climate and cohort, before it"),
		shown("an estimate with interval and reasons / reading its input from memory, age known", func(c riskCosts) float64 { return c.ShowKnown }),
		shown("the same, age unknown", func(c riskCosts) float64 { return c.ShowUnknown }),
		{
			id: "R3", what: fmt.Sprintf("a trial over %d vehicles / reading them alone", triedVehicles), floor: fmt.Sprintf("%.0f ms", trial.floor/1e6),
			measured: fmt.Sprintf("%.0f ms = %.2f (%.2f to %.2f)", trial.subject/1e6, trial.ratio, trial.spread.low, trial.spread.high),
			unit:     " ms", goal: goal{target: mostTrial}, value: trial.subject / 1e6, spread: spreadOf(spent),
			beside: fmt.Sprintf("%d states, %d families, %d chemistries with records, 35 ages in 100 unknown; one group of evidence kept, two counts by the\n       exact distribution; %d vehicles move",
				len(fleetStates), len(fleetFamilies), len(fleetChemistries), costs[0].Moved),
		},
	}
}
