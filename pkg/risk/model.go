package risk

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Model is a parameter set, made ready to be applied. It does not change, and any number of goroutines
// may use it.
type Model struct {
	set     ParameterSet
	version string

	horizonDays   int
	horizonMonths float64
	baseRate      float64
	shape         float64
	referenceLife float64
	referenceC    float64
	halvingC      float64
	cohortWeight  float64
	agmFactor     float64
	season        []float64 // nil when it is 1 all year

	parts    []part         // groups by name, then facts by name
	signs    []signAt       // by bit: in order of parts, then of name
	bits     map[string]int // a sign's bit, by name
	byName   []int          // bits in order of the signs' names
	fading   int            // the bit of the sign that fades, or -1
	bars     []BarInfo      // of the baseline in order, then of the parts
	tables   [][256]float64 // by the bytes of a code, for ranking
	settings *settingCache
}

// signAt says which sign of which part a bit stands for.
type signAt struct {
	name  string
	check string
	part  int
	at    int
}

var standard = mustLoad(embedded)

func mustLoad(file []byte) *Model {
	m, err := Load(file)
	if err != nil {
		panic(err) // the embedded file is part of the program
	}
	return m
}

// Default is the model with the embedded parameters.
func Default() *Model { return standard }

// Version names the parameter set, with a hash of it. Every stored score carries it: scores of different
// versions are not comparable.
func (m *Model) Version() string { return m.version }

// HorizonDays is how far ahead estimates look.
func (m *Model) HorizonDays() int { return m.horizonDays }

// ParameterSet is a copy of what the model is made of.
func (m *Model) ParameterSet() ParameterSet { return m.set.clone() }

// New makes a model of a parameter set, or says everything that is wrong with it.
func New(p ParameterSet) (*Model, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("risk parameters: %w", err)
	}
	p = p.clone()
	m := &Model{set: p, version: p.version(), bits: map[string]int{}, fading: -1, settings: newSettingCache(maxSettings)}
	for _, v := range p.Values {
		switch v.Name {
		case "horizon":
			m.horizonDays, m.horizonMonths = int(v.Value), v.Value/DaysPerMonth
		case "base_probability":
			m.baseRate = v.Value
		case "shape":
			m.shape = v.Value
		case "reference_life":
			m.referenceLife = v.Value
		case "reference_temperature":
			m.referenceC = v.Value
		case "halving_temperature":
			m.halvingC = v.Value
		case "cohort_weight":
			m.cohortWeight = v.Value
		case "agm_factor":
			m.agmFactor = v.Value
		}
	}
	if slices.ContainsFunc(p.Season.Values, func(s float64) bool { return s != 1 }) {
		m.season = p.Season.Values
	}
	m.build(p)
	if err := m.layOut(); err != nil {
		return nil, fmt.Errorf("risk parameters: %w", err)
	}
	m.describe(p)
	return m, nil
}

// describe lists the bars.
func (m *Model) describe(p ParameterSet) {
	for _, b := range p.Bars {
		m.bars = append(m.bars, BarInfo{Name: b.Name, Label: b.Label, Source: b.Source, Grade: b.Grade, Updated: p.Updated})
	}
	about := map[string]BarInfo{}
	for _, g := range p.Groups {
		about[g.Name] = BarInfo{Name: g.Name, Label: g.Label, Source: g.Source, Grade: g.Grade}
	}
	for _, f := range p.Facts {
		about[f.Name] = BarInfo{Name: f.Name, Label: f.Label, Source: f.Source, Grade: f.Grade}
	}
	for i := range m.parts {
		b := about[m.parts[i].name]
		b.Updated = p.Updated
		b.Outcomes = m.parts[i].r1.Outcomes + m.parts[i].r0.Outcomes
		m.bars = append(m.bars, b)
	}
}

// build makes the parts, in an order that does not depend on the order of the file.
func (m *Model) build(p ParameterSet) {
	for _, g := range p.Groups {
		part := part{name: g.Name, r1: g.IfFailing, r0: g.IfSound}
		for _, s := range g.Signs {
			part.signs = append(part.signs, partSign{
				name: s.Name, check: s.Check, s: s.WithCause, f: s.WithoutCause, fades: s.FadesDays,
			})
		}
		slices.SortFunc(part.signs, func(a, b partSign) int { return strings.Compare(a.name, b.name) })
		m.parts = append(m.parts, part)
	}
	for _, f := range p.Facts {
		m.parts = append(m.parts, part{
			name: f.Name, fact: true, r1: f.IfFailing, r0: f.IfSound,
			signs: []partSign{{name: f.Name, check: f.Check}},
		})
	}
	slices.SortFunc(m.parts, func(a, b part) int {
		if a.fact != b.fact && a.fact {
			return 1
		}
		if a.fact != b.fact {
			return -1
		}
		return strings.Compare(a.name, b.name)
	})
	for i := range m.parts {
		part := &m.parts[i]
		part.first = len(m.signs)
		part.mask = 1<<len(part.signs) - 1
		for at, s := range part.signs {
			if s.fades > 0 {
				m.fading = len(m.signs)
			}
			m.bits[s.name] = len(m.signs)
			m.signs = append(m.signs, signAt{name: s.name, check: s.check, part: i, at: at})
		}
		part.fill(m.baseRate)
	}
	for bit := range m.signs {
		m.byName = append(m.byName, bit)
	}
	slices.SortFunc(m.byName, func(a, b int) int { return strings.Compare(m.signs[a].name, m.signs[b].name) })
}

