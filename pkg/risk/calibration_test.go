package risk

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func calibrate(t rapid.TB, outcomes []Outcome, bins int) Calibration {
	t.Helper()
	c, err := Calibrate(outcomes, bins)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// outcomesOf are n outcomes of one estimate, of which some failed.
func outcomesOf(p, prior float64, n, failed int) []Outcome {
	list := make([]Outcome, n)
	for i := range list {
		list[i] = Outcome{Probability: p, Prior: prior, Failed: i < failed}
	}
	return list
}

func TestCalibrationByHand(t *testing.T) {
	outcomes := slices.Concat(outcomesOf(0.1, 0.2, 60, 9), outcomesOf(0.4, 0.2, 40, 12))
	c := calibrate(t, outcomes, 2)
	if len(c.Bins) != 2 {
		t.Fatalf("%+v", c.Bins)
	}
	low, high := c.Bins[0], c.Bins[1]
	if low.Outcomes != 60 || low.Observed != 9 || math.Abs(low.Expected-6) > 1e-9 || low.Share != 0.15 || low.From != 0.1 || low.To != 0.1 {
		t.Errorf("%+v", low)
	}
	if high.Outcomes != 40 || high.Observed != 12 || math.Abs(high.Expected-16) > 1e-9 || high.Share != 0.3 {
		t.Errorf("%+v", high)
	}
	if c.Total.Outcomes != 100 || c.Total.Observed != 21 || math.Abs(c.Total.Expected-22) > 1e-9 {
		t.Errorf("%+v", c.Total)
	}
	s := c.Scores
	brier := (9*0.81 + 51*0.01 + 12*0.36 + 28*0.16) / 100
	priorBrier := (21*0.64 + 79*0.04) / 100
	logLoss := -(9*math.Log(.1) + 51*math.Log(.9) + 12*math.Log(.4) + 28*math.Log(.6)) / 100
	priorLogLoss := -(21*math.Log(.2) + 79*math.Log(.8)) / 100
	for what, x := range map[string][2]float64{
		"Brier": {s.Brier, brier}, "Brier of the prior": {s.BrierOfPrior, priorBrier},
		"log-loss": {s.LogLoss, logLoss}, "log-loss of the prior": {s.LogLossOfPrior, priorLogLoss},
		"error": {s.Error, 0.07}, // 3 of 100 and 4 of 100
	} {
		if math.Abs(x[0]-x[1]) > 1e-12 {
			t.Errorf("%s %v, want %v", what, x[0], x[1])
		}
	}
	// Two estimates determine the line: through the logits of the observed shares.
	slope := (logit(0.3) - logit(0.15)) / (logit(0.4) - logit(0.1))
	intercept := logit(0.3) - slope*logit(0.4)
	if f := c.Fit; math.Abs(f.Slope-slope) > 1e-6 || math.Abs(f.Intercept-intercept) > 1e-6 || !f.Consistent {
		t.Errorf("%+v, want slope %v and intercept %v", f, slope, intercept)
	}
	// So the standard errors follow from those of the two logits, which are known.
	v1, v2 := 1/(60*0.15*0.85), 1/(40*0.3*0.7)
	x1, x2 := logit(0.1), logit(0.4)
	slopeSE := math.Sqrt(v1+v2) / (x2 - x1)
	interceptSE := math.Sqrt(x2*x2*v1+x1*x1*v2) / (x2 - x1)
	if f := c.Fit; math.Abs(f.SlopeSE-slopeSE) > 1e-6 || math.Abs(f.InterceptSE-interceptSE) > 1e-6 {
		t.Errorf("%+v, want standard errors %v and %v", f, slopeSE, interceptSE)
	}
	// And so does the chance of such a line if the estimates were right: exp(-x/2) with two degrees.
	gain := 9*math.Log(.15/.1) + 51*math.Log(.85/.9) + 12*math.Log(.3/.4) + 28*math.Log(.7/.6)
	if f := c.Fit; math.Abs(f.PValue-math.Exp(-gain)) > 1e-6 {
		t.Errorf("p-value %v, want %v", f.PValue, math.Exp(-gain))
	}
}

// The bounds solve (share-p)² = z² p(1-p)/n, which is what Wilson's interval is.
func TestWilsonBoundsSolveTheirEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "outcomes")
		k := rapid.IntRange(0, n).Draw(t, "failures")
		low, high := wilson(k, n)
		share := float64(k) / float64(n)
		if !(0 <= low && low <= share && share <= high && high <= 1) {
			t.Fatalf("%d of %d: %v to %v", k, n, low, high)
		}
		for _, p := range []float64{low, high} {
			if d := (share-p)*(share-p) - highNormal*highNormal*p*(1-p)/float64(n); math.Abs(d) > 1e-12 {
				t.Fatalf("%d of %d: %v is off by %v", k, n, p, d)
			}
		}
	})
	// The known 90 % interval of 3 in 30.
	if low, high := wilson(3, 30); math.Abs(low-0.0407) > 0.0001 || math.Abs(high-0.2255) > 0.0001 {
		t.Errorf("3 of 30: %v to %v", low, high)
	}
}

