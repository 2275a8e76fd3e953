package risk

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// example is an input of testdata/examples.json, and vector what an independent implementation made of
// it (testdata/vectors.json).
type example struct {
	BatteryAgeMonths *float64           `json:"battery_age_months"`
	VehicleAgeMonths float64            `json:"vehicle_age_months"`
	AnnualMeanC      float64            `json:"annual_mean_c"`
	Failures         float64            `json:"failures"`
	Exposure         float64            `json:"exposure"`
	Present          []string           `json:"present"`
	Absent           []string           `json:"absent"`
	AgeDays          map[string]float64 `json:"age_days"`
}

type vector struct {
	Low         float64  `json:"q05"`
	Median      float64  `json:"q50"`
	High        float64  `json:"q95"`
	SDBaseline  float64  `json:"sd_baseline"`
	VarEvidence float64  `json:"var_evidence"`
	Exposure    *float64 `json:"exposure"`
	P0          float64  `json:"p0"`
	LogitP0     float64  `json:"logit_p0"`
	LogOdds     float64  `json:"logodds"`
	P           float64  `json:"p"`
	SDLogit     float64  `json:"sd_logit"`
	DeltaLow    float64  `json:"lo90"`
	DeltaHigh   float64  `json:"hi90"`
	Waterfall   [][2]any `json:"waterfall"`
	Unobserved  []string `json:"unobserved"`
	AgeWeights  *struct {
		Sum     float64 `json:"sum"`
		W0      float64 `json:"w0"`
		W36     float64 `json:"w36"`
		W84     float64 `json:"w84"`
		MeanAge float64 `json:"mean_age"`
	} `json:"age_weights"`
}

func (e example) input() Input {
	in := Input{
		BatteryAgeMonths: e.BatteryAgeMonths, VehicleAgeMonths: e.VehicleAgeMonths, AnnualMeanC: e.AnnualMeanC,
		Cohort: Cohort{Failures: e.Failures, Exposure: e.Exposure},
	}
	for _, name := range e.Present {
		in.Evidence = append(in.Evidence, Evidence{Name: name, Present: true, AgeDays: e.AgeDays[name]})
	}
	for _, name := range e.Absent {
		in.Evidence = append(in.Evidence, Evidence{Name: name, AgeDays: e.AgeDays[name]})
	}
	return in
}

func fromFile[T any](t testing.TB, name string) T {
	t.Helper()
	var v T
	text, err := os.ReadFile("testdata/" + name)
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func exampleInput(t testing.TB, name string) Input {
	t.Helper()
	e, ok := fromFile[map[string]example](t, "examples.json")[name]
	if !ok {
		t.Fatalf("no example %s", name)
	}
	return e.input()
}

// near fails unless got is want to within 1e-9, relative to want.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*math.Abs(want)) && !(want == 0 && math.Abs(got) <= 1e-12) {
		t.Errorf("%s = %.17g, want %.17g", what, got, want)
	}
}

