package risk

import (
	"math"
	"testing"
	"time"
)

// benchVehicles is a fleet that does not fit into a processor's nearest caches, of one setting.
const benchVehicles = 1 << 17

func benchFleet(b *testing.B, known bool) (*Setting, []Facts) {
	b.Helper()
	m := Default()
	r := seeded(51)
	place := Input{AnnualMeanC: 14, Cohort: Cohort{Failures: 12, Exposure: 9}}
	s, err := m.Setting(place)
	if err != nil {
		b.Fatal(err)
	}
	facts := make([]Facts, benchVehicles)
	for i := range facts {
		in := place
		in.VehicleAgeMonths = 12 + 120*r.Float64()
		if known {
			in.BatteryAgeMonths = months(90 * r.Float64())
		}
		in.Evidence = drawCase(r, m, 0.1, 0.6).Evidence
		for j := range in.Evidence {
			// One in ten was tested, most of them a while ago.
			if e := &in.Evidence[j]; e.Name == "conductance_replace" {
				e.AgeDays = 200 * r.Float64()
				if r.IntN(6) != 0 {
					in.Evidence = append(in.Evidence[:j], in.Evidence[j+1:]...)
				}
				break
			}
		}
		if facts[i], err = m.Facts(in); err != nil {
			b.Fatal(err)
		}
	}
	return s, facts
}

func perVehicle(b *testing.B, vehicles int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(vehicles), "ns/vehicle")
}

// readAndWrite is the floor of a ranking: it reads what a ranking reads and writes what it writes, and
// does nothing else.
func readAndWrite(facts []Facts, out []float64) {
	out = out[:len(facts)]
	for i := range facts {
		f := &facts[i]
		out[i] = f.ageMonths + f.faded + float64(int64(f.code)+int64(f.vehicleMonths))
	}
}

// benchRank runs the floor and the ranking in turn, and reports the best of each and their ratio: what
// else the machine does disturbs both alike.
func benchRank(b *testing.B, known bool) {
	s, facts := benchFleet(b, known)
	out := make([]float64, len(facts))
	floor, ranking := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		readAndWrite(facts, out)
		between := time.Now()
		s.Rank(facts, out)
		floor, ranking = min(floor, between.Sub(start)), min(ranking, time.Since(between))
	}
	per := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / float64(len(facts)) }
	b.ReportMetric(per(floor), "floor-ns/vehicle")
	b.ReportMetric(per(ranking), "ns/vehicle")
	b.ReportMetric(per(ranking)/per(floor), "x-floor")
}

func BenchmarkRankKnownAge(b *testing.B)   { benchRank(b, true) }
func BenchmarkRankUnknownAge(b *testing.B) { benchRank(b, false) }

// BenchmarkScenario is what a fleet's outlook costs beside the count itself.
func BenchmarkScenario(b *testing.B) {
	s, facts := benchFleet(b, true)
	out := make([]Chance, len(facts))
	for b.Loop() {
		for i := range facts {
			out[i] = s.Chance(facts[i])
		}
	}
	perVehicle(b, len(facts))
}

func benchInput(b *testing.B, known bool, run func(*Model, Input) error) {
	m := Default()
	in := exampleInput(b, "B")
	in.VehicleAgeMonths = 84
	if !known {
		in.BatteryAgeMonths = nil
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := run(m, in); err != nil {
			b.Fatal(err)
		}
	}
	perVehicle(b, 1)
}

func estimateOnly(m *Model, in Input) error { _, err := m.Estimate(in); return err }
func assessOnly(m *Model, in Input) error   { _, err := m.Assess(in); return err }

func BenchmarkEstimateKnownAge(b *testing.B)   { benchInput(b, true, estimateOnly) }
func BenchmarkEstimateUnknownAge(b *testing.B) { benchInput(b, false, estimateOnly) }
func BenchmarkAssessKnownAge(b *testing.B)     { benchInput(b, true, assessOnly) }
func BenchmarkAssessUnknownAge(b *testing.B)   { benchInput(b, false, assessOnly) }

// BenchmarkNewSetting is what a climate and cohort cost the first time.
func BenchmarkNewSetting(b *testing.B) {
	m := Default()
	at := m.prior(14, 0)
	for b.Loop() {
		s := &Setting{m: m, at: at, life: m.life(at.meanC)}
		s.drawing.Do(s.draw)
		s.renewalFor(100)
	}
}

func BenchmarkExpect100k(b *testing.B) {
	r := seeded(52)
	list := make([]Chance, 100_000)
	for i := range list {
		p := 0.3 * r.Float64()
		list[i] = Chance{p, p / 2, 1.5 * p}
	}
	for b.Loop() {
		Expect(list)
	}
}
