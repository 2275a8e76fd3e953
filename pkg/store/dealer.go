package store

import (
	"context"
	"encoding/json"
	"fmt"

	"dealerportal/pkg/callhours"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
)

var _ dealer.Store = (*DB)(nil)

// CreateDealer adds a dealer with its settings; an id or code that is taken is a Conflict.
func (db *DB) CreateDealer(ctx context.Context, d dealer.Dealer) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		added, err := t.InsertDealer(ctx, sqlcgen.InsertDealerParams{
			ID: string(d.ID), Code: d.Code, Name: d.Name, City: d.City, State: d.State, TimeZone: d.TimeZone,
			ThresholdHigh:     d.Settings.Thresholds.High,
			ThresholdModerate: d.Settings.Thresholds.Moderate,
			ThresholdFollowUp: d.Settings.Thresholds.FollowUp,
			Tone:              d.Settings.Tone, Language: d.Settings.Language, CreatedAt: millis(d.CreatedAt),
			UncontactedPercent: int64(d.Settings.UncontactedPercent),
		})
		if err != nil {
			return translate(err, "dealer")
		}
		if added == 0 {
			return conflict("dealer", "code")
		}
		return saveLists(ctx, t, d.ID, d.Settings)
	})
}

// DealerByID answers NotFound when there is none.
func (db *DB) DealerByID(ctx context.Context, dealerID dealer.ID) (dealer.Dealer, error) {
	row, err := db.queries(ctx).DealerByID(db.brief(ctx), string(dealerID))
	if err != nil {
		return dealer.Dealer{}, translate(err, "dealer")
	}
	return db.withLists(ctx, row)
}

// DealerByCode answers NotFound when there is none.
func (db *DB) DealerByCode(ctx context.Context, code string) (dealer.Dealer, error) {
	row, err := db.queries(ctx).DealerByCode(db.brief(ctx), code)
	if err != nil {
		return dealer.Dealer{}, translate(err, "dealer")
	}
	return db.withLists(ctx, row)
}

func (db *DB) withLists(ctx context.Context, row sqlcgen.Dealer) (dealer.Dealer, error) {
	d, err := dealerOf(row)
	if err != nil {
		return dealer.Dealer{}, err
	}
	prices, climate, err := db.lists(db.brief(ctx), &row.ID)
	d.Settings.Prices, d.Settings.Climate = prices[d.ID], climate[d.ID]
	return d, err
}

// Dealers are all of them, or the one that is named, in order of name.
func (db *DB) Dealers(ctx context.Context, only *dealer.ID) ([]dealer.Overview, error) {
	id := (*string)(only)
	rows, err := db.queries(ctx).DealerOverviews(ctx, id)
	if err != nil {
		return nil, translate(err, "dealer")
	}
	prices, climate, err := db.lists(ctx, id)
	if err != nil {
		return nil, err
	}
	overviews := make([]dealer.Overview, len(rows))
	for i, row := range rows {
		d, err := dealerOf(row.Dealer)
		if err != nil {
			return nil, err
		}
		o := dealer.Overview{Dealer: d, Vehicles: int(row.Vehicles), OpenLeads: int(row.OpenLeads)}
		o.Settings.Prices, o.Settings.Climate = prices[o.ID], climate[o.ID]
		if row.LastScoredAt >= 0 {
			o.LastScoredAt = fromMillisOrNil(&row.LastScoredAt)
		}
		overviews[i] = o
	}
	return overviews, nil
}

// SaveDealer replaces a dealer's name and place; NotFound when there is no such dealer. Messages name the
// dealer, so its pages are touched.
func (db *DB) SaveDealer(ctx context.Context, d dealer.Dealer) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdateDealer(ctx, sqlcgen.UpdateDealerParams{ID: string(d.ID), Name: d.Name, City: d.City, State: d.State, TimeZone: d.TimeZone})
		if err != nil {
			return translate(err, "dealer")
		}
		if changed == 0 {
			return notFound("dealer")
		}
		t.touch(dealerScope(d.ID))
		return nil
	})
}

// SaveSettings replaces a dealer's settings; NotFound when there is no such dealer.
func (db *DB) SaveSettings(ctx context.Context, dealerID dealer.ID, s dealer.Settings) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdateDealerSettings(ctx, sqlcgen.UpdateDealerSettingsParams{
			ID:            string(dealerID),
			ThresholdHigh: s.Thresholds.High, ThresholdModerate: s.Thresholds.Moderate, ThresholdFollowUp: s.Thresholds.FollowUp,
			Tone: s.Tone, Language: s.Language, UncontactedPercent: int64(s.UncontactedPercent),
		})
		if err != nil {
			return translate(err, "dealer")
		}
		if changed == 0 {
			return notFound("dealer")
		}
		t.touch(dealerScope(dealerID))
		return saveLists(ctx, t, dealerID, s)
	})
}

