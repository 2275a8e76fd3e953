package rest

import (
	"slices"
	"strings"

	"dealerportal/api/oas"
	"dealerportal/pkg/risk"
)

// reasonLabels are the model's own words for the parts of a stored explanation: labels, sources and
// grades belong to the model's version and are not kept with each vehicle.
type reasonLabels struct {
	bars  map[string]risk.BarInfo
	signs []risk.SignInfo
	named map[string]string
}

func newReasonLabels(m *risk.Model) reasonLabels {
	l := reasonLabels{bars: map[string]risk.BarInfo{}, signs: m.Signs(), named: map[string]string{}}
	for _, b := range m.Bars() {
		l.bars[b.Name] = b
	}
	for _, s := range l.signs {
		l.named[s.Name] = s.Label
	}
	return l
}

// bar describes a bar of the waterfall. One that this version of the model does not have, from an older
// score, is shown under its own name as what it is: an assumption of that version.
func (l reasonLabels) bar(name string) risk.BarInfo {
	if b, ok := l.bars[name]; ok {
		return b
	}
	return risk.BarInfo{Name: name, Label: name, Source: "An earlier version of the model.", Grade: "C"}
}

func (l reasonLabels) sign(name string) string {
	if label, ok := l.named[name]; ok {
		return label
	}
	return name
}

// sentence is a bar's label with the signs behind it, such as "Undercharge: short trips; no long
// parking".
func (l reasonLabels) sentence(label string, signs []risk.BarSign) string {
	var present, absent []string
	for _, s := range signs {
		if word := lowerFirst(l.sign(s.Name)); s.Present {
			present = append(present, word)
		} else {
			absent = append(absent, "no "+word)
		}
	}
	if len(present)+len(absent) == 0 {
		return label
	}
	parts := make([]string, 0, 2)
	for _, p := range [][]string{present, absent} {
		if len(p) > 0 {
			parts = append(parts, strings.Join(p, ", "))
		}
	}
	text := strings.Join(parts, "; ")
	if len(signs) == 1 && strings.EqualFold(l.sign(signs[0].Name), label) {
		if signs[0].Present {
			return label
		}
		return "No " + lowerFirst(label)
	}
	return label + ": " + text
}

// lowerFirst makes the first letter small, unless the word is an abbreviation.
func lowerFirst(s string) string {
	if len(s) < 2 || (s[1] >= 'A' && s[1] <= 'Z') {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// except are the signs that are not among the seen.
func (l reasonLabels) except(seen []string) []oas.Sign {
	rest := make([]oas.Sign, 0, len(l.signs))
	for _, s := range l.signs {
		if !slices.Contains(seen, s.Name) {
			rest = append(rest, oas.Sign{Name: s.Name, Label: s.Label})
		}
	}
	return rest
}
