package main

import (
	"math"
	"testing"
)

func TestAQuantileLiesBetweenItsNeighbours(t *testing.T) {
	values := []float64{40, 10, 30, 20, 50}
	for q, want := range map[float64]float64{0: 10, 0.25: 20, 0.5: 30, 0.6: 34, 0.99: 49.6, 1: 50} {
		if got := quantile(values, q); math.Abs(got-want) > 1e-9 {
			t.Errorf("the quantile %v is %v, want %v", q, got, want)
		}
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("the median of nothing is %v", got)
	}
	if values[0] != 40 {
		t.Error("the values were sorted where they are")
	}
}

// A round in which the machine did something else must not move the figure.
func TestTheComparisonIsOfLowerQuartilesAndItsSpreadOfTheRounds(t *testing.T) {
	c := compare([]float64{12, 12, 12, 12, 90}, []float64{10, 10, 10, 10, 10})
	if c.ratio != 1.2 || c.subject != 12 || c.floor != 10 || c.spread != (spread{1.2, 1.2}) {
		t.Errorf("%+v", c)
	}
	c = compare([]float64{10, 20, 30, 40, 50}, []float64{10, 10, 10, 10, 10})
	if c.ratio != 2 || c.spread != (spread{2, 4}) {
		t.Errorf("%+v", c)
	}
}

func TestTheVerdictIsNoBetterThanTheFigure(t *testing.T) {
	for _, c := range []struct {
		value   float64
		spread  spread
		goal    goal
		verdict string
		missed  bool
	}{
		{1.10, spread{1.0, 1.3}, goal{1.4, 1.15}, "stretch", false},
		{1.15, spread{}, goal{1.4, 1.15}, "stretch", false},
		{1.40, spread{1.3, 1.5}, goal{1.4, 1.15}, "meets", false},
		{1.41, spread{1.39, 1.5}, goal{1.4, 1.15}, "misses, within the spread", false},
		{1.50, spread{1.45, 1.6}, goal{1.4, 1.15}, "misses", true},
		{31, spread{}, goal{target: 30}, "misses", true},
		{29, spread{}, goal{target: 30}, "meets", false},
		{29, spread{}, goal{}, "no target", false},
		{-0.5, spread{-0.7, -0.1}, goal{target: 3}, "meets", false},
	} {
		r := row{value: c.value, spread: c.spread, goal: c.goal}
		if r.verdict() != c.verdict || r.surelyMissed() != c.missed {
			t.Errorf("%+v: %q, missed %v", c, r.verdict(), r.surelyMissed())
		}
	}
}

func TestOnlyWhatIsAskedForIsMeasured(t *testing.T) {
	all, err := choose("")
	if err != nil || len(all) != len(groups) {
		t.Fatalf("%d groups, %v", len(all), err)
	}
	some, err := choose("P13b, P1")
	if err != nil || len(some) != 2 || some[0].ids[0] != "P1" || len(some[0].ids) != 1 || some[1].ids[0] != "P13b" {
		t.Fatalf("%v, %v", some, err)
	}
	if _, err := choose("P1,P99"); err == nil {
		t.Error("an id that is none is taken")
	}
}
