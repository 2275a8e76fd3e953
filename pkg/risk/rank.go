package risk

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is an estimate without its reasons, at a small part of the cost of an Assessment.
type Estimate struct {
	Probability float64
	LogOdds     float64
	Prior       float64
	// SD is the standard deviation of LogOdds that comes from not knowing the parameters, to first order
	// (delta method). Low and High are the 5 and 95 % points if the log-odds were normal: about right for
	// ranking; an Assessment has the points to show.
	SD, Low, High float64
}

var highNormal = distuv.UnitNormal.Quantile(highPoint)

// Estimate estimates one vehicle by the delta method. Its LogOdds and Probability are those of Assess to
// the last bit. It allocates nothing, and the error is always an *InputError.
func (m *Model) Estimate(in Input) (Estimate, error) {
	g, err := m.read(in)
	if err != nil {
		return Estimate{}, err
	}
	here := m.baselineFor(g)
	spread := here.spread()
	e := Estimate{LogOdds: here.logit + m.logRatio(g.seen), Prior: logistic(here.logit)}
	e.Probability = logistic(e.LogOdds)
	e.SD = math.Sqrt(spread*spread + m.evidenceVariance(g.seen))
	e.Low, e.High = logistic(e.LogOdds-highNormal*e.SD), logistic(e.LogOdds+highNormal*e.SD)
	return e, nil
}

// Facts is what is known of one vehicle beside its setting, in a form that takes little room and little
// time to rank. Old observations have faded as of when they were read.
type Facts struct {
	ageMonths     float64
	faded         float64 // what the part with the faded sign adds to the log-odds, if isFaded is set
	code          uint64  // what was seen and what was present, part by part
	vehicleMonths int32
}

// A code has a byte for up to byteSigns signs, two bits each, and a bit for a part that is not in it
// because its observation has faded.
const (
	byteSigns = 4
	codeBytes = 7
	isFaded   = 1 << 63
)

// SignMask is a set of signs.
type SignMask uint64

// Mask are the signs of these groups and facts, by the names of their bars.
func (m *Model) Mask(bars ...string) (SignMask, error) {
	var mask SignMask
	for _, name := range bars {
		i := slices.IndexFunc(m.parts, func(p part) bool { return p.name == name })
		if i < 0 {
			return 0, &InputError{Field: "groups", Detail: fmt.Sprintf("%q is not a group or fact that the model knows", name)}
		}
		p := &m.parts[i]
		mask |= (1<<(2*len(p.signs)) - 1) << p.shift
		if m.fading >= 0 && m.signs[m.fading].part == i {
			mask |= isFaded
		}
	}
	return mask, nil
}

// Only are the facts with the signs outside the mask unobserved.
func (f Facts) Only(signs SignMask) Facts {
	f.code &= uint64(signs)
	if f.code&isFaded == 0 {
		f.faded = 0
	}
	return f
}

// Facts reads an input once, so that it can be ranked any number of times. Its climate, cohort and
// chemistry belong to the Setting.
func (m *Model) Facts(in Input) (Facts, error) {
	g, err := m.read(in)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{ageMonths: g.ageMonths, vehicleMonths: int32(g.vehicleMonths)}
	for i := range m.parts {
		p := &m.parts[i]
		if g.seen.fadeDays > 0 && p.fadesAmong(g.seen.seen>>p.first) {
			f.faded = p.logRatio(g.seen)
			f.code |= isFaded
			continue
		}
		f.code |= uint64(p.state(g.seen)) << p.shift
	}
	return f, nil
}

// layOut places the parts in a code, and adds up for each value of its bytes what it adds to the
// log-odds.
func (m *Model) layOut() error {
	var used [codeBytes]int
	for i := range m.parts {
		p := &m.parts[i]
		at := slices.IndexFunc(used[:], func(n int) bool { return n+len(p.signs) <= byteSigns })
		if at < 0 {
			return errors.New("there are more signs than a ranking can hold")
		}
		p.shift = uint(8*at + 2*used[at])
		used[at] += len(p.signs)
		if at == len(m.tables) {
			m.tables = append(m.tables, [256]float64{})
		}
		for value := range m.tables[at] {
			state := value >> (p.shift % 8) & (1<<(2*len(p.signs)) - 1)
			m.tables[at][value] += p.table[state]
		}
	}
	return nil
}

// evidence is what the signs of a vehicle add to the log-odds.
func (m *Model) evidence(f *Facts) float64 {
	sum := f.faded
	code := f.code
	for i := range m.tables {
		sum += m.tables[i][uint8(code)]
		code >>= 8
	}
	return sum
}

// Setting is what the vehicles with the climate, cohort, chemistry and day of this input share.
func (m *Model) Setting(in Input) (*Setting, error) {
	at, err := m.conditions(in)
	if err != nil {
		return nil, err
	}
	return m.settings.get(m, at), nil
}

// LogOdds is the log-odds of a vehicle, within 1e-6 of those that Assess gives. It allocates nothing.
// The facts must be of the same model.
func (s *Setting) LogOdds(f Facts) float64 {
	s.drawing.Do(s.draw)
	return s.prior(&f) + s.m.evidence(&f)
}