func saveLists(ctx context.Context, t *tx, dealerID dealer.ID, s dealer.Settings) error {
	if err := t.DeleteDealerPrices(ctx, string(dealerID)); err != nil {
		return translate(err, "price")
	}
	for i, p := range s.Prices {
		err := t.InsertDealerPrice(ctx, sqlcgen.InsertDealerPriceParams{
			DealerID: string(dealerID), Position: int64(i), Family: p.Family,
			PartsCents: p.PartsCents, LabourCents: p.LabourCents, Currency: p.Currency,
		})
		if err != nil {
			return translate(err, "price")
		}
	}
	if err := t.DeleteDealerClimate(ctx, string(dealerID)); err != nil {
		return translate(err, "temperature")
	}
	for i, c := range s.Climate {
		err := t.InsertDealerClimate(ctx, sqlcgen.InsertDealerClimateParams{
			DealerID: string(dealerID), Position: int64(i), State: c.State, AnnualMeanC: c.AnnualMeanC, Source: c.Source,
		})
		if err != nil {
			return translate(err, "temperature")
		}
	}
	return nil
}

// lists reads the price lists and temperatures of one dealer, or of all for nil.
func (db *DB) lists(ctx context.Context, only *string) (map[dealer.ID][]dealer.Price, map[dealer.ID][]dealer.ClimateOverride, error) {
	q := db.queries(ctx)
	priceRows, err := q.DealerPrices(ctx, only)
	if err != nil {
		return nil, nil, translate(err, "price")
	}
	climateRows, err := q.DealerClimate(ctx, only)
	if err != nil {
		return nil, nil, translate(err, "temperature")
	}
	prices := map[dealer.ID][]dealer.Price{}
	for _, r := range priceRows {
		id := dealer.ID(r.DealerID)
		prices[id] = append(prices[id], dealer.Price{Family: r.Family, PartsCents: r.PartsCents, LabourCents: r.LabourCents, Currency: r.Currency})
	}
	climate := map[dealer.ID][]dealer.ClimateOverride{}
	for _, r := range climateRows {
		id := dealer.ID(r.DealerID)
		climate[id] = append(climate[id], dealer.ClimateOverride{State: r.State, AnnualMeanC: r.AnnualMeanC, Source: r.Source})
	}
	return prices, climate, nil
}

// MarkFleetStale makes every vehicle of the dealer due for scoring.
func (db *DB) MarkFleetStale(ctx context.Context, dealerID dealer.ID) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		if q := db.dialect.lockFleetQuery; q != "" {
			var locked int64
			if err := t.conn.QueryRowContext(ctx, q, string(dealerID)).Scan(&locked); err != nil {
				return translate(err, "vehicle")
			}
		}
		return translate(t.MarkFleetStale(ctx, string(dealerID)), "vehicle")
	})
}

// SaveCallHours replaces the hours that a dealer has set and counts their version up, when it is still version;
// otherwise they are Changed. NotFound when there is no such dealer. Leads show them, so the dealer's pages are
// touched.
func (db *DB) SaveCallHours(ctx context.Context, dealerID dealer.ID, set []callhours.Set, version int64) error {
	text := ""
	if len(set) > 0 {
		encoded, err := json.Marshal(set)
		if err != nil {
			return err
		}
		text = string(encoded)
	}
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdateCallHours(ctx, text, string(dealerID), version)
		if err != nil {
			return translate(err, "dealer")
		}
		if changed > 0 {
			t.touch(dealerScope(dealerID))
			return nil
		}
		if _, err := t.DealerByID(ctx, string(dealerID)); err != nil {
			return translate(err, "dealer")
		}
		return changedMeanwhile()
	})
}

func dealerOf(row sqlcgen.Dealer) (dealer.Dealer, error) {
	hours := dealer.CallHours{Version: row.CallHoursVersion}
	if row.CallHours != "" {
		if err := json.Unmarshal([]byte(row.CallHours), &hours.Set); err != nil {
			return dealer.Dealer{}, fmt.Errorf("reading a dealer's calling hours: %w", err)
		}
	}
	return dealer.Dealer{
		ID: dealer.ID(row.ID), Code: row.Code, Name: row.Name, City: row.City, State: row.State, TimeZone: row.TimeZone,
		Settings: dealer.Settings{
			Thresholds: dealer.Thresholds{High: row.ThresholdHigh, Moderate: row.ThresholdModerate, FollowUp: row.ThresholdFollowUp},
			Tone:       row.Tone, Language: row.Language,
			UncontactedPercent: int(row.UncontactedPercent),
		},
		CallHours: hours,
		CreatedAt: fromMillis(row.CreatedAt),
	}, nil
}