func TestWorkedExamples(t *testing.T) {
	m := Default()
	all := fromFile[map[string]json.RawMessage](t, "vectors.json")
	for _, name := range []string{"A", "B", "C"} {
		t.Run(name, func(t *testing.T) {
			var v vector
			if err := json.Unmarshal(all[name], &v); err != nil {
				t.Fatal(err)
			}
			in := exampleInput(t, name)
			a, err := m.Assess(in)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "probability", a.Probability, v.P)
			near(t, "log-odds", a.LogOdds, v.LogOdds)
			near(t, "prior", a.Prior, v.P0)
			near(t, "logit of the prior", logit(a.Prior), v.LogitP0)
			near(t, "low", a.Low, v.Low)
			near(t, "median", a.Median, v.Median)
			near(t, "high", a.High, v.High)
			if a.HorizonDays != 180 || a.ModelVersion != m.Version() {
				t.Errorf("horizon %d, version %s", a.HorizonDays, a.ModelVersion)
			}
			if diff := cmp.Diff(v.Unobserved, a.Unobserved); diff != "" {
				t.Errorf("unobserved (-want +got)\n%s", diff)
			}
			if len(a.Waterfall) != len(v.Waterfall) {
				t.Fatalf("%d bars, want %d", len(a.Waterfall), len(v.Waterfall))
			}
			for i, want := range v.Waterfall {
				bar := a.Waterfall[i]
				named := strings.ReplaceAll(strings.TrimPrefix(want[0].(string), "fleet "), " ", "_")
				if bar.Name != named {
					t.Errorf("bar %d is %s, want %s", i, bar.Name, named)
				}
				near(t, "bar "+bar.Name, bar.LogOdds, want[1].(float64))
			}

			e, err := m.Estimate(in)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "delta sd", e.SD, v.SDLogit)
			near(t, "delta low", e.Low, v.DeltaLow)
			near(t, "delta high", e.High, v.DeltaHigh)

			g, err := m.read(in)
			if err != nil {
				t.Fatal(err)
			}
			here := m.baselineFor(g)
			near(t, "baseline sd", here.spread(), v.SDBaseline)
			near(t, "evidence variance", m.evidenceVariance(g.seen), v.VarEvidence)
			if v.Exposure != nil {
				near(t, "exposure", here.x, *v.Exposure)
			}
			if w := v.AgeWeights; w != nil {
				near(t, "weight of age 0", here.ages.weight(84, 0), w.W0)
				near(t, "weight of age 36", here.ages.weight(84, 36), w.W36)
				near(t, "weight of age 84", here.ages.weight(84, 84), w.W84)
				mean := 0.0
				for age := range 85 {
					mean += float64(age) * here.ages.weight(84, age)
				}
				near(t, "mean age", mean, w.MeanAge)
			}
		})
	}
}

func TestSmallVectors(t *testing.T) {
	v := fromFile[struct {
		Small struct {
			Rates          [2]float64 `json:"rr_to_r"`
			Life22         float64    `json:"eta22"`
			Exposure3612   float64    `json:"exposure_36_12"`
			AllUnder       float64    `json:"group_all_under"`
			Bound          float64    `json:"group_bound"`
			Fresh          float64    `json:"conductance_fresh"`
			Faded          float64    `json:"conductance_60d"`
			Pass           float64    `json:"conductance_pass"`
			Responsibility float64    `json:"responsibility"`
			NextTestB      [3]float64 `json:"next_test_B"`
			Percentile     struct {
				Percentile float64 `json:"percentile"`
				N          int     `json:"n"`
				SE         float64 `json:"se_points"`
			} `json:"percentile"`
			PoissonBinomial []float64 `json:"poisson_binomial"`
		} `json:"small"`
	}](t, "vectors.json").Small
	m := Default()

	failing, sound := RatesFromRelativeRisk(0.25, 2, 0.09)
	near(t, "rate if failing", failing, v.Rates[0])
	near(t, "rate if sound", sound, v.Rates[1])
	near(t, "life at 22 °C", m.life(22), v.Life22)
	near(t, "exposure", m.exposure(36, m.life(12), m.prior(12, 0)), v.Exposure3612)

	ratio := func(evidence ...Evidence) float64 {
		o, err := m.readEvidence(evidence)
		if err != nil {
			t.Fatal(err)
		}
		return m.logRatio(o)
	}
	present := func(name string) Evidence { return Evidence{Name: name, Present: true} }
	near(t, "all undercharge signs", ratio(present("short_trips"), present("long_parked"), present("low_rest_voltage"), present("key_off_drain")), v.AllUnder)
	under := partNamed(t, m, "undercharge")
	near(t, "bound of undercharge", math.Log(under.r1.Value/under.r0.Value), v.Bound)
	near(t, "fresh replace", ratio(present("conductance_replace")), v.Fresh)
	near(t, "replace 60 days ago", ratio(Evidence{Name: "conductance_replace", Present: true, AgeDays: 60}), v.Faded)
	near(t, "pass", ratio(Evidence{Name: "conductance_replace"}), v.Pass)

	weak := partNamed(t, m, "weak_battery")
	crank, err := m.readEvidence([]Evidence{present("slow_crank")})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "responsibility", weak.responsibility(pattern{failed: true, seen: crank}), v.Responsibility)

	a, err := m.Assess(exampleInput(t, "B"))
	if err != nil {
		t.Fatal(err)
	}
	if a.NextCheck == nil || a.NextCheck.Name != "conductance_replace" || a.NextCheck.Check == "" {
		t.Fatalf("next check %+v", a.NextCheck)
	}
	near(t, "chance of replace", a.NextCheck.ProbabilityPresent, v.NextTestB[0])
	near(t, "after replace", a.NextCheck.ProbabilityIfPresent, v.NextTestB[1])
	near(t, "after pass", a.NextCheck.ProbabilityIfAbsent, v.NextTestB[2])

	// 30 lower and one equal among 60 are the percentile of the vector.
	r := RankAmong(30, 1, v.Percentile.N)
	near(t, "percentile", r.Exact, v.Percentile.Percentile)
	near(t, "its standard error", r.SE, v.Percentile.SE)
	if !r.Enough || r.Percentile != 50 {
		t.Errorf("%+v", r)
	}

	got := PoissonBinomial([]float64{0.1, 0.2, 0.5})
	if len(got) != len(v.PoissonBinomial) {
		t.Fatal(got)
	}
	for k, want := range v.PoissonBinomial {
		near(t, "chance of a number", got[k], want)
	}
}

