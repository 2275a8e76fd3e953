package performance

import (
	"testing"
	"time"
)

// rig is a service on a clock and counters that the test moves.
type rig struct {
	*Service
	now      time.Time
	messages Messages
	model    Model
}

func newRig(start time.Time) *rig {
	r := &rig{now: start, model: Model{FailuresByReason: map[string]int64{}}}
	r.Service = NewService(func() Messages { return r.messages }, func() Model { return r.model }, func() time.Time { return r.now })
	return r
}

var halfPast = time.Date(2026, time.March, 2, 9, 0, 30, 0, time.UTC)

func TestTheFirstSlotBeginsWithTheProcessAndNotBefore(t *testing.T) {
	r := newRig(halfPast)
	r.now = halfPast.Add(5 * time.Second)
	a := r.Activity(Hour)
	if len(a.Slots) != 1 || !a.Since.Equal(halfPast) || !a.Slots[0].From.Equal(halfPast) || !a.Slots[0].Until.Equal(r.now) {
		t.Fatalf("%+v", a)
	}
	r.now = halfPast.Add(time.Minute)
	a = r.Activity(Hour)
	if len(a.Slots) != 2 || !a.Slots[0].Until.Equal(halfPast.Add(30*time.Second)) || !a.Slots[1].From.Equal(a.Slots[0].Until) {
		t.Fatalf("%+v", a)
	}
}

func TestASlotHasWhatWasCountedInItAndNothingElse(t *testing.T) {
	r := newRig(halfPast)
	r.Record(10 * time.Millisecond)
	r.messages = Messages{AI: 3, Template: 1, Edited: 2, Hits: 4, Misses: 1}
	r.model = Model{Calls: 5, Failures: 1, Cost: 70, FailuresByReason: map[string]int64{"timeout": 1}}
	r.now = r.now.Add(30 * time.Second)
	r.history.turn(r.now)
	r.Record(40 * time.Millisecond)
	r.Record(40 * time.Millisecond)
	r.messages.AI, r.messages.Misses = 10, 6
	r.model = Model{Calls: 6, Failures: 3, Cost: 75, FailuresByReason: map[string]int64{"timeout": 2, "refused": 1}}
	a := r.Activity(Hour)
	if len(a.Slots) != 2 {
		t.Fatalf("%d slots", len(a.Slots))
	}
	first, second := a.Slots[0], a.Slots[1]
	if first.Answers.Count != 1 || first.Messages != (Messages{AI: 3, Template: 1, Edited: 2, Hits: 4, Misses: 1}) || first.Model.Calls != 5 || first.Model.Cost != 70 {
		t.Errorf("%+v", first)
	}
	if second.Answers.Count != 2 || second.Messages != (Messages{AI: 7, Misses: 5}) || second.Model.Calls != 1 || second.Model.Failures != 2 || second.Model.Cost != 5 {
		t.Errorf("%+v", second)
	}
	if diff := (second.Answers.P95 - 40*time.Millisecond).Abs(); diff > time.Millisecond {
		t.Errorf("p95 %v", second.Answers.P95)
	}
	if a.FailuresByReason["timeout"] != 2 || a.FailuresByReason["refused"] != 1 || len(a.FailuresByReason) != 2 {
		t.Errorf("%v", a.FailuresByReason)
	}
	if day := r.Activity(Day); len(day.Slots) != 1 || day.Slots[0].Answers.Count != 3 || day.Slots[0].Messages.AI != 10 {
		t.Errorf("%+v", day)
	}
}

func TestAnHourOfMinutesAndADayOfQuartersAreKeptWithoutAGap(t *testing.T) {
	r := newRig(halfPast)
	for range 30 * 60 {
		r.now = r.now.Add(time.Minute)
		r.history.turn(r.now)
	}
	for w, want := range map[Window]int{Hour: 61, Day: 97} {
		slots := r.Activity(w).Slots
		if len(slots) != want {
			t.Errorf("%s: %d slots, want %d", w, len(slots), want)
		}
		for i := 1; i < len(slots); i++ {
			if !slots[i].From.Equal(slots[i-1].Until) {
				t.Errorf("%s: %v does not follow %v", w, slots[i].From, slots[i-1].Until)
			}
		}
	}
}

func TestAProcessThatWasAsleepHasEmptySlotsAndNoMoreThanItKeeps(t *testing.T) {
	r := newRig(halfPast)
	r.Record(time.Millisecond)
	r.now = r.now.Add(10 * time.Minute)
	a := r.Activity(Hour)
	if len(a.Slots) != 11 || a.Slots[0].Answers.Count != 1 || a.Slots[5].Answers.Count != 0 {
		t.Fatalf("%+v", a.Slots)
	}
	r.now = r.now.Add(10 * 365 * 24 * time.Hour)
	if n := len(r.Activity(Hour).Slots); n > 62 {
		t.Fatalf("%d slots", n)
	}
}

func TestAClockThatIsSetBackLosesNothing(t *testing.T) {
	r := newRig(halfPast)
	r.Record(time.Millisecond)
	r.now = r.now.Add(-time.Hour)
	r.Record(time.Millisecond)
	if a := r.Activity(Hour); len(a.Slots) != 1 || a.Slots[0].Answers.Count != 2 || a.Slots[0].Until.Before(a.Slots[0].From) {
		t.Fatalf("%+v", a)
	}
}