func TestTooFewOutcomesHaveNoFigures(t *testing.T) {
	c := calibrate(t, outcomesOf(0.2, 0.1, 29, 6), 1)
	if want := (Bin{From: 0.2, To: 0.2, Outcomes: 29}); c.Total != want || c.Bins[0] != want {
		t.Errorf("%+v", c)
	}
	if c.Scores != nil || c.Fit != nil {
		t.Errorf("%+v %+v", c.Scores, c.Fit)
	}
	// One more, and the total has figures while its halves do not.
	c = calibrate(t, slices.Concat(outcomesOf(0.2, 0.1, 15, 3), outcomesOf(0.3, 0.1, 15, 6)), 2)
	if !c.Total.Enough || c.Scores == nil || c.Fit == nil || len(c.Bins) != 2 || c.Bins[0].Enough || c.Bins[1].Enough {
		t.Errorf("%+v", c)
	}
	if none := calibrate(t, nil, 10); none.Total != (Bin{}) || len(none.Bins) != 0 || none.Scores != nil {
		t.Errorf("%+v", none)
	}
	if NotEnough != "not enough outcomes" || !strings.Contains(CalibrationBias, "inspected") {
		t.Error("the words have changed: the page relies on them")
	}
}

func TestALineThatOutcomesDoNotDetermineIsNotGiven(t *testing.T) {
	for name, outcomes := range map[string][]Outcome{
		"none failed":              slices.Concat(outcomesOf(0.1, 0.1, 30, 0), outcomesOf(0.2, 0.1, 30, 0)),
		"all failed":               slices.Concat(outcomesOf(0.1, 0.1, 30, 30), outcomesOf(0.2, 0.1, 30, 30)),
		"one estimate":             outcomesOf(0.1, 0.1, 60, 9),
		"parted by the estimate":   slices.Concat(outcomesOf(0.1, 0.1, 30, 0), outcomesOf(0.2, 0.1, 30, 30)),
		"parted the wrong way":     slices.Concat(outcomesOf(0.1, 0.1, 30, 30), outcomesOf(0.2, 0.1, 30, 0)),
		"parted but for one value": slices.Concat(outcomesOf(0.1, 0.1, 30, 0), outcomesOf(0.2, 0.1, 30, 15), outcomesOf(0.3, 0.1, 30, 30)),
	} {
		if c := calibrate(t, outcomes, 3); c.Fit != nil || c.Scores == nil {
			t.Errorf("%s: %+v", name, c.Fit)
		}
	}
}

func TestBinsHoldAllOutcomesAndPartNoEstimate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var outcomes []Outcome
		for range rapid.IntRange(0, 300).Draw(t, "outcomes") {
			outcomes = append(outcomes, Outcome{
				Probability: rapid.SampledFrom([]float64{0.01, 0.05, 0.051, 0.1, 0.2, 0.7}).Draw(t, "estimate"),
				Prior:       0.1, Failed: rapid.Bool().Draw(t, "failed"),
			})
		}
		bins := rapid.IntRange(1, 12).Draw(t, "bins")
		c := calibrate(t, outcomes, bins)
		n := 0
		for i, b := range c.Bins {
			n += b.Outcomes
			if b.Outcomes == 0 || b.From > b.To || i > 0 && b.From <= c.Bins[i-1].To {
				t.Fatalf("bin %d of %+v", i, c.Bins)
			}
		}
		if n != len(outcomes) || len(c.Bins) > bins {
			t.Fatalf("%d of %d outcomes in %d bins of %d", n, len(outcomes), len(c.Bins), bins)
		}
		if diff := cmp.Diff(c, calibrate(t, rapid.Permutation(outcomes).Draw(t, "order"), bins)); diff != "" {
			t.Fatal("the order matters: " + diff)
		}
	})
}

