package store

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/results"
	"dealerportal/pkg/vehicle"
)

var _ results.Store = (*DB)(nil)

// Contacts are the outcomes of a span of time that were not taken back, in order of time.
func (db *DB) Contacts(ctx context.Context, dealerID dealer.ID, since, before time.Time) ([]results.Contact, error) {
	rows, err := db.queries(ctx).Contacts(ctx, string(dealerID), millis(since), millis(before))
	if err != nil {
		return nil, translate(err, "activity")
	}
	list := make([]results.Contact, len(rows))
	for i, row := range rows {
		list[i] = results.Contact{
			LeadID: row.LeadID, VIN: vehicle.VIN(row.Vin), Priority: lead.Priority(row.Priority), Code: lead.OutcomeCode(row.Code), At: fromMillis(row.At),
		}
	}
	return list, nil
}
