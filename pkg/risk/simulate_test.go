package risk

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// simulated is a vehicle drawn from a model, with what came of its battery.
type simulated struct {
	in     Input
	failed bool
}

// simulate draws vehicles whose outcome and signs are what the model says of vehicles like them, each
// sign looked for in this share of them.
func simulate(r *rand.Rand, truth *Model, n int, looked float64) []simulated {
	list := make([]simulated, n)
	for i := range list {
		in := Input{VehicleAgeMonths: math.Round(12 + 120*r.Float64()), AnnualMeanC: math.Round(4 + 20*r.Float64())}
		if r.IntN(2) == 0 {
			in.BatteryAgeMonths = months(80 * r.Float64())
		}
		e, err := truth.Estimate(in)
		if err != nil {
			panic(err)
		}
		c := drawCase(r, truth, e.Prior, looked)
		in.Evidence = c.Evidence
		list[i] = simulated{in, c.Failed}
	}
	return list
}

func outcomes(t *testing.T, m *Model, vehicles []simulated) []Outcome {
	t.Helper()
	list := make([]Outcome, len(vehicles))
	for i, v := range vehicles {
		e, err := m.Estimate(v.in)
		if err != nil {
			t.Fatal(err)
		}
		list[i] = Outcome{Probability: e.Probability, Prior: e.Prior, Failed: v.failed}
	}
	return list
}

// noise is the error that perfect estimates would show in this many outcomes.
func noise(t *testing.T, r *rand.Rand, like []Outcome, bins int) float64 {
	t.Helper()
	mean := 0.0
	const rounds = 5
	for range rounds {
		perfect := make([]Outcome, len(like))
		for i, o := range like {
			perfect[i] = Outcome{Probability: o.Probability, Prior: o.Prior, Failed: r.Float64() < o.Probability}
		}
		mean += calibrate(t, perfect, bins).Scores.Error / rounds
	}
	return mean
}

// naive multiplies the likelihood ratio of each sign as if signs of one cause were independent.
func naive(m *Model, in Input) float64 {
	e, err := m.Estimate(in)
	if err != nil {
		panic(err)
	}
	logOdds := logit(e.Prior)
	for _, sign := range in.Evidence {
		o, err := m.readEvidence([]Evidence{sign})
		if err != nil {
			panic(err)
		}
		logOdds += m.logRatio(o)
	}
	return logistic(logOdds)
}

func TestEstimatesAreCalibratedWhereTheModelIsTrue(t *testing.T) {
	if testing.Short() {
		t.Skip("120,000 simulated vehicles take seconds")
	}
	const n, bins = 120_000, 20
	m := Default()
	r := seeded(41)
	fleet := simulate(r, m, n, 0.9)
	list := outcomes(t, m, fleet)

	var mean, base, variance float64
	for _, o := range list {
		mean += o.Probability / n
		base += o.Prior / n
		variance += (o.Probability - o.Prior) * (o.Probability - o.Prior) / n
	}
	if se := math.Sqrt(variance / n); math.Abs(mean-base) > 4*se {
		t.Errorf("mean estimate %.5f, mean prior %.5f, standard error %.5f", mean, base, se)
	}

	c := calibrate(t, list, bins)
	if se := math.Sqrt(mean * (1 - mean) / n); math.Abs(mean-c.Total.Share) > 4*se {
		t.Errorf("mean estimate %.5f, observed %.5f, standard error %.5f", mean, c.Total.Share, se)
	}
	floor := noise(t, r, list, bins)
	if c.Scores.Error > 2*floor {
		t.Errorf("calibration error %.5f, noise %.5f", c.Scores.Error, floor)
	}
	if math.Abs(c.Fit.Slope-1) > 0.06 || math.Abs(c.Fit.Intercept) > 0.12 || !c.Fit.Consistent {
		t.Errorf("%+v", c.Fit)
	}
	if c.Scores.Brier >= c.Scores.BrierOfPrior || c.Scores.LogLoss >= c.Scores.LogLossOfPrior {
		t.Errorf("evidence does not help: %+v", c.Scores)
	}

	product := make([]Outcome, n)
	for i, v := range fleet {
		product[i] = Outcome{Probability: naive(m, v.in), Prior: list[i].Prior, Failed: v.failed}
	}
	worse := calibrate(t, product, bins)
	t.Logf("%+v %+v, noise %.5f; product %+v %+v", *c.Fit, *c.Scores, floor, *worse.Fit, *worse.Scores)
	top := worse.Bins[len(worse.Bins)-1]
	if worse.Fit.Slope >= 0.95 || worse.Fit.Consistent || worse.Scores.Error < 4*floor || top.Expected <= float64(top.Observed) {
		t.Errorf("a product of likelihood ratios looks as good: %+v %+v", worse.Fit, worse.Scores)
	}
}

