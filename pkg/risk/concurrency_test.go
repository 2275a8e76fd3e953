package risk

import (
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Many goroutines ask a fresh model for the same few settings, with vehicles old enough that each grows
// them anew. All get what one alone gets.
func TestManyAtOnceGetWhatOneAloneGets(t *testing.T) {
	var inputs []Input
	for i := range 60 {
		inputs = append(inputs, Input{
			VehicleAgeMonths: float64(10 + 37*i%400), AnnualMeanC: float64(5 + i%4), Cohort: Cohort{Failures: float64(i % 3), Exposure: 1},
			Evidence: []Evidence{{Name: "short_trips", Present: i%2 == 0}, {Name: "conductance_replace", Present: true, AgeDays: float64(i)}},
		})
	}
	alone := changed(t, func(*ParameterSet) {})
	want := make([]Assessment, len(inputs))
	for i, in := range inputs {
		want[i] = assess(t, alone, in)
	}
	m := changed(t, func(*ParameterSet) {})
	got := make([][]Assessment, 8)
	ranked := make([][]float64, len(got))
	var wait sync.WaitGroup
	for worker := range got {
		wait.Go(func() {
			for i := range inputs {
				in := inputs[(i+worker*11)%len(inputs)]
				a, err := m.Assess(in)
				s, err2 := m.Setting(in)
				f, err3 := m.Facts(in)
				if err != nil || err2 != nil || err3 != nil {
					t.Error(err, err2, err3)
					return
				}
				got[worker] = append(got[worker], a)
				ranked[worker] = append(ranked[worker], s.LogOdds(f))
			}
		})
	}
	wait.Wait()
	for worker := range got {
		for i := range inputs {
			if diff := cmp.Diff(want[(i+worker*11)%len(inputs)], got[worker][i]); diff != "" {
				t.Fatal(diff)
			}
			if math.Abs(ranked[worker][i]-got[worker][i].LogOdds) > 1e-12 {
				t.Fatalf("ranked %v, assessed %v", ranked[worker][i], got[worker][i].LogOdds)
			}
		}
	}
}
