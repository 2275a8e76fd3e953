package risk

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestRecordCountsExposureOfEveryInterval(t *testing.T) {
	m := Default()
	r, err := m.Record([]Interval{
		{FromMonths: 0, ToMonths: 72, AnnualMeanC: 12},                // one unit: the cumulative hazard at the scale of life
		{FromMonths: 36, ToMonths: 72, AnnualMeanC: 12, Failed: true}, // seven eighths
		{FromMonths: 0, ToMonths: 36, AnnualMeanC: 37},                // one unit where life is half as long
		{FromMonths: 40, ToMonths: 40, AnnualMeanC: 12, Failed: true}, // a failure on the first day of the watch
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failures != 2 || math.Abs(r.Exposure-2.875) > 1e-12 {
		t.Errorf("%+v", r)
	}
}

func TestRecordRefusesByField(t *testing.T) {
	m := Default()
	for field, v := range map[string]Interval{
		"intervals[1].from_months":               {FromMonths: -1, ToMonths: 5},
		"intervals[1].to_months":                 {FromMonths: 9, ToMonths: 5},
		"intervals[1].annual_mean_temperature_c": {FromMonths: 1, ToMonths: 5, AnnualMeanC: math.NaN()},
	} {
		_, err := m.Record([]Interval{{ToMonths: 3}, v})
		var bad *InputError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want field %s", err, field)
		}
	}
}

func TestWatchingABatteryInTwoStretchesIsWatchingItOnce(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.Float64Range(0, 100).Draw(t, "from")
		cut := from + rapid.Float64Range(0, 50).Draw(t, "cut")
		to := cut + rapid.Float64Range(0, 50).Draw(t, "to")
		agm := rapid.Bool().Draw(t, "AGM")
		once, err := m.Record([]Interval{{from, to, true, 12, agm}})
		if err != nil {
			t.Fatal(err)
		}
		twice, err := m.Record([]Interval{{from, cut, false, 12, agm}, {cut, to, true, 12, agm}})
		if err != nil {
			t.Fatal(err)
		}
		if once.Failures != twice.Failures || math.Abs(once.Exposure-twice.Exposure) > 1e-12 {
			t.Fatalf("%+v and %+v", once, twice)
		}
	})
}

func TestNestedCohortsLearnFromWhatIsAroundThem(t *testing.T) {
	m := Default()
	fleet, model, here := Record{Failures: 60, Exposure: 40}, Record{Failures: 20, Exposure: 10}, Record{Failures: 3, Exposure: 1}
	c, err := m.CohortOf([]Record{fleet, model, here})
	if err != nil {
		t.Fatal(err)
	}
	inFleet := (4.0 + 40) / (4 + 30)      // of the fleet without the model: 40 failures on 30
	inModel := (4*inFleet + 17) / (4 + 9) // of the model elsewhere: 17 on 9
	want := Cohort{Failures: 3, Exposure: 1, ParentMean: inModel}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if got := m.HazardOf(c); math.Abs(got-(4*inModel+3)/(4+1)) > 1e-12 {
		t.Errorf("hazard %v", got)
	}
	if none, err := m.CohortOf(nil); err != nil || none != (Cohort{}) {
		t.Errorf("%+v %v", none, err)
	}
	// A fleet of one cohort has one record, which must not count again as its own surroundings.
	alone, err := m.CohortOf([]Record{here, here, here})
	if err != nil || m.HazardOf(alone) != m.HazardOf(Cohort{Failures: 3, Exposure: 1}) {
		t.Errorf("%+v %v", alone, err)
	}
	for field, nested := range map[string][]Record{
		"cohorts[1]":          {here, model},
		"cohorts[0].failures": {{Failures: -1}},
		"cohorts[1].exposure": {fleet, {Exposure: math.NaN()}},
	} {
		_, err := m.CohortOf(nested)
		var bad *InputError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want field %s", err, field)
		}
	}
}

// A cohort whose hazard is 1.6 times the fleet's, watched from its middle on and cut off before its end.
func TestCohortLearnerFindsTheHazardInCensoredData(t *testing.T) {
	m := Default()
	const truth, batteries = 1.6, 600
	r := seeded(11)
	var watched []Interval
	for range batteries {
		from := 60 * r.Float64()
		// Conditional on having lasted until then, the hazard left is exponential.
		needed := math.Pow(from/m.life(12), m.shape) + r.ExpFloat64()/truth
		fails := m.life(12) * math.Pow(needed, 1/m.shape)
		until := from + 6 + 30*r.Float64()
		watched = append(watched, Interval{FromMonths: from, ToMonths: math.Min(fails, until), Failed: fails < until, AnnualMeanC: 12})
	}
	rec, err := m.Record(watched)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Failures == 0 || rec.Failures == batteries {
		t.Fatalf("%v of %d failed: nothing is censored", rec.Failures, batteries)
	}
	c := Cohort{Failures: rec.Failures, Exposure: rec.Exposure}
	alpha, _ := m.posterior(c)
	mean := m.HazardOf(c)
	if sd := mean / math.Sqrt(alpha); math.Abs(mean-truth) > 4*sd {
		t.Errorf("%.3f +/- %.3f, truth %v", mean, sd, truth)
	}
}

