package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store"
	"dealerportal/pkg/telemetry"
)

// Revisions is what every database does with the revisions of dealers and drafts.
func Revisions(t *testing.T, fresh Fresh) {
	type world struct {
		db    *store.DB
		clock *Clock
		url   string
		d     dealer.Dealer
		l     lead.Lead
	}
	begin := func(t *testing.T) world {
		w := world{clock: NewClock(), url: fresh(t)}
		w.db = Open(t, w.url, w.clock.Now)
		w.d = Dealer(t, w.db, "A1")
		w.l = Lead(t, w.db, w.d.ID, VIN(1))
		return w
	}
	of := func(t *testing.T, w world, ctx context.Context) int64 {
		t.Helper()
		n, err := w.db.DealerRevision(ctx, w.d.ID)
		must(t, err)
		return n
	}
	t.Run("each change that a page of leads could show counts up by one, and no other does", func(t *testing.T) {
		w := begin(t)
		ctx := t.Context()
		other := Dealer(t, w.db, "B1")
		ann := User(t, w.db, w.d, "ann")
		foreign := User(t, w.db, other, "bob")
		for _, c := range []struct {
			name string
			up   int64
			f    func(ctx context.Context) error
		}{
			{"a saved vehicle", 1, func(ctx context.Context) error { return w.db.SaveVehicle(ctx, w.d.ID, plain(2)) }},
			{"saved settings", 1, func(ctx context.Context) error { return w.db.SaveSettings(ctx, w.d.ID, w.d.Settings) }},
			{"another name of the dealer", 1, func(ctx context.Context) error {
				d := w.d
				d.Name = "Another"
				return w.db.SaveDealer(ctx, d)
			}},
			{"another name of somebody at the dealer", 1, func(ctx context.Context) error { return w.db.SetName(ctx, ann.ID, "Anna") }},
			{"another name of somebody elsewhere", 0, func(ctx context.Context) error { return w.db.SetName(ctx, foreign.ID, "Robert") }},
			{"a new estimate of a lead", 1, func(ctx context.Context) error {
				return w.db.RefreshLead(ctx, w.d.ID, w.l.ID, w.l.Score, lead.High, Start)
			}},
			{"an updated lead", 1, func(ctx context.Context) error { return w.db.UpdateLead(ctx, w.d.ID, w.l, 1) }},
			{"another rank", 1, func(ctx context.Context) error { return w.db.SaveCohort(ctx, w.d.ID, VIN(1), lead.Cohort{Size: 3}) }},
			{"a created lead", 1, func(ctx context.Context) error {
				l := w.l
				l.ID, l.Vehicle.VIN = "another", VIN(2)
				return w.db.CreateLead(ctx, w.d.ID, l)
			}},
			{"several changes in one transaction", 1, func(ctx context.Context) error {
				return w.db.InTx(ctx, func(ctx context.Context) error {
					return errors.Join(w.db.SaveVehicle(ctx, w.d.ID, plain(2)), w.db.SaveVehicle(ctx, w.d.ID, plain(3)), w.db.SaveSettings(ctx, w.d.ID, w.d.Settings))
				})
			}},
			{"the same rank again", 0, func(ctx context.Context) error { return w.db.SaveCohort(ctx, w.d.ID, VIN(1), lead.Cohort{Size: 3}) }},
			{"a score alone", 0, func(ctx context.Context) error { return w.db.SaveScore(ctx, w.d.ID, w.l.Score, 1) }},
			{"a reading", 0, func(ctx context.Context) error {
				_, err := w.db.SaveReading(ctx, w.d.ID, telemetry.Reading{VIN: VIN(1), Kind: telemetry.Trip, ObservedAt: Start})
				return err
			}},
			{"a vehicle that waits", 0, func(ctx context.Context) error { return w.db.MarkStale(ctx, w.d.ID, VIN(1)) }},
			{"a change of another dealer's", 0, func(ctx context.Context) error { return w.db.SaveVehicle(ctx, other.ID, plain(2)) }},
			{"a draft", 0, func(ctx context.Context) error { return w.db.SaveDraft(ctx, outreach.Draft{Key: "k"}) }},
		} {
			before := of(t, w, ctx)
			must(t, c.f(ctx))
			if got := of(t, w, ctx) - before; got != c.up {
				t.Errorf("%s counted up by %d, want %d", c.name, got, c.up)
			}
		}
	})
	t.Run("what is rolled back counts nothing up", func(t *testing.T) {
		w := begin(t)
		ctx := t.Context()
		before := of(t, w, ctx)
		if w.db.InTx(ctx, func(ctx context.Context) error {
			must(t, w.db.SaveVehicle(ctx, w.d.ID, plain(2)))
			return errors.New("no")
		}) == nil {
			t.Fatal("there is no error")
		}
		w.clock.Move(time.Minute)
		if got := of(t, w, ctx); got != before {
			t.Fatalf("the revision went from %d to %d", before, got)
		}
	})
	t.Run("a change by another process is seen after a second at the latest", func(t *testing.T) {
		w := begin(t)
		ctx := t.Context()
		elsewhere := Open(t, w.url, w.clock.Now)
		before := of(t, w, ctx)
		must(t, elsewhere.SaveVehicle(ctx, w.d.ID, plain(2)))
		w.clock.Move(time.Second - time.Nanosecond)
		statements := w.db.Statements()
		if got := of(t, w, ctx); got != before || w.db.Statements() != statements {
			t.Fatalf("within the second the revision is read again: %d, then %d", before, got)
		}
		w.clock.Move(time.Nanosecond)
		if got := of(t, w, ctx); got != before+1 {
			t.Fatalf("after a second the revision is %d, want %d", got, before+1)
		}
		must(t, elsewhere.SaveVehicle(ctx, w.d.ID, plain(2)))
		w.clock.Move(-time.Hour)
		if got := of(t, w, ctx); got != before+2 {
			t.Fatalf("after the clock was set back the revision is %d, want %d", got, before+2)
		}
	})
	t.Run("inside a transaction the revision is that of the database", func(t *testing.T) {
		w := begin(t)
		ctx := t.Context()
		before := of(t, w, ctx)
		must(t, Open(t, w.url, w.clock.Now).SaveVehicle(ctx, w.d.ID, plain(2)))
		must(t, w.db.InTx(ctx, func(ctx context.Context) error {
			if got := of(t, w, ctx); got != before+1 {
				t.Errorf("the revision is %d, want %d", got, before+1)
			}
			return nil
		}))
	})
	t.Run("a committed change is seen at once by everybody in the process, however busy it is", func(t *testing.T) {
		w := begin(t)
		ctx, cancel := context.WithCancel(t.Context())
		readers := make(chan struct{})
		go func() {
			defer close(readers)
			all(t, 4, func(int) error {
				for ctx.Err() == nil {
					if _, err := w.db.DealerRevision(t.Context(), w.d.ID); err != nil {
						return err
					}
				}
				return nil
			})
		}()
		for n := range 200 {
			before := of(t, w, t.Context())
			must(t, w.db.SaveVehicle(t.Context(), w.d.ID, plain(n)))
			if got := of(t, w, t.Context()); got != before+1 {
				t.Errorf("the revision is %d, want %d", got, before+1)
				break
			}
		}
		cancel()
		<-readers
	})
	t.Run("the revision of drafts counts every saved draft and nothing else", func(t *testing.T) {
		w := begin(t)
		ctx := t.Context()
		drafts := func() int64 {
			n, err := w.db.DraftsRevision(ctx)
			must(t, err)
			return n
		}
		before := drafts()
		must(t, w.db.SaveDraft(ctx, outreach.Draft{Key: "k1"}))
		must(t, w.db.SaveDraft(ctx, outreach.Draft{Key: "k1"}))
		must(t, w.db.SaveVehicle(ctx, w.d.ID, plain(2)))
		if got := drafts(); got != before+2 {
			t.Fatalf("two drafts counted up from %d to %d", before, got)
		}
	})
}
