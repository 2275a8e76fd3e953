package storetest

import (
	"context"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/telemetry"
)

// Telemetry is what every database does with readings.
func Telemetry(t *testing.T, fresh Fresh) {
	voltage := telemetry.Reading{VIN: VIN(1), Kind: telemetry.RestVoltage, ObservedAt: Start, Value: 12.15, RestHours: 8.5, Source: "fordpass"}
	code := telemetry.Reading{VIN: VIN(1), Kind: telemetry.DTC, ObservedAt: Start, Text: "P0562", Source: "workshop"}
	save := func(t *testing.T, db *store.DB, id dealer.ID, r telemetry.Reading, wantChanged bool) {
		t.Helper()
		changed, err := db.SaveReading(t.Context(), id, r)
		must(t, err)
		if changed != wantChanged {
			t.Fatalf("saving %+v: changed is %v, want %v", r, changed, wantChanged)
		}
	}
	t.Run("readings come back as they were saved, oldest first, since a time", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		later, earlier, others := voltage, voltage, voltage
		later.ObservedAt, earlier.ObservedAt, others.VIN = Start.Add(time.Millisecond), Start.Add(-time.Millisecond), VIN(2)
		for _, r := range []telemetry.Reading{later, voltage, code, earlier, others} {
			save(t, db, d.ID, r, true)
		}
		got, err := db.Readings(ctx, d.ID, VIN(1), Start)
		must(t, err)
		same(t, got, []telemetry.Reading{code, voltage, later})
		got, err = db.Readings(ctx, d.ID, VIN(1), time.Time{})
		must(t, err)
		same(t, got, []telemetry.Reading{earlier, code, voltage, later})
	})
	t.Run("the newest readings come first, of the kinds that are asked for and no more than that", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, other.ID, VIN(1))
		later, earlier, crank := voltage, voltage, voltage
		later.ObservedAt, earlier.ObservedAt = Start.Add(time.Hour), Start.Add(-time.Hour)
		crank.Kind, crank.Value = telemetry.CrankTime, 900
		for _, r := range []telemetry.Reading{later, voltage, code, crank, earlier} {
			save(t, db, d.ID, r, true)
		}
		for _, c := range []struct {
			since time.Time
			kinds []telemetry.Kind
			limit int
			want  []telemetry.Reading
		}{
			{limit: 9, want: []telemetry.Reading{later, crank, code, voltage, earlier}},
			{limit: 2, want: []telemetry.Reading{later, crank}},
			{limit: 9, since: Start, kinds: []telemetry.Kind{telemetry.RestVoltage, telemetry.DTC}, want: []telemetry.Reading{later, code, voltage}},
			{limit: 9, kinds: []telemetry.Kind{telemetry.Trip}},
		} {
			got, err := db.RecentReadings(ctx, d.ID, VIN(1), c.since, c.kinds, c.limit)
			must(t, err)
			same(t, got, c.want)
		}
		got, err := db.RecentReadings(ctx, other.ID, VIN(1), time.Time{}, nil, 9)
		must(t, err)
		same(t, got, nil)
	})
	t.Run("the same reading again changes nothing, another value replaces it", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		save(t, db, d.ID, voltage, true)
		save(t, db, d.ID, voltage, false)
		replaced := voltage
		replaced.Value = 12.4
		save(t, db, d.ID, replaced, true)
		replaced.RestHours = 4
		save(t, db, d.ID, replaced, true)
		got, err := db.Readings(ctx, d.ID, VIN(1), Start)
		must(t, err)
		same(t, got, []telemetry.Reading{replaced})
	})
	t.Run("two trouble codes of one scan are two readings, two results of one test are one", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		second := code
		second.Text = "U3003"
		save(t, db, d.ID, code, true)
		save(t, db, d.ID, second, true)
		pass := telemetry.Reading{VIN: VIN(1), Kind: telemetry.ConductanceTest, ObservedAt: Start, Text: "pass", Source: "workshop"}
		replace := pass
		replace.Text = "replace"
		save(t, db, d.ID, pass, true)
		save(t, db, d.ID, replace, true)
		got, err := db.Readings(ctx, d.ID, VIN(1), Start)
		must(t, err)
		same(t, got, []telemetry.Reading{replace, code, second})
	})
	t.Run("a reading of a vehicle that the dealer does not have is not found, and spoils nothing else", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		unknown := voltage
		unknown.VIN = VIN(9)
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			if _, err := db.SaveReading(ctx, d.ID, voltage); err != nil {
				return err
			}
			changed, err := db.SaveReading(ctx, d.ID, unknown)
			wantKind(t, err, fault.NotFound)
			if changed {
				t.Fatal("something changed")
			}
			return nil
		}))
		got, err := db.Readings(ctx, d.ID, VIN(1), Start)
		must(t, err)
		same(t, got, []telemetry.Reading{voltage})
	})
	t.Run("a reading that is taken away is gone, others stay, and OtherDealerCannotDelete it", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, other.ID, VIN(1))
		second := code
		second.Text = "U3003"
		for _, r := range []telemetry.Reading{voltage, code, second} {
			save(t, db, d.ID, r, true)
		}
		must(t, db.DeleteReading(ctx, other.ID, voltage))
		must(t, db.DeleteReading(ctx, d.ID, second))
		must(t, db.DeleteReading(ctx, d.ID, second))
		got, err := db.Readings(ctx, d.ID, VIN(1), time.Time{})
		must(t, err)
		same(t, got, []telemetry.Reading{code, voltage})
	})
	t.Run("OtherDealerCannotRead or change readings", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, mine.ID, VIN(1))
		save(t, db, mine.ID, voltage, true)
		_, err := db.SaveReading(ctx, other.ID, voltage)
		wantKind(t, err, fault.NotFound)
		Vehicle(t, db, other.ID, VIN(1))
		got, err := db.Readings(ctx, other.ID, VIN(1), time.Time{})
		if must(t, err); len(got) != 0 {
			t.Fatalf("the other dealer reads %v", got)
		}
		changed := voltage
		changed.Value = 9
		save(t, db, other.ID, changed, true)
		got, err = db.Readings(ctx, mine.ID, VIN(1), time.Time{})
		must(t, err)
		same(t, got, []telemetry.Reading{voltage})
	})
}
