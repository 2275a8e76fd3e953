package storetest

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

func sortVINs(vins []vehicle.VIN) { slices.Sort(vins) }

func wantDue(t testing.TB, db *store.DB, id dealer.ID, want ...vehicle.VIN) {
	t.Helper()
	due, err := db.DueVehicles(t.Context(), id, 100)
	must(t, err)
	var got []vehicle.VIN
	for _, d := range due {
		got = append(got, d.Vehicle.VIN)
	}
	sortVINs(want)
	same(t, got, want)
}

func wantDueDealers(t testing.TB, db *store.DB, want ...dealer.ID) {
	t.Helper()
	got, err := db.DueDealers(t.Context())
	must(t, err)
	if len(got) != 0 || len(want) != 0 {
		same(t, got, want)
	}
}

func markOf(t testing.TB, db *store.DB, id dealer.ID, vin vehicle.VIN) int64 {
	t.Helper()
	due, err := db.DueVehicles(t.Context(), id, 10_000)
	must(t, err)
	for _, d := range due {
		if d.Vehicle.VIN == vin {
			return d.Mark
		}
	}
	t.Fatalf("the vehicle %s does not wait for scoring", vin)
	return 0
}

// Scoring is what every database does with scores and the vehicles that wait for one.
func Scoring(t *testing.T, fresh Fresh) {
	t.Run("vehicles that wait come back whole, at most as many as asked for", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		var want []vehicle.Vehicle
		for n := range 3 {
			want = append(want, Vehicle(t, db, d.ID, VIN(n)))
		}
		slices.SortFunc(want, func(a, b vehicle.Vehicle) int { return cmp.Compare(a.VIN, b.VIN) })
		due, err := db.DueVehicles(ctx, d.ID, 2)
		must(t, err)
		if len(due) != 2 {
			t.Fatalf("%d vehicles, want 2", len(due))
		}
		same(t, []vehicle.Vehicle{due[0].Vehicle, due[1].Vehicle}, want[:2])
	})
	t.Run("a change that comes in while a vehicle is being scored is not lost", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		mark := markOf(t, db, d.ID, VIN(1))
		must(t, db.MarkStale(ctx, d.ID, VIN(1)))
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.3), mark))
		wantDue(t, db, d.ID, VIN(1))
		must(t, db.SkipDue(ctx, d.ID, VIN(1), mark))
		wantDue(t, db, d.ID, VIN(1))
		newer := markOf(t, db, d.ID, VIN(1))
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.3), newer))
		wantDue(t, db, d.ID)
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.2), mark)) // a slow one that comes last
		wantDue(t, db, d.ID)
	})
	t.Run("a vehicle that cannot be scored is taken off the list until it changes", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		must(t, db.SkipDue(ctx, d.ID, VIN(1), markOf(t, db, d.ID, VIN(1))))
		wantDue(t, db, d.ID)
		must(t, db.MarkStale(ctx, d.ID, VIN(1)))
		wantDue(t, db, d.ID, VIN(1))
	})
	t.Run("scores that are old or by another model make their vehicles wait, at every dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		score := func(d dealer.Dealer, n int, age time.Duration, model string) {
			t.Helper()
			Vehicle(t, db, d.ID, VIN(n))
			s := Score(VIN(n), 0.3)
			s.AsOf, s.ModelVersion = Start.Add(-age), model
			must(t, db.SaveScore(ctx, d.ID, s, 1))
		}
		score(a, 1, time.Hour, "v5")
		score(a, 2, time.Hour-time.Millisecond, "v5")
		score(a, 3, time.Hour+time.Millisecond, "v5")
		score(a, 4, 0, "v4")
		score(b, 5, 0, "v6")
		score(b, 6, 0, "v5")
		Vehicle(t, db, b.ID, VIN(7))
		must(t, db.SkipDue(ctx, b.ID, VIN(7), 1)) // never scored: nothing of it is old
		must(t, db.MarkOldScoresDue(ctx, Start.Add(-time.Hour), "v5"))
		wantDue(t, db, a.ID, VIN(3), VIN(4))
		wantDue(t, db, b.ID, VIN(5))
		mark := markOf(t, db, b.ID, VIN(5))
		must(t, db.MarkOldScoresDue(ctx, Start.Add(-time.Hour), "v5"))
		if again := markOf(t, db, b.ID, VIN(5)); again != mark {
			t.Fatalf("a vehicle that waits already was marked again: %d, then %d", mark, again)
		}
	})
	t.Run("marking old scores gives way to somebody who holds a vehicle", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		v := Vehicle(t, db, d.ID, VIN(1))
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.3), 1))
		v.City = "Elsewhere"
		must(t, db.InTx(ctx, func(held context.Context) error {
			if err := db.SaveVehicle(held, d.ID, v); err != nil {
				return err
			}
			wantKind(t, db.MarkOldScoresDue(ctx, Start, "zzz"), fault.Unavailable)
			return nil
		}))
		must(t, db.MarkOldScoresDue(ctx, Start, "zzz"))
		wantDue(t, db, d.ID, VIN(1))
	})
	t.Run("open leads without a rank are found, and OtherDealerCannotRead them", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Lead(t, db, a.ID, VIN(1))
		Lead(t, db, a.ID, VIN(2), func(l *lead.Lead) { l.Cohort.Label = "F-150" })
		Lead(t, db, a.ID, VIN(3), func(l *lead.Lead) { l.Status, l.ClosedReason = lead.Closed, lead.ClosedOther })
		got, err := db.UnrankedVehicles(ctx, a.ID)
		must(t, err)
		same(t, got, []vehicle.VIN{VIN(1)})
		got, err = db.UnrankedVehicles(ctx, b.ID)
		must(t, err)
		same(t, got, nil)
		for _, n := range []int{1, 2, 3} {
			must(t, db.SkipDue(ctx, a.ID, VIN(n), 1))
		}
		due, err := db.DueDealers(ctx)
		must(t, err)
		same(t, due, []dealer.ID{a.ID})
	})
	t.Run("more old scores than one chunk are all found", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		const many = 4100
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			for n := range many {
				v := vehicle.Vehicle{VIN: VIN(n), Kind: vehicle.Car, Chemistry: vehicle.AGM}
				if err := db.SaveVehicle(ctx, d.ID, v); err != nil {
					return err
				}
				if err := db.SaveScore(ctx, d.ID, Score(v.VIN, 0.1), 1); err != nil {
					return err
				}
			}
			return nil
		}))
		must(t, db.MarkOldScoresDue(ctx, Start, "zzz"))
		due, err := db.DueVehicles(ctx, d.ID, many+1)
		if must(t, err); len(due) != many {
			t.Fatalf("%d vehicles wait, want %d", len(due), many)
		}
	})
	t.Run("standings are the latest probabilities by one model version", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		for n := range 4 {
			Vehicle(t, db, mine.ID, VIN(n))
		}
		Vehicle(t, db, other.ID, VIN(1))
		old := Score(VIN(1), 0.9)
		old.AsOf = Start.Add(-time.Hour)
		must(t, db.SaveScore(ctx, mine.ID, old, 1))
		must(t, db.SaveScore(ctx, mine.ID, Score(VIN(1), 0.25), 1))
		byAnother := Score(VIN(2), 0.5)
		byAnother.ModelVersion = "another"
		must(t, db.SaveScore(ctx, mine.ID, byAnother, 1))
		must(t, db.SaveScore(ctx, mine.ID, Score(VIN(3), 0), 1))
		must(t, db.SaveScore(ctx, other.ID, Score(VIN(1), 0.75), 1))
		got, err := db.Standings(ctx, mine.ID, Model)
		must(t, err)
		want := []lead.Standing{
			{VIN: VIN(1), Family: "F-150", Year: 2023, State: "TX", Chemistry: vehicle.AGM, Probability: 0.25},
			{VIN: VIN(3), Family: "F-150", Year: 2023, State: "TX", Chemistry: vehicle.AGM, Probability: 0},
		}
		slices.SortFunc(want, func(a, b lead.Standing) int { return cmp.Compare(a.VIN, b.VIN) })
		same(t, got, want)
	})
	t.Run("OtherDealerCannotChange scores or what waits", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, mine.ID, VIN(1))
		wantKind(t, db.SaveScore(ctx, other.ID, Score(VIN(1), 0.3), 9), fault.NotFound)
		must(t, db.SkipDue(ctx, other.ID, VIN(1), 9))
		wantDue(t, db, mine.ID, VIN(1))
		wantDue(t, db, other.ID)
		got, err := db.Standings(ctx, other.ID, Model)
		if must(t, err); len(got) != 0 {
			t.Fatalf("the other dealer sees %v", got)
		}
	})
}
