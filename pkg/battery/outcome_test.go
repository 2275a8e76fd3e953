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
	at := asOf.AddDate(0, 0, days)
	return Event{Kind: kind, Result: result, OccurredOn: vehicle.DateOf(at), RecordedAt: at}
}

func TestWhatBecameOfABattery(t *testing.T) {
	failed := func(days int) Event { return event(ReplacedAfterFailure, "", days) }
	preventive := func(days int) Event { return event(ReplacedPreventively, "", days) }
	fitted := func(days int) Event { return event(Installed, "", days) }
	late := func(e Event) Event { e.RecordedAt = asOf.AddDate(0, 0, 200); return e }
	early := func(e Event) Event { e.RecordedAt = asOf.AddDate(0, 0, -1); return e }
	from := func(e Event, days int) Event {
		on := vehicle.DateOf(asOf.AddDate(0, 0, days))
		e.BatteryFrom = &on
		return e
	}
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
		{"it had failed on the day of the estimate, which was recorded later, and the new one passed a test", []Event{late(failed(0)), pass(30)}, NotInVehicle},
		{"it had failed before, which was recorded later, and the new one passed a test", []Event{late(failed(-5)), pass(30)}, NotInVehicle},
		{"it had been replaced before, which was recorded later, and the new one failed", []Event{late(preventive(-5)), failed(30)}, NotInVehicle},
		{"the one before had failed on the day of the estimate, which knew of it, and this one passed a test", []Event{failed(0), pass(30)}, Sound},
		{"a test of the day of the estimate was recorded later", []Event{late(bad(0)), pass(30)}, Sound},
		{"a test that was known to the estimate is of a day later in UTC", []Event{early(pass(1))}, NotInspected},
		{"a failure that was known to the estimate is of a day later in UTC", []Event{early(failed(1)), pass(30)}, Sound},
		{"it passed a test, and the record has another battery by the next", []Event{pass(10), from(pass(30), 20)}, ReplacedEarly},
		{"it passed a test as the battery that it was", []Event{from(pass(30), -200)}, Sound},
		{"the next battery failed as well", []Event{preventive(10), failed(100)}, ReplacedEarly},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := OutcomeOf(c.events, asOf, horizon); got != c.want {
				t.Fatalf("got %d, want %d", got, c.want)
			}
		})
	}
}

// Estimates that follow each other at the end of the horizon never share an event: where one of them is held
// against an outcome that it has by an event, whenever that was recorded, the other has its own without it.
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
			e := event(kind, result, rapid.IntRange(-20, 420).Draw(t, "day"))
			e.RecordedAt = e.RecordedAt.AddDate(0, 0, rapid.IntRange(-1, 300).Draw(t, "recorded"))
			events = append(events, e)
		}
		slices.SortStableFunc(events, func(a, b Event) int { return a.OccurredOn.Time().Compare(b.OccurredOn.Time()) })
		i := rapid.IntRange(0, len(events)-1).Draw(t, "event")
		without := slices.Delete(slices.Clone(events), i, i+1)
		heldAgainst := func(asOf time.Time) bool {
			with := OutcomeOf(events, asOf, horizon)
			return (with == Failed || with == Sound) && with != OutcomeOf(without, asOf, horizon)
		}
		if heldAgainst(asOf) && heldAgainst(second) {
			t.Fatalf("%+v counts for both of the estimates as of %v and %v", events[i], asOf, second)
		}
	})
}
