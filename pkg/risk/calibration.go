package risk

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

const (
	// fewestOutcomes is how many outcomes a figure needs.
	fewestOutcomes = 30
	// NotEnough stands where a figure would rest on fewer.
	NotEnough = "not enough outcomes"
	// CalibrationBias is what a reader of a calibration must know.
	CalibrationBias = "Only vehicles whose battery was inspected or replaced count. A vehicle that was called is inspected more often than one that was not, so these figures are not those of the whole fleet."
)

// Outcome is what was said of a vehicle and what came of it, for a vehicle that was followed to the end
// of the horizon.
type Outcome struct {
	Probability float64
	// Prior is the estimate from age, climate and cohort alone.
	Prior  float64
	Failed bool
}

// Calibration sets estimates against outcomes.
type Calibration struct {
	// Total is over all outcomes.
	Total Bin
	// Bins are ranges of the estimate with about as many outcomes each, lowest first. The same estimate is
	// never in two.
	Bins []Bin
	// Scores is nil with fewer than 30 outcomes.
	Scores *Scores
	// Fit is nil with fewer than 30 outcomes, and when they do not determine it: all of one kind, all of
	// one estimate, or parted by the estimate without an exception.
	Fit *Fit
}

// Bin is observed against expected in a range of the estimate.
type Bin struct {
	// From and To are the lowest and the highest estimate in the bin.
	From, To float64
	Outcomes int
	// Enough is false with fewer than 30 outcomes; what follows is 0 then.
	Enough   bool
	Expected float64
	Observed int
	// Share is that of the failures, with the bounds of Wilson's 90 % interval.
	Share, ShareLow, ShareHigh float64
}

// Scores say how near estimates came to outcomes, beside what age, climate and cohort alone would have
// scored. Lower is better.
type Scores struct {
	Brier, BrierOfPrior     float64
	LogLoss, LogLossOfPrior float64
	// Error is the mean difference between estimate and outcome over the bins (ECE).
	Error float64
}

// Calibrate sets estimates against outcomes, in about as many bins as asked for. The order of the
// outcomes does not matter.
func Calibrate(outcomes []Outcome, bins int) (Calibration, error) {
	if bins < 1 {
		return Calibration{}, &InputError{Field: "bins", Detail: "must be at least 1"}
	}
	for i, o := range outcomes {
		if !inside(o.Probability) || !inside(o.Prior) {
			return Calibration{}, &InputError{Field: fmt.Sprintf("outcomes[%d]", i), Detail: "must have probabilities between 0 and 1"}
		}
	}
	sorted := slices.Clone(outcomes)
	slices.SortFunc(sorted, func(a, b Outcome) int {
		failed := func(o Outcome) int {
			if o.Failed {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.Probability, b.Probability), cmp.Compare(a.Prior, b.Prior), failed(a)-failed(b))
	})
	c := Calibration{Total: binOf(sorted)}
	parts := cut(sorted, bins)
	for _, part := range parts {
		c.Bins = append(c.Bins, binOf(part))
	}
	if c.Total.Enough {
		c.Scores = scoresOf(sorted, parts)
		c.Fit = fitOf(sorted)
	}
	return c, nil
}

// cut parts outcomes in order of the estimate, where the estimate changes.
func cut(sorted []Outcome, bins int) [][]Outcome {
	var parts [][]Outcome
	from := 0
	for i := 1; i <= len(sorted); i++ {
		// A bin ends where as many outcomes are behind it as its share of all, or at the first change after.
		full := i*bins >= (len(parts)+1)*len(sorted)
		if i == len(sorted) || full && sorted[i].Probability != sorted[i-1].Probability {
			parts = append(parts, sorted[from:i])
			from = i
		}
	}
	return parts
}

func binOf(outcomes []Outcome) Bin {
	b := Bin{Outcomes: len(outcomes)}
	if len(outcomes) == 0 {
		return b
	}
	b.From, b.To = outcomes[0].Probability, outcomes[len(outcomes)-1].Probability
	if b.Outcomes < fewestOutcomes {
		return b
	}
	b.Enough = true
	b.Expected, b.Observed = totals(outcomes)
	b.Share = float64(b.Observed) / float64(b.Outcomes)
	b.ShareLow, b.ShareHigh = wilson(b.Observed, b.Outcomes)
	return b
}

func totals(outcomes []Outcome) (expected float64, observed int) {
	for _, o := range outcomes {
		expected += o.Probability
		if o.Failed {
			observed++
		}
	}
	return expected, observed
}

// wilson is Wilson's 90 % interval of a share.
func wilson(k, n int) (low, high float64) {
	z, count, share := highNormal, float64(n), float64(k)/float64(n)
	middle := share + z*z/(2*count)
	half := z * math.Sqrt(share*(1-share)/count+z*z/(4*count*count))
	scale := 1 + z*z/count
	// The share itself is inside, whatever the rounding.
	return max(0, min(share, (middle-half)/scale)), min(1, max(share, (middle+half)/scale))
}

func scoresOf(outcomes []Outcome, bins [][]Outcome) *Scores {
	var s Scores
	n := float64(len(outcomes))
	for _, o := range outcomes {
		y := 0.0
		if o.Failed {
			y = 1
		}
		s.Brier += (o.Probability - y) * (o.Probability - y) / n
		s.BrierOfPrior += (o.Prior - y) * (o.Prior - y) / n
		s.LogLoss += surprise(o.Probability, o.Failed) / n
		s.LogLossOfPrior += surprise(o.Prior, o.Failed) / n
	}
	for _, bin := range bins {
		expected, observed := totals(bin)
		s.Error += math.Abs(expected-float64(observed)) / n
	}
	return &s
}

// surprise is minus the logarithm of what was said of what happened.
func surprise(p float64, failed bool) float64 {
	if failed {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}

// SignCount is how often a sign was looked for, and found.
type SignCount struct {
	Name            string
	Looked, Present int
}

// SignRate sets how often a sign is found against how often the model says it is.
type SignRate struct {
	Name     string
	Looked   int
	Expected float64
	// Enough is false below 30; what follows is 0 then.
	Enough   bool
	Observed float64
	// Z is the difference in standard errors. Off is set where it is more than 4: the parameters of the
	// sign are wrong here.
	Z   float64
	Off bool
}

// farOff is the difference in standard errors that chance does not explain.
const farOff = 4.0

// SignRates checks the signs' parameters without waiting for outcomes. Old observations of a sign that
// fades do not belong in the counts.
func (m *Model) SignRates(counts []SignCount) ([]SignRate, error) {
	rates := make([]SignRate, len(counts))
	for i, c := range counts {
		bit, known := m.bits[c.Name]
		if !known {
			return nil, &InputError{Field: fmt.Sprintf("counts[%d].name", i), Detail: "is not a sign that the model knows"}
		}
		if c.Present < 0 || c.Looked < c.Present {
			return nil, &InputError{Field: fmt.Sprintf("counts[%d].present", i), Detail: "must be from 0 to how often was looked"}
		}
		r := SignRate{Name: c.Name, Looked: c.Looked, Expected: m.parts[m.signs[bit].part].signs[m.signs[bit].at].rate}
		if c.Looked >= fewestOutcomes {
			n := float64(c.Looked)
			r.Enough = true
			r.Observed = float64(c.Present) / n
			r.Z = (r.Observed - r.Expected) / math.Sqrt(r.Expected*(1-r.Expected)/n)
			r.Off = math.Abs(r.Z) > farOff
		}
		rates[i] = r
	}
	return rates, nil
}
