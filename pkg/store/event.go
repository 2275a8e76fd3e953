package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/store/sqlcgen"
)

var _ event.Store = (*DB)(nil)

// recorded is an event that waits for the commit of its transaction.
type recorded struct {
	dealer dealer.ID
	event  event.Event
}

// RecordEvent adds an event of the dealer to the transaction that ctx carries, or to one of its own. Its id
// is given to it at the commit.
func (db *DB) RecordEvent(ctx context.Context, dealerID dealer.ID, e event.Event) error {
	return db.change(ctx, func(_ context.Context, t *tx) error {
		t.events = append(t.events, recorded{dealer: dealerID, event: e})
		return nil
	})
}

// writeEvents gives the events of a transaction their ids and writes them, dealer by dealer in one order, so
// that no two transactions wait for each other. It is the last thing before the commit: from here on no
// other transaction can record an event of the same dealer.
func (t *tx) writeEvents(ctx context.Context) error {
	slices.SortStableFunc(t.events, func(a, b recorded) int { return cmp.Compare(a.dealer, b.dealer) })
	for rest := t.events; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].dealer == rest[0].dealer {
			n++
		}
		last, err := t.RaiseEventHead(ctx, string(rest[0].dealer), int64(n))
		if err != nil {
			return translate(err, "event")
		}
		for i, r := range rest[:n] {
			err := t.InsertEvent(ctx, sqlcgen.InsertEventParams{
				DealerID: string(r.dealer), ID: last - int64(n-1-i), Name: string(r.event.Name), Subject: r.event.Subject, At: millis(r.event.At),
			})
			if err != nil {
				return translate(err, "event")
			}
		}
		rest = rest[n:]
	}
	return nil
}

// OnEvents has f told of the dealers of which this process has committed events.
func (db *DB) OnEvents(f func(dealer.ID)) { db.onEvents.Store(&f) }

// announce tells of committed events.
func (db *DB) announce(events []recorded) {
	f := db.onEvents.Load()
	if f == nil {
		return
	}
	for i, r := range events {
		if i == 0 || events[i-1].dealer != r.dealer {
			(*f)(r.dealer)
		}
	}
}

// EventHead is the id of the dealer's latest event; zero when there was none yet.
func (db *DB) EventHead(ctx context.Context, dealerID dealer.ID) (int64, error) {
	last, err := db.queries(ctx).EventHead(ctx, string(dealerID))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return last, translate(err, "event")
}

// EventHeads are the latest ids of all dealers that have events.
func (db *DB) EventHeads(ctx context.Context) (map[dealer.ID]int64, error) {
	rows, err := db.queries(ctx).EventHeads(ctx)
	if err != nil {
		return nil, translate(err, "event")
	}
	heads := make(map[dealer.ID]int64, len(rows))
	for _, row := range rows {
		heads[dealer.ID(row.DealerID)] = row.Last
	}
	return heads, nil
}

// Events are at most limit of the dealer's events with higher ids than after, oldest first.
func (db *DB) Events(ctx context.Context, dealerID dealer.ID, after int64, limit int) ([]event.Event, error) {
	rows, err := db.queries(ctx).Events(ctx, string(dealerID), after, int32(limit))
	if err != nil {
		return nil, translate(err, "event")
	}
	events := make([]event.Event, len(rows))
	for i, row := range rows {
		events[i] = event.Event{ID: row.ID, Name: event.Name(row.Name), Subject: row.Subject, At: fromMillis(row.At)}
	}
	return events, nil
}

// PruneEvents drops the events of all dealers from before a time. Ids go on from where they are.
func (db *DB) PruneEvents(ctx context.Context, before time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteEventsBefore(ctx, millis(before)), "event")
	})
}