// drawCase draws a vehicle's evidence and outcome from the model's own parameters.
func drawCase(r interface{ Float64() float64 }, m *Model, prior float64, looked float64) Case {
	c := Case{Failed: r.Float64() < prior}
	for i := range m.parts {
		p := &m.parts[i]
		cause := p.r0.Value
		if c.Failed {
			cause = p.r1.Value
		}
		has := r.Float64() < cause
		for _, s := range p.signs {
			rate := s.f.Value
			if has {
				rate = s.s.Value
			}
			found := has
			if !p.fact {
				found = r.Float64() < rate
			}
			if r.Float64() < looked {
				c.Evidence = append(c.Evidence, Evidence{Name: s.name, Present: found})
			}
		}
	}
	return c
}

func drawCases(n int, m *Model, seed uint64) []Case {
	r := seeded(seed)
	cases := make([]Case, n)
	for i := range cases {
		cases[i] = drawCase(r, m, 0.25, 0.8)
	}
	return cases
}

func learn(t rapid.TB, m *Model, cases []Case) *Model {
	t.Helper()
	learned, err := m.Learn(cases, "2026-11-25")
	if err != nil {
		t.Fatal(err)
	}
	return learned
}

func TestFactsLearnByCounting(t *testing.T) {
	m := Default()
	fault := func(present bool) []Evidence { return []Evidence{{Name: "charging_fault", Present: present}} }
	learned := learn(t, m, []Case{
		{Failed: true, Evidence: fault(true)}, {Failed: true, Evidence: fault(true)}, {Failed: true, Evidence: fault(false)},
		{Evidence: fault(false)}, {Evidence: fault(true)}, {Evidence: []Evidence{{Name: "slow_crank"}}}, {Failed: true},
	})
	p := partNamed(t, learned, "charging_fault")
	if p.r1.A != 4.2 || math.Abs(p.r1.B-18.8) > 1e-12 || p.r0.A != 3.2 || p.r0.B != 98.8 || p.r1.Outcomes != 3 || p.r0.Outcomes != 2 {
		t.Errorf("failing %+v, sound %+v", p.r1, p.r0)
	}
	if other := partNamed(t, learned, "prior_early_failure"); other.r1 != partNamed(t, m, "prior_early_failure").r1 {
		t.Errorf("nobody looked, and it learned %+v", other.r1)
	}
	for _, b := range learned.Bars() {
		want := map[string]float64{"charging_fault": 5, "weak_battery": 1}[b.Name]
		if math.Abs(b.Outcomes-want) > 1e-12 || b.Updated != "2026-11-25" {
			t.Errorf("%s has learned from %v, want %v, on %s", b.Name, b.Outcomes, want, b.Updated)
		}
	}
	if learned.Version() == m.Version() {
		t.Error("the version is still that of the assumptions")
	}
}

func TestAnAdjudicatedCauseIsCounted(t *testing.T) {
	m := Default()
	learned := learn(t, m, []Case{
		{Failed: true, Causes: map[string]bool{"undercharge": true}, Evidence: []Evidence{{Name: "short_trips", Present: true}}},
		{Causes: map[string]bool{"undercharge": false}, Evidence: []Evidence{{Name: "short_trips", Present: true}, {Name: "long_parked"}}},
	})
	p := partNamed(t, learned, "undercharge")
	if p.r1.A != 9 || p.r1.B != 12 || p.r0.A != 23.5 || p.r0.B != 77.5 {
		t.Errorf("failing %+v, sound %+v", p.r1, p.r0)
	}
	for _, s := range p.signs {
		var want [4]float64
		switch s.name {
		case "short_trips":
			want = [4]float64{13, 8, 6, 15}
		case "long_parked":
			want = [4]float64{7, 13, 2, 19}
		default:
			continue
		}
		if got := [4]float64{s.s.A, s.s.B, s.f.A, s.f.B}; got != want {
			t.Errorf("%s: %v, want %v", s.name, got, want)
		}
	}
}

