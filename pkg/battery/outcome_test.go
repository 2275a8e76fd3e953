package battery

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dealerportal/pkg/vehicle"
)

var asOf = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// event happened so many days after the day of asOf.
func event(kind Kind, result Result, days int) Event {
	return Event{Kind: kind, Result: result, OccurredOn: vehicle.DateOf(asOf.AddDate(0, 0, days)), RecordedAt: asOf}
}

func TestWhatBecameOfABattery(t *testing.T) {
	failed := func(days int) Event { return event(ReplacedAfterFailure, "", days) }
	preventive := func(days int) Event { return event(ReplacedPreventively, "", days) }
	fitted := func(days int) Event { return event(Installed, "", days) }
	pass := func(days int) Event { return event(Tested, Pass, days) }
	bad := func(days int) Event { return event(Tested, Replace, days) }
	const horizon = 180
	for _, c := range []struct {
		name   string
		events []Event
		want   Outcome
	}{
		{"nothing was recorded", nil, NotInspected},
		{"it failed on the first day that counts", []Event{failed(1)}, Failed},
		{"it failed on the last day", []Event{failed(180)}, Failed},
		{"it failed the day after", []Event{failed(181)}, NotInspected},
		{"it failed on the day of the estimate, which may have known of it", []Event{failed(0)}, NotInspected},
		{"it failed before", []Event{failed(-5)}, NotInspected},
		{"it passed a test", []Event{pass(30)}, Sound},
		{"it passed a test on the day of the estimate, where the test may have been evidence", []Event{pass(0)}, NotInspected},
		{"it passed a test and failed later", []Event{pass(30), failed(90)}, Failed},
		{"it passed a test and failed after the horizon", []Event{pass(30), failed(190)}, Sound},
		{"it was replaced as a precaution", []Event{preventive(30)}, ReplacedEarly},
		{"it passed a test and was replaced as a precaution", []Event{pass(30), preventive(60)}, ReplacedEarly},
		{"it was replaced, and nobody said why", []Event{fitted(30)}, ReplacedEarly},
		{"it failed a test and was replaced", []Event{bad(30), preventive(40)}, Failed},
		{"it failed a test and was replaced on the same day", []Event{bad(30), fitted(30)}, Failed},
		{"the same, recorded the other way round", []Event{fitted(30), bad(30)}, Failed},
		{"it failed a test and was not replaced", []Event{bad(30)}, Undecided},
		{"it failed a test and was replaced after the horizon", []Event{bad(170), preventive(185)}, Undecided},
		{"it failed a test, passed a later one, and was replaced", []Event{bad(30), pass(35), preventive(40)}, ReplacedEarly},
		{"it failed a test and passed a later one", []Event{bad(30), pass(35)}, Sound},
		{"it failed a test before the estimate, which was evidence, and was replaced", []Event{bad(-2), preventive(3)}, ReplacedEarly},
		{"it failed a test before the estimate, and then failed", []Event{bad(-2), failed(3)}, Failed},
		{"two tests of one day disagree: the bad one counts", []Event{bad(30), pass(30)}, Undecided},
		{"the next battery failed as well", []Event{preventive(10), failed(100)}, ReplacedEarly},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := OutcomeOf(c.events, asOf, horizon); got != c.want {
				t.Fatalf("got %d, want %d", got, c.want)
			}
		})
	}
}

// Estimates that follow each other at the end of the horizon never share an event: whatever one of them
// would say with an event and not without it, the other says the same either way.
func TestNoEventIsAnOutcomeOfTwoEstimatesThatFollowEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		horizon := rapid.IntRange(1, 200).Draw(t, "horizon")
		second := asOf.AddDate(0, 0, horizon).Add(time.Duration(rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "later")))
		var events []Event
		for range rapid.IntRange(1, 6).Draw(t, "events") {
			kind := rapid.SampledFrom([]Kind{Installed, ReplacedAfterFailure, ReplacedPreventively, Tested}).Draw(t, "kind")
			result := Result("")
			if kind == Tested {
				result = rapid.SampledFrom([]Result{Pass, Replace}).Draw(t, "result")
			}
			events = append(events, event(kind, result, rapid.IntRange(-20, 420).Draw(t, "day")))
		}
		slices.SortStableFunc(events, func(a, b Event) int { return a.OccurredOn.Time().Compare(b.OccurredOn.Time()) })
		i := rapid.IntRange(0, len(events)-1).Draw(t, "event")
		without := slices.Delete(slices.Clone(events), i, i+1)
		changesFirst := OutcomeOf(events, asOf, horizon) != OutcomeOf(without, asOf, horizon)
		changesSecond := OutcomeOf(events, second, horizon) != OutcomeOf(without, second, horizon)
		if changesFirst && changesSecond {
			t.Fatalf("%+v counts for both of the estimates as of %v and %v", events[i], asOf, second)
		}
	})
}
