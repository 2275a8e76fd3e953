package main

import "slices"

// quantile is the value below which the share q of the values lies, by linear interpolation; zero for
// no values.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	place := q * float64(len(sorted)-1)
	below := int(place)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (place-float64(below))*(sorted[below+1]-sorted[below])
}

// spread is the middle half of some values.
type spread struct{ low, high float64 }

func spreadOf(values []float64) spread {
	return spread{low: quantile(values, 0.25), high: quantile(values, 0.75)}
}

// comparison is a subject beside its floor over several rounds.
type comparison struct {
	subject, floor float64 // their lower quartiles
	ratio          float64
	spread         spread // of the ratio of each round
}

// compare takes the values of subject and floor of each round. Lower quartiles, because whatever else
// the machine does can only add to a round.
func compare(subject, floor []float64) comparison {
	c := comparison{subject: quantile(subject, 0.25), floor: quantile(floor, 0.25)}
	c.ratio = c.subject / c.floor
	ratios := make([]float64, len(subject))
	for i := range subject {
		ratios[i] = subject[i] / floor[i]
	}
	c.spread = spreadOf(ratios)
	return c
}
