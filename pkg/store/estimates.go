package store

import (
	"context"
	"fmt"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

// CohortState says when the cohorts of a model version were last counted, and what of the batteries was
// recorded and corrected last.
func (db *DB) CohortState(ctx context.Context, dealerID dealer.ID, modelVersion string) (lead.CohortState, error) {
	row, err := db.queries(ctx).CohortState(ctx, string(dealerID), modelVersion)
	if err != nil {
		return lead.CohortState{}, translate(err, "count")
	}
	at := func(ms int64) (t time.Time) {
		if ms >= 0 {
			t = fromMillis(ms)
		}
		return t
	}
	return lead.CohortState{Counted: at(row.CountedAt), Recorded: at(row.RecordedAt), Corrected: at(row.CorrectedAt)}, nil
}

// CohortCounts are those in force at a time and all from later, oldest first.
func (db *DB) CohortCounts(ctx context.Context, dealerID dealer.ID, modelVersion string, since time.Time) ([]lead.CohortCounts, error) {
	rows, err := db.queries(ctx).CohortRecords(ctx, string(dealerID), modelVersion, millis(since))
	if err != nil {
		return nil, translate(err, "count")
	}
	var all []lead.CohortCounts
	for _, row := range rows {
		asOf := fromMillis(row.AsOf)
		if n := len(all); n == 0 || !all[n-1].AsOf.Equal(asOf) {
			all = append(all, lead.CohortCounts{AsOf: asOf})
		}
		if row.Exposure < 0 { // the counts have no records
			continue
		}
		c := &all[len(all)-1]
		c.Records = append(c.Records, lead.CohortRecord{
			CohortKey: lead.CohortKey{Family: row.Family, Climate: row.Climate, Chemistry: vehicle.Chemistry(row.Chemistry)},
			Record:    risk.Record{Failures: row.Failures, Exposure: row.Exposure},
		})
	}
	for _, c := range all {
		c.Sort()
	}
	return all, nil
}

// SaveCohortCounts adds counts; those of the same time are left as they are.
func (db *DB) SaveCohortCounts(ctx context.Context, dealerID dealer.ID, modelVersion string, c lead.CohortCounts) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		added, err := t.InsertCohortCounts(ctx, string(dealerID), modelVersion, millis(c.AsOf))
		if err != nil || added == 0 {
			return translate(err, "count")
		}
		for _, r := range c.Records {
			err := t.InsertCohortRecord(ctx, sqlcgen.InsertCohortRecordParams{
				DealerID: string(dealerID), ModelVersion: modelVersion, AsOf: millis(c.AsOf),
				Family: r.Family, Climate: r.Climate, Chemistry: string(r.Chemistry), Failures: r.Failures, Exposure: r.Exposure,
			})
			if err != nil {
				return translate(err, "count")
			}
		}
		return nil
	})
}

// WatchedVehicles are the vehicles that were ever scored, in order of VIN.
func (db *DB) WatchedVehicles(ctx context.Context, dealerID dealer.ID) ([]lead.WatchedVehicle, error) {
	rows, err := db.queries(ctx).WatchedVehicles(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	vehicles := make([]lead.WatchedVehicle, len(rows))
	for i, row := range rows {
		vehicles[i] = lead.WatchedVehicle{
			VIN: vehicle.VIN(row.Vin), Family: row.Family, State: row.State, Chemistry: vehicle.Chemistry(row.Chemistry), Since: fromMillis(row.FirstScoredAt),
		}
		if row.BatteryInstalledOn != nil {
			on, err := vehicle.ParseDate(*row.BatteryInstalledOn)
			if err != nil {
				return nil, fmt.Errorf("reading a vehicle: %w", err)
			}
			vehicles[i].FittedOn = &on
		}
	}
	return vehicles, nil
}

// LostContacts are the leads that were closed because the battery was seen to or the owner is gone, in
// order of VIN, then of time.
func (db *DB) LostContacts(ctx context.Context, dealerID dealer.ID) ([]lead.LostContact, error) {
	rows, err := db.queries(ctx).LostContacts(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "lead")
	}
	lost := make([]lead.LostContact, len(rows))
	for i, row := range rows {
		lost[i] = lead.LostContact{VIN: vehicle.VIN(row.Vin), At: fromMillis(row.ClosedAt), Reason: lead.ClosedReason(row.ClosedReason)}
	}
	return lost, nil
}

// FollowedScores are the scores that vehicles are followed by whose horizon has ended at now, in order of
// VIN, then of time.
func (db *DB) FollowedScores(ctx context.Context, dealerID dealer.ID, now time.Time) ([]lead.FollowedScore, error) {
	rows, err := db.queries(ctx).FollowedScores(ctx, string(dealerID), millis(now))
	if err != nil {
		return nil, translate(err, "score")
	}
	scores := make([]lead.FollowedScore, len(rows))
	for i, row := range rows {
		scores[i] = lead.FollowedScore{
			VIN: vehicle.VIN(row.Vin), AsOf: fromMillis(row.AsOf), ModelVersion: row.ModelVersion, HorizonDays: int(row.HorizonDays),
			Probability: row.Probability, Prior: row.Prior, Facts: row.Facts, RankedOnly: row.RankedOnly, Uncontacted: row.Uncontacted,
		}
	}
	return scores, nil
}

// Fleet are all the dealer's vehicles with their latest scores by a model version, in order of VIN.
func (db *DB) Fleet(ctx context.Context, dealerID dealer.ID, modelVersion string) ([]lead.FleetVehicle, error) {
	rows, err := db.queries(ctx).Fleet(ctx, modelVersion, string(dealerID))
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	fleet := make([]lead.FleetVehicle, len(rows))
	for i, row := range rows {
		fleet[i] = lead.FleetVehicle{VIN: vehicle.VIN(row.Vin), Family: row.Family, State: row.State, Chemistry: vehicle.Chemistry(row.Chemistry)}
		if row.Facts != "" {
			v := &fleet[i]
			v.AsOf, v.Probability, v.Facts = fromMillis(row.ScoredAt), row.Probability, row.Facts
		}
	}
	return fleet, nil
}