func TestOutcomesOfTheModelItselfAreFoundCalibrated(t *testing.T) {
	m := Default()
	c := calibrate(t, outcomes(t, m, simulate(seeded(42), m, 8000, 0.6)), 10)
	if !c.Fit.Consistent || math.Abs(c.Fit.Slope-1) > 4*c.Fit.SlopeSE || math.Abs(c.Fit.Intercept) > 4*c.Fit.InterceptSE {
		t.Errorf("%+v", c.Fit)
	}
	for _, b := range c.Bins {
		if sd := math.Sqrt(float64(b.Outcomes) * b.Share * (1 - b.Share)); math.Abs(b.Expected-float64(b.Observed)) > 4*sd {
			t.Errorf("expected %.1f of %d, observed %d", b.Expected, b.Outcomes, b.Observed)
		}
	}
}

func TestABrokenParameterIsFoundOut(t *testing.T) {
	m := Default()
	for name, truth := range map[string]*Model{
		"batteries that last a third less": changed(t, func(set *ParameterSet) { setValue(set, "reference_life", 48) }),
		"a climate that does not matter":   changed(t, func(set *ParameterSet) { setValue(set, "halving_temperature", 900) }),
		"signs that say the contrary": changed(t, func(set *ParameterSet) {
			set.Groups[0].IfFailing, set.Groups[0].IfSound = Beta{Value: 0.2, A: 20, B: 80}, Beta{Value: 0.8, A: 80, B: 20}
			set.Groups[1].IfFailing, set.Groups[1].IfSound = Beta{Value: 0.054, A: 5.4, B: 94.6}, Beta{Value: 0.35, A: 7, B: 13}
		}),
	} {
		if c := calibrate(t, outcomes(t, m, simulate(seeded(43), truth, 8000, 0.6)), 10); c.Fit.Consistent {
			t.Errorf("%s: %+v", name, c.Fit)
		}
	}
}

// Where the parameters themselves are drawn from what is known of them, the estimate from their means is
// right on average.
func TestEstimatesAreRightOnAverageOverTheirPriors(t *testing.T) {
	if testing.Short() {
		t.Skip("400 fleets, each of its own parameters, take seconds")
	}
	const fleets, vehicles = 400, 100
	m := Default()
	r := seeded(44)
	var means []float64
	for range fleets {
		drawn := *m
		drawn.parts = nil
		beta := func(b Beta) Beta {
			b.Value = distuv.Beta{Alpha: b.A, Beta: b.B, Src: r}.Rand()
			return b
		}
		for i := range m.parts {
			p := m.parts[i].copied()
			p.r1, p.r0 = beta(p.r1), beta(p.r0)
			for j := range p.signs {
				if !p.fact {
					p.signs[j].s, p.signs[j].f = beta(p.signs[j].s), beta(p.signs[j].f)
				}
			}
			drawn.parts = append(drawn.parts, p)
		}
		hazard := distuv.Gamma{Alpha: m.cohortWeight, Beta: m.cohortWeight, Src: r}.Rand()
		sum := 0.0
		for range vehicles {
			in := Input{BatteryAgeMonths: months(80 * r.Float64()), AnnualMeanC: 4 + 20*r.Float64()}
			g, err := m.read(in)
			if err != nil {
				t.Fatal(err)
			}
			c := drawCase(r, &drawn, logistic(m.baselineFor(g).logitAt(hazard)), 0.6)
			in.Evidence = c.Evidence
			e, err := m.Estimate(in)
			if err != nil {
				t.Fatal(err)
			}
			sum += e.Probability
			if c.Failed {
				sum--
			}
		}
		means = append(means, sum/vehicles)
	}
	mean, variance := 0.0, 0.0
	for _, v := range means {
		mean += v / fleets
	}
	for _, v := range means {
		variance += (v - mean) * (v - mean) / (fleets - 1)
	}
	if se := math.Sqrt(variance / fleets); math.Abs(mean) > 4*se {
		t.Errorf("estimates are %.5f too high on average, standard error %.5f", mean, se)
	}
}
