package risk

import (
	"math/rand/v2"

	"pgregory.net/rapid"
)

// drawEvidence draws a state of every sign: present, absent or unobserved.
func drawEvidence(t *rapid.T, m *Model) []Evidence {
	var list []Evidence
	for _, s := range m.Signs() {
		switch rapid.IntRange(0, 2).Draw(t, s.Name) {
		case 1:
			list = append(list, Evidence{Name: s.Name, AgeDays: drawAge(t)})
		case 2:
			list = append(list, Evidence{Name: s.Name, Present: true, AgeDays: drawAge(t)})
		}
	}
	return list
}

func drawAge(t *rapid.T) float64 {
	return rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1000)).Draw(t, "age of the observation")
}

// drawInput draws what a real vehicle may be: where log-odds do not come near 36, from which on a
// probability is 1 to the rounding of a float.
func drawInput(t *rapid.T, m *Model) Input {
	in := Input{
		VehicleAgeMonths: rapid.Float64Range(0, 300).Draw(t, "vehicle age"),
		AnnualMeanC:      rapid.Float64Range(-10, 30).Draw(t, "temperature"),
		Evidence:         drawEvidence(t, m),
	}
	if rapid.Bool().Draw(t, "age known") {
		age := rapid.Float64Range(0, 120).Draw(t, "battery age")
		in.BatteryAgeMonths = &age
	}
	if rapid.Bool().Draw(t, "has a cohort") {
		in.Cohort = Cohort{
			Failures:   float64(rapid.IntRange(0, 200).Draw(t, "failures")),
			Exposure:   rapid.Float64Range(0, 100).Draw(t, "exposure"),
			ParentMean: rapid.Float64Range(0.2, 2).Draw(t, "parent"),
		}
		// A few times the usual hazard, not fifty times it.
		in.Cohort.Failures = min(in.Cohort.Failures, 2*(in.Cohort.Exposure+4))
	}
	return in
}

// seeded is a source of chance that gives the same run every time.
func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 0x5eed)) }

func months(v float64) *float64 { return &v }
