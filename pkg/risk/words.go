package risk

import (
	"fmt"
	"math"
)

// odds are the shares that people are told, in the order of their size.
var odds = []struct {
	share float64
	words string
}{
	{1.0 / 100, "1 in 100"},
	{1.0 / 50, "1 in 50"},
	{1.0 / 30, "1 in 30"},
	{1.0 / 20, "1 in 20"},
	{1.0 / 15, "1 in 15"},
	{1.0 / 10, "1 in 10"},
	{1.5 / 10, "3 in 20"},
	{2.0 / 10, "2 in 10"},
	{3.0 / 10, "3 in 10"},
	{4.0 / 10, "4 in 10"},
	{5.0 / 10, "5 in 10"},
	{6.0 / 10, "6 in 10"},
	{7.0 / 10, "7 in 10"},
	{8.0 / 10, "8 in 10"},
	{9.0 / 10, "9 in 10"},
	{19.0 / 20, "19 in 20"},
	{49.0 / 50, "49 in 50"},
	{99.0 / 100, "99 in 100"},
}

// Words say an estimate with its 5 and 95 % points, such as "about 6 in 10 (26–87%) to need replacement
// within 180 days". They speak of shares of vehicles like this one, never of this one as certain.
func Words(probability, low, high float64, horizonDays int) string {
	return fmt.Sprintf("%s (%s) to need replacement within %d days", share(probability), span(low, high), horizonDays)
}

// share is the nearest of the shares, by log-odds.
func share(p float64) string {
	switch {
	case p < odds[0].share:
		return "fewer than 1 in 100"
	case p > odds[len(odds)-1].share:
		return "more than 99 in 100"
	}
	best := odds[0]
	for _, o := range odds[1:] {
		if math.Abs(logit(o.share)-logit(p)) < math.Abs(logit(best.share)-logit(p)) {
			best = o
		}
	}
	return "about " + best.words
}

// span is a range in whole percent. It never says 0 or 100 %: nothing is sure.
func span(low, high float64) string {
	from, to := percent(low), percent(high)
	if from == to {
		return from + "%"
	}
	return from + "–" + to + "%"
}

func percent(p float64) string {
	switch n := math.Round(100 * p); {
	case n < 1:
		return "<1"
	case n > 99:
		return ">99"
	default:
		return fmt.Sprintf("%.0f", n)
	}
}
