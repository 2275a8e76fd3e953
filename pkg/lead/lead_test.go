package lead

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestPriorityFollowsTheThresholdsAndAPromise(t *testing.T) {
	later, earlier := noon.Add(time.Minute), noon
	for _, c := range []struct {
		name        string
		probability float64
		callBack    *time.Time
		want        Priority
	}{
		{"at the high threshold", 0.30, nil, High},
		{"below the high threshold", 0.2999, nil, Moderate},
		{"at the moderate threshold", 0.15, nil, Moderate},
		{"below the moderate threshold", 0.1499, nil, FollowUp},
		{"at the follow-up threshold", 0.08, nil, FollowUp},
		{"below all", 0.0799, nil, Retention},
		{"below all, with a call-back that is due", 0.01, &earlier, FollowUp},
		{"below all, with a call-back still to come", 0.01, &later, Retention},
		{"a call-back never lowers", 0.5, &earlier, High},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := PriorityOf(c.probability, dealer.DefaultThresholds, c.callBack, noon); got != c.want {
				t.Fatalf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The queue's order is the priority, then the probability from high to low: a whole number has to say
// the same.
func TestSortKeysOrderLikePriorityThenProbability(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := func(name string) (Priority, float64) {
			return rapid.SampledFrom(Priorities).Draw(t, name), rapid.Float64Range(0, 1).Draw(t, name+" probability")
		}
		p1, x1 := p("a")
		p2, x2 := p("b")
		k1, k2 := SortKey(p1, x1), SortKey(p2, x2)
		r1, r2 := slices.Index(Priorities, p1), slices.Index(Priorities, p2)
		if r1 < r2 && k1 >= k2 {
			t.Fatalf("%s comes after %s", p1, p2)
		}
		if r1 == r2 && x1 > x2+1e-8 && k1 >= k2 {
			t.Fatalf("%v comes after %v", x1, x2)
		}
		from, below := SortRange([]Priority{p1})
		if k1 < from || k1 >= below {
			t.Fatalf("the key %d of %s is not in its range [%d, %d)", k1, p1, from, below)
		}
	})
}

func TestASortRangeSpansItsPriorities(t *testing.T) {
	from, below := SortRange(nil)
	for _, p := range Priorities {
		if k := SortKey(p, 0.5); k < from || k >= below {
			t.Errorf("%s lies outside of the range of all", p)
		}
	}
	from, below = SortRange([]Priority{FollowUp, Moderate})
	for p, want := range map[Priority]bool{High: false, Moderate: true, FollowUp: true, Retention: false} {
		if k := SortKey(p, 0.5); (k >= from && k < below) != want {
			t.Errorf("%s: in the range is %v, want %v", p, !want, want)
		}
	}
}

func TestAnExplanationComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.StringMatching(`[a-z][a-z_]{0,20}`)
		var e Explanation
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			step := Step{Name: names.Draw(t, "name"), LogOdds: rapid.Float64Range(-20, 20).Draw(t, "log-odds")}
			for range rapid.IntRange(0, 4).Draw(t, "signs") {
				step.Signs = append(step.Signs, risk.BarSign{Name: names.Draw(t, "sign"), Present: rapid.Bool().Draw(t, "present")})
			}
			e = append(e, step)
		}
		got, err := ParseExplanation(e.String())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestABrokenExplanationIsAnError(t *testing.T) {
	for _, text := range []string{"age", "age=x", "age=1,slow", "age=1,+", ";"} {
		if e, err := ParseExplanation(text); err == nil {
			t.Errorf("%q was read as %v", text, e)
		}
	}
}

func TestFactsComeBackAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Facts{VehicleAgeMonths: rapid.Float64Range(0, 1200).Draw(t, "vehicle")}
		if rapid.Bool().Draw(t, "known") {
			age := rapid.Float64Range(0, 1200).Draw(t, "battery")
			f.BatteryAgeMonths = &age
		}
		for range rapid.IntRange(0, 11).Draw(t, "signs") {
			e := risk.Evidence{Name: rapid.StringMatching(`[a-z][a-z_]{0,20}`).Draw(t, "name"), Present: rapid.Bool().Draw(t, "present")}
			if rapid.Bool().Draw(t, "aged") {
				e.AgeDays = rapid.Float64Range(0, 400).Draw(t, "age")
			}
			f.Evidence = append(f.Evidence, e)
		}
		got, err := ParseFacts(f.String(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestBrokenFactsAreAnError(t *testing.T) {
	for _, text := range []string{"", "?", "x,1", "1,x", "1,2,", "1,2,slow", "1,2,+", "1,2,+slow@", "1,2,+slow@x"} {
		if f, err := ParseFacts(text, nil); err == nil {
			t.Errorf("%q was read as %+v", text, f)
		}
	}
}
