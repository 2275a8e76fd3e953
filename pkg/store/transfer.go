package store

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/transfer"
)

var _ transfer.Store = (*DB)(nil)

// BeginImport keeps a record that runs, and drops the dealer's records from before a time. It is Conflict
// when the dealer has a record with this id, and NotFound when there is no such dealer.
func (db *DB) BeginImport(ctx context.Context, dealerID dealer.ID, r transfer.Record, before time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.DeleteImportsBefore(ctx, string(dealerID), millis(before)); err != nil {
			return translate(err, "import")
		}
		added, err := t.InsertImport(ctx, sqlcgen.InsertImportParams{
			DealerID: string(dealerID), ID: r.ID, Kind: string(r.Kind), Name: r.Name, State: string(transfer.Running),
			Total: int64(r.Rows), At: millis(r.StartedAt),
		})
		if err == nil && added == 0 {
			return conflict("import", "id")
		}
		return translate(err, "import")
	})
}

// AdvanceImport notes the counts of a record and that it was heard of at ChangedAt; with all rows dealt with it is
// done. It is Conflict when the record runs no more.
func (db *DB) AdvanceImport(ctx context.Context, dealerID dealer.ID, r transfer.Record) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.AdvanceImport(ctx, sqlcgen.AdvanceImportParams{
			DealerID: string(dealerID), ID: r.ID, At: millis(r.ChangedAt),
			Done: int64(r.Done), Accepted: int64(r.Accepted), Unchanged: int64(r.Unchanged), Rejected: int64(r.Rejected),
		})
		if err == nil && changed == 0 {
			return fault.Newf(fault.Conflict, "The import runs no more.")
		}
		return translate(err, "import")
	})
}

// EndImport gives a record that runs its final state; one that runs no more stays as it is.
func (db *DB) EndImport(ctx context.Context, dealerID dealer.ID, id string, state transfer.State, at time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.EndImport(ctx, sqlcgen.EndImportParams{
			DealerID: string(dealerID), ID: id, State: string(state), At: millis(at),
		}), "import")
	})
}

// CancelImport cancels a record that runs, keeps a cancelled one where there is none, and gives what it is from then
// on. A piece of rows that is being stored holds the record, and is waited for.
func (db *DB) CancelImport(ctx context.Context, dealerID dealer.ID, id string, at time.Time) (r transfer.Record, err error) {
	err = db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.InsertImport(ctx, sqlcgen.InsertImportParams{
			DealerID: string(dealerID), ID: id, State: string(transfer.Cancelled), At: millis(at),
		})
		if err != nil {
			return translate(err, "import")
		}
		err = t.EndImport(ctx, sqlcgen.EndImportParams{DealerID: string(dealerID), ID: id, State: string(transfer.Cancelled), At: millis(at)})
		if err != nil {
			return translate(err, "import")
		}
		row, err := t.ImportByID(ctx, string(dealerID), id)
		r = importOf(row)
		return translate(err, "import")
	})
	return r, err
}

// EndSilentImports gives up the dealer's records that run and were not heard of since a time.
func (db *DB) EndSilentImports(ctx context.Context, dealerID dealer.ID, since time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.EndSilentImports(ctx, string(dealerID), millis(since)), "import")
	})
}

// Imports are the dealer's latest records, newest first, without those that were cancelled before they began.
func (db *DB) Imports(ctx context.Context, dealerID dealer.ID, limit int) ([]transfer.Record, error) {
	rows, err := db.queries(ctx).LatestImports(ctx, string(dealerID), int32(limit))
	if err != nil {
		return nil, translate(err, "import")
	}
	records := make([]transfer.Record, len(rows))
	for i, row := range rows {
		records[i] = importOf(row)
	}
	return records, nil
}

// ScoringState is what the dealer's vehicles and leads wait for.
func (db *DB) ScoringState(ctx context.Context, dealerID dealer.ID) (transfer.Scoring, error) {
	row, err := db.queries(ctx).ScoringState(ctx, string(dealerID))
	return transfer.Scoring{Waiting: int(row.Waiting), Unranked: row.Unranked}, translate(err, "dealer")
}

func importOf(row sqlcgen.Import) transfer.Record {
	return transfer.Record{
		ID: row.ID, Kind: transfer.Kind(row.Kind), Name: row.Name, State: transfer.State(row.State), Rows: int(row.Total),
		Done: int(row.Done), Accepted: int(row.Accepted), Unchanged: int(row.Unchanged), Rejected: int(row.Rejected),
		StartedAt: fromMillis(row.StartedAt), ChangedAt: fromMillis(row.ChangedAt),
	}
}
