package transfer

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
)

// Record is what is kept of an import that was given an id: how far it has come, or what became of it.
type Record struct {
	ID   string
	Kind Kind // empty for one that was cancelled before it began
	Name string
	// State and the counts are committed together with what the rows say, so they are never ahead of it, nor behind.
	State                               State
	Rows                                int // of the file
	Done, Accepted, Unchanged, Rejected int
	StartedAt, ChangedAt                time.Time
}

// State is what becomes of an import.
type State string

// The states. All but the first are final.
const (
	Running   State = "running"
	Done      State = "done"
	Cancelled State = "cancelled"
	BrokenOff State = "broken_off"
)

const (
	// recordsShown is how many records are told of at once.
	recordsShown = 10
	// recordsKept is how long a record is kept.
	recordsKept = 90 * 24 * time.Hour
	// silence is after how long without a word a running import is given up. Each piece of rows is a word, and
	// takes seconds at most.
	silence = 2 * time.Minute
	// endPatience is how long the last word of an import may take whose request has ended.
	endPatience = 5 * time.Second
)

// Scoring is what is still to come after vehicles were stored.
type Scoring struct {
	// Waiting is how many of the dealer's vehicles wait for their estimates.
	Waiting int
	// Unranked says that leads have no rank yet.
	Unranked bool
}

// Store runs several uses of the services in one transaction, and keeps the records of imports.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// BeginImport keeps a record that runs, and drops the dealer's records from before a time. It is Conflict
	// when the dealer has a record with this id.
	BeginImport(ctx context.Context, dealerID dealer.ID, r Record, before time.Time) error
	// AdvanceImport notes the counts of a record and that it was heard of at ChangedAt; with all rows dealt with it is
	// done. It is Conflict when the record runs no more.
	AdvanceImport(ctx context.Context, dealerID dealer.ID, r Record) error
	// EndImport gives a record that runs its final state; one that runs no more stays as it is.
	EndImport(ctx context.Context, dealerID dealer.ID, id string, state State, at time.Time) error
	// CancelImport cancels a record that runs, keeps a cancelled one where there is none, and gives what it is from
	// then on.
	CancelImport(ctx context.Context, dealerID dealer.ID, id string, at time.Time) (Record, error)
	// EndSilentImports gives up the dealer's records that run and were not heard of since a time.
	EndSilentImports(ctx context.Context, dealerID dealer.ID, since time.Time) error
	// Imports are the dealer's latest records, newest first, without those that were cancelled before they began.
	Imports(ctx context.Context, dealerID dealer.ID, limit int) ([]Record, error)
	// ScoringState is what the dealer's vehicles and leads wait for.
	ScoringState(ctx context.Context, dealerID dealer.ID) (Scoring, error)
}

// Latest are the dealer's latest imports that were given an id, newest first, and what their vehicles wait for.
// One of which nothing was heard for a while is given up: it stores nothing from then on.
func (s *Service) Latest(ctx context.Context, dealerID dealer.ID) ([]Record, Scoring, error) {
	records, err := s.db.Imports(ctx, dealerID, recordsShown)
	if err != nil {
		return nil, Scoring{}, err
	}
	since := s.now().Add(-silence)
	for i := range records {
		if records[i].State != Running || !records[i].ChangedAt.Before(since) {
			continue
		}
		if err := s.db.EndSilentImports(ctx, dealerID, since); err != nil {
			return nil, Scoring{}, err
		}
		if records, err = s.db.Imports(ctx, dealerID, recordsShown); err != nil {
			return nil, Scoring{}, err
		}
		break
	}
	scoring, err := s.db.ScoringState(ctx, dealerID)
	return records, scoring, err
}

// Cancel ends the import with an id: it stores nothing more from then on, and what comes back says what it had
// stored by then. One that has ended stays as it is; one that has not begun never will.
func (s *Service) Cancel(ctx context.Context, dealerID dealer.ID, id string) (Record, error) {
	return s.db.CancelImport(ctx, dealerID, id, s.now().UTC().Truncate(time.Millisecond))
}

// note keeps the record of one import.
type note struct {
	db       Store
	dealerID dealer.ID
	now      func() time.Time
	record   Record
}

func (n *note) begin(ctx context.Context, rows int) error {
	now := n.now().UTC().Truncate(time.Millisecond)
	n.record.State, n.record.Rows, n.record.StartedAt, n.record.ChangedAt = Running, rows, now, now
	return n.db.BeginImport(ctx, n.dealerID, n.record, now.Add(-recordsKept))
}

// advance notes the counts inside the transaction that stores the rows. It fails when the import was cancelled, which
// takes the rows back.
func (n *note) advance(ctx context.Context, counts Result) error {
	r := &n.record
	r.Accepted, r.Unchanged, r.Rejected = counts.Accepted, counts.Unchanged, counts.Rejected
	r.Done = r.Accepted + r.Unchanged + r.Rejected
	r.ChangedAt = n.now().UTC().Truncate(time.Millisecond)
	return n.db.AdvanceImport(ctx, n.dealerID, *r)
}

// brokenOff notes that the import has ended before its time, also when that is because its request has. One that was
// cancelled stays cancelled.
func (n *note) brokenOff(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
	defer cancel()
	// Where it cannot be noted, the silence tells.
	_ = n.db.EndImport(ctx, n.dealerID, n.record.ID, BrokenOff, n.now().UTC().Truncate(time.Millisecond))
}