func partNamed(t testing.TB, m *Model, name string) *part {
	t.Helper()
	for i := range m.parts {
		if m.parts[i].name == name {
			return &m.parts[i]
		}
	}
	t.Fatalf("no part %s", name)
	return nil
}

// The text of the specification states these to the digits shown.
func TestStatedFigures(t *testing.T) {
	m := Default()
	known := func(age float64) float64 {
		e, err := m.Estimate(Input{BatteryAgeMonths: &age, AnnualMeanC: 12})
		if err != nil {
			t.Fatal(err)
		}
		return e.Prior
	}
	for age, want := range map[float64]float64{12: .0107, 24: .0339, 36: .0691, 48: .1146, 60: .1683, 72: .2279, 84: .2913} {
		if got := known(age); math.Abs(got-want) > 0.00005 {
			t.Errorf("at %g months %.4f, want %.4f", age, got, want)
		}
	}
	unknown, err := m.Estimate(Input{VehicleAgeMonths: 72, AnnualMeanC: 12})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(unknown.Prior-.104) > .0005 {
		t.Errorf("unknown age in a 72-month vehicle: %.4f", unknown.Prior)
	}
	g, err := m.read(Input{VehicleAgeMonths: 72, AnnualMeanC: 12})
	if err != nil {
		t.Fatal(err)
	}
	ages := m.baselineFor(g).ages
	mean := 0.0
	for age := range 73 {
		mean += float64(age) * ages.weight(72, age)
	}
	if math.Abs(mean-39) > .5 || math.Abs(ages.weight(72, 72)-.37) > .005 {
		t.Errorf("mean battery age %.2f, share of original ones %.3f", mean, ages.weight(72, 72))
	}
	for factor, days := range map[float64]float64{3.45: 0, 2.37: 60} {
		o, err := m.readEvidence([]Evidence{{Name: "conductance_replace", Present: true, AgeDays: days}})
		if err != nil {
			t.Fatal(err)
		}
		if got := math.Exp(m.logRatio(o)); math.Abs(got-factor) > .005 {
			t.Errorf("a test that failed %g days ago: x%.3f, want x%.2f", days, got, factor)
		}
	}
}
