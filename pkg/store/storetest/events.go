package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
)

// Events is what every database does with events.
func Events(t *testing.T, fresh Fresh) {
	record := func(ctx context.Context, db *store.DB, d dealer.Dealer, subject string) error {
		return db.RecordEvent(ctx, d.ID, event.Event{Name: event.LeadChanged, Subject: subject, At: Start})
	}
	of := func(t *testing.T, db *store.DB, d dealer.Dealer, after int64) []event.Event {
		t.Helper()
		events, err := db.Events(t.Context(), d.ID, after, 1000)
		must(t, err)
		return events
	}
	head := func(t *testing.T, db *store.DB, d dealer.Dealer) int64 {
		t.Helper()
		n, err := db.EventHead(t.Context(), d.ID)
		must(t, err)
		return n
	}
	t.Run("an event comes back as it was recorded, and each dealer counts its own", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			return errors.Join(record(ctx, db, b, "b1"), record(ctx, db, a, "a1"), record(ctx, db, b, "b2"))
		}))
		must(t, db.RecordEvent(ctx, a.ID, event.Event{Name: event.FleetScored, At: Start.Add(time.Second)}))
		same(t, of(t, db, a, 0), []event.Event{
			{ID: 1, Name: event.LeadChanged, Subject: "a1", At: Start}, {ID: 2, Name: event.FleetScored, At: Start.Add(time.Second)},
		})
		same(t, of(t, db, b, 1), []event.Event{{ID: 2, Name: event.LeadChanged, Subject: "b2", At: Start}})
		heads, err := db.EventHeads(ctx)
		must(t, err)
		same(t, heads, map[dealer.ID]int64{a.ID: 2, b.ID: 2})
		limited, err := db.Events(ctx, a.ID, 0, 1)
		must(t, err)
		same(t, limited, of(t, db, a, 0)[:1])
	})
	t.Run("a dealer without events has none, and one that does not exist gets none", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		if n := head(t, db, d); n != 0 || len(of(t, db, d, 0)) != 0 {
			t.Fatalf("the head is %d", n)
		}
		wantKind(t, record(ctx, db, dealer.Dealer{ID: "nobody"}, "x"), fault.NotFound)
	})
	t.Run("what is rolled back is told to nobody and leaves no gap", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		told := 0
		db.OnEvents(func(dealer.ID) { told++ })
		if db.InTx(ctx, func(ctx context.Context) error { must(t, record(ctx, db, d, "x")); return errors.New("no") }) == nil {
			t.Fatal("there is no error")
		}
		if told != 0 || head(t, db, d) != 0 {
			t.Fatalf("told %d times, the head is %d", told, head(t, db, d))
		}
		must(t, record(ctx, db, d, "y"))
		if got := of(t, db, d, 0); len(got) != 1 || got[0].ID != 1 || got[0].Subject != "y" {
			t.Fatalf("%+v", got)
		}
	})
	t.Run("whoever is told of a dealer finds the events, once for each commit and dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		told := map[dealer.ID]int{}
		db.OnEvents(func(id dealer.ID) {
			told[id]++
			if events, err := db.Events(t.Context(), id, 0, 10); err != nil || len(events) == 0 {
				t.Errorf("told before the commit: %v, %v", events, err)
			}
		})
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			return errors.Join(record(ctx, db, a, "a1"), record(ctx, db, b, "b1"), record(ctx, db, a, "a2"))
		}))
		same(t, told, map[dealer.ID]int{a.ID: 1, b.ID: 1})
	})
	t.Run("a reader that remembers the last id it has seen does not miss a slow transaction", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		recorded, release := make(chan struct{}), make(chan struct{})
		slow, quick := make(chan error, 1), make(chan error, 1)
		go func() {
			slow <- db.InTx(t.Context(), func(ctx context.Context) error {
				err := record(ctx, db, d, "slow")
				close(recorded)
				<-release
				return err
			})
		}()
		<-recorded
		go func() { quick <- record(t.Context(), db, d, "quick") }()
		last := int64(0)
		var seen []string
		look := func() {
			for _, e := range of(t, db, d, last) {
				last = e.ID
				seen = append(seen, e.Subject)
			}
		}
		if db.Kind() == "postgres" { // where two can write at once the quick one overtakes
			must(t, <-quick)
			look()
			same(t, seen, []string{"quick"})
			close(release)
			must(t, <-slow)
		} else {
			look()
			close(release)
			must(t, <-slow)
			look()
			must(t, <-quick)
		}
		look()
		if len(seen) != 2 {
			t.Fatalf("seen: %v", seen)
		}
	})
	t.Run("of many writers at once a reader sees every event once and in order", func(t *testing.T) {
		db := open(t, fresh)
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		const writers, times = 8, 20
		done := make(chan struct{})
		go func() {
			defer close(done)
			all(t, writers, func(w int) error {
				for n := range times {
					err := db.InTx(t.Context(), func(ctx context.Context) error {
						// Both dealers, in either order: neither waits for the other for good.
						if (w+n)%2 == 0 {
							return errors.Join(record(ctx, db, other, "x"), record(ctx, db, d, fmt.Sprint(w, "-", n)))
						}
						return errors.Join(record(ctx, db, d, fmt.Sprint(w, "-", n)), record(ctx, db, other, "x"))
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}()
		seen := map[string]bool{}
		for last, over := int64(0), false; !over; {
			select {
			case <-done:
				over = true
			default:
			}
			for _, e := range of(t, db, d, last) {
				if e.ID != last+1 || seen[e.Subject] {
					t.Fatalf("after %d comes %d (%s)", last, e.ID, e.Subject)
				}
				last = e.ID
				seen[e.Subject] = true
			}
		}
		if len(seen) != writers*times {
			t.Fatalf("%d of %d events were seen", len(seen), writers*times)
		}
	})
	t.Run("old events are dropped, and ids go on", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		must(t, record(ctx, db, d, "old"))
		must(t, db.RecordEvent(ctx, d.ID, event.Event{Name: event.LeadChanged, Subject: "young", At: Start.Add(time.Minute)}))
		must(t, db.PruneEvents(ctx, Start.Add(time.Minute)))
		if got := of(t, db, d, 0); len(got) != 1 || got[0].Subject != "young" {
			t.Fatalf("%+v", got)
		}
		must(t, db.PruneEvents(ctx, Start.Add(time.Hour)))
		must(t, record(ctx, db, d, "next"))
		if got := of(t, db, d, 0); len(got) != 1 || got[0].ID != 3 || head(t, db, d) != 3 {
			t.Fatalf("%+v", got)
		}
	})
}