func TestCalibrationRefusesWhatIsNoProbability(t *testing.T) {
	var bad *InputError
	for _, o := range []Outcome{{0, 0.1, false}, {1, 0.1, true}, {math.NaN(), 0.1, true}, {0.1, 0, true}, {0.1, math.NaN(), true}} {
		if _, err := Calibrate([]Outcome{{0.1, 0.1, true}, o}, 1); !errors.As(err, &bad) || bad.Field != "outcomes[1]" {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := Calibrate(nil, 0); !errors.As(err, &bad) || bad.Field != "bins" {
		t.Error(err)
	}
}

func TestSignRatesFindASignWhoseParametersAreWrong(t *testing.T) {
	m := Default()
	rate := func(name string) float64 {
		rates, err := m.SignRates([]SignCount{{Name: name}})
		if err != nil {
			t.Fatal(err)
		}
		return rates[0].Expected
	}
	// A fact is as common in everyone as its two rates and the base rate say.
	if got, want := rate("charging_fault"), 0.09*0.11+0.91*0.022; math.Abs(got-want) > 1e-15 {
		t.Errorf("%v, want %v", got, want)
	}
	cause := 0.09*0.4 + 0.91*0.235
	if got, want := rate("short_trips"), cause*0.6+(1-cause)*0.25; math.Abs(got-want) > 1e-15 {
		t.Errorf("%v, want %v", got, want)
	}
	n := 10_000
	right := int(math.Round(rate("short_trips") * float64(n)))
	rates, err := m.SignRates([]SignCount{
		{"short_trips", n, right}, {"short_trips", n, right + 250}, {"short_trips", n, right - 250}, {"short_trips", 29, 29}, {"short_trips", 30, 9},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, off := range []bool{false, true, true, false, false} {
		if rates[i].Off != off || rates[i].Enough != (i != 3) || rates[i].Looked == 0 {
			t.Errorf("%+v, want off %v", rates[i], off)
		}
	}
	if rates[1].Z < 4 || rates[2].Z > -4 || rates[3].Z != 0 || rates[3].Observed != 0 {
		t.Errorf("%+v", rates)
	}
	for field, c := range map[string]SignCount{
		"counts[0].name": {"moon_phase", 5, 2}, "counts[0].present": {"short_trips", 5, 6},
	} {
		_, err := m.SignRates([]SignCount{c})
		var bad *InputError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v, want field %s", err, field)
		}
	}
	if _, err := m.SignRates([]SignCount{{"short_trips", 5, -1}}); err == nil {
		t.Error("fewer than none is taken")
	}
}

// The best line leaves no mean difference, neither over all nor by the log-odds of the estimate.
func TestTheLineIsTheBestOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l calibrationLine
		var outcomes []Outcome
		for range rapid.IntRange(30, 400).Draw(t, "outcomes") {
			o := Outcome{Probability: rapid.Float64Range(0.001, 0.95).Draw(t, "estimate"), Prior: 0.1, Failed: rapid.Bool().Draw(t, "failed")}
			outcomes = append(outcomes, o)
			l.logOdds, l.failed = append(l.logOdds, logit(o.Probability)), append(l.failed, o.Failed)
		}
		f := calibrate(t, outcomes, 5).Fit
		if (f != nil) != l.determined() {
			t.Fatalf("%+v, determined %v", f, l.determined())
		}
		if f == nil {
			return
		}
		rest := make([]float64, 2)
		l.slopes(rest, []float64{f.Intercept, f.Slope})
		if math.Abs(rest[0]) > 1e-6 || math.Abs(rest[1]) > 1e-6 {
			t.Fatalf("%+v leaves %v", f, rest)
		}
		if !(f.SlopeSE > 0 && f.InterceptSE > 0 && f.PValue >= 0 && f.PValue <= 1) {
			t.Fatalf("%+v", f)
		}
	})
}
