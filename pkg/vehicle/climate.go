package vehicle

import (
	_ "embed"
	"fmt"
	"strconv"
)

// Climate is the annual mean temperature where a vehicle lives, and where that figure is from.
type Climate struct {
	AnnualMeanC float64
	Source      string
}

//go:embed climate.tsv
var climateFile string

// climateSources say in words, fit to be shown, what the short names in climate.tsv stand for.
var climateSources = map[string]string{
	"stations": "NOAA annual temperature normals 1981-2010, mean of the stations in the state",
	"airport":  "NOAA annual temperature normal 1981-2010, Reagan National Airport",
}

var climates = mustClimates(climateFile)

// ClimateOf is the climate of a state by its two-letter code; false when no figure is known.
func ClimateOf(state string) (Climate, bool) {
	c, ok := climates[state]
	return c, ok
}

// climateBands are the bands in which similar vehicles are compared, each below its upper bound.
var climateBands = []struct {
	name   string
	belowC float64
}{
	{"cool", 10},
	{"mild", 16},
	{"warm", 22},
}

// ClimateBand names the band of an annual mean temperature: cool below 10 °C, mild below 16, warm
// below 22, and hot from there.
func ClimateBand(meanC float64) string {
	for _, b := range climateBands {
		if meanC < b.belowC {
			return b.name
		}
	}
	return "hot"
}

func mustClimates(file string) map[string]Climate {
	table := map[string]Climate{}
	for row := range rows(file) {
		if len(row) != 3 || climateSources[row[2]] == "" {
			panic(fmt.Sprintf("climate.tsv: %q is not a row of state, temperature and source", row))
		}
		fahrenheit, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			panic(fmt.Sprintf("climate.tsv: %v", err))
		}
		table[row[0]] = Climate{AnnualMeanC: (fahrenheit - 32) / 1.8, Source: climateSources[row[2]]}
	}
	return table
}