// The bounds of what an input may say.
const (
	lowestMeanC   = -40.0
	highestMeanC  = 45.0
	highestMonths = 1200.0
	highestDays   = 36525.0
	highestRecord = 1e9
	highestHazard = 100.0 // of a cohort, as a multiple of the baseline
)

// given is an input that was read and found usable.
type given struct {
	ageMonths     float64 // of the battery; negative when it is not known
	vehicleMonths int
	at            conditions
	failures      float64 // of the cohort
	seen          observed
}

// read checks an input. It does not allocate unless it refuses.
func (m *Model) read(in Input) (given, error) {
	g := given{ageMonths: -1}
	if err := within("vehicle_age_months", in.VehicleAgeMonths, 0, highestMonths); err != nil {
		return g, err
	}
	g.vehicleMonths = int(math.Round(in.VehicleAgeMonths))
	if in.BatteryAgeMonths != nil {
		if err := within("battery_age_months", *in.BatteryAgeMonths, 0, highestMonths); err != nil {
			return g, err
		}
		g.ageMonths = *in.BatteryAgeMonths
	}
	at, err := m.conditions(in)
	if err != nil {
		return g, err
	}
	g.at, g.failures = at, in.Cohort.Failures
	g.seen, err = m.readEvidence(in.Evidence)
	return g, err
}

// conditions reads what a vehicle shares with others of its place and cohort.
func (m *Model) conditions(in Input) (conditions, error) {
	c := conditions{meanC: in.AnnualMeanC, factor: 1}
	if err := within("annual_mean_temperature_c", in.AnnualMeanC, lowestMeanC, highestMeanC); err != nil {
		return c, err
	}
	if err := within("cohort.failures", in.Cohort.Failures, 0, highestRecord); err != nil {
		return c, err
	}
	if err := within("cohort.exposure", in.Cohort.Exposure, 0, highestRecord); err != nil {
		return c, err
	}
	if in.Cohort.ParentMean != 0 {
		if err := within("cohort.parent_mean", in.Cohort.ParentMean, 1/highestHazard, highestHazard); err != nil {
			return c, err
		}
	}
	if c.alpha, c.beta = m.posterior(in.Cohort); c.alpha > highestHazard*c.beta {
		return c, &InputError{Field: "cohort.failures", Detail: fmt.Sprintf("are more than %g times what the exposure explains", highestHazard)}
	}
	if in.AGM {
		c.factor = m.agmFactor
	}
	if in.AsOfDay < 0 || in.AsOfDay > 366 {
		return c, &InputError{Field: "as_of_day", Detail: "must be a day of the year, from 1 to 366"}
	}
	if m.season != nil {
		c.day = in.AsOfDay
	}
	return c, nil
}

// readEvidence sorts evidence into masks, so that nothing after it depends on the order of the list.
func (m *Model) readEvidence(evidence []Evidence) (observed, error) {
	var o observed
	for i, e := range evidence {
		bit, known := m.bits[e.Name]
		if !known {
			return o, &InputError{Field: fmt.Sprintf("evidence[%d].name", i), Detail: "is not a sign that the model knows"}
		}
		if o.seen&(1<<bit) != 0 {
			return o, &InputError{Field: fmt.Sprintf("evidence[%d].name", i), Detail: "is there twice"}
		}
		if !(e.AgeDays >= 0 && e.AgeDays <= highestDays) {
			return o, outOfRange(fmt.Sprintf("evidence[%d].age_days", i), 0, highestDays)
		}
		o.seen |= 1 << bit
		if e.Present {
			o.present |= 1 << bit
		}
		if bit == m.fading {
			o.fadeDays = e.AgeDays
		}
	}
	return o, nil
}

// within refuses what is out of range; a NaN is.
func within(field string, v, lowest, highest float64) error {
	if v >= lowest && v <= highest {
		return nil
	}
	return outOfRange(field, lowest, highest)
}

func outOfRange(field string, lowest, highest float64) *InputError {
	return &InputError{Field: field, Detail: fmt.Sprintf("must be a number from %g to %g", lowest, highest)}
}
