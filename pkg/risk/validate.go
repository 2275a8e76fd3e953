package risk

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

type valueBound struct {
	name        string
	above, upTo float64
}

// The values that a parameter set must have, each once, and the bounds that they lie between.
var valueBounds = []valueBound{
	{"horizon", 0, 1095},
	{"base_probability", 0, 1},
	{"shape", 1, 20},
	{"reference_life", 0, 1200},
	{"reference_temperature", lowestMeanC, highestMeanC},
	{"halving_temperature", 0, 1000},
	{"cohort_weight", 0, 1e6},
	{"agm_factor", 0, 10},
}

// The steps of the waterfall that come first, in this order.
const (
	barBaseRate   = "base_rate"
	barBatteryAge = "battery_age"
	barClimate    = "climate"
	barCohort     = "cohort_record"
)

var baselineBars = []string{barBaseRate, barBatteryAge, barClimate, barCohort}

// baselineOnly are tags of what belongs to the baseline: as a sign it would count twice.
var baselineOnly = []string{"age", "climate", "season"}

// signTags say where a sign is from.
var signTags = []string{"history", "measurement", "test", "use"}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// maxSigns is how many signs fit into a mask.
const maxSigns = 32

// checker collects what is wrong with a parameter set, and which names it has seen.
type checker struct {
	bad   []error
	names map[string]bool
}

func (c *checker) refuse(format string, args ...any) {
	c.bad = append(c.bad, fmt.Errorf(format, args...))
}

// check says everything that is wrong with a parameter set.
func (p ParameterSet) check() error {
	c := &checker{names: map[string]bool{}}
	c.name(p.Name, "the set")
	if _, err := time.Parse(time.DateOnly, p.Updated); err != nil {
		c.refuse("updated is %q, not a day such as 2026-11-24", p.Updated)
	}
	c.values(p.Values)
	c.season(p.Season)
	c.bars(p.Bars)
	signs, fading := len(p.Facts), 0
	for _, g := range p.Groups {
		c.described(g.Name, g.Label, g.Provenance)
		c.assumed(g.Name, g.Prevalence, g.RelativeRisk)
		c.beta(g.Name+" if failing", g.IfFailing)
		c.beta(g.Name+" if sound", g.IfSound)
		if len(g.Signs) == 0 || len(g.Signs) > byteSigns {
			c.refuse("group %s has %d signs, not 1 to %d", g.Name, len(g.Signs), byteSigns)
		}
		for _, s := range g.Signs {
			signs++
			c.described(s.Name, s.Label, s.Provenance)
			c.tags(s.Name, s.Tags)
			c.beta(s.Name+" with the cause", s.WithCause)
			c.beta(s.Name+" without the cause", s.WithoutCause)
			switch {
			case !(s.FadesDays >= 0) || math.IsInf(s.FadesDays, 1):
				c.refuse("%s fades in %v days", s.Name, s.FadesDays)
			case s.FadesDays > 0:
				fading++
			}
		}
	}
	for _, f := range p.Facts {
		c.described(f.Name, f.Label, f.Provenance)
		c.tags(f.Name, f.Tags)
		c.assumed(f.Name, f.Prevalence, f.RelativeRisk)
		c.beta(f.Name+" if failing", f.IfFailing)
		c.beta(f.Name+" if sound", f.IfSound)
	}
	if signs > maxSigns {
		c.refuse("there are %d signs, more than %d", signs, maxSigns)
	}
	if fading > 1 {
		c.refuse("%d signs fade; one at most can", fading)
	}
	return errors.Join(c.bad...)
}

func (c *checker) values(values []Value) {
	seen := map[string]bool{}
	for _, v := range values {
		c.described(v.Name, v.Label, v.Provenance)
		at := slices.IndexFunc(valueBounds, func(b valueBound) bool { return b.name == v.Name })
		if at < 0 {
			c.refuse("value %q is not known", v.Name)
			continue
		}
		b := valueBounds[at]
		seen[v.Name] = true
		if !(v.Value > b.above && v.Value <= b.upTo) || v.Name == "base_probability" && v.Value >= 1 {
			c.refuse("%s is %v, out of range", v.Name, v.Value)
		}
		if v.Name == "horizon" && v.Value != math.Trunc(v.Value) {
			c.refuse("the horizon of %v days is not whole", v.Value)
		}
		if !(v.PseudoCounts >= 0) || v.Unit == "" {
			c.refuse("%s has pseudo-counts %v and unit %q", v.Name, v.PseudoCounts, v.Unit)
		}
	}
	for _, b := range valueBounds {
		if !seen[b.name] {
			c.refuse("value %s is missing", b.name)
		}
	}
}

