// Package risk estimates how likely it is that the 12 V battery now fitted to a vehicle needs
// replacement within the horizon, how well that is known, and why. It is pure: the same input gives the
// same bits, without a clock, a store or chance.
//
// An estimate begins with a hazard by the battery's age, the climate and the record of comparable
// vehicles (baseline.go), to whose log-odds each group of signs adds its logarithm of a likelihood ratio
// (evidence.go). The parameters are data with their sources (parameters.json). "Needs replacement" means
// a failure that was traced to the battery, or a failed test, followed by a new battery; a flat battery
// that was only recharged is evidence, and a good one that was replaced as a precaution is neither.
package risk

import "fmt"

// Input is what is known of a vehicle and its battery.
type Input struct {
	// BatteryAgeMonths is nil when nobody knows when the battery was fitted. The estimate is then the
	// mean over the ages that are possible for the vehicle's age, in whole months.
	BatteryAgeMonths *float64
	VehicleAgeMonths float64
	// AnnualMeanC is the annual mean temperature where the vehicle is kept.
	AnnualMeanC float64
	Cohort      Cohort
	// Evidence are the signs that somebody looked for. What is not listed is unobserved, which is not
	// the same as absent. The order does not matter.
	Evidence []Evidence
	// AGM is set for a battery of that chemistry.
	AGM bool
	// AsOfDay is the day of the year from which the horizon counts, 1 to 366; 0 takes the mean of the
	// year. It matters only to parameters with a season.
	AsOfDay int
}

// Cohort is the record of comparable vehicles: their failures and their exposure, in units of the
// baseline's cumulative hazard. The zero value is no record.
type Cohort struct {
	Failures, Exposure float64
	// ParentMean is the hazard of the wider cohort as a multiple of the baseline; 0 stands for 1.
	ParentMean float64
}

// Evidence is a sign that was looked for.
type Evidence struct {
	Name    string
	Present bool
	// AgeDays is how old the observation is. It matters only for signs that fade.
	AgeDays float64
}

// Assessment is an estimate with its reasons.
type Assessment struct {
	ModelVersion string
	HorizonDays  int
	// Probability is above 0 and below 1; nothing is clamped, and log-odds above 36 are 1 to the rounding of
	// a float.
	Probability float64
	// Low, Median and High are the 5, 50 and 95 % points of what the probability may be, given how little
	// is known of the parameters. That ignorance is shared by all vehicles: it does not average out. The points are
	// themselves approximate: within 0.13 in log-odds for the worked examples, and up to 0.67 off for signs that
	// contradict each other.
	Low, Median, High float64
	LogOdds           float64
	// Prior is the probability before any sign.
	Prior float64
	// Waterfall says what moved the estimate. The log-odds of its bars add up to LogOdds.
	Waterfall []Bar
	// Unobserved are the signs that nobody looked for, by name.
	Unobserved []string
	// NextCheck is nil when nothing is left to be checked.
	NextCheck *NextCheck
	// ScenarioLow and ScenarioHigh are the probability with the cohort's hazard at its 5 and 95 % points.
	ScenarioLow, ScenarioHigh float64
}

// Bar is one step of the waterfall: the steps of the baseline in their order, then a group or fact each.
type Bar struct {
	BarInfo
	LogOdds float64
	// Signs are what was observed, present and absent.
	Signs []BarSign
}

// BarInfo is what a parameter set says of a bar.
type BarInfo struct {
	Name, Label, Source, Grade string
	// Outcomes is the number of real outcomes, by weight, that the parameters behind the bar have learned
	// from: 0 means that they are assumptions only.
	Outcomes float64
	// Updated is the day of the parameters' last change.
	Updated string
}

// BarSign is an observed sign behind a bar.
type BarSign struct {
	Name    string
	Present bool
}

// NextCheck is the check that is expected to move the estimate most, with the estimate after
// either answer.
type NextCheck struct {
	Name string
	// Check says how it is done.
	Check string
	// ProbabilityPresent is the chance that the sign is found.
	ProbabilityPresent                        float64
	ProbabilityIfPresent, ProbabilityIfAbsent float64
}

// SignInfo is what a parameter set says of a sign. Group is the name of its bar.
type SignInfo struct {
	Name, Label, Group string
	// FadesDays is the time in which an old observation fades; 0 where the age of one does not matter.
	FadesDays float64
}

// InputError says which field of an input cannot be used, and why. Field is the way to it, such as
// "evidence[2].name".
type InputError struct {
	Field, Detail string
}

func (e *InputError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Detail) }

// Assess estimates one vehicle. The error is always an *InputError.
func (m *Model) Assess(in Input) (Assessment, error) {
	c, err := m.read(in)
	if err != nil {
		return Assessment{}, err
	}
	here := m.baselineFor(c)
	evidence := m.logRatio(c.seen)
	a := Assessment{
		ModelVersion: m.version,
		HorizonDays:  m.horizonDays,
		LogOdds:      here.logit + evidence,
		Prior:        logistic(here.logit),
		Waterfall:    m.waterfall(c, here),
		Unobserved:   m.unobserved(c.seen),
	}
	a.Probability = logistic(a.LogOdds)
	a.Low, a.Median, a.High = m.interval(here, evidence, m.evidenceVariance(c.seen))
	a.ScenarioLow, a.ScenarioHigh = here.scenario(evidence)
	a.NextCheck = m.nextCheck(c.seen, a.LogOdds)
	return a, nil
}
