package risk

import "math"

// observed are the signs that were looked for, by bit, and which of them were found.
type observed struct {
	seen, present uint32
	fadeDays      float64 // the age of the sign that fades, if it was seen
}

// with is o with one more sign, seen just now.
func (o observed) with(bit int, present bool) observed {
	o.seen |= 1 << bit
	if present {
		o.present |= 1 << bit
	}
	return o
}

// part is a group with its hidden cause, or a fact that is its own cause.
type part struct {
	name   string
	fact   bool
	first  int    // the bit of its first sign
	shift  uint   // where its state is in a code
	mask   uint32 // of its signs, once they are shifted down
	r1, r0 Beta   // the cause if failing and if sound; of a fact, the fact itself
	signs  []partSign
	// table has the logarithm of the likelihood ratio for what was found among what was seen, where
	// nothing has faded.
	table []float64
}

type partSign struct {
	name, check string
	s, f        Beta // with the cause and without
	fades       float64
	rate        float64 // in the whole population
}

// fill computes what does not depend on a vehicle.
func (p *part) fill(baseRate float64) {
	cause := baseRate*p.r1.Value + (1-baseRate)*p.r0.Value
	for i := range p.signs {
		s := &p.signs[i]
		s.rate = cause*s.s.Value + (1-cause)*s.f.Value
		if p.fact {
			s.rate = cause
		}
	}
	n := len(p.signs)
	p.table = make([]float64, 1<<(2*n))
	for seen := range uint32(1 << n) {
		for present := range uint32(1 << n) {
			if present&^seen == 0 && seen != 0 {
				p.table[seen<<n|present] = p.likelihoods(observed{seen: seen << p.first, present: present << p.first}).logRatio()
			}
		}
	}
}

// likelihoods are the chances of what was seen of a part: a1 among failing batteries, a0 among sound
// ones, s with the cause and f without it. They are 1 when nothing was seen.
type likelihoods struct{ a1, a0, s, f float64 }

func (l likelihoods) logRatio() float64 { return math.Log(l.a1 / l.a0) }

func (p *part) likelihoods(o observed) likelihoods {
	if p.fact {
		return likelihoods{a1: chance(p.r1.Value, o, p.first), a0: chance(p.r0.Value, o, p.first)}
	}
	l := likelihoods{s: 1, f: 1}
	for i := range p.signs {
		s, f, _ := p.signs[i].now(o.fadeDays)
		l.s *= chance(s, o, p.first+i)
		l.f *= chance(f, o, p.first+i)
	}
	return likelihoodsOf(l.s, l.f, p.r1.Value, p.r0.Value)
}

// likelihoodsOf sums over the hidden cause. In this form a group whose signs say nothing of the cause
// gives two chances that are exactly the same.
func likelihoodsOf(s, f, r1, r0 float64) likelihoods {
	return likelihoods{a1: f + r1*(s-f), a0: f + r0*(s-f), s: s, f: f}
}

// now is how often a sign is found with the cause and without it when it was looked for some days ago:
// an old answer fades to how often the sign is found in everyone. weight is what is left of it.
func (s *partSign) now(days float64) (with, without, weight float64) {
	if s.fades == 0 || days == 0 {
		return s.s.Value, s.f.Value, 1
	}
	weight = math.Exp(-days / s.fades)
	return weight*s.s.Value + (1-weight)*s.rate, weight*s.f.Value + (1-weight)*s.rate, weight
}

// chance is the probability of what was observed of a sign, 1 if nothing was.
func chance(p float64, o observed, bit int) float64 {
	switch {
	case o.seen>>bit&1 == 0:
		return 1
	case o.present>>bit&1 == 1:
		return p
	}
	return 1 - p
}

// logRatio is what a part adds to the log-odds.
func (p *part) logRatio(o observed) float64 {
	if o.fadeDays > 0 && p.fadesAmong(o.seen>>p.first&p.mask) {
		return p.likelihoods(o).logRatio()
	}
	return p.table[p.state(o)]
}

// state is what was seen of a part, and below it what of that was present.
func (p *part) state(o observed) uint32 {
	return (o.seen>>p.first&p.mask)<<len(p.signs) | o.present>>p.first&p.mask
}

func (p *part) fadesAmong(seen uint32) bool {
	for i := range p.signs {
		if p.signs[i].fades > 0 && seen>>i&1 == 1 {
			return true
		}
	}
	return false
}

// logRatio is what all evidence adds to the log-odds.
func (m *Model) logRatio(o observed) float64 {
	sum := 0.0
	for i := range m.parts {
		sum += m.parts[i].logRatio(o)
	}
	return sum
}

// variance is that of a part's logarithm of the likelihood ratio, to first order in its parameters. The
// weight and the population's rate of a faded sign are taken as known.
func (p *part) variance(o observed) float64 {
	if o.seen>>p.first&p.mask == 0 {
		return 0
	}
	l := p.likelihoods(o)
	if p.fact {
		return p.r1.variance()/(l.a1*l.a1) + p.r0.variance()/(l.a0*l.a0)
	}
	byR1, byR0 := (l.s-l.f)/l.a1, (l.s-l.f)/l.a0
	sum := byR1*byR1*p.r1.variance() + byR0*byR0*p.r0.variance()
	forS := p.r1.Value/l.a1 - p.r0.Value/l.a0
	forF := (1-p.r1.Value)/l.a1 - (1-p.r0.Value)/l.a0
	for i := range p.signs {
		bit := p.first + i
		if o.seen>>bit&1 == 0 {
			continue
		}
		s, f, weight := p.signs[i].now(o.fadeDays)
		// The chance of what was observed changes with the parameter up or down, by the same amount.
		byS := weight * l.s / chance(s, o, bit) * forS
		byF := weight * l.f / chance(f, o, bit) * forF
		sum += byS*byS*p.signs[i].s.variance() + byF*byF*p.signs[i].f.variance()
	}
	return sum
}

func (m *Model) evidenceVariance(o observed) float64 {
	sum := 0.0
	for i := range m.parts {
		sum += m.parts[i].variance(o)
	}
	return sum
}

// RatesFromRelativeRisk turns a relative risk, which is what studies report, into how common a fact is
// among failing and among sound batteries, given how common it is in everyone and how many fail.
func RatesFromRelativeRisk(prevalence, relativeRisk, baseRate float64) (ifFailing, ifSound float64) {
	ifFailing = prevalence * relativeRisk / (prevalence*relativeRisk + 1 - prevalence)
	ifSound = prevalence * (1 - baseRate*ifFailing/prevalence) / (1 - baseRate)
	return ifFailing, ifSound
}