func (c *checker) season(s Season) {
	c.described(s.Name, s.Label, s.Provenance)
	if len(s.Values) != monthsOfYear || s.Unit == "" {
		c.refuse("season has %d months and unit %q", len(s.Values), s.Unit)
		return
	}
	sum := 0.0
	for i, v := range s.Values {
		if !(v > 0) {
			c.refuse("season of month %d is %v", i+1, v)
		}
		sum += v
	}
	if !(math.Abs(sum/monthsOfYear-1) < 1e-12) {
		c.refuse("season has a mean of %v, not 1", sum/monthsOfYear)
	}
}

func (c *checker) bars(bars []BarText) {
	for i, b := range bars {
		c.sourced(b.Name, b.Label, b.Provenance)
		if i >= len(baselineBars) || b.Name != baselineBars[i] {
			c.refuse("bar %d is %q; the bars of the baseline are %q", i+1, b.Name, baselineBars)
		}
	}
	if len(bars) < len(baselineBars) {
		c.refuse("there are %d bars; the bars of the baseline are %q", len(bars), baselineBars)
	}
}

func (c *checker) name(name, of string) {
	if !nameForm.MatchString(name) {
		c.refuse("%s has the name %q, which is not in small letters joined by _", of, name)
	}
}

// described holds for every parameter: it has a note beside its source.
func (c *checker) described(name, label string, p Provenance) {
	c.sourced(name, label, p)
	if strings.TrimSpace(p.Note) == "" {
		c.refuse("%s has no note", name)
	}
}

// sourced holds for everything that has a name: no other thing has it, and it says what it is and where it is
// from.
func (c *checker) sourced(name, label string, p Provenance) {
	c.name(name, "a parameter")
	if c.names[name] {
		c.refuse("%s is there twice", name)
	}
	c.names[name] = true
	if label == "" || p.Source == "" {
		c.refuse("%s has no label or no source", name)
	}
	if p.Grade != "A" && p.Grade != "B" && p.Grade != "C" {
		c.refuse("%s has grade %q, not A, B or C", name, p.Grade)
	}
}

func (c *checker) assumed(name string, prevalence, relativeRisk float64) {
	if !inside(prevalence) || !(relativeRisk > 0) || math.IsInf(relativeRisk, 1) {
		c.refuse("%s has a prevalence of %v and a relative risk of %v", name, prevalence, relativeRisk)
	}
}

func (c *checker) tags(name string, tags []string) {
	if len(tags) == 0 {
		c.refuse("%s has no tag", name)
	}
	for _, tag := range tags {
		switch {
		case slices.Contains(baselineOnly, tag):
			c.refuse("%s is tagged %q: that is in the baseline and would count twice", name, tag)
		case !slices.Contains(signTags, tag):
			c.refuse("%s has the tag %q, which is not one of %q", name, tag, signTags)
		}
	}
}

// beta holds for every probability: its value is the mean of its pseudo-counts and strictly between 0
// and 1.
func (c *checker) beta(of string, b Beta) {
	switch {
	case !inside(b.Value):
		c.refuse("%s is %v, not a probability between 0 and 1", of, b.Value)
	case !(b.A > 0) || !(b.B > 0) || math.IsInf(b.A+b.B, 1) || !(b.Outcomes >= 0):
		c.refuse("%s has pseudo-counts %v and %v", of, b.A, b.B)
	case math.Abs(b.A/(b.A+b.B)-b.Value) > 1e-9:
		c.refuse("%s is %v, but its pseudo-counts give %v", of, b.Value, b.A/(b.A+b.B))
	}
}

func inside(p float64) bool { return p > 0 && p < 1 }
