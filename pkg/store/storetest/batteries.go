package storetest

import (
	"context"
	"testing"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

// BatteryEvent adds an event of a vehicle that is there. It is recorded on its day, and never before Start.
func BatteryEvent(t testing.TB, db *store.DB, dealerID dealer.ID, vin vehicle.VIN, kind battery.Kind, on vehicle.Date, change ...func(*battery.Event)) battery.Event {
	t.Helper()
	e := battery.Event{ID: ID("event"), VIN: vin, Kind: kind, OccurredOn: on, Source: "repair order", RecordedAt: Start}
	if at := on.Time().Add(12 * time.Hour); at.After(Start) {
		e.RecordedAt = at
	}
	if kind == battery.Tested {
		e.Result = battery.Pass
	}
	for _, f := range change {
		f(&e)
	}
	added, err := db.SaveBatteryEvent(context.Background(), dealerID, e)
	if must(t, err); !added {
		t.Fatalf("the event %+v is there already", e)
	}
	return e
}

// day is the nth day of 2026.
func day(n int) vehicle.Date {
	return vehicle.DateOf(time.Date(2026, time.January, n, 0, 0, 0, 0, time.UTC))
}

// Batteries is what every database does with events of batteries.
func Batteries(t *testing.T, fresh Fresh) {
	t.Run("events come back as they were saved, in order of day, then of when they were recorded", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		u := User(t, db, d, "Ann")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		late := BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(40), func(e *battery.Event) { e.Result, e.Source = battery.Replace, `Zoë's "bench"` })
		second := BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedAfterFailure, day(20), func(e *battery.Event) {
			from := day(7)
			before := false
			e.FailedEarly, e.EarlyFailureBefore, e.BatteryFrom, e.RecordedBy, e.RecordedAt = true, &before, &from, u.ID, Start.Add(time.Hour)
		})
		first := BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(20))
		other := BatteryEvent(t, db, d.ID, VIN(2), battery.ReplacedPreventively, day(1))
		got, err := db.BatteryEvents(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, []battery.Event{first, second, late})
		got, err = db.DealerBatteryEvents(ctx, d.ID)
		must(t, err)
		want := []battery.Event{first, second, late}
		if VIN(2) < VIN(1) {
			want = append([]battery.Event{other}, want...)
		} else {
			want = append(want, other)
		}
		same(t, got, want)
	})
	t.Run("the same event again adds nothing, another kind, result or day does", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		e := BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(5))
		again := e
		again.ID, again.Source = ID("event"), "somebody else"
		added, err := db.SaveBatteryEvent(ctx, d.ID, again)
		if must(t, err); added {
			t.Fatal("the same event was added twice")
		}
		got, err := db.BatteryEvents(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, []battery.Event{e})
		BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(5), func(e *battery.Event) { e.Result = battery.Replace })
		BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(6))
		BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(5))
		if got, err = db.BatteryEvents(ctx, d.ID, VIN(1)); err != nil || len(got) != 4 {
			t.Fatalf("%d events, want 4: %v", len(got), err)
		}
	})
	t.Run("an event of a vehicle that the dealer does not have is not found, and spoils nothing else", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			e := battery.Event{ID: "e1", VIN: VIN(1), Kind: battery.Installed, OccurredOn: day(1), RecordedAt: Start}
			if _, err := db.SaveBatteryEvent(ctx, d.ID, e); err != nil {
				return err
			}
			e.ID, e.VIN = "e2", VIN(9)
			added, err := db.SaveBatteryEvent(ctx, d.ID, e)
			wantKind(t, err, fault.NotFound)
			if added {
				t.Fatal("something was added")
			}
			return nil
		}))
		if got, err := db.DealerBatteryEvents(ctx, d.ID); err != nil || len(got) != 1 {
			t.Fatalf("%v, %v", got, err)
		}
	})
	t.Run("the history is the latest day of fitting, and whether a battery failed early", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		history := func() vehicle.BatteryHistory {
			t.Helper()
			h, err := db.BatteryHistory(ctx, d.ID, VIN(1))
			must(t, err)
			return h
		}
		same(t, history(), vehicle.BatteryHistory{})
		BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(50))
		same(t, history(), vehicle.BatteryHistory{})
		latest := day(31)
		BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedPreventively, latest)
		BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(9))
		same(t, history(), vehicle.BatteryHistory{FittedOn: &latest})
		BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedAfterFailure, day(3), func(e *battery.Event) { e.FailedEarly = true })
		same(t, history(), vehicle.BatteryHistory{FittedOn: &latest, FailedEarly: true})
	})
	t.Run("an event that is taken away is gone, and one that is not there is not found", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		Vehicle(t, db, other.ID, VIN(1))
		gone := BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(1))
		stays := BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(2))
		wantKind(t, db.DeleteBatteryEvent(ctx, d.ID, VIN(2), gone.ID, Start), fault.NotFound)
		wantKind(t, db.DeleteBatteryEvent(ctx, other.ID, VIN(1), gone.ID, Start), fault.NotFound) // OtherDealerCannotDelete
		must(t, db.DeleteBatteryEvent(ctx, d.ID, VIN(1), gone.ID, Start))
		wantKind(t, db.DeleteBatteryEvent(ctx, d.ID, VIN(1), gone.ID, Start), fault.NotFound)
		got, err := db.BatteryEvents(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, []battery.Event{stays})
		BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(1)) // and may be recorded again
	})
	t.Run("what was worked out of an event can be replaced, and nothing else of it", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, other.ID, VIN(1))
		from := day(1)
		e := BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedAfterFailure, day(3), func(e *battery.Event) { e.FailedEarly, e.BatteryFrom = true, &from })
		e.FailedEarly, e.BatteryFrom = false, nil
		changed := e
		changed.Source, changed.OccurredOn = "another", day(9)
		wantKind(t, db.UpdateBatteryEvent(ctx, other.ID, changed), fault.NotFound) // OtherDealerCannotChange
		must(t, db.UpdateBatteryEvent(ctx, d.ID, changed))
		got, err := db.BatteryEvents(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, []battery.Event{e})
		changed.ID = "nothing"
		wantKind(t, db.UpdateBatteryEvent(ctx, d.ID, changed), fault.NotFound)
	})
	t.Run("OtherDealerCannotRead or record events of a vehicle, and may have its own", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, mine.ID, VIN(1))
		e := BatteryEvent(t, db, mine.ID, VIN(1), battery.ReplacedAfterFailure, day(3), func(e *battery.Event) { e.FailedEarly = true })
		_, err := db.SaveBatteryEvent(ctx, other.ID, e)
		wantKind(t, err, fault.NotFound)
		nothing := func() {
			t.Helper()
			for _, read := range []func() ([]battery.Event, error){
				func() ([]battery.Event, error) { return db.BatteryEvents(ctx, other.ID, VIN(1)) },
				func() ([]battery.Event, error) { return db.DealerBatteryEvents(ctx, other.ID) },
			} {
				if got, err := read(); err != nil || len(got) != 0 {
					t.Fatalf("the other dealer reads %v, %v", got, err)
				}
			}
			h, err := db.BatteryHistory(ctx, other.ID, VIN(1))
			must(t, err)
			same(t, h, vehicle.BatteryHistory{})
		}
		nothing()
		Vehicle(t, db, other.ID, VIN(1))
		nothing()
		added, err := db.SaveBatteryEvent(ctx, other.ID, e)
		if must(t, err); !added {
			t.Fatal("the other dealer cannot have an event of its own vehicle")
		}
	})
}
