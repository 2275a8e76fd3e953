package risk

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEstimateIsTheAssessmentToTheLastBit(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		a := assess(t, m, in)
		e, err := m.Estimate(in)
		if err != nil {
			t.Fatal(err)
		}
		if e.LogOdds != a.LogOdds || e.Probability != a.Probability || e.Prior != a.Prior {
			t.Fatalf("%+v, assessed %v %v", e, a.LogOdds, a.Probability)
		}
		if !(e.Low < e.Probability && e.Probability < e.High) || !(e.SD > 0) {
			t.Fatalf("%+v", e)
		}
	})
}

func TestRankingIsWithinAMillionthOfTheAssessment(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		if in.BatteryAgeMonths != nil {
			in.BatteryAgeMonths = months(rapid.Float64Range(0, 400).Draw(t, "any battery age"))
		}
		s, err := m.Setting(in)
		if err != nil {
			t.Fatal(err)
		}
		f, err := m.Facts(in)
		if err != nil {
			t.Fatal(err)
		}
		a := assess(t, m, in)
		got := []float64{0}
		s.Rank([]Facts{f}, got)
		if math.Abs(got[0]-a.LogOdds) > 1e-6 || got[0] != s.LogOdds(f) {
			t.Fatalf("ranked %v and %v, assessed %v", got[0], s.LogOdds(f), a.LogOdds)
		}
		c := s.Chance(f)
		if math.Abs(c.Probability-a.Probability) > 1e-6 || math.Abs(c.ScenarioLow-a.ScenarioLow) > 1e-12 || math.Abs(c.ScenarioHigh-a.ScenarioHigh) > 1e-12 {
			t.Fatalf("%+v, assessed %+v", c, a.Chance())
		}
	})
}

// Every cell of the curve, at its ends and where a cubic is farthest off.
func TestTheCurveIsRightAtEveryAge(t *testing.T) {
	m := Default()
	for _, meanC := range []float64{-10, 12, 30} {
		for _, c := range []Cohort{{}, {Failures: 500, Exposure: 150}, {Exposure: 60}} {
			s, err := m.Setting(Input{AnnualMeanC: meanC, Cohort: c})
			if err != nil {
				t.Fatal(err)
			}
			ages := []float64{math.Nextafter(curveEnd, 0), curveEnd, math.Nextafter(curveEnd, 1e9), math.SmallestNonzeroFloat64}
			for age := 0.0; age < curveEnd+5; age += 0.05 {
				ages = append(ages, age)
			}
			for _, age := range ages {
				got := s.LogOdds(Facts{ageMonths: age})
				want := logitFailure(averaged(m.exposure(age, m.life(meanC), s.at), s.at.alpha, s.at.beta))
				if math.Abs(got-want) > 5e-7 {
					t.Fatalf("%g °C, %+v, %g months: %v, want %v", meanC, c, age, got, want)
				}
			}
		}
	}
}

func TestRankingLeavesOutWhatIsMasked(t *testing.T) {
	m := Default()
	in := exampleInput(t, "B")
	f, err := m.Facts(in)
	if err != nil {
		t.Fatal(err)
	}
	s, err := m.Setting(in)
	if err != nil {
		t.Fatal(err)
	}
	mask, err := m.Mask("undercharge", "charging_fault")
	if err != nil {
		t.Fatal(err)
	}
	some := in
	some.Evidence = nil
	for _, e := range in.Evidence {
		if group := m.parts[m.signs[m.bits[e.Name]].part].name; group == "undercharge" || group == "charging_fault" {
			some.Evidence = append(some.Evidence, e)
		}
	}
	if got, want := s.LogOdds(f.Only(mask)), assess(t, m, some).LogOdds; math.Abs(got-want) > 1e-6 {
		t.Errorf("%v, want %v", got, want)
	}
	none, err := m.Mask()
	if err != nil {
		t.Fatal(err)
	}
	bare := in
	bare.Evidence = nil
	if got, want := s.LogOdds(f.Only(none)), assess(t, m, bare).LogOdds; math.Abs(got-want) > 1e-6 {
		t.Errorf("without any group %v, want %v", got, want)
	}
	_, err = m.Mask("undercharge", "moon_phase")
	var bad *InputError
	if !errors.As(err, &bad) || bad.Field != "groups" {
		t.Errorf("an unknown group: %v", err)
	}
}

func TestMaskingHoldsForWhatHasFadedToo(t *testing.T) {
	m := Default()
	in := exampleInput(t, "C") // an old test, and short trips
	s, err := m.Setting(in)
	if err != nil {
		t.Fatal(err)
	}
	f, err := m.Facts(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, keep := range [][]string{{"weak_battery"}, {"undercharge"}, {"weak_battery", "undercharge"}, nil} {
		mask, err := m.Mask(keep...)
		if err != nil {
			t.Fatal(err)
		}
		some := in
		some.Evidence = nil
		for _, e := range in.Evidence {
			if slices.Contains(keep, m.parts[m.signs[m.bits[e.Name]].part].name) {
				some.Evidence = append(some.Evidence, e)
			}
		}
		if got, want := s.LogOdds(f.Only(mask)), assess(t, m, some).LogOdds; math.Abs(got-want) > 1e-12 {
			t.Errorf("%q: %v, want %v", keep, got, want)
		}
	}
}

func TestRankingDoesNotAllocate(t *testing.T) {
	m := Default()
	for _, name := range []string{"A", "B", "C"} {
		in := exampleInput(t, name)
		s, err := m.Setting(in)
		if err != nil {
			t.Fatal(err)
		}
		f, err := m.Facts(in)
		if err != nil {
			t.Fatal(err)
		}
		vehicles, logOdds := []Facts{f, f, f}, make([]float64, 3)
		for what, run := range map[string]func(){
			"Rank":     func() { s.Rank(vehicles, logOdds) },
			"LogOdds":  func() { s.LogOdds(f) },
			"Chance":   func() { s.Chance(f) },
			"Estimate": func() { _, _ = m.Estimate(in) },
			"Facts":    func() { _, _ = m.Facts(in) },
			"Setting":  func() { _, _ = m.Setting(in) },
		} {
			if n := testing.AllocsPerRun(100, run); n != 0 {
				t.Errorf("%s of %s allocates %v times", what, name, n)
			}
		}
	}
}
