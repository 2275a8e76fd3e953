package battery_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

func TestAnEventThatWasAMistakeIsTakenBackWithWhatFollowedFromIt(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = ptr(daysAgo(800)) })
	b.leads.Rescore(t.Context(), b.dealer.ID)
	takeBack := func(e battery.Event) {
		t.Helper()
		if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(e.VIN), e.ID); err != nil {
			t.Fatal(err)
		}
	}
	before, estimate := b.vehicle(t), b.probability(t)
	same := func(what string) {
		t.Helper()
		after := b.vehicle(t)
		after.UpdatedAt = before.UpdatedAt
		if diff := cmp.Diff(before, after); diff != "" || b.probability(t) != estimate {
			t.Fatalf("%s left %s and the estimate %v, which was %v", what, diff, b.probability(t), estimate)
		}
	}
	failure := b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(20)})
	if v := b.vehicle(t); !*v.PriorEarlyFailure || *v.BatteryInstalled != daysAgo(20) {
		t.Fatalf("%+v", v)
	}
	takeBack(failure)
	same("a failure")
	test := b.record(t, battery.Event{Kind: battery.Tested, Result: battery.Replace, OccurredOn: daysAgo(5)})
	if b.sign(t, telemetry.ConductanceReplace) != telemetry.Present {
		t.Fatal("the test is no evidence")
	}
	takeBack(test)
	same("a test")

	// What another event says stays.
	first := b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(300)})
	second := b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(10)})
	takeBack(second)
	if v := b.vehicle(t); v.PriorEarlyFailure == nil || !*v.PriorEarlyFailure || *v.BatteryInstalled != daysAgo(300) {
		t.Fatalf("after the second was taken back: %+v", v)
	}
	second = b.record(t, battery.Event{Kind: battery.Installed, OccurredOn: daysAgo(10)})
	takeBack(first)
	if v := b.vehicle(t); v.PriorEarlyFailure != nil || *v.BatteryInstalled != daysAgo(10) {
		t.Fatalf("after the first was taken back: %+v", v)
	}
	for _, id := range []string{first.ID, "nothing"} {
		if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(second.VIN), id); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("%s: %v", id, err)
		}
	}
	other := storetest.Dealer(t, b.db, "B1")
	storetest.Vehicle(t, b.db, other.ID, storetest.VIN(1))
	if err := b.batteries.TakeBack(t.Context(), other.ID, string(second.VIN), second.ID); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("another dealer: %v", err)
	}
}

// Two tests of one day are one piece of evidence: the bad one counts, as it does among the outcomes. What one of
// them says stays when the other is taken back.
func TestTwoTestsOfOneDayAreOnePieceOfEvidence(t *testing.T) {
	pass := battery.Event{Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(5)}
	bad := battery.Event{Kind: battery.Tested, Result: battery.Replace, OccurredOn: daysAgo(5)}
	for _, c := range []struct {
		name          string
		first, second battery.Event
		sources       [2]string
	}{
		{"the bad one after the good one", pass, bad, [2]string{"bench", "bench"}},
		{"the good one after the bad one", bad, pass, [2]string{"bench", "bench"}},
		{"from two sources", pass, bad, [2]string{"bench", "a tester"}},
		{"from two sources, the other way round", bad, pass, [2]string{"a tester", "bench"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for taken := range 2 {
				b := setup(t)
				storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
				c.first.Source, c.second.Source = c.sources[0], c.sources[1]
				first := b.record(t, c.first)
				b.clock.Move(time.Minute)
				both := []battery.Event{first, b.record(t, c.second)}
				if got := b.sign(t, telemetry.ConductanceReplace); got != telemetry.Present {
					t.Fatalf("after both the sign is %d", got)
				}
				if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(storetest.VIN(1)), both[taken].ID); err != nil {
					t.Fatal(err)
				}
				want := telemetry.Absent
				if both[1-taken].Result == battery.Replace {
					want = telemetry.Present
				}
				if got := b.sign(t, telemetry.ConductanceReplace); got != want {
					t.Fatalf("with %s taken back the sign is %d, want %d", both[taken].Result, got, want)
				}
				if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(storetest.VIN(1)), both[1-taken].ID); err != nil {
					t.Fatal(err)
				}
				if got := b.sign(t, telemetry.ConductanceReplace); got != telemetry.Unobserved {
					t.Fatalf("with both taken back the sign is %d", got)
				}
			}
		})
	}
}

func TestWhatTheVehiclesRecordSaidOfAnEarlyFailureComesBack(t *testing.T) {
	for _, said := range []*bool{nil, ptr(false), ptr(true)} {
		for _, order := range [][]int{{0, 1}, {1, 0}} {
			b := setup(t)
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) {
				v.BatteryInstalled, v.PriorEarlyFailure = ptr(daysAgo(800)), said
			})
			events := []battery.Event{
				b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(300)}),
				b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(10)}),
			}
			for n, i := range order {
				if got := b.vehicle(t).PriorEarlyFailure; got == nil || !*got {
					t.Fatalf("with %d of two failures the record says %v", 2-n, got)
				}
				if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(storetest.VIN(1)), events[i].ID); err != nil {
					t.Fatal(err)
				}
			}
			v := b.vehicle(t)
			if diff := cmp.Diff(said, v.PriorEarlyFailure); diff != "" || *v.BatteryInstalled != daysAgo(800) {
				t.Fatalf("in the order %v: the battery is from %v, and of an early failure: %s", order, v.BatteryInstalled, diff)
			}
		}
	}
}

// A replacement that never was fitted no battery, whatever happened later.
func TestWhatIsTakenBackFittedNoBattery(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) {
		v.Year, v.InServiceOn, v.BatteryInstalled = 2019, nil, ptr(daysAgo(2000))
	})
	mistake := b.record(t, battery.Event{Kind: battery.ReplacedPreventively, OccurredOn: daysAgo(300)})
	failure := b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(100)})
	if *failure.BatteryFrom != daysAgo(300) || !failure.FailedEarly {
		t.Fatalf("%+v", failure)
	}
	if err := b.batteries.TakeBack(t.Context(), b.dealer.ID, string(storetest.VIN(1)), mistake.ID); err != nil {
		t.Fatal(err)
	}
	events, err := b.batteries.Events(t.Context(), b.dealer.ID, string(storetest.VIN(1)))
	if err != nil || len(events) != 1 || *events[0].BatteryFrom != daysAgo(2000) || events[0].FailedEarly {
		t.Fatalf("%+v, %v", events, err)
	}
	if v := b.vehicle(t); *v.BatteryInstalled != daysAgo(100) || v.PriorEarlyFailure != nil {
		t.Fatalf("%+v", v)
	}
}
