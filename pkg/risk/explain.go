package risk

import "math"

// OddsFactor is what the bar multiplies the odds by.
func (b Bar) OddsFactor() float64 { return math.Exp(b.LogOdds) }

// waterfall takes the baseline apart in its fixed order, then adds a bar for each group, and for each
// fact that was looked for.
func (m *Model) waterfall(g given, here baseline) []Bar {
	atReference := m.logitUnder(g, here, m.prior(m.referenceC, 0))
	inClimate := m.logitUnder(g, here, m.prior(g.at.meanC, g.at.day))
	steps := [...]float64{logit(m.baseRate), atReference - logit(m.baseRate), inClimate - atReference, here.logit - inClimate}
	bars := make([]Bar, 0, len(steps)+len(m.parts))
	for i, step := range steps {
		bars = append(bars, Bar{BarInfo: m.bars[i], LogOdds: step})
	}
	bars[len(bars)-1].Outcomes = g.failures
	for i := range m.parts {
		p := &m.parts[i]
		signs := m.observedOf(p, g.seen)
		if p.fact && signs == nil {
			continue
		}
		bars = append(bars, Bar{BarInfo: m.bars[len(steps)+i], LogOdds: p.logRatio(g.seen), Signs: signs})
	}
	return bars
}

func (m *Model) observedOf(p *part, o observed) []BarSign {
	var signs []BarSign
	for i := range p.signs {
		if o.seen>>(p.first+i)&1 == 1 {
			signs = append(signs, BarSign{Name: p.signs[i].name, Present: o.present>>(p.first+i)&1 == 1})
		}
	}
	return signs
}

func (m *Model) unobserved(o observed) []string {
	names := make([]string, 0, len(m.signs))
	for _, bit := range m.byName {
		if o.seen>>bit&1 == 0 {
			names = append(names, m.signs[bit].name)
		}
	}
	return names
}

// nextCheck finds, among the checks that a workshop can do and nobody did, the one that is expected to
// move the probability most, in the mean of squares.
func (m *Model) nextCheck(o observed, logOdds float64) *NextCheck {
	var best *NextCheck
	most := 0.0
	for _, bit := range m.byName {
		if o.seen>>bit&1 == 1 || m.signs[bit].check == "" {
			continue
		}
		n, gain := m.after(o, logOdds, bit)
		if best == nil || gain > most {
			best, most = &n, gain
		}
	}
	return best
}

// NextCheck is the check that is expected to move an estimate most, of a battery with these signs and these log-odds;
// nil when nothing is left to be checked. It is the one that Assess names. The error is always an *InputError.
func (m *Model) NextCheck(evidence []Evidence, logOdds float64) (*NextCheck, error) {
	seen, err := m.readEvidence(evidence)
	if err != nil {
		return nil, err
	}
	return m.nextCheck(seen, logOdds), nil
}

// BaselineBars is how many bars of a waterfall come before the first sign.
func (m *Model) BaselineBars() int { return len(m.set.Bars) }

// after is what a check would say, and its gain: the mean square of the change of the probability.
func (m *Model) after(o observed, logOdds float64, bit int) (NextCheck, float64) {
	p := &m.parts[m.signs[bit].part]
	now, found, clear := p.likelihoods(o), p.likelihoods(o.with(bit, true)), p.likelihoods(o.with(bit, false))
	probability := logistic(logOdds)
	rest := logOdds - now.logRatio()
	n := NextCheck{
		Name: m.signs[bit].name, Check: m.signs[bit].check,
		ProbabilityPresent:   probability*found.a1/now.a1 + (1-probability)*found.a0/now.a0,
		ProbabilityIfPresent: logistic(rest + found.logRatio()),
		ProbabilityIfAbsent:  logistic(rest + clear.logRatio()),
	}
	up, down := n.ProbabilityIfPresent-probability, n.ProbabilityIfAbsent-probability
	return n, n.ProbabilityPresent*up*up + (1-n.ProbabilityPresent)*down*down
}
