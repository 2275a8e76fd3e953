// Package risk estimates how likely it is that the 12 V battery now fitted to a vehicle needs
// replacement within the horizon, how well that is known, and why. It is pure: the same input gives
// the same bits, without a clock, a store or chance.
package risk

import "fmt"

// Input is what is known of a vehicle and its battery.
type Input struct {
	// BatteryAgeMonths is nil when nobody knows when the battery was fitted.
	BatteryAgeMonths *float64
	VehicleAgeMonths float64
	// AnnualMeanC is the annual mean temperature where the vehicle is kept.
	AnnualMeanC float64
	Cohort      Cohort
	// Evidence are the signs that somebody looked for. What is not listed is unobserved, which is not
	// the same as absent.
	Evidence []Evidence
}

// Cohort is the record of comparable vehicles; the zero value is none.
type Cohort struct {
	Failures, Exposure float64
	// ParentMean is the hazard of the wider cohort as a multiple of the baseline; 0 stands for 1.
	ParentMean float64
}

// Evidence is a sign that was looked for.
type Evidence struct {
	Name    string
	Present bool
	// AgeDays is how old the observation is. It matters only for signs that fade.
	AgeDays float64
}

// Assessment is an estimate with its reasons.
type Assessment struct {
	ModelVersion              string
	HorizonDays               int
	Probability               float64
	Low, Median, High         float64
	LogOdds                   float64
	Prior                     float64
	Waterfall                 []Bar
	Unobserved                []string
	NextCheck                 *NextCheck
	ScenarioLow, ScenarioHigh float64
}

// Bar is one step of the log-odds waterfall.
type Bar struct {
	Name, Label   string
	LogOdds       float64
	Source, Grade string
	Signs         []BarSign
}

// BarSign is an observed sign behind a bar.
type BarSign struct {
	Name    string
	Present bool
}

// NextCheck is the unobserved sign whose check would tell most.
type NextCheck struct {
	Name                                                          string
	ProbabilityPresent, ProbabilityIfPresent, ProbabilityIfAbsent float64
}

// SignInfo describes a sign.
type SignInfo struct{ Name, Label, Group string }

// BarInfo describes a bar.
type BarInfo struct{ Name, Label, Source, Grade string }

// InputError says which field of an input cannot be used, and why.
type InputError struct {
	Field, Detail string
}

func (e *InputError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Detail) }

// Model is a set of parameters, ready to be applied.
type Model struct{ version string }

var standard = &Model{version: "battery"}

// Default is the model with the embedded parameters.
func Default() *Model { return standard }

// Version names the set of parameters.
func (m *Model) Version() string { return m.version }

// Assess estimates one vehicle.
func (m *Model) Assess(in Input) (Assessment, error) {
	return Assessment{}, &InputError{Field: "model", Detail: "the model is being built"}
}

// Signs lists the signs.
func (m *Model) Signs() []SignInfo { return nil }

// Bars lists the bars.
func (m *Model) Bars() []BarInfo { return nil }

// Words say an estimate.
func Words(probability, low, high float64, horizonDays int) string {
	return fmt.Sprintf("%.0f%% (%.0f–%.0f%%) to need replacement within %d days", 100*probability, 100*low, 100*high, horizonDays)
}
