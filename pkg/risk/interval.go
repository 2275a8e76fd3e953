package risk

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// The points of the interval that is shown: 90 % lie between the outer two.
const (
	lowPoint    = 0.05
	medianPoint = 0.5
	highPoint   = 0.95
)

const (
	// hazardNodes are the points at which the hazard's distribution is read, in its logarithm, out to
	// hazardReach standard deviations on either side of its mean.
	hazardNodes = 61
	hazardReach = 6.0
	// sureAt is how many standard deviations away a normal is 0 or 1 to the last bit of a float.
	sureAt = 9.0
)

// mixture is the distribution of the log-odds before any sign: a weight for each of its points.
type mixture struct {
	at, weight [hazardNodes]float64
}

// nodes reads the hazard's distribution.
func (b baseline) nodes() mixture {
	var x mixture
	mean, sd := math.Log(b.alpha/b.beta), 1/math.Sqrt(b.alpha)
	// Densities are relative to that at the mean, so that a large record does not underflow.
	top := b.alpha*mean - b.alpha
	sum := 0.0
	for i := range hazardNodes {
		z := mean + sd*hazardReach*float64(i-hazardNodes/2)/(hazardNodes/2)
		lambda := math.Exp(z)
		x.weight[i] = math.Exp(b.alpha*z - b.beta*lambda - top)
		if x.weight[i] == 0 { // too small for a float, and the log-odds may be too large for one
			x.at[i] = x.at[i-1]
			continue
		}
		x.at[i] = b.logitAt(lambda)
		sum += x.weight[i]
	}
	for i := range x.weight {
		x.weight[i] /= sum
	}
	return x
}

// interval is the 5, 50 and 95 % points of the probability, given that the evidence adds a normal
// quantity to the log-odds. That is an approximation: for the worked examples the points are within 0.13 of a
// simulation, in log-odds. Where signs of one group contradict each other, the evidence is far from normal, and
// the high point was found to be up to 0.67 too low.
func (m *Model) interval(b baseline, evidence, variance float64) (low, median, high float64) {
	x := b.nodes()
	// Nodes are points. A normal narrower than half their distance would make steps of them.
	const middle = hazardNodes / 2
	sd := max(math.Sqrt(variance), (x.at[middle+1]-x.at[middle-1])/4)
	at := func(q float64) float64 { return logistic(evidence + x.quantile(q, sd)) }
	return at(lowPoint), at(medianPoint), at(highPoint)
}

// quantile finds the point below which a share q of the mixture lies once it is smoothed: by Newton's
// steps, or by halves where one would leave the bracket.
func (x *mixture) quantile(q, sd float64) float64 {
	low, high := x.at[0]-40*sd, x.at[hazardNodes-1]+40*sd
	t := x.at[hazardNodes/2]
	for range 200 {
		below, density := x.below(t, sd)
		if below < q {
			low = t
		} else {
			high = t
		}
		next := t - (below-q)/density
		if !(next > low && next < high) {
			next = low + (high-low)/2
		}
		if math.Abs(next-t) <= 1e-13*(1+math.Abs(t)) {
			return next
		}
		t = next
	}
	return t
}

// below is the share of the smoothed mixture below t, and its density there.
func (x *mixture) below(t, sd float64) (share, density float64) {
	for i, w := range x.weight {
		z := (t - x.at[i]) / sd
		if z < -sureAt {
			continue
		}
		if z > sureAt {
			share += w
			continue
		}
		share += w * distuv.UnitNormal.CDF(z)
		density += w * math.Exp(-z*z/2)
	}
	return share, density / (sd * math.Sqrt(2*math.Pi))
}

// scenario is the probability with the hazard at its 5 and 95 % points.
func (b baseline) scenario(evidence float64) (low, high float64) {
	from, to := hazardPoints(b.alpha, b.beta)
	return logistic(b.logitAt(from) + evidence), logistic(b.logitAt(to) + evidence)
}

func hazardPoints(alpha, beta float64) (low, high float64) {
	hazard := distuv.Gamma{Alpha: alpha, Beta: beta}
	return hazard.Quantile(lowPoint), hazard.Quantile(highPoint)
}
