package risk

import "math"

const (
	// fewestOthers is how many other vehicles a rank needs.
	fewestOthers = 50
	// coarseBelow is the number of others below which a rank is rounded to coarsePoints.
	coarseBelow  = 400
	coarsePoints = 5.0
)

// Rank is a vehicle's place among others that are really there. It is a rank, not a probability.
type Rank struct {
	// Others is how many it is compared with.
	Others int
	// Enough is false where they are too few; nothing but Others is given then.
	Enough bool
	// Percentile is the share of the others with a lower estimate, those with the same counting half, in
	// percent: to 5 points below 400 others, and to whole points from there.
	Percentile float64
	// Exact is the same, not rounded, and SE its standard error in points.
	Exact, SE float64
}

// RankAmong is the rank of a vehicle by how many of the others have a lower estimate than it and how
// many the same. The others must have estimates of the same model version.
func RankAmong(lower, same, others int) Rank {
	r := Rank{Others: others}
	if others < fewestOthers {
		return r
	}
	q := (float64(lower) + float64(same)/2) / float64(others)
	step := 1.0
	if others < coarseBelow {
		step = coarsePoints
	}
	r.Enough = true
	r.Exact = 100 * q
	r.Percentile = step * math.Round(r.Exact/step)
	r.SE = 100 * math.Sqrt(q*(1-q)/float64(others))
	return r
}
