package lead

import (
	"fmt"
	"strconv"
	"strings"

	"dealerportal/pkg/risk"
)

// Explanation is the waterfall of an estimate: what moved it by how much, in the order of the
// calculation. Labels, sources and grades are the model's and are not kept with each vehicle.
type Explanation []Step

// Step is one bar of the waterfall, with the signs behind it.
type Step struct {
	Name    string
	LogOdds float64
	Signs   []risk.BarSign
}

// Explain keeps of a waterfall what belongs to the vehicle.
func Explain(bars []risk.Bar) Explanation {
	e := make(Explanation, len(bars))
	for i, b := range bars {
		e[i] = Step{Name: b.Name, LogOdds: b.LogOdds, Signs: b.Signs}
	}
	return e
}

// String writes the explanation in the short form in which it is stored: steps separated by ";",
// each "name=log-odds" followed by its signs, "+" for present and "-" for absent.
func (e Explanation) String() string {
	var b strings.Builder
	for i, s := range e {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(s.Name)
		b.WriteByte('=')
		b.WriteString(strconv.FormatFloat(s.LogOdds, 'g', -1, 64))
		for _, sign := range s.Signs {
			b.WriteByte(',')
			if sign.Present {
				b.WriteByte('+')
			} else {
				b.WriteByte('-')
			}
			b.WriteString(sign.Name)
		}
	}
	return b.String()
}

// ParseExplanation reads what String wrote.
func ParseExplanation(text string) (Explanation, error) {
	if text == "" {
		return nil, nil
	}
	e := make(Explanation, 0, strings.Count(text, ";")+1)
	for text != "" {
		var part string
		part, text, _ = strings.Cut(text, ";")
		name, rest, ok := strings.Cut(part, "=")
		if !ok {
			return nil, fmt.Errorf("explanation: step %q has no value", part)
		}
		value, signs, _ := strings.Cut(rest, ",")
		logOdds, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("explanation: step %q: %w", name, err)
		}
		step := Step{Name: name, LogOdds: logOdds}
		if signs != "" {
			step.Signs = make([]risk.BarSign, 0, strings.Count(signs, ",")+1)
		}
		for signs != "" {
			var sign string
			sign, signs, _ = strings.Cut(signs, ",")
			if len(sign) < 2 || (sign[0] != '+' && sign[0] != '-') {
				return nil, fmt.Errorf("explanation: step %q has a broken sign", name)
			}
			step.Signs = append(step.Signs, risk.BarSign{Name: sign[1:], Present: sign[0] == '+'})
		}
		e = append(e, step)
	}
	return e, nil
}
