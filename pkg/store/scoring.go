package store

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

// markChunk is how many vehicles are made due in one transaction, so that a new model over a large
// fleet holds up nobody else's writing for long.
const markChunk = 2000

// UnrankedVehicles are those whose open lead has no rank yet, in order of VIN.
func (db *DB) UnrankedVehicles(ctx context.Context, dealerID dealer.ID) ([]vehicle.VIN, error) {
	rows, err := db.queries(ctx).UnrankedVehicles(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	return vinsOf(rows), nil
}

func vinsOf(rows []string) []vehicle.VIN {
	vins := make([]vehicle.VIN, len(rows))
	for i, vin := range rows {
		vins[i] = vehicle.VIN(vin)
	}
	return vins
}

// DueDealers are the dealers that have vehicles waiting for scoring, or open leads without a rank.
func (db *DB) DueDealers(ctx context.Context) ([]dealer.ID, error) {
	rows, err := db.queries(ctx).DueDealers(ctx)
	if err != nil {
		return nil, translate(err, "dealer")
	}
	ids := make([]dealer.ID, len(rows))
	for i, id := range rows {
		ids[i] = dealer.ID(id)
	}
	return ids, nil
}

// DueVehicles are at most limit vehicles that wait for scoring, in order of VIN.
func (db *DB) DueVehicles(ctx context.Context, dealerID dealer.ID, limit int) ([]lead.Due, error) {
	rows, err := db.queries(ctx).DueVehicles(ctx, string(dealerID), int32(limit))
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	due := make([]lead.Due, len(rows))
	for i, row := range rows {
		v, err := vehicleOf(row)
		if err != nil {
			return nil, err
		}
		due[i] = lead.Due{Vehicle: v, Mark: row.DueMark}
	}
	return due, nil
}

// MarkOldScoresDue makes the vehicles wait whose latest score is older than before, or of another model
// version. It works in chunks, each in a transaction of its own unless ctx carries one. It takes the vehicles
// as they lie, so it is Unavailable where that would have it wait for others that wait for it.
func (db *DB) MarkOldScoresDue(ctx context.Context, before time.Time, modelVersion string) error {
	for _, mark := range []func(context.Context, *tx) (int64, error){
		func(ctx context.Context, t *tx) (int64, error) {
			return t.MarkScoresBeforeDue(ctx, modelVersion, millis(before), markChunk)
		},
		func(ctx context.Context, t *tx) (int64, error) {
			return t.MarkScoresOfLowerModelsDue(ctx, modelVersion, markChunk)
		},
		func(ctx context.Context, t *tx) (int64, error) {
			return t.MarkScoresOfHigherModelsDue(ctx, modelVersion, markChunk)
		},
	} {
		marked := int64(markChunk)
		for marked == markChunk {
			err := db.change(ctx, func(ctx context.Context, t *tx) (err error) {
				if q := db.dialect.giveWayQuery; q != "" {
					if _, err := t.conn.ExecContext(ctx, q); err != nil {
						return translate(err, "vehicle")
					}
				}
				marked, err = mark(ctx, t)
				return translate(err, "vehicle")
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// SaveScore adds a score to the history, makes it the vehicle's latest, and takes the vehicle off the
// list of those that wait unless something has changed since mark. The vehicle is followed by it when it
// is its first one, or the first after the horizon of the one it was followed by. NotFound when the
// dealer has no such vehicle.
func (db *DB) SaveScore(ctx context.Context, dealerID dealer.ID, s lead.Score, mark int64) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		ends := millis(s.AsOf.Add(time.Duration(s.HorizonDays) * 24 * time.Hour))
		followedUntil, err := t.SetLatestScore(ctx, sqlcgen.SetLatestScoreParams{
			DealerID: string(dealerID), Vin: string(s.VIN), Mark: mark,
			AsOf: millis(s.AsOf), ModelVersion: s.ModelVersion, Probability: s.Probability, Facts: s.Facts.String(), HorizonEnds: ends,
		})
		if err != nil {
			return translate(err, "vehicle")
		}
		params := sqlcgen.SaveScoreParams{
			DealerID: string(dealerID), Vin: string(s.VIN), AsOf: millis(s.AsOf), ModelVersion: s.ModelVersion,
			HorizonDays: int64(s.HorizonDays), Probability: s.Probability,
			Low: s.Low, Median: s.Median, High: s.High, LogOdds: s.LogOdds, Followed: followedUntil == ends, RankedOnly: s.RankedOnly,
		}
		if s.Prior > 0 {
			params.Prior = &s.Prior
		}
		if params.Followed {
			params.Facts = s.Facts.String()
		}
		return translate(t.SaveScore(ctx, params), "score")
	})
}

// FollowedWindow is the latest estimate that a vehicle is followed by; NotFound when it was never scored.
func (db *DB) FollowedWindow(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (lead.Window, error) {
	row, err := db.queries(ctx).FollowedWindow(ctx, string(dealerID), string(vin))
	if err != nil {
		return lead.Window{}, translate(err, "score")
	}
	return lead.Window{AsOf: fromMillis(row.AsOf), HorizonDays: int(row.HorizonDays), Withheld: row.Withheld}, nil
}

// Withhold notes that the estimate as of a time, which the vehicle is followed by, opened no lead because the
// vehicle is held back; NotFound when the vehicle is followed by no such estimate.
func (db *DB) Withhold(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, asOf time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.Withhold(ctx, string(dealerID), string(vin), millis(asOf))
		if err != nil {
			return translate(err, "score")
		}
		if changed == 0 {
			return notFound("score")
		}
		return nil
	})
}

// SettledVehicles are the vehicles from one VIN to another whose latest lead is closed for good, or was closed
// after a time, in order of VIN.
func (db *DB) SettledVehicles(ctx context.Context, dealerID dealer.ID, from, to vehicle.VIN, closedAfter time.Time) ([]vehicle.VIN, error) {
	rows, err := db.queries(ctx).SettledVehicles(ctx, sqlcgen.SettledVehiclesParams{
		DealerID: string(dealerID), FirstVin: string(from), LastVin: string(to), ClosedAfter: millis(closedAfter),
	})
	if err != nil {
		return nil, translate(err, "lead")
	}
	return vinsOf(rows), nil
}

// SkipDue takes a vehicle that cannot be scored off the list of those that wait, unless something has
// changed since mark.
func (db *DB) SkipDue(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, mark int64) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		err := t.SkipDue(ctx, mark, string(dealerID), string(vin))
		return translate(err, "vehicle")
	})
}

// Standings are the latest probabilities of all the dealer's vehicles by one model version.
func (db *DB) Standings(ctx context.Context, dealerID dealer.ID, modelVersion string) ([]lead.Standing, error) {
	rows, err := db.queries(ctx).Standings(ctx, string(dealerID), modelVersion)
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	standings := make([]lead.Standing, len(rows))
	for i, row := range rows {
		standings[i] = lead.Standing{
			VIN: vehicle.VIN(row.Vin), Family: row.Family, Year: int(row.Year), State: row.State,
			Chemistry: vehicle.Chemistry(row.Chemistry), Probability: row.Probability,
		}
	}
	return standings, nil
}
