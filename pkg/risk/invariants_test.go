package risk

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func assess(t rapid.TB, m *Model, in Input) Assessment {
	t.Helper()
	a, err := m.Assess(in)
	if err != nil {
		t.Fatalf("%+v: %v", in, err)
	}
	return a
}

// everyState visits every way in which signs from bit first on, n of them, can all be seen.
func everyState(first, n int, visit func(observed)) {
	for present := range uint32(1) << n {
		visit(observed{seen: (1<<n - 1) << first, present: present << first})
	}
}

func TestChancesOfEvidenceSumToOneInEachClass(t *testing.T) {
	m := Default()
	for i := range m.parts {
		for _, fadeDays := range []float64{0, 45} {
			p := &m.parts[i]
			failing, sound := 0.0, 0.0
			everyState(p.first, len(p.signs), func(o observed) {
				o.fadeDays = fadeDays
				l := p.likelihoods(o)
				failing += l.a1
				sound += l.a0
			})
			if math.Abs(failing-1) > 1e-12 || math.Abs(sound-1) > 1e-12 {
				t.Errorf("%s: %.17g and %.17g", p.name, failing, sound)
			}
		}
	}
}

func TestMeanEstimateOverAllEvidenceIsThePrior(t *testing.T) {
	m := Default()
	for _, prior := range []float64{0.001, 0.09, 0.5, 0.93} {
		mean := 0.0
		everyState(0, len(m.signs), func(o observed) {
			failing, sound := prior, 1-prior
			for i := range m.parts {
				l := m.parts[i].likelihoods(o)
				failing *= l.a1
				sound *= l.a0
			}
			mean += (failing + sound) * logistic(logit(prior)+m.logRatio(o))
		})
		if math.Abs(mean-prior) > 1e-12 {
			t.Errorf("prior %g: mean estimate %.17g", prior, mean)
		}
	}
}

func TestOrderOfEvidenceDoesNotChangeABit(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		other := in
		other.Evidence = rapid.Permutation(in.Evidence).Draw(t, "order")
		if diff := cmp.Diff(assess(t, m, in), assess(t, m, other)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOrderOfTheParameterFileDoesNotChangeABit(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		set := m.ParameterSet()
		set.Values = rapid.Permutation(set.Values).Draw(t, "values")
		set.Groups = rapid.Permutation(set.Groups).Draw(t, "groups")
		for i := range set.Groups {
			set.Groups[i].Signs = rapid.Permutation(set.Groups[i].Signs).Draw(t, "signs")
		}
		set.Facts = rapid.Permutation(set.Facts).Draw(t, "facts")
		other, err := New(set)
		if err != nil {
			t.Fatal(err)
		}
		in := drawInput(t, m)
		if diff := cmp.Diff(assess(t, m, in), assess(t, other, in)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestUnobservedIsMarginalised(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		o := randomState(t, m)
		for bit := range m.signs {
			if o.seen>>bit&1 == 1 {
				continue
			}
			p := &m.parts[m.signs[bit].part]
			without, found, clear := p.likelihoods(o), p.likelihoods(o.with(bit, true)), p.likelihoods(o.with(bit, false))
			if math.Abs(found.a1+clear.a1-without.a1) > 1e-15 || math.Abs(found.a0+clear.a0-without.a0) > 1e-15 {
				t.Fatalf("%s: %v is not the sum of %v and %v", m.signs[bit].name, without, found, clear)
			}
		}
	})
}

func randomState(t *rapid.T, m *Model) observed {
	o, err := m.readEvidence(drawEvidence(t, m))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAFactThatSaysNothingChangesNothing(t *testing.T) {
	set := Default().ParameterSet()
	for i := range set.Facts {
		set.Facts[i].IfFailing = Beta{Value: 0.3, A: 3, B: 7}
		set.Facts[i].IfSound = Beta{Value: 0.3, A: 30, B: 70}
	}
	for i := range set.Groups {
		for j := range set.Groups[i].Signs {
			set.Groups[i].Signs[j].WithoutCause = set.Groups[i].Signs[j].WithCause
		}
	}
	m, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		bare := in
		bare.Evidence = nil
		with, without := assess(t, m, in), assess(t, m, bare)
		if math.Abs(with.LogOdds-without.LogOdds) > 1e-15 {
			t.Fatalf("%v, without the evidence %v", with.LogOdds, without.LogOdds)
		}
	})
}

func TestPresentIsAtLeastUnobservedIsAtLeastAbsent(t *testing.T) {
	m := Default()
	r := seeded(1)
	for range 3000 {
		o := observed{seen: r.Uint32() & (1<<len(m.signs) - 1)}
		o.present = o.seen & r.Uint32()
		if r.IntN(2) == 0 {
			o.fadeDays = 300 * r.Float64()
		}
		for bit := range m.signs {
			unobserved := o
			unobserved.seen &^= 1 << bit
			unobserved.present &^= 1 << bit
			present, absent := unobserved.with(bit, true), unobserved.with(bit, false)
			if !(m.logRatio(present) >= m.logRatio(unobserved) && m.logRatio(unobserved) >= m.logRatio(absent)) {
				t.Fatalf("%s: present %v, unobserved %v, absent %v", m.signs[bit].name, m.logRatio(present), m.logRatio(unobserved), m.logRatio(absent))
			}
		}
	}
}

func TestEstimateGrowsWithWhatSpeaksForTheCause(t *testing.T) {
	base := Default()
	rapid.Check(t, func(t *rapid.T) {
		m := Default()
		at := rapid.IntRange(0, len(m.parts)-1).Draw(t, "part")
		p := m.parts[at].copied()
		o := randomState(t, base)
		o.fadeDays = 0
		own := p.mask << p.first
		o.seen |= own & -own // at least its first sign
		before := p.likelihoods(o).logRatio()

		more := p.copied()
		more.r1.Value += 0.02
		l, after := p.likelihoods(o), more.likelihoods(o).logRatio()
		forCause := l.s > l.f || p.fact && o.present>>p.first&1 == 1
		if forCause && !(after > before) || !forCause && after > before {
			t.Fatalf("%s: more of the cause among failing batteries moves %v to %v", p.name, before, after)
		}
		if p.fact {
			return
		}
		i := rapid.IntRange(0, len(p.signs)-1).Draw(t, "sign")
		stronger := p.copied()
		stronger.signs[i].s.Value += 0.02
		after = stronger.likelihoods(o).logRatio()
		bit := p.first + i
		switch {
		case o.seen>>bit&1 == 0:
			if after != before {
				t.Fatalf("%s was not seen and moves %v to %v", p.signs[i].name, before, after)
			}
		case o.present>>bit&1 == 1 && !(after > before), o.present>>bit&1 == 0 && !(after < before):
			t.Fatalf("a stronger %s moves %v to %v", p.signs[i].name, before, after)
		}
	})
}

func TestProbabilityIsInsideWithoutAClamp(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		a := assess(t, m, drawInput(t, m))
		for name, p := range map[string]float64{
			"probability": a.Probability, "prior": a.Prior, "low": a.Low, "median": a.Median, "high": a.High,
			"scenario low": a.ScenarioLow, "scenario high": a.ScenarioHigh,
		} {
			if !(p > 0 && p < 1) {
				t.Fatalf("%s is %v", name, p)
			}
		}
		if !(a.Low < a.Median && a.Median < a.High && a.ScenarioLow < a.ScenarioHigh) {
			t.Fatalf("%v %v %v, scenarios %v %v", a.Low, a.Median, a.High, a.ScenarioLow, a.ScenarioHigh)
		}
	})
}

