package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"strings"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

// leadsByAge are the leads that the filter asks for, in order of when they were opened.
func (db *DB) leadsByAge(ctx context.Context, dealerID dealer.ID, f lead.Filter) ([]lead.Lead, error) {
	statuses := listed(f.Statuses)
	if statuses == nil {
		statuses = listed([]lead.Status{lead.New, lead.Contacted, lead.Callback})
	}
	var rows []sqlcgen.LeadRow
	if f.Sort == lead.OldestFirst {
		p := sqlcgen.LeadsOldestFirstParams{
			DealerID: string(dealerID), AfterKey: math.MinInt64, Statuses: *statuses, Priorities: listed(f.Priorities),
			Assignee: f.Assignee, Pattern: searchPattern(f.Query), States: statesOf(f), MaxRows: int32(f.Limit),
		}
		if f.After != nil {
			p.AfterKey, p.AfterID = f.After.SortKey, f.After.ID
		}
		found, err := db.queries(ctx).LeadsOldestFirst(ctx, p)
		if err != nil {
			return nil, translate(err, "lead")
		}
		rows = sameRows(found, func(r sqlcgen.LeadsOldestFirstRow) sqlcgen.LeadRow { return sqlcgen.LeadRow(r) })
	} else {
		p := sqlcgen.LeadsNewestFirstParams{
			DealerID: string(dealerID), BeforeKey: math.MaxInt64, Statuses: *statuses, Priorities: listed(f.Priorities),
			Assignee: f.Assignee, Pattern: searchPattern(f.Query), States: statesOf(f), MaxRows: int32(f.Limit),
		}
		if f.After != nil {
			p.BeforeKey, p.BeforeID = f.After.SortKey, f.After.ID
		}
		found, err := db.queries(ctx).LeadsNewestFirst(ctx, p)
		if err != nil {
			return nil, translate(err, "lead")
		}
		rows = sameRows(found, func(r sqlcgen.LeadsNewestFirstRow) sqlcgen.LeadRow { return sqlcgen.LeadRow(r) })
	}
	leads := make([]lead.Lead, len(rows))
	for i, row := range rows {
		l, err := leadOf(row)
		if err != nil {
			return nil, err
		}
		leads[i] = l
	}
	return leads, nil
}

// listed writes words as ",new,callback,", so that one parameter holds them all; nil for none.
func listed[T ~string](words []T) *string {
	if len(words) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteByte(',')
	for _, w := range words {
		b.WriteString(string(w))
		b.WriteByte(',')
	}
	text := b.String()
	return &text
}

// statesOf writes the states of a filter as listed does; nil when it asks for none in particular.
func statesOf(f lead.Filter) *string {
	if f.Callable == nil {
		return nil
	}
	if list := listed(*f.Callable); list != nil {
		return list
	}
	return new(string) // no state at all
}

// TalliesOf count the open leads that the filter's assignee, query and states ask for, by priority.
func (db *DB) TalliesOf(ctx context.Context, dealerID dealer.ID, f lead.Filter) (map[lead.Priority]lead.Tally, error) {
	rows, err := db.queries(ctx).TalliesOf(ctx, sqlcgen.TalliesOfParams{
		DealerID: string(dealerID), Assignee: f.Assignee, Pattern: searchPattern(f.Query), States: statesOf(f),
	})
	if err != nil {
		return nil, translate(err, "lead")
	}
	tallies := make(map[lead.Priority]lead.Tally, len(rows))
	for _, row := range rows {
		tallies[lead.Priority(row.Priority)] = lead.Tally{Count: int(row.Leads), Expected: row.Expected}
	}
	return tallies, nil
}

// WasScored says whether a vehicle has ever been scored.
func (db *DB) WasScored(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (bool, error) {
	scored, err := db.queries(ctx).WasScored(ctx, string(dealerID), string(vin))
	return scored, translate(err, "vehicle")
}

// LeadRank is the place of an open lead among the dealer's open ones, from 1.
func (db *DB) LeadRank(ctx context.Context, dealerID dealer.ID, id string) (int, error) {
	rank, err := db.queries(ctx).LeadRank(ctx, string(dealerID), id)
	return int(rank), translate(err, "lead")
}

// LeadMatches says whether a search for the text finds the lead. An empty text finds every one.
func (db *DB) LeadMatches(ctx context.Context, dealerID dealer.ID, id, query string) (bool, error) {
	pattern := searchPattern(query)
	if pattern == nil {
		return true, nil
	}
	found, err := db.queries(ctx).LeadMatches(ctx, string(dealerID), id, *pattern)
	return found, translate(err, "lead")
}

// ClosedBy is the name of who closed a lead; empty where that was not recorded.
func (db *DB) ClosedBy(ctx context.Context, dealerID dealer.ID, id string) (string, error) {
	name, err := db.queries(ctx).ClosedBy(ctx, string(dealerID), id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return name, translate(err, "lead")
}

// Views are the person's at the dealer, in no particular order.
func (db *DB) Views(ctx context.Context, dealerID dealer.ID, userID string) ([]lead.View, error) {
	rows, err := db.queries(ctx).Views(ctx, string(dealerID), userID)
	if err != nil {
		return nil, translate(err, "view")
	}
	views := make([]lead.View, len(rows))
	for i, row := range rows {
		views[i] = lead.View(row)
	}
	return views, nil
}

// CreateView adds one; a name that the person has used is a Conflict.
func (db *DB) CreateView(ctx context.Context, dealerID dealer.ID, userID string, v lead.View) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		added, err := t.InsertView(ctx, sqlcgen.InsertViewParams{
			DealerID: string(dealerID), UserID: userID, ID: v.ID, Name: v.Name, Query: v.Query,
		})
		if err == nil && added == 0 {
			return conflict("view", "name")
		}
		return translate(err, "view")
	})
}

// UpdateView replaces name and query; NotFound when the person has no such view, Conflict for a name that
// another one of theirs has.
func (db *DB) UpdateView(ctx context.Context, dealerID dealer.ID, userID string, v lead.View) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdateView(ctx, sqlcgen.UpdateViewParams{
			DealerID: string(dealerID), UserID: userID, ID: v.ID, Name: v.Name, Query: v.Query,
		})
		if err == nil && changed == 0 {
			return notFound("view")
		}
		return translate(err, "view")
	})
}

// DeleteView takes one away; NotFound when the person has no such view.
func (db *DB) DeleteView(ctx context.Context, dealerID dealer.ID, userID, id string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		gone, err := t.DeleteView(ctx, string(dealerID), userID, id)
		if err == nil && gone == 0 {
			return notFound("view")
		}
		return translate(err, "view")
	})
}
