package event_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
)

type bundle struct {
	t      *testing.T
	url    string
	db     *store.DB
	clock  *storetest.Clock
	feed   *event.Feed
	dealer dealer.Dealer
}

func setup(t *testing.T) bundle {
	t.Helper()
	b := bundle{t: t, url: storetest.SQLiteURL(t), clock: storetest.NewClock()}
	b.db = storetest.Open(t, b.url, b.clock.Now)
	b.feed = event.NewFeed(b.db, b.clock.Now, slog.New(slog.DiscardHandler))
	b.dealer = storetest.Dealer(t, b.db, "A1")
	return b
}

func (b bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b bundle) record(db *store.DB, subject string) {
	b.t.Helper()
	b.must(db.RecordEvent(b.t.Context(), b.dealer.ID, event.Event{Name: event.LeadChanged, Subject: subject, At: b.clock.Now()}))
}

func (b bundle) follow(after *int64) *event.Reader {
	b.t.Helper()
	r, err := b.feed.Follow(b.t.Context(), b.dealer.ID, after)
	b.must(err)
	b.t.Cleanup(r.Close)
	return r
}

// want takes the next events of a reader and checks their subjects; a reset is written as its name.
func (b bundle) want(r *event.Reader, subjects ...string) {
	b.t.Helper()
	events, err := r.Next(b.t.Context())
	b.must(err)
	var got []string
	for _, e := range events {
		if e.Name == event.Reset {
			got = append(got, string(e.Name))
			continue
		}
		got = append(got, e.Subject)
	}
	if !slices.Equal(got, subjects) {
		b.t.Fatalf("got %q, want %q", got, subjects)
	}
}

func woken(r *event.Reader) bool {
	select {
	case <-r.Woken():
		return true
	default:
		return false
	}
}

func ptr[T any](v T) *T { return &v }

func TestAReaderIsWokenByACommitAndSeesWhatCameAfterItBegan(t *testing.T) {
	b := setup(t)
	b.record(b.db, "before")
	r := b.follow(nil)
	if woken(r) {
		t.Error("the reader is woken for nothing")
	}
	b.want(r)
	b.record(b.db, "one")
	b.record(b.db, "two")
	if !woken(r) {
		t.Fatal("the reader is not woken")
	}
	b.want(r, "one", "two")
	b.want(r)
	if r.Last() != 3 {
		t.Errorf("the last id is %d", r.Last())
	}
}

func TestAReaderThatComesBackGoesOnWhereItWas(t *testing.T) {
	b := setup(t)
	for _, s := range []string{"one", "two", "three"} {
		b.record(b.db, s)
	}
	r := b.follow(ptr(int64(1)))
	if !woken(r) {
		t.Fatal("the reader is not woken for what it has missed")
	}
	b.want(r, "two", "three")
}

func TestMoreEventsThanAreReadAtOnceComeInTurns(t *testing.T) {
	b := setup(t)
	r := b.follow(nil)
	const many = 450
	b.must(b.db.InTx(t.Context(), func(ctx context.Context) error {
		for range many {
			if err := b.db.RecordEvent(ctx, b.dealer.ID, event.Event{Name: event.LeadChanged, At: storetest.Start}); err != nil {
				return err
			}
		}
		return nil
	}))
	got := 0
	for woken(r) {
		events, err := r.Next(t.Context())
		b.must(err)
		got += len(events)
	}
	if got != many {
		t.Errorf("%d of %d events", got, many)
	}
}

func TestAReaderWhoseEventsAreGoneIsToldSo(t *testing.T) {
	b := setup(t)
	b.record(b.db, "one")
	b.record(b.db, "two")
	b.clock.Move(event.Kept + time.Second)
	b.record(b.db, "three")
	b.must(b.feed.Look(t.Context()))
	b.want(b.follow(ptr(int64(2))), "three")
	for _, after := range []int64{0, 1} {
		r := b.follow(&after)
		b.want(r, "reset")
		if r.Last() != 3 {
			t.Errorf("after the reset the reader is at %d", r.Last())
		}
		b.want(r)
	}
}

func TestAReaderWhoseEventsAreAllGoneIsToldSo(t *testing.T) {
	b := setup(t)
	b.record(b.db, "one")
	b.record(b.db, "two")
	r := b.follow(ptr(int64(0)))
	b.clock.Move(event.Kept + time.Second)
	b.must(b.feed.Look(t.Context()))
	b.want(r, "reset")
	b.want(r)
}

func TestAnIdOfTheFutureIsToldThatItIsNone(t *testing.T) {
	b := setup(t)
	b.record(b.db, "one")
	r := b.follow(ptr(int64(7)))
	b.want(r, "reset")
	b.record(b.db, "two")
	b.want(r, "two")
}

func TestEventsOfAnotherProcessArriveWithTheNextLook(t *testing.T) {
	b := setup(t)
	r := b.follow(nil)
	b.must(b.feed.Look(t.Context()))
	elsewhere := storetest.Open(t, b.url, b.clock.Now)
	b.record(elsewhere, "elsewhere")
	if woken(r) {
		t.Fatal("nobody can have told")
	}
	b.must(b.feed.Look(t.Context()))
	if !woken(r) {
		t.Fatal("the reader is not woken")
	}
	b.want(r, "elsewhere")
	b.must(b.feed.Look(t.Context()))
	if woken(r) {
		t.Error("the reader is woken for what it has seen")
	}
}

func TestAQuietReaderIsDueForAWord(t *testing.T) {
	b := setup(t)
	r := b.follow(nil)
	b.must(b.feed.Look(t.Context())) // the first look finds every dealer as it is
	woken(r)
	b.clock.Move(event.Heartbeat - time.Millisecond)
	b.must(b.feed.Look(t.Context()))
	if woken(r) || r.Due() {
		t.Error("a word is due too early")
	}
	b.clock.Move(time.Millisecond)
	b.must(b.feed.Look(t.Context()))
	if !woken(r) || !r.Due() {
		t.Error("no word is due")
	}
	r.Spoken()
	b.must(b.feed.Look(t.Context()))
	if woken(r) || r.Due() {
		t.Error("a word is due again at once")
	}
}

func TestADealersEventsWakeNobodyElse(t *testing.T) {
	b := setup(t)
	other := storetest.Dealer(t, b.db, "B1")
	r, err := b.feed.Follow(t.Context(), other.ID, nil)
	b.must(err)
	defer r.Close()
	b.record(b.db, "theirs")
	if woken(r) {
		t.Error("the reader is woken by another dealer's event")
	}
	b.want(r)
}

func TestTheEndOfTheFeedEndsEveryFollowing(t *testing.T) {
	b := setup(t)
	r := b.follow(nil)
	b.feed.Close()
	b.feed.Close() // again, for good measure
	<-r.Done()
	if _, err := b.feed.Follow(t.Context(), b.dealer.ID, nil); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("the error is %v", err)
	}
}

func TestADealersReadersAreBounded(t *testing.T) {
	b := setup(t)
	var last *event.Reader
	for {
		r, err := b.feed.Follow(t.Context(), b.dealer.ID, nil)
		if err != nil {
			if fault.KindOf(err) != fault.Busy {
				t.Fatal(err)
			}
			break
		}
		last = r
	}
	last.Close()
	b.follow(nil)
}