func TestLogOddsAreFiniteAtTheBoundsOfTheInput(t *testing.T) {
	m := Default()
	for _, age := range []*float64{nil, months(0), months(highestMonths)} {
		for _, meanC := range []float64{lowestMeanC, highestMeanC} {
			for _, c := range []Cohort{{}, {Exposure: highestRecord}, {Failures: highestHazard * 4, Exposure: 1}, {Failures: highestRecord, Exposure: highestRecord}, {ParentMean: 1 / highestHazard}, {ParentMean: highestHazard}} {
				for _, vehicle := range []float64{0, highestMonths} {
					a := assess(t, m, Input{BatteryAgeMonths: age, VehicleAgeMonths: vehicle, AnnualMeanC: meanC, Cohort: c})
					for _, v := range []float64{a.LogOdds, a.Low, a.Median, a.High, a.ScenarioLow, a.ScenarioHigh} {
						if math.IsNaN(v) || math.IsInf(v, 0) {
							t.Fatalf("age %v, %v °C, %+v, vehicle %v: %+v", age, meanC, c, vehicle, a)
						}
					}
					if !(a.Low <= a.Median && a.Median <= a.High) {
						t.Fatalf("age %v, %v °C, %+v: %v %v %v", age, meanC, c, a.Low, a.Median, a.High)
					}
				}
			}
		}
	}
}

func TestAGroupStaysBelowItsBound(t *testing.T) {
	m := Default()
	for i := range m.parts {
		p := &m.parts[i]
		if p.fact {
			continue
		}
		bound := math.Log(p.r1.Value / p.r0.Value)
		everyState(p.first, len(p.signs), func(o observed) {
			if got := p.logRatio(o); !(got < bound) {
				t.Errorf("%s: %v reaches the bound %v", p.name, got, bound)
			}
		})
	}
}

