package risk

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// PoissonBinomial is the distribution of how many of independent vehicles need replacement: the chance
// of each number from 0 to len(probabilities).
func PoissonBinomial(probabilities []float64) []float64 {
	first, mass := poissonBinomial(probabilities)
	all := make([]float64, len(probabilities)+1)
	copy(all[first:], mass)
	return all
}

const (
	// negligible is a chance below which the ends of a distribution are cut off. What is lost is far below
	// the rounding of a float.
	negligible = 1e-25
	// smallList is how many vehicles are added one by one; a larger list is put together of its halves.
	smallList = 64
)

// poissonBinomial is the same without its ends: the chance of each number from first on.
func poissonBinomial(probabilities []float64) (first int, mass []float64) {
	if n := len(probabilities); n > smallList {
		first, left := poissonBinomial(probabilities[:n/2])
		second, right := poissonBinomial(probabilities[n/2:])
		both := make([]float64, len(left)+len(right)-1)
		for i, m := range left {
			floats.AddScaled(both[i:i+len(right)], m, right)
		}
		return trimmed(first+second, both)
	}
	mass = make([]float64, 1, len(probabilities)+1)
	mass[0] = 1
	for _, p := range probabilities {
		mass = append(mass, 0)
		oneLess := 0.0
		for k, m := range mass {
			mass[k] = m*(1-p) + oneLess*p
			oneLess = m
		}
	}
	return trimmed(0, mass)
}

func trimmed(first int, mass []float64) (int, []float64) {
	for len(mass) > 1 && mass[0] < negligible {
		mass, first = mass[1:], first+1
	}
	for len(mass) > 1 && mass[len(mass)-1] < negligible {
		mass = mass[:len(mass)-1]
	}
	return first, mass
}

// Chance is what a list of vehicles needs to know of one of them; an Assessment and a Setting give it.
type Chance struct {
	Probability float64
	// ScenarioLow and ScenarioHigh are the probability with the hazard at its 5 and 95 % points.
	ScenarioLow, ScenarioHigh float64
}

// Chance is what a list of vehicles needs to know of this one.
func (a Assessment) Chance() Chance {
	return Chance{Probability: a.Probability, ScenarioLow: a.ScenarioLow, ScenarioHigh: a.ScenarioHigh}
}

// Count is how many of a list of vehicles need replacement within the horizon. Low and High hold the
// number with a chance of at least 90 %, if the probabilities are right.
type Count struct {
	Expected  float64
	Low, High int
}

// Outlook is what to expect of a list of vehicles. Chance evens out over a list; an error in the hazard
// is shared by all of it and does not: ScenarioLow and ScenarioHigh are the same count with the hazard
// at its 5 and 95 % points.
type Outlook struct {
	Count
	ScenarioLow, ScenarioHigh Count
}

// Expect counts what to expect of a list.
func Expect(list []Chance) Outlook {
	column := make([]float64, len(list))
	count := func(of func(Chance) float64) Count {
		for i, c := range list {
			column[i] = of(c)
		}
		return CountOf(column)
	}
	return Outlook{
		Count:        count(func(c Chance) float64 { return c.Probability }),
		ScenarioLow:  count(func(c Chance) float64 { return c.ScenarioLow }),
		ScenarioHigh: count(func(c Chance) float64 { return c.ScenarioHigh }),
	}
}

// CountOf counts what to expect of vehicles with these probabilities.
func CountOf(probabilities []float64) Count {
	first, mass := poissonBinomial(probabilities)
	c := Count{Expected: floats.Sum(probabilities)}
	c.Low = first + quantileIndex(mass, lowPoint)
	c.High = first + quantileIndex(mass, highPoint)
	return c
}

// quantileIndex is the first index up to which at least a share q lies.
func quantileIndex(mass []float64, q float64) int {
	sum := 0.0
	for i, m := range mass {
		if sum += m; sum >= q {
			return i
		}
	}
	return len(mass) - 1
}

// Cutoff is the probability from which a call is worth its cost: cost over what a call that finds a
// failing battery is worth, both as the dealer states them.
func Cutoff(costOfContact, benefitIfFailing float64) (float64, error) {
	switch {
	case !(costOfContact > 0) || math.IsInf(costOfContact, 1):
		return 0, &InputError{Field: "cost_of_contact", Detail: "must be a number above 0"}
	case !(benefitIfFailing > costOfContact) || math.IsInf(benefitIfFailing, 1):
		return 0, &InputError{Field: "benefit_if_failing", Detail: "must be more than the cost of contact"}
	}
	return costOfContact / benefitIfFailing, nil
}
