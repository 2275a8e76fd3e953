package vehicle

import (
	"math"
	"testing"
)

func TestEveryStateHasAClimateWithItsSource(t *testing.T) {
	states := map[string]bool{}
	for _, code := range stateCodes {
		states[code] = true
		c, ok := ClimateOf(code)
		if code == "PR" {
			if ok {
				t.Error("Puerto Rico has a figure that the table does not give")
			}
			continue
		}
		if !ok || c.Source == "" || c.AnnualMeanC < -5 || c.AnnualMeanC > 25 {
			t.Errorf("%s: %+v, %v", code, c, ok)
		}
	}
	if len(climates) != 51 {
		t.Errorf("%d climates for 50 states and the District of Columbia", len(climates))
	}
	for code := range climates {
		if !states[code] {
			t.Errorf("%s is no state", code)
		}
	}
}

func TestClimatesAreInCelsius(t *testing.T) {
	for state, want := range map[string]float64{"MI": 7.48, "AZ": 16.73, "FL": 22.28, "DC": 14.56} {
		if c, _ := ClimateOf(state); math.Abs(c.AnnualMeanC-want) > 0.01 {
			t.Errorf("%s: %.2f, want %.2f", state, c.AnnualMeanC, want)
		}
	}
	if _, ok := ClimateOf(""); ok {
		t.Error("no state has a climate")
	}
}

func TestClimateBandsBeginAtTheirBounds(t *testing.T) {
	for meanC, want := range map[float64]string{
		-3: "cool", 9.99: "cool", 10: "mild", 15.99: "mild", 16: "warm", 21.99: "warm", 22: "hot", 30: "hot",
	} {
		if got := ClimateBand(meanC); got != want {
			t.Errorf("%g °C is %s, want %s", meanC, got, want)
		}
	}
}
