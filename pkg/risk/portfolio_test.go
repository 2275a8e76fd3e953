package risk

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

func TestPoissonBinomialIsADistributionWithTheRightMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(rapid.Float64Range(0.001, 0.999), 0, 200).Draw(t, "probabilities")
		mass := PoissonBinomial(ps)
		if len(mass) != len(ps)+1 {
			t.Fatalf("%d chances for %d vehicles", len(mass), len(ps))
		}
		var sum, mean, second, wantMean, wantVar float64
		for k, m := range mass {
			if m < 0 {
				t.Fatalf("chance %v of %d", m, k)
			}
			sum += m
			mean += float64(k) * m
			second += float64(k) * float64(k) * m
		}
		for _, p := range ps {
			wantMean += p
			wantVar += p * (1 - p)
		}
		if math.Abs(sum-1) > 1e-12 || math.Abs(mean-wantMean) > 1e-9 || math.Abs(second-mean*mean-wantVar) > 1e-8 {
			t.Fatalf("sum %v, mean %v want %v, variance %v want %v", sum, mean, wantMean, second-mean*mean, wantVar)
		}
	})
}

func TestEqualChancesAreBinomial(t *testing.T) {
	ps := make([]float64, 3000)
	for i := range ps {
		ps[i] = 0.07
	}
	b := distuv.Binomial{N: 3000, P: 0.07}
	for k, got := range PoissonBinomial(ps) {
		if want := b.Prob(float64(k)); math.Abs(got-want) > 1e-12 {
			t.Fatalf("chance of %d: %v, want %v", k, got, want)
		}
	}
}

func TestExpectHoldsTheNumberNineTimesInTen(t *testing.T) {
	r := seeded(3)
	list := make([]Chance, 400)
	for i := range list {
		p := 0.3 * r.Float64()
		list[i] = Chance{Probability: p, ScenarioLow: p / 3, ScenarioHigh: math.Min(0.99, 2*p)}
	}
	o := Expect(list)
	sum := 0.0
	for _, c := range list {
		sum += c.Probability
	}
	if math.Abs(o.Expected-sum) > 1e-9 || !(o.ScenarioLow.Expected < o.Expected && o.Expected < o.ScenarioHigh.Expected) {
		t.Fatalf("%+v, sum %v", o, sum)
	}
	held, below := 0, 0
	const rounds = 4000
	for range rounds {
		n := 0
		for _, c := range list {
			if r.Float64() < c.Probability {
				n++
			}
		}
		if n >= o.Low && n <= o.High {
			held++
		}
		if n < o.Low {
			below++
		}
	}
	// At least 90 %, and less than one more number on either side would give.
	if share := float64(held) / rounds; share < 0.89 || share > 0.94 {
		t.Errorf("%.3f of the numbers are from %d to %d", share, o.Low, o.High)
	}
	if share := float64(below) / rounds; share > 0.06 {
		t.Errorf("%.3f are below %d", share, o.Low)
	}
}

func TestExpectNothingOfNobody(t *testing.T) {
	if got := Expect(nil); got != (Outlook{}) {
		t.Errorf("%+v", got)
	}
}

func TestScenarioBandIsWiderThanChance(t *testing.T) {
	m := Default()
	var list []Chance
	for i := range 500 {
		list = append(list, assess(t, m, Input{VehicleAgeMonths: float64(20 + i%80), AnnualMeanC: 12}).Chance())
	}
	o := Expect(list)
	if o.ScenarioLow.Expected >= float64(o.Low) || o.ScenarioHigh.Expected <= float64(o.High) {
		t.Errorf("what is not known of the hazard evens out: %+v", o)
	}
}

func TestALargeFleetIsCounted(t *testing.T) {
	list := make([]Chance, 100_000)
	r := seeded(4)
	for i := range list {
		p := 0.25 * r.Float64()
		list[i] = Chance{p, p / 2, 1.5 * p}
	}
	o := Expect(list)
	sd := 0.0
	for _, c := range list {
		sd += c.Probability * (1 - c.Probability)
	}
	sd = math.Sqrt(sd)
	if math.Abs(float64(o.Low)-(o.Expected-1.645*sd)) > 2 || math.Abs(float64(o.High)-(o.Expected+1.645*sd)) > 2 {
		t.Errorf("%+v with a standard deviation of %v", o, sd)
	}
	first, mass := poissonBinomial([]float64{0.5, 0.5})
	if first != 0 || len(mass) != 3 {
		t.Errorf("%d %v", first, mass)
	}
}

func TestCutoffIsCostOverBenefit(t *testing.T) {
	got, err := Cutoff(8, 120)
	if err != nil || math.Abs(got-8.0/120) > 1e-15 {
		t.Error(got, err)
	}
	for field, args := range map[string][2]float64{
		"cost_of_contact": {0, 100}, "benefit_if_failing": {100, 100},
	} {
		_, err := Cutoff(args[0], args[1])
		var bad *InputError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%v: %v, want field %s", args, err, field)
		}
	}
	for _, args := range [][2]float64{{math.NaN(), 1}, {1, math.NaN()}, {math.Inf(1), 1}, {1, math.Inf(1)}} {
		if _, err := Cutoff(args[0], args[1]); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}

// The scenarios are the 5 and 95 % points of the hazard, and no other ones: one in twenty hazards is below the lower,
// and one in twenty above the upper.
func TestScenariosAreTheFiveAndNinetyFivePercentPoints(t *testing.T) {
	m := Default()
	for _, c := range []Cohort{{}, {Failures: 12, Exposure: 9}, {Exposure: 40}} {
		age := 40.0
		in := Input{BatteryAgeMonths: &age, AnnualMeanC: 15, Cohort: c}
		alpha, beta := m.posterior(c)
		x := m.exposure(age, m.life(15), m.prior(15, 0))
		a := assess(t, m, in)
		for want, p := range map[float64]float64{0.05: a.ScenarioLow, 0.95: a.ScenarioHigh} {
			lambda := -math.Log1p(-p) / x
			if got := mathext.GammaIncReg(alpha, beta*lambda); math.Abs(got-want) > 1e-9 {
				t.Errorf("%+v: %v of the hazards are below that of the scenario, want %v", c, got, want)
			}
		}
	}
}

func TestTheCountOfAListIsThatOfItsProbabilities(t *testing.T) {
	for _, c := range []struct {
		probabilities []float64
		want          Count
	}{
		{nil, Count{}},
		{[]float64{0.1, 0.2, 0.5}, Count{Expected: 0.8, Low: 0, High: 2}}, // .36, .49, .14, .01
		{[]float64{0.97}, Count{Expected: 0.97, Low: 1, High: 1}},
		{[]float64{0.94}, Count{Expected: 0.94, Low: 0, High: 1}},
	} {
		got := CountOf(c.probabilities)
		if math.Abs(got.Expected-c.want.Expected) > 1e-12 || got.Low != c.want.Low || got.High != c.want.High {
			t.Errorf("%v: %+v, want %+v", c.probabilities, got, c.want)
		}
	}
}