// Rank writes the log-odds of each vehicle, as LogOdds gives them, into logOdds, which must be as long.
// Log-odds are in the order of the probabilities, so that a ranking need not take exponentials.
func (s *Setting) Rank(vehicles []Facts, logOdds []float64) {
	s.drawing.Do(s.draw)
	logOdds = logOdds[:len(vehicles)]
	for i := range vehicles {
		f := &vehicles[i]
		if f.ageMonths >= 0 && f.ageMonths < curveEnd {
			logOdds[i] = s.curve.at(f.ageMonths) + s.m.evidence(f)
		} else {
			logOdds[i] = s.prior(f) + s.m.evidence(f)
		}
	}
}

func (s *Setting) prior(f *Facts) float64 {
	switch {
	case f.ageMonths < 0:
		return s.renewalFor(int(f.vehicleMonths)).logit[f.vehicleMonths]
	case f.ageMonths < curveEnd:
		return s.curve.at(f.ageMonths)
	}
	return logitFailure(averaged(s.m.exposure(f.ageMonths, s.life, s.at), s.at.alpha, s.at.beta))
}

// Base is the log-odds of a vehicle before any sign: its own, and those with the hazard at its 5 and 95 % points.
type Base struct {
	m                *Model
	prior, low, high float64
}

// Base is where the vehicle begins, whatever its signs. Its prior is exactly that of Assess.
func (s *Setting) Base(f Facts) Base {
	s.spreading.Do(func() { s.hazardLow, s.hazardHigh = hazardPoints(s.at.alpha, s.at.beta) })
	b := Base{m: s.m}
	if f.ageMonths >= 0 {
		known := baseline{x: s.m.exposure(f.ageMonths, s.life, s.at)}
		b.prior = logitFailure(averaged(known.x, s.at.alpha, s.at.beta))
		b.low, b.high = known.logitAt(s.hazardLow), known.logitAt(s.hazardHigh)
		return b
	}
	vehicle := int(f.vehicleMonths)
	r := s.renewalFor(vehicle)
	ages := s.scenariosOf(r)
	b.prior = r.logit[vehicle]
	b.low, b.high = r.logitOf(vehicle, ages.low), r.logitOf(vehicle, ages.high)
	return b
}

// Chance is what a list of vehicles needs to know of one with these signs.
func (b Base) Chance(f Facts) Chance {
	evidence := b.m.evidence(&f)
	return Chance{
		Probability:  logistic(b.prior + evidence),
		ScenarioLow:  logistic(b.low + evidence),
		ScenarioHigh: logistic(b.high + evidence),
	}
}

// Chance is what a list of vehicles needs to know of one.
func (s *Setting) Chance(f Facts) Chance { return s.Base(f).Chance(f) }

// scenariosOf are the scenarios for all ages that r has.
func (s *Setting) scenariosOf(r *renewal) *scenarioAges {
	if known := s.scenarios.Load(); known != nil && len(known.low) >= len(r.exposure) {
		return known
	}
	a := &scenarioAges{low: make([]float64, len(r.exposure)), high: make([]float64, len(r.exposure))}
	for age, x := range r.exposure {
		a.low[age], a.high[age] = -math.Expm1(-s.hazardLow*x), -math.Expm1(-s.hazardHigh*x)
	}
	s.scenarios.Store(a)
	return a
}

// Probability turns log-odds into a probability.
func Probability(logOdds float64) float64 { return logistic(logOdds) }

// curve is the log-odds by the age of the battery, as cubics through their value and slope at points
// whose distance grows with age: each doubling of age+curveStart is cut into 1<<curveBits cells, so that
// the bits of a float lead straight to its cell.
type curve [256][4]float64 // so many that a byte is an index; curveCells of them are used

const (
	curveStart   = 4.0
	curveOctaves = 6
	curveBits    = 5
	curveCells   = curveOctaves << curveBits
	curveEnd     = curveStart*(1<<curveOctaves) - curveStart // months

	mantissaBits = 52
	cellShift    = mantissaBits - curveBits
)

var curveFirst = math.Float64bits(curveStart) >> cellShift

func (c *curve) at(months float64) float64 {
	bits := math.Float64bits(months + curveStart)
	p := &c[uint8(bits>>cellShift-curveFirst)]
	t := math.Float64frombits(bits<<curveBits&(1<<mantissaBits-1)|math.Float64bits(1)) - 1
	return p[0] + t*(p[1]+t*(p[2]+t*p[3]))
}

// draw fits the curve.
func (s *Setting) draw() {
	life := s.life
	point := func(cell int) (months, value, slope float64) {
		months = math.Float64frombits((curveFirst+uint64(cell))<<cellShift) - curveStart
		x := s.m.exposure(months, life, s.at)
		u := averaged(x, s.at.alpha, s.at.beta)
		byExposure := s.at.alpha / (s.at.beta + x) / -math.Expm1(-u)
		return months, logitFailure(u), byExposure * s.m.exposureSlope(months, life, s.at)
	}
	from, value, slope := point(0)
	for i := range curveCells {
		to, next, nextSlope := point(i + 1)
		width := to - from
		rise, in, out := next-value, slope*width, nextSlope*width
		s.curve[i] = [4]float64{value, in, 3*rise - 2*in - out, in + out - 2*rise}
		from, value, slope = to, next, nextSlope
	}
}
