package risk

import "slices"

// Parameter is a number of the model with where it is from, as a page can show it.
type Parameter struct {
	// Name is unique. That of a probability is that of its group, sign or fact, a dot and what it is.
	Name, Label string
	// Bar is the bar of the waterfall that the parameter acts in.
	Bar string
	// Values are one, or one for each calendar month.
	Values []float64
	Unit   string
	// For and Against are the pseudo-counts behind a probability, and Outcomes how many of them are real.
	// A value with imagined outcomes behind it has For only.
	For, Against, Outcomes float64
	Source, Grade, Note    string
}

// Assumption says whether the parameter is shown as one.
func (p Parameter) Assumption() bool { return p.Grade == "C" }

// barOfValue is where each value acts.
var barOfValue = map[string]string{
	"horizon":               barBaseRate,
	"base_probability":      barBaseRate,
	"shape":                 barBatteryAge,
	"reference_life":        barBatteryAge,
	"reference_temperature": barClimate,
	"halving_temperature":   barClimate,
	"cohort_weight":         barCohort,
	"agm_factor":            barCohort,
}

// Parameters lists every number that decides an estimate, in the order of the waterfall.
func (m *Model) Parameters() []Parameter {
	var list []Parameter
	for _, v := range m.set.Values {
		list = append(list, parameter(v.Name, v.Label, barOfValue[v.Name], v.Unit, v.Provenance, v.Value).counted(v.PseudoCounts, 0, 0))
	}
	s := m.set.Season
	list = append(list, parameter(s.Name, s.Label, barClimate, s.Unit, s.Provenance, s.Values...))
	for _, g := range m.set.Groups {
		about := listed{bar: g.Name, from: g.Provenance}
		list = append(list,
			about.beta(g.Name+".if_failing", g.Label+" among batteries that will need replacement", g.IfFailing),
			about.beta(g.Name+".if_sound", g.Label+" among batteries that will not", g.IfSound))
		for _, s := range g.Signs {
			about := listed{bar: g.Name, from: s.Provenance}
			list = append(list,
				about.beta(s.Name+".with_cause", s.Label+" where there is the cause", s.WithCause),
				about.beta(s.Name+".without_cause", s.Label+" where there is not", s.WithoutCause))
			if s.FadesDays > 0 {
				list = append(list, parameter(s.Name+".fades", s.Label+": time in which an old answer fades", g.Name, "days", s.Provenance, s.FadesDays))
			}
		}
	}
	for _, f := range m.set.Facts {
		about := listed{bar: f.Name, from: f.Provenance}
		list = append(list,
			about.beta(f.Name+".if_failing", f.Label+" among batteries that will need replacement", f.IfFailing),
			about.beta(f.Name+".if_sound", f.Label+" among batteries that will not", f.IfSound))
	}
	return list
}

func parameter(name, label, bar, unit string, from Provenance, values ...float64) Parameter {
	return Parameter{
		Name: name, Label: label, Bar: bar, Values: slices.Clone(values), Unit: unit,
		Source: from.Source, Grade: from.Grade, Note: from.Note,
	}
}

func (p Parameter) counted(a, against, outcomes float64) Parameter {
	p.For, p.Against, p.Outcomes = a, against, outcomes
	return p
}

// listed is what the probabilities of a group, sign or fact share.
type listed struct {
	bar  string
	from Provenance
}

func (l listed) beta(name, label string, b Beta) Parameter {
	return parameter(name, label, l.bar, "probability", l.from, b.Value).counted(b.A, b.B, b.Outcomes)
}

// Signs lists what can be looked for, in order of name.
func (m *Model) Signs() []SignInfo {
	labels := map[string]string{}
	for _, g := range m.set.Groups {
		for _, s := range g.Signs {
			labels[s.Name] = s.Label
		}
	}
	for _, f := range m.set.Facts {
		labels[f.Name] = f.Label
	}
	signs := make([]SignInfo, len(m.byName))
	for i, bit := range m.byName {
		s := m.signs[bit]
		signs[i] = SignInfo{Name: s.name, Label: labels[s.name], Group: m.parts[s.part].name, FadesDays: m.parts[s.part].signs[s.at].fades}
	}
	return signs
}

// Bars lists what a waterfall can have, in its order.
func (m *Model) Bars() []BarInfo { return slices.Clone(m.bars) }
