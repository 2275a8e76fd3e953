package store

import (
	"context"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

// SaveStop adds the word that was said about a lead; Conflict when there is one, NotFound for a lead that the dealer
// does not have.
func (db *DB) SaveStop(ctx context.Context, dealerID dealer.ID, s lead.Stop) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		t.touch(dealerScope(dealerID))
		return translate(t.InsertStop(ctx, sqlcgen.InsertStopParams{
			DealerID: string(dealerID), LeadID: s.LeadID, Vin: string(s.VIN), Phone: s.Phone, Email: s.Email, SaidAt: millis(s.At),
		}), "lead")
	})
}

// DeleteStop takes the word about a lead away; NotFound when there is none.
func (db *DB) DeleteStop(ctx context.Context, dealerID dealer.ID, leadID string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		gone, err := t.DeleteStop(ctx, string(dealerID), leadID)
		if err == nil && gone == 0 {
			return notFound("word of a customer")
		}
		t.touch(dealerScope(dealerID))
		return translate(err, "word of a customer")
	})
}

// Stop is the word that was said about a lead; NotFound when there is none.
func (db *DB) Stop(ctx context.Context, dealerID dealer.ID, leadID string) (lead.Stop, error) {
	row, err := db.queries(ctx).Stop(ctx, string(dealerID), leadID)
	if err != nil {
		return lead.Stop{}, translate(err, "word of a customer")
	}
	return stopOf(sqlcgen.StopOfRow(row)), nil
}

// StopOf is the word that holds for a vehicle: what was said about a lead of its own before all, then the oldest;
// NotFound when none does.
func (db *DB) StopOf(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (lead.Stop, error) {
	row, err := db.queries(ctx).StopOf(ctx, string(dealerID), string(vin))
	if err != nil {
		return lead.Stop{}, translate(err, "word of a customer")
	}
	return stopOf(row), nil
}

func stopOf(row sqlcgen.StopOfRow) lead.Stop {
	return lead.Stop{LeadID: row.LeadID, VIN: vehicle.VIN(row.Vin), Phone: row.Phone, Email: row.Email, At: fromMillis(row.SaidAt)}
}

// VehiclesOfCustomer are those whose owner is reached by the phone number or the e-mail, in order of VIN. An empty
// one is nobody's.
func (db *DB) VehiclesOfCustomer(ctx context.Context, dealerID dealer.ID, phone, email string) ([]vehicle.VIN, error) {
	rows, err := db.queries(ctx).VehiclesOfCustomer(ctx, string(dealerID), phone, email)
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	return vinsOf(rows), nil
}

// StoppedVehicles are those from one VIN to another whose owner is reached by what a stop names, in order of VIN.
func (db *DB) StoppedVehicles(ctx context.Context, dealerID dealer.ID, from, to vehicle.VIN) ([]vehicle.VIN, error) {
	rows, err := db.queries(ctx).StoppedVehicles(ctx, string(dealerID), string(from), string(to))
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	return vinsOf(rows), nil
}

// LeadsClosedByStop are those that the word about a lead has closed and that were not opened again, in order of VIN.
func (db *DB) LeadsClosedByStop(ctx context.Context, dealerID dealer.ID, leadID string) ([]lead.StoppedLead, error) {
	rows, err := db.queries(ctx).LeadsClosedByStop(ctx, string(dealerID), leadID)
	if err != nil {
		return nil, translate(err, "lead")
	}
	list := make([]lead.StoppedLead, len(rows))
	for i, row := range rows {
		list[i] = lead.StoppedLead{LeadID: row.LeadID, ActivityID: row.ID, VIN: vehicle.VIN(row.Vin)}
	}
	return list, nil
}
