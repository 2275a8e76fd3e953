package risk

import "fmt"

// Interval is a stretch of a battery's life that was watched: from one age to another, and whether it
// ended in a failure. Every other end (a replacement as a precaution, a sale, the end of the watch) is
// censoring: the battery lasted that long at least.
type Interval struct {
	FromMonths, ToMonths float64
	Failed               bool
	AnnualMeanC          float64
	AGM                  bool
}

// Record is what intervals say of a cohort's hazard: failures, and exposure in units of the baseline's
// cumulative hazard.
type Record struct {
	Failures, Exposure float64
}

// Record counts intervals. The season is not taken into account: over whole years its mean is 1.
func (m *Model) Record(intervals []Interval) (Record, error) {
	var r Record
	for i, v := range intervals {
		field := func(name string) string { return fmt.Sprintf("intervals[%d].%s", i, name) }
		if err := within(field("from_months"), v.FromMonths, 0, highestMonths); err != nil {
			return Record{}, err
		}
		if err := within(field("to_months"), v.ToMonths, v.FromMonths, highestMonths); err != nil {
			return Record{}, err
		}
		if err := within(field("annual_mean_temperature_c"), v.AnnualMeanC, lowestMeanC, highestMeanC); err != nil {
			return Record{}, err
		}
		factor, life := 1.0, m.life(v.AnnualMeanC)
		if v.AGM {
			factor = m.agmFactor
		}
		r.Exposure += factor * (m.cumulative(v.ToMonths, life) - m.cumulative(v.FromMonths, life))
		if v.Failed {
			r.Failures++
		}
	}
	return r, nil
}

// CohortOf is the record of the last of nested cohorts, each within the one before it, such as the fleet,
// a model, and that model in one climate. Each learns from the mean of the one around it. The record of a
// wider cohort holds those of the narrower: what belongs to these is taken out first, so that no outcome
// counts twice. However far a record is from the baseline, a narrower cohort learns from no more than
// 100 times it, and from no less than a hundredth.
func (m *Model) CohortOf(nested []Record) (Cohort, error) {
	var c Cohort
	for i, r := range nested {
		if err := within(fmt.Sprintf("cohorts[%d].failures", i), r.Failures, 0, highestRecord); err != nil {
			return Cohort{}, err
		}
		if err := within(fmt.Sprintf("cohorts[%d].exposure", i), r.Exposure, 0, highestRecord); err != nil {
			return Cohort{}, err
		}
		own := r
		if i+1 < len(nested) {
			inner := nested[i+1]
			// Sums of exposures in another order may differ by a rounding.
			if inner.Failures > r.Failures || inner.Exposure > r.Exposure*(1+1e-9) {
				return Cohort{}, &InputError{Field: fmt.Sprintf("cohorts[%d]", i+1), Detail: "has more than the cohort around it"}
			}
			own = Record{Failures: r.Failures - inner.Failures, Exposure: max(0, r.Exposure-inner.Exposure)}
		}
		if i > 0 {
			c.ParentMean = min(max(m.HazardOf(c), 1/highestHazard), highestHazard)
		}
		c.Failures, c.Exposure = own.Failures, own.Exposure
	}
	return c, nil
}

// HazardOf is the mean of a cohort's hazard, as a multiple of the baseline.
func (m *Model) HazardOf(c Cohort) float64 {
	alpha, beta := m.posterior(c)
	return alpha / beta
}
