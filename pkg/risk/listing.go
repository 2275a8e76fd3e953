package risk

import "slices"

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
		signs[i] = SignInfo{Name: s.name, Label: labels[s.name], Group: m.parts[s.part].name}
	}
	return signs
}

// Bars lists what a waterfall can have, in its order.
func (m *Model) Bars() []BarInfo { return slices.Clone(m.bars) }
