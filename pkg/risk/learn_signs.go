package risk

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Case is a vehicle whose outcome is known: the evidence from before the estimate, and whether the
// battery failed in the horizon after it. A vehicle that was not followed to the end of the horizon, or
// whose good battery was replaced, is not a case.
type Case struct {
	Failed   bool
	Evidence []Evidence
	// Causes are the hidden causes that somebody found to be there or not, by the name of the group.
	Causes map[string]bool
}

const (
	// learningRounds is more than learning needs; it ends when no probability moves by learningStep.
	learningRounds = 10_000
	learningStep   = 1e-12
)

// ErrNotLearned says that learning did not settle.
var ErrNotLearned = errors.New("risk: learning from outcomes did not settle")

// Learn is the model after these cases: the pseudo-counts of its groups, signs and facts with those of
// the cases added. It begins from this model, whichever that is, so that a nightly run over the whole
// history from the same model gives the same result each time. Nothing is counted of a sign that was not
// looked for. updated is the day of the change, as in "2026-11-24".
//
// A hidden cause that nobody adjudicated counts by how likely it is (expectation maximisation).
func (m *Model) Learn(cases []Case, updated string) (*Model, error) {
	read, err := m.readCases(cases)
	if err != nil {
		return nil, err
	}
	set := m.set.clone()
	set.Updated = updated
	for i := range m.parts {
		learned, err := m.parts[i].learn(read)
		if err != nil {
			return nil, err
		}
		learned.writeTo(&set)
	}
	return New(set)
}

// readCase is a case with its evidence in masks.
type readCase struct {
	failed bool
	seen   observed
	causes map[string]bool
}

func (m *Model) readCases(cases []Case) ([]readCase, error) {
	read := make([]readCase, len(cases))
	for i, c := range cases {
		seen, err := m.readEvidence(c.Evidence)
		var bad *InputError
		if errors.As(err, &bad) {
			return nil, &InputError{Field: fmt.Sprintf("cases[%d].%s", i, bad.Field), Detail: bad.Detail}
		}
		groups := 0
		for j := range m.parts {
			if _, named := c.Causes[m.parts[j].name]; named && !m.parts[j].fact {
				groups++
			}
		}
		if groups != len(c.Causes) {
			return nil, &InputError{Field: fmt.Sprintf("cases[%d].causes", i), Detail: "has a group that the model does not know"}
		}
		read[i] = readCase{failed: c.Failed, seen: seen, causes: c.Causes}
	}
	return read, nil
}

// pattern is what cases that a part cannot tell apart have in common.
type pattern struct {
	failed      bool
	seen        observed // of this part only
	adjudicated bool
	cause       bool
}

type weighted struct {
	pattern
	cases float64
}

// patterns counts the cases that say something of a part, in the order in which their kinds come up.
func (p *part) patterns(cases []readCase) []weighted {
	var list []weighted
	at := map[pattern]int{}
	for _, c := range cases {
		own := p.mask << p.first
		k := pattern{failed: c.failed, seen: observed{seen: c.seen.seen & own, present: c.seen.present & own}}
		k.cause, k.adjudicated = c.causes[p.name]
		if k.seen.seen == 0 && !k.adjudicated {
			continue
		}
		if p.fadesAmong(k.seen.seen >> p.first) {
			k.seen.fadeDays = c.seen.fadeDays
		}
		i, known := at[k]
		if !known {
			i = len(list)
			at[k] = i
			list = append(list, weighted{pattern: k})
		}
		list[i].cases++
	}
	return list
}

// learn is the part with the counts of the cases added to its own.
func (p *part) learn(cases []readCase) (part, error) {
	patterns := p.patterns(cases)
	if p.fact {
		return p.count(patterns), nil
	}
	now := p.copied()
	for range learningRounds {
		next := p.addExpected(&now, patterns)
		moved := now.distance(&next)
		now = next
		if moved < learningStep {
			return now, nil
		}
	}
	return part{}, ErrNotLearned
}

// count is for facts, which are seen directly.
func (p *part) count(patterns []weighted) part {
	next := p.copied()
	for _, k := range patterns {
		found := k.seen.present>>p.first&1 == 1
		if k.failed {
			next.r1 = next.r1.plusSeen(found, k.cases)
		} else {
			next.r0 = next.r0.plusSeen(found, k.cases)
		}
	}
	return next
}

// addExpected is p with the counts that are expected of the cases if its probabilities were those of now.
func (p *part) addExpected(now *part, patterns []weighted) part {
	next := p.copied()
	for _, k := range patterns {
		has := now.responsibility(k.pattern)
		if k.failed {
			next.r1 = next.r1.plus(k.cases*has, k.cases*(1-has))
		} else {
			next.r0 = next.r0.plus(k.cases*has, k.cases*(1-has))
		}
		for i := range next.signs {
			bit := p.first + i
			if k.seen.seen>>bit&1 == 0 {
				continue
			}
			found := k.seen.present>>bit&1 == 1
			sign, was := &next.signs[i], &now.signs[i]
			sign.s = sign.s.plusSeen(found, k.cases*has*was.fresh(k.seen, bit, true))
			sign.f = sign.f.plusSeen(found, k.cases*(1-has)*was.fresh(k.seen, bit, false))
		}
	}
	return next
}

func (b Beta) plusSeen(found bool, weight float64) Beta {
	if found {
		return b.plus(weight, 0)
	}
	return b.plus(0, weight)
}

// responsibility is how likely the hidden cause is in a case.
func (p *part) responsibility(k pattern) float64 {
	if k.adjudicated {
		if k.cause {
			return 1
		}
		return 0
	}
	l := p.likelihoods(k.seen)
	if k.failed {
		return p.r1.Value * l.s / l.a1
	}
	return p.r0.Value * l.s / l.a0
}

// fresh is how likely an observation still says something of the battery, rather than having faded to
// what is seen of everyone.
func (s *partSign) fresh(o observed, bit int, cause bool) float64 {
	with, without, weight := s.now(o.fadeDays)
	faded, value := without, s.f.Value
	if cause {
		faded, value = with, s.s.Value
	}
	return weight * chance(value, o, bit) / chance(faded, o, bit)
}

func (p *part) copied() part {
	c := *p
	c.signs = slices.Clone(p.signs)
	return c
}

// distance is the largest change of a probability.
func (p *part) distance(other *part) float64 {
	most := max(math.Abs(p.r1.Value-other.r1.Value), math.Abs(p.r0.Value-other.r0.Value))
	for i := range p.signs {
		most = max(most, math.Abs(p.signs[i].s.Value-other.signs[i].s.Value), math.Abs(p.signs[i].f.Value-other.signs[i].f.Value))
	}
	return most
}

// writeTo puts what was learned into a parameter set.
func (p *part) writeTo(set *ParameterSet) {
	for i := range set.Facts {
		if f := &set.Facts[i]; f.Name == p.name {
			f.IfFailing, f.IfSound = p.r1, p.r0
		}
	}
	for i := range set.Groups {
		g := &set.Groups[i]
		if g.Name != p.name {
			continue
		}
		g.IfFailing, g.IfSound = p.r1, p.r0
		for j := range g.Signs {
			for _, s := range p.signs {
				if s.name == g.Signs[j].Name {
					g.Signs[j].WithCause, g.Signs[j].WithoutCause = s.s, s.f
				}
			}
		}
	}
}
