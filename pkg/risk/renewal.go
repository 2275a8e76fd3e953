package risk

import (
	"math"
	"sync"
	"sync/atomic"
)

// renewal is the distribution of the age of the battery in a vehicle whose batteries were replaced as
// they failed, by month, for every age of vehicle below its length. It is not changed once made.
type renewal struct {
	survival []float64 // the share of batteries that reach an age
	renewed  []float64 // the chance that a battery was fitted in a month of the vehicle's life
	exposure []float64 // over the horizon, at an age
	failing  []float64 // the probability of failure at an age, over the hazard's distribution
	lasting  []float64 // 1 less that
	logit    []float64 // by age of vehicle
}

// weight is the chance that the battery of a vehicle has this age. Over all ages it sums to 1.
func (r *renewal) weight(vehicle, age int) float64 { return r.renewed[vehicle-age] * r.survival[age] }

// under gives the probability of failure of the battery in a vehicle under an exact hazard, that of its
// lasting, and by how much the first grows with the hazard.
func (r *renewal) under(vehicle int, lambda float64) (failing, lasting, slope float64) {
	for age, x := range r.exposure[:vehicle+1] {
		w, fails := r.weight(vehicle, age), -math.Expm1(-lambda*x)
		failing += w * fails
		lasting += w * (1 - fails)
		slope += w * x * (1 - fails)
	}
	return failing, lasting, slope
}

// logitOf is the log-odds of failure of the battery in a vehicle, given the probability at each age.
func (r *renewal) logitOf(vehicle int, failing []float64) float64 {
	fails, lasts := 0.0, 0.0
	survival, failing := r.survival[:vehicle+1], failing[:vehicle+1]
	for age, survives := range survival {
		w := r.renewed[vehicle-age] * survives
		fails += w * failing[age]
		lasts += w * (1 - failing[age])
	}
	return math.Log(fails / lasts)
}

// growthStep is by how many ages a distribution grows at a time: its cost goes with the square of their number.
const growthStep = 32

// grown has at least n ages. What was there stays the same to the last bit, so that a result does not depend on
// who asked before.
func (r *renewal) grown(m *Model, c conditions, n int) *renewal {
	old := len(r.survival)
	size := (n + growthStep - 1) / growthStep * growthStep
	extend := func(s []float64) []float64 { return append(make([]float64, 0, size), s...)[:size] }
	g := &renewal{extend(r.survival), extend(r.renewed), extend(r.exposure), extend(r.failing), extend(r.lasting), extend(r.logit)}
	life, lambda := m.life(c.meanC), c.alpha/c.beta*c.factor
	for age := old; age < size; age++ {
		g.survival[age] = math.Exp(-lambda * m.cumulative(float64(age), life))
		g.exposure[age] = m.exposure(float64(age), life, c)
		u := averaged(g.exposure[age], c.alpha, c.beta)
		g.failing[age], g.lasting[age] = -math.Expm1(-u), math.Exp(-u)
	}
	ending := make([]float64, size) // the share of batteries that end in the month before an age
	for age := 1; age < size; age++ {
		ending[age] = g.survival[age-1] - g.survival[age]
	}
	for age := old; age < size; age++ {
		if age == 0 {
			g.renewed[0] = 1
		} else {
			sum := 0.0
			for j, ends := range ending[1 : age+1] {
				sum += ends * g.renewed[age-1-j]
			}
			g.renewed[age] = sum
		}
		fails, lasts := 0.0, 0.0
		failing, lasting := g.failing[:age+1], g.lasting[:age+1]
		for a, survives := range g.survival[:age+1] {
			w := g.renewed[age-a] * survives
			fails += w * failing[a]
			lasts += w * lasting[a]
		}
		g.logit[age] = math.Log(fails / lasts)
	}
	return g
}

// Setting is what the vehicles of one climate and cohort share: computed once, then cheap to apply. Any
// number of goroutines may use it.
type Setting struct {
	m        *Model
	at       conditions
	life     float64 // the scale of a battery's life
	renewals atomic.Pointer[renewal]
	growing  sync.Mutex

	drawing sync.Once // makes the curve
	curve   curve

	spreading             sync.Once // finds the points of the hazard's distribution
	hazardLow, hazardHigh float64
	scenarios             atomic.Pointer[scenarioAges]
}

// scenarioAges are the probabilities of failure at each age with the hazard at its 5 and 95 % points.
type scenarioAges struct{ low, high []float64 }

// renewalFor has all ages up to the vehicle's.
func (s *Setting) renewalFor(vehicleMonths int) *renewal {
	if r := s.renewals.Load(); r != nil && vehicleMonths < len(r.survival) {
		return r
	}
	s.growing.Lock()
	defer s.growing.Unlock()
	r := s.renewals.Load()
	if r == nil {
		r = &renewal{}
	}
	if vehicleMonths >= len(r.survival) {
		r = r.grown(s.m, s.at, vehicleMonths+1)
		s.renewals.Store(r)
	}
	return r
}

// maxSettings bounds the settings that a generation of the cache holds; a setting takes about 15 kB
// where vehicles are up to ten years old.
const maxSettings = 512

// settingCache holds the settings of late. When one generation is full it becomes the old one, and what
// is asked for again moves over from it: at most twice the size is held. A setting is a function of its
// conditions, so that what the cache holds changes no result.
type settingCache struct {
	mu         sync.RWMutex
	size       int
	young, old map[conditions]*Setting
}

func newSettingCache(size int) *settingCache {
	return &settingCache{size: size, young: map[conditions]*Setting{}}
}

func (c *settingCache) get(m *Model, at conditions) *Setting {
	c.mu.RLock()
	s := c.young[at]
	c.mu.RUnlock()
	if s != nil {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s = c.young[at]; s != nil {
		return s
	}
	if s = c.old[at]; s == nil {
		s = &Setting{m: m, at: at, life: m.life(at.meanC)}
	}
	if len(c.young) >= c.size {
		c.old, c.young = c.young, make(map[conditions]*Setting, c.size)
	}
	c.young[at] = s
	return s
}

// len is how many settings are held.
func (c *settingCache) len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.young) + len(c.old)
}
