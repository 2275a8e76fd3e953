package store

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

var _ telemetry.Store = (*DB)(nil)

// SaveReading adds a reading or replaces the same one; changed says whether anything did. NotFound
// says that the dealer has no such vehicle.
func (db *DB) SaveReading(ctx context.Context, dealerID dealer.ID, r telemetry.Reading) (changed bool, err error) {
	err = db.change(ctx, func(ctx context.Context, t *tx) error {
		rows, err := t.SaveReading(ctx, sqlcgen.SaveReadingParams{
			DealerID: string(dealerID), Vin: string(r.VIN), ObservedAt: millis(r.ObservedAt),
			Kind: string(r.Kind), Source: r.Source, Code: codeOf(r),
			Value: r.Value, RestHours: r.RestHours, Text: r.Text,
		})
		if err != nil {
			return translate(err, "reading")
		}
		if changed = rows > 0; changed {
			return nil
		}
		has, err := t.HasVehicle(ctx, string(dealerID), string(r.VIN))
		if err == nil && !has {
			return notFound("vehicle")
		}
		return translate(err, "vehicle")
	})
	return changed && err == nil, err
}

// DeleteReading takes a reading away; one that is not there is no error.
func (db *DB) DeleteReading(ctx context.Context, dealerID dealer.ID, r telemetry.Reading) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteReading(ctx, sqlcgen.DeleteReadingParams{
			DealerID: string(dealerID), Vin: string(r.VIN), ObservedAt: millis(r.ObservedAt), Kind: string(r.Kind), Source: r.Source, Code: codeOf(r),
		}), "reading")
	})
}

// codeOf is the part of a trouble code's text that makes it a reading of its own.
func codeOf(r telemetry.Reading) string {
	if r.Kind == telemetry.DTC {
		return r.Text
	}
	return ""
}

// Readings are those of one vehicle since a time, oldest first.
func (db *DB) Readings(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, since time.Time) ([]telemetry.Reading, error) {
	rows, err := db.queries(ctx).Readings(ctx, string(dealerID), string(vin), millis(since))
	if err != nil {
		return nil, translate(err, "reading")
	}
	return readingsOf(vin, rows), nil
}

// RecentReadings are at most limit of one vehicle since a time and of some kinds, newest first; none stands for all
// kinds.
func (db *DB) RecentReadings(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, since time.Time, kinds []telemetry.Kind, limit int) ([]telemetry.Reading, error) {
	p := sqlcgen.RecentReadingsParams{DealerID: string(dealerID), Vin: string(vin), Since: millis(since), MaxRows: int32(limit)}
	if len(kinds) > 0 {
		set := ","
		for _, k := range kinds {
			set += string(k) + ","
		}
		p.Kinds = &set
	}
	rows, err := db.queries(ctx).RecentReadings(ctx, p)
	if err != nil {
		return nil, translate(err, "reading")
	}
	return readingsOf(vin, rows), nil
}

func readingsOf(vin vehicle.VIN, rows []sqlcgen.Reading) []telemetry.Reading {
	readings := make([]telemetry.Reading, len(rows))
	for i, row := range rows {
		readings[i] = telemetry.Reading{
			VIN: vin, Kind: telemetry.Kind(row.Kind), ObservedAt: fromMillis(row.ObservedAt),
			Value: row.Value, RestHours: row.RestHours, Text: row.Text, Source: row.Source,
		}
	}
	return readings
}