func TestAnAdjudicatedCauseCountsWithoutAnySign(t *testing.T) {
	p := partNamed(t, learn(t, Default(), []Case{{Failed: true, Causes: map[string]bool{"duty": true}}}), "duty")
	if p.r1.A != 6.2 || p.r1.B != 14.8 {
		t.Errorf("%+v", p.r1)
	}
}

// A test of years ago says nothing of the battery that failed since; how often batteries failed in such
// cases still counts.
func TestWhatHasFadedTeachesNothingOfItsSign(t *testing.T) {
	tested := func(days float64) Beta {
		cases := make([]Case, 100)
		for i := range cases {
			cases[i] = Case{Failed: true, Evidence: []Evidence{{Name: "conductance_replace", Present: true, AgeDays: days}}}
		}
		for _, s := range partNamed(t, learn(t, Default(), cases), "weak_battery").signs {
			if s.name == "conductance_replace" {
				return s.s
			}
		}
		t.Fatal("the sign is gone")
		return Beta{}
	}
	fresh, old, ancient := tested(0), tested(120), tested(10_000)
	if !(fresh.Outcomes > old.Outcomes && old.Outcomes > 1 && ancient.Outcomes < 1e-9) {
		t.Errorf("fresh %+v, old %+v, ancient %+v", fresh, old, ancient)
	}
}

func TestLearningTwiceFromTheSameModelIsLearningOnce(t *testing.T) {
	m := Default()
	cases := drawCases(500, m, 21)
	a, b := learn(t, m, cases), learn(t, m, cases)
	if diff := cmp.Diff(a.ParameterSet(), b.ParameterSet()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Default().ParameterSet(), m.ParameterSet()); diff != "" {
		t.Error("learning changed the model that it began from: " + diff)
	}
}

func TestLearningFromNothingChangesNothing(t *testing.T) {
	m := Default()
	for name, cases := range map[string][]Case{"no case": nil, "nothing looked for": {{Failed: true}, {}}} {
		if got := learn(t, m, cases).Version(); got != m.Version() {
			t.Errorf("%s: %s, was %s", name, got, m.Version())
		}
	}
}

// objective is what expectation maximisation climbs: the log-likelihood of the cases with the
// pseudo-counts as if they had been observed.
func objective(p *part, prior *part, patterns []weighted) float64 {
	sum := 0.0
	counts := func(b, before Beta) { sum += before.A*math.Log(b.Value) + before.B*math.Log(1-b.Value) }
	counts(p.r1, prior.r1)
	counts(p.r0, prior.r0)
	for i := range p.signs {
		counts(p.signs[i].s, prior.signs[i].s)
		counts(p.signs[i].f, prior.signs[i].f)
	}
	for _, k := range patterns {
		l := p.likelihoods(k.seen)
		if k.failed {
			sum += k.cases * math.Log(l.a1)
		} else {
			sum += k.cases * math.Log(l.a0)
		}
	}
	return sum
}

func TestEveryRoundOfLearningExplainsTheCasesBetter(t *testing.T) {
	truth := changed(t, func(set *ParameterSet) {
		set.Groups[0].IfFailing = Beta{Value: 0.6, A: 60, B: 40}
		set.Groups[1].Signs[2].WithCause = Beta{Value: 0.9, A: 90, B: 10}
	})
	cases := drawCases(2000, truth, 22)
	r := seeded(23)
	for i := range cases { // some tests are old
		for j := range cases[i].Evidence {
			if r.IntN(4) == 0 {
				cases[i].Evidence[j].AgeDays = float64(r.IntN(3)) * 50
			}
		}
	}
	m := Default()
	read, err := m.readCases(cases)
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.parts {
		prior := &m.parts[i]
		if prior.fact {
			continue
		}
		patterns := prior.patterns(read)
		now := prior.copied()
		last := objective(&now, prior, patterns)
		for round := range 200 {
			now = prior.addExpected(&now, patterns)
			next := objective(&now, prior, patterns)
			if next < last-1e-9 {
				t.Fatalf("%s, round %d: %v after %v", prior.name, round, next, last)
			}
			last = next
		}
	}
}

