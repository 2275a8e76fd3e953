package risk

import "math"

// DaysPerMonth is the length of the month that ages are counted in.
const DaysPerMonth = 30.4375

const monthsOfYear = 12

// conditions are what decides the baseline beside an age.
type conditions struct {
	meanC       float64
	alpha, beta float64 // the cohort's hazard is Gamma distributed with this shape and rate
	factor      float64 // on the hazard
	day         int     // of the year, where the season matters
}

// prior are the conditions with nothing known of the cohort or the battery's chemistry, in the given
// climate.
func (m *Model) prior(meanC float64, day int) conditions {
	return conditions{meanC: meanC, alpha: m.cohortWeight, beta: m.cohortWeight, factor: 1, day: day}
}

// posterior is the shape and rate of a cohort's hazard: the weight of the wider cohort, and its own
// failures over its own exposure.
func (m *Model) posterior(c Cohort) (alpha, beta float64) {
	parent := c.ParentMean
	if parent == 0 {
		parent = 1
	}
	return m.cohortWeight*parent + c.Failures, m.cohortWeight + c.Exposure
}

// life is the scale of a battery's life in months in a climate.
func (m *Model) life(meanC float64) float64 {
	return m.referenceLife * math.Exp2(-(meanC-m.referenceC)/m.halvingC)
}

// cumulative is the baseline's hazard up to an age.
func (m *Model) cumulative(months, life float64) float64 { return math.Pow(months/life, m.shape) }

// exposure is the hazard that a battery of this age meets within the horizon, in units of the baseline.
func (m *Model) exposure(months, life float64, c conditions) float64 {
	if c.day == 0 {
		return c.factor * (m.cumulative(months+m.horizonMonths, life) - m.cumulative(months, life))
	}
	sum := 0.0
	m.overMonths(c.day, func(from, to, season float64) {
		sum += season * (m.cumulative(months+to, life) - m.cumulative(months+from, life))
	})
	return c.factor * sum
}

// exposureSlope is by how much the exposure grows with a month of age.
func (m *Model) exposureSlope(months, life float64, c conditions) float64 {
	rate := func(at float64) float64 { return m.shape / life * math.Pow(at/life, m.shape-1) }
	if c.day == 0 {
		return c.factor * (rate(months+m.horizonMonths) - rate(months))
	}
	sum := 0.0
	m.overMonths(c.day, func(from, to, season float64) { sum += season * (rate(months+to) - rate(months+from)) })
	return c.factor * sum
}

// overMonths cuts the horizon into calendar months, each with its factor.
func (m *Model) overMonths(day int, visit func(from, to, season float64)) {
	start := float64(day-1) / DaysPerMonth
	for from := 0.0; from < m.horizonMonths; {
		month := math.Floor(start + from)
		to := min(month+1-start, m.horizonMonths)
		if to <= from { // the next month is nearer than a float can tell
			to = math.Nextafter(from, m.horizonMonths)
		}
		visit(from, to, m.season[int(month)%monthsOfYear])
		from = to
	}
}

// logitFailure is the log-odds of 1-exp(-u), right for small and for large u.
func logitFailure(u float64) float64 { return u + math.Log(-math.Expm1(-u)) }

// averaged is -ln of the chance that a battery with exposure x survives, over the Gamma distribution of
// the hazard.
func averaged(x, alpha, beta float64) float64 { return alpha * math.Log1p(x/beta) }

func logistic(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// baseline is what is known of a battery before any sign.
type baseline struct {
	alpha, beta float64
	logit       float64
	// x is the exposure when the age is known; else ages are what may be, with vehicleMonths the oldest.
	x             float64
	ages          *renewal
	vehicleMonths int
}

// baselineFor is the baseline of a vehicle under its own conditions.
func (m *Model) baselineFor(g given) baseline {
	b := baseline{alpha: g.at.alpha, beta: g.at.beta}
	if g.ageMonths >= 0 {
		b.x = m.exposure(g.ageMonths, m.life(g.at.meanC), g.at)
		b.logit = logitFailure(averaged(b.x, b.alpha, b.beta))
		return b
	}
	b.vehicleMonths = g.vehicleMonths
	b.ages = m.settings.get(m, g.at).renewalFor(g.vehicleMonths)
	b.logit = b.ages.logit[g.vehicleMonths]
	return b
}

// logitUnder is the log-odds that a battery of the same age would have under other conditions. Where the
// age is not known, its distribution stays that of the vehicle's own conditions.
func (m *Model) logitUnder(g given, own baseline, other conditions) float64 {
	if own.ages == nil {
		return logitFailure(averaged(m.exposure(g.ageMonths, m.life(other.meanC), other), other.alpha, other.beta))
	}
	there := m.settings.get(m, other).renewalFor(g.vehicleMonths)
	fails, lasts := 0.0, 0.0
	for age := range g.vehicleMonths + 1 {
		w := own.ages.weight(g.vehicleMonths, age)
		fails += w * there.failing[age]
		lasts += w * there.lasting[age]
	}
	return math.Log(fails / lasts)
}

// logitAt is the log-odds of failure if the hazard were exactly lambda. The weights of unknown ages stay
// those of the mean hazard.
func (b baseline) logitAt(lambda float64) float64 {
	if b.ages == nil {
		return logitFailure(lambda * b.x)
	}
	fails, lasts, _ := b.ages.under(b.vehicleMonths, lambda)
	return math.Log(fails / lasts)
}

// spread is the standard deviation of the log-odds that comes from not knowing the hazard, to first
// order around its mean.
func (b baseline) spread() float64 {
	lambda, sd := b.alpha/b.beta, math.Sqrt(b.alpha)/b.beta
	if b.ages == nil {
		return b.x / -math.Expm1(-lambda*b.x) * sd
	}
	fails, lasts, slope := b.ages.under(b.vehicleMonths, lambda)
	return slope / (fails * lasts) * sd
}
