package store

import (
	"context"
	"fmt"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

var _ battery.Store = (*DB)(nil)

// SaveBatteryEvent adds an event, unless the same one is there; added says whether it did. NotFound says
// that the dealer has no such vehicle.
func (db *DB) SaveBatteryEvent(ctx context.Context, dealerID dealer.ID, e battery.Event) (added bool, err error) {
	err = db.change(ctx, func(ctx context.Context, t *tx) error {
		params := sqlcgen.SaveBatteryEventParams{
			DealerID: string(dealerID), ID: e.ID, Vin: string(e.VIN), Kind: string(e.Kind), Result: string(e.Result),
			OccurredOn: e.OccurredOn.String(), Source: e.Source, BatteryFrom: dateText(e.BatteryFrom), FailedEarly: e.FailedEarly,
			EarlyFailureBefore: e.EarlyFailureBefore, RecordedAt: millis(e.RecordedAt),
		}
		if e.RecordedBy != "" {
			params.RecordedBy = &e.RecordedBy
		}
		rows, err := t.SaveBatteryEvent(ctx, params)
		if err != nil {
			return translate(err, "event")
		}
		if added = rows > 0; added {
			return nil
		}
		has, err := t.HasVehicle(ctx, string(dealerID), string(e.VIN))
		if err == nil && !has {
			return notFound("vehicle")
		}
		return translate(err, "vehicle")
	})
	return added && err == nil, err
}

// UpdateBatteryEvent replaces what was worked out of an event: BatteryFrom and FailedEarly. NotFound when the
// vehicle of this dealer has none with the id.
func (db *DB) UpdateBatteryEvent(ctx context.Context, dealerID dealer.ID, e battery.Event) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		updated, err := t.UpdateBatteryEvent(ctx, sqlcgen.UpdateBatteryEventParams{
			DealerID: string(dealerID), Vin: string(e.VIN), ID: e.ID, BatteryFrom: dateText(e.BatteryFrom), FailedEarly: e.FailedEarly,
		})
		if err == nil && updated == 0 {
			return notFound("event")
		}
		return translate(err, "event")
	})
}

// DeleteBatteryEvent takes an event away, and says that what was counted of the dealer's batteries until then
// holds no more; NotFound when the vehicle of this dealer has none with the id.
func (db *DB) DeleteBatteryEvent(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, id string, at time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		deleted, err := t.DeleteBatteryEvent(ctx, string(dealerID), string(vin), id)
		if err == nil && deleted == 0 {
			return notFound("event")
		}
		if err == nil {
			err = t.MarkBatteriesCorrected(ctx, string(dealerID), millis(at))
		}
		return translate(err, "event")
	})
}

// BatteriesCorrected says that the record of a battery that was there was corrected: what was counted of the
// dealer's batteries until then holds no more.
func (db *DB) BatteriesCorrected(ctx context.Context, dealerID dealer.ID, at time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.MarkBatteriesCorrected(ctx, string(dealerID), millis(at)), "dealer")
	})
}

// BatteryEvents are those of one vehicle, in order of day, then of when they were recorded.
func (db *DB) BatteryEvents(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) ([]battery.Event, error) {
	rows, err := db.queries(ctx).BatteryEvents(ctx, string(dealerID), string(vin))
	if err != nil {
		return nil, translate(err, "event")
	}
	return batteryEventsOf(rows)
}

// DealerBatteryEvents are those of all the dealer's vehicles, in order of VIN, day and when they were
// recorded.
func (db *DB) DealerBatteryEvents(ctx context.Context, dealerID dealer.ID) ([]battery.Event, error) {
	rows, err := db.queries(ctx).DealerBatteryEvents(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "event")
	}
	return batteryEventsOf(rows)
}

func batteryEventsOf(rows []sqlcgen.BatteryEvent) ([]battery.Event, error) {
	events := make([]battery.Event, len(rows))
	for i, row := range rows {
		on, err := vehicle.ParseDate(row.OccurredOn)
		if err != nil {
			return nil, fmt.Errorf("reading an event: %w", err)
		}
		events[i] = battery.Event{
			ID: row.ID, VIN: vehicle.VIN(row.Vin), Kind: battery.Kind(row.Kind), Result: battery.Result(row.Result),
			OccurredOn: on, Source: row.Source, FailedEarly: row.FailedEarly,
			EarlyFailureBefore: row.EarlyFailureBefore, RecordedAt: fromMillis(row.RecordedAt),
		}
		if row.BatteryFrom != nil {
			from, err := vehicle.ParseDate(*row.BatteryFrom)
			if err != nil {
				return nil, fmt.Errorf("reading an event: %w", err)
			}
			events[i].BatteryFrom = &from
		}
		if row.RecordedBy != nil {
			events[i].RecordedBy = *row.RecordedBy
		}
	}
	return events, nil
}

// BatteryHistory is what was recorded of the batteries of a vehicle; nothing for one that this dealer does
// not have.
func (db *DB) BatteryHistory(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (vehicle.BatteryHistory, error) {
	row, err := db.queries(ctx).BatteryHistory(ctx, string(dealerID), string(vin))
	if err != nil {
		return vehicle.BatteryHistory{}, translate(err, "event")
	}
	h := vehicle.BatteryHistory{FailedEarly: row.EarlyFailures > 0}
	if row.FittedOn != "" {
		on, err := vehicle.ParseDate(row.FittedOn)
		if err != nil {
			return vehicle.BatteryHistory{}, fmt.Errorf("reading an event: %w", err)
		}
		h.FittedOn = &on
	}
	return h, nil
}