// Learned from many cases, the parameters are those that the cases were drawn from, although nobody saw
// a cause.
func TestLearningFindsTheParametersBehindTheCases(t *testing.T) {
	truth := changed(t, func(set *ParameterSet) {
		set.Groups[0].IfFailing = Beta{Value: 0.65, A: 65, B: 35}
		set.Groups[0].IfSound = Beta{Value: 0.15, A: 15, B: 85}
		set.Groups[0].Signs[1].WithCause = Beta{Value: 0.6, A: 60, B: 40}
		set.Groups[1].IfFailing = Beta{Value: 0.55, A: 55, B: 45}
		set.Groups[1].Signs[2].WithoutCause = Beta{Value: 0.1, A: 10, B: 90}
		set.Facts[0].IfFailing = Beta{Value: 0.2, A: 20, B: 80}
	})
	learned := learn(t, Default(), drawCases(60_000, truth, 24))
	near := func(what string, got, want Beta) {
		if math.Abs(got.Value-want.Value) > 0.035 {
			t.Errorf("%s: %.3f, truth %.3f", what, got.Value, want.Value)
		}
	}
	for _, name := range []string{"undercharge", "weak_battery", "charging_fault", "prior_early_failure"} {
		got, want := partNamed(t, learned, name), partNamed(t, truth, name)
		near(name+" if failing", got.r1, want.r1)
		near(name+" if sound", got.r0, want.r0)
		for i := range got.signs {
			near(got.signs[i].name+" with the cause", got.signs[i].s, want.signs[i].s)
			near(got.signs[i].name+" without the cause", got.signs[i].f, want.signs[i].f)
		}
	}
}

func TestCasesAreRefusedByField(t *testing.T) {
	m := Default()
	for field, c := range map[string]Case{
		"cases[1].evidence[0].name": {Evidence: []Evidence{{Name: "moon_phase"}}},
		"cases[1].causes":           {Causes: map[string]bool{"moon": true}},
	} {
		_, err := m.Learn([]Case{{}, c}, "2026-11-25")
		var bad *InputError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want field %s", err, field)
		}
	}
	if _, err := m.Learn([]Case{{Causes: map[string]bool{"charging_fault": true}}}, "2026-11-25"); err == nil {
		t.Error("a fact is taken for a hidden cause")
	}
	if _, err := m.Learn(nil, "soon"); err == nil {
		t.Error("a day of change that is none is taken")
	}
}

// Simulation-based calibration (Talts et al. 2018): where parameters are drawn from the prior and data
// from the parameters, the rank of the parameter among draws from the posterior is uniform.
func TestPosteriorsAreThoseOfTheDataTheyCameFrom(t *testing.T) {
	if testing.Short() {
		t.Skip("4,000 replications of drawing, learning and ranking take seconds")
	}
	const replications, posteriorDraws, bins = 4000, 99, 20
	m := Default()
	r := seeded(31)
	uniform := func(name string, replicate func() (truth float64, posterior interface{ Rand() float64 })) {
		var counts [bins]float64
		for range replications {
			truth, posterior := replicate()
			rank := 0
			for range posteriorDraws {
				if posterior.Rand() < truth {
					rank++
				}
			}
			counts[rank*bins/(posteriorDraws+1)]++
		}
		chi := 0.0
		for _, n := range counts {
			chi += (n - replications/bins) * (n - replications/bins) / (replications / bins)
		}
		if limit := (distuv.ChiSquared{K: bins - 1}).Quantile(0.999); chi > limit {
			t.Errorf("%s: chi-squared %.1f, above %.1f", name, chi, limit)
		}
	}
	uniform("Gamma", func() (float64, interface{ Rand() float64 }) {
		truth := distuv.Gamma{Alpha: m.cohortWeight, Beta: m.cohortWeight, Src: r}.Rand()
		var watched []Interval
		for range 20 {
			fails := m.life(12) * math.Pow(r.ExpFloat64()/truth, 1/m.shape)
			until := 20 + 60*r.Float64()
			watched = append(watched, Interval{ToMonths: math.Min(fails, until), Failed: fails < until, AnnualMeanC: 12})
		}
		rec, err := m.Record(watched)
		if err != nil {
			t.Fatal(err)
		}
		alpha, beta := m.posterior(Cohort{Failures: rec.Failures, Exposure: rec.Exposure})
		return truth, distuv.Gamma{Alpha: alpha, Beta: beta, Src: r}
	})
	prior := partNamed(t, m, "charging_fault").r1
	uniform("Beta", func() (float64, interface{ Rand() float64 }) {
		truth := distuv.Beta{Alpha: prior.A, Beta: prior.B, Src: r}.Rand()
		var cases []Case
		for range 40 {
			cases = append(cases, Case{Failed: true, Evidence: []Evidence{{Name: "charging_fault", Present: r.Float64() < truth}}})
		}
		learned := partNamed(t, learn(t, m, cases), "charging_fault").r1
		return truth, distuv.Beta{Alpha: learned.A, Beta: learned.B, Src: r}
	})
}