func TestWaterfallAddsUpToTheLogOdds(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		a := assess(t, m, in)
		sum := 0.0
		shown := 0
		for _, bar := range a.Waterfall {
			sum += bar.LogOdds
			shown += len(bar.Signs)
		}
		if math.Abs(sum-a.LogOdds) > 1e-12 {
			t.Fatalf("bars add up to %.17g, log-odds are %.17g", sum, a.LogOdds)
		}
		if shown != len(in.Evidence) || shown+len(a.Unobserved) != len(m.Signs()) || !slices.IsSorted(a.Unobserved) {
			t.Fatalf("%d signs in bars, %d in the evidence, unobserved %v", shown, len(in.Evidence), a.Unobserved)
		}
	})
}

func TestAgeWeightsSumToOne(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		in.BatteryAgeMonths = nil
		g, err := m.read(in)
		if err != nil {
			t.Fatal(err)
		}
		b := m.baselineFor(g)
		sum := 0.0
		for age := range g.vehicleMonths + 1 {
			sum += b.ages.weight(g.vehicleMonths, age)
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("the weights of %d ages sum to %.17g", g.vehicleMonths+1, sum)
		}
	})
}

func TestRatesFromRelativeRiskReturnThePrevalenceAndTheRisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prevalence := rapid.Float64Range(0.001, 0.9).Draw(t, "prevalence")
		risk := rapid.Float64Range(0.2, 6).Draw(t, "relative risk")
		base := rapid.Float64Range(0.001, 0.15).Draw(t, "base rate")
		failing, sound := RatesFromRelativeRisk(prevalence, risk, base)
		if got := base*failing + (1-base)*sound; math.Abs(got-prevalence) > 1e-12 {
			t.Fatalf("prevalence %v, want %v", got, prevalence)
		}
		with, without := base*failing/prevalence, base*(1-failing)/(1-prevalence)
		if math.Abs(with/without/risk-1) > 1e-12 {
			t.Fatalf("relative risk %v, want %v", with/without, risk)
		}
	})
}

func TestSurvivingOneStretchAndThenAnotherIsSurvivingBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alpha := rapid.Float64Range(0.5, 200).Draw(t, "alpha")
		beta := rapid.Float64Range(0.5, 200).Draw(t, "beta")
		x1 := rapid.Float64Range(0, 5).Draw(t, "first exposure")
		x2 := rapid.Float64Range(0, 5).Draw(t, "second exposure")
		atOnce := math.Exp(-averaged(x1+x2, alpha, beta))
		inTwo := math.Exp(-averaged(x1, alpha, beta)) * math.Exp(-averaged(x2, alpha, beta+x1))
		if math.Abs(atOnce-inTwo) > 1e-12 {
			t.Fatalf("%.17g at once, %.17g in two", atOnce, inTwo)
		}
	})
}

func TestExpectedEstimateAfterACheckIsTheEstimateNow(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		a := assess(t, m, in)
		g, err := m.read(in)
		if err != nil {
			t.Fatal(err)
		}
		for bit := range m.signs {
			if g.seen.seen>>bit&1 == 1 {
				continue
			}
			n, _ := m.after(g.seen, a.LogOdds, bit)
			mean := n.ProbabilityPresent*n.ProbabilityIfPresent + (1-n.ProbabilityPresent)*n.ProbabilityIfAbsent
			if math.Abs(mean-a.Probability) > 1e-12 {
				t.Fatalf("%s: expected %.17g, now %.17g", n.Name, mean, a.Probability)
			}
		}
		n := a.NextCheck
		if n == nil {
			return
		}
		// What it says of the estimate after a check is what the estimate is after it.
		for present, want := range map[bool]float64{true: n.ProbabilityIfPresent, false: n.ProbabilityIfAbsent} {
			after := in
			after.Evidence = append(slices.Clone(in.Evidence), Evidence{Name: n.Name, Present: present})
			if got := assess(t, m, after).Probability; math.Abs(got-want) > 1e-12 {
				t.Fatalf("%s %v gives %.17g, announced %.17g", n.Name, present, got, want)
			}
		}
	})
}

func TestTheNextCheckMovesTheEstimateMost(t *testing.T) {
	m := Default()
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, m)
		a := assess(t, m, in)
		g, err := m.read(in)
		if err != nil {
			t.Fatal(err)
		}
		gain := func(name string) float64 { _, v := m.after(g.seen, a.LogOdds, m.bits[name]); return v }
		checks := 0
		for _, s := range m.signs {
			if s.check == "" || !slices.Contains(a.Unobserved, s.name) {
				continue
			}
			checks++
			if a.NextCheck == nil || gain(s.name) > gain(a.NextCheck.Name) {
				t.Fatalf("%s would move the estimate more than %+v", s.name, a.NextCheck)
			}
		}
		if checks == 0 && a.NextCheck != nil {
			t.Fatalf("%+v is left to check among %v", a.NextCheck, a.Unobserved)
		}
	})
}
