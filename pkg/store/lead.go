package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

var _ lead.Store = (*DB)(nil)

// CreateLead adds a lead; a second one that is not closed for the same vehicle is a Conflict, and one
// for a vehicle that the dealer does not have is NotFound. Of l.Vehicle only the VIN counts.
func (db *DB) CreateLead(ctx context.Context, dealerID dealer.ID, l lead.Lead) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		added, err := t.InsertLead(ctx, sqlcgen.InsertLeadParams{
			DealerID: string(dealerID), ID: l.ID, Vin: string(l.Vehicle.VIN),
			Priority: string(l.Priority), SortKey: lead.SortKey(l.Priority, l.Score.Probability),
			Status: string(l.Status), Open: l.Status.Open(), ClosedReason: string(l.ClosedReason),
			ClosedAt: millisOrNil(l.ClosedAt), CallBackAt: millisOrNil(l.CallBackAt), AssigneeID: assigneeID(l),
			Note: l.Note, NoteSearch: searchable(l.Note), Version: l.Version,
			CreatedAt: millis(l.CreatedAt), UpdatedAt: millis(l.UpdatedAt),
			AsOf: millis(l.Score.AsOf), ModelVersion: l.Score.ModelVersion, HorizonDays: int64(l.Score.HorizonDays),
			Probability: l.Score.Probability, Low: l.Score.Low, Median: l.Score.Median, High: l.Score.High,
			LogOdds: l.Score.LogOdds, Explanation: l.Score.Explanation.String(),
			CohortLabel: l.Cohort.Label, CohortSize: int64(l.Cohort.Size), CohortPercentile: l.Cohort.Percentile, CohortSe: l.Cohort.SE,
		})
		if err != nil {
			return translate(err, "lead")
		}
		if added == 0 {
			return conflict("lead", "vin")
		}
		t.touch(dealerScope(dealerID))
		return nil
	})
}

// UpdateLead saves what people decide about a lead and its priority, and counts its version up, when
// the version in the store is still version; otherwise it is Changed. NotFound when there is none;
// Conflict when the vehicle would have a second lead that is not closed.
func (db *DB) UpdateLead(ctx context.Context, dealerID dealer.ID, l lead.Lead, version int64) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		priorityKey, _ := lead.SortRange([]lead.Priority{l.Priority})
		changed, err := t.UpdateLead(ctx, sqlcgen.UpdateLeadParams{
			DealerID: string(dealerID), ID: l.ID, Version: version,
			Priority: string(l.Priority), PriorityKey: priorityKey,
			Status: string(l.Status), Open: l.Status.Open(), ClosedReason: string(l.ClosedReason),
			ClosedAt: millisOrNil(l.ClosedAt), CallBackAt: millisOrNil(l.CallBackAt), AssigneeID: assigneeID(l),
			Note: l.Note, NoteSearch: searchable(l.Note), UpdatedAt: millis(l.UpdatedAt),
		})
		if err != nil {
			return translate(err, "lead")
		}
		if changed > 0 {
			t.touch(dealerScope(dealerID))
			return nil
		}
		if _, err := t.LeadVersion(ctx, string(dealerID), l.ID); err != nil {
			return translate(err, "lead")
		}
		return changedMeanwhile()
	})
}

// RefreshLead replaces a lead's estimate and priority and leaves everything else as it is; NotFound
// when there is none.
func (db *DB) RefreshLead(ctx context.Context, dealerID dealer.ID, id string, s lead.Score, p lead.Priority, at time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.RefreshLead(ctx, sqlcgen.RefreshLeadParams{
			DealerID: string(dealerID), ID: id,
			Priority: string(p), SortKey: lead.SortKey(p, s.Probability), UpdatedAt: millis(at),
			AsOf: millis(s.AsOf), ModelVersion: s.ModelVersion, HorizonDays: int64(s.HorizonDays),
			Probability: s.Probability, Low: s.Low, Median: s.Median, High: s.High,
			LogOdds: s.LogOdds, Explanation: s.Explanation.String(),
		})
		if err == nil && changed == 0 {
			return notFound("lead")
		}
		t.touch(dealerScope(dealerID))
		return translate(err, "lead")
	})
}

// SaveCohort replaces the rank of the vehicle's open lead, if it has one. The same rank again changes
// nothing, and the dealer's revision neither.
func (db *DB) SaveCohort(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, c lead.Cohort) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.SaveCohort(ctx, sqlcgen.SaveCohortParams{
			DealerID: string(dealerID), Vin: string(vin),
			Label: c.Label, Size: int64(c.Size), Percentile: c.Percentile, Se: c.SE,
		})
		if changed > 0 {
			t.touch(dealerScope(dealerID))
		}
		return translate(err, "lead")
	})
}

// Lead answers NotFound for an id that this dealer does not have.
func (db *DB) Lead(ctx context.Context, dealerID dealer.ID, id string) (lead.Lead, error) {
	row, err := db.queries(ctx).Lead(ctx, string(dealerID), id)
	if err != nil {
		return lead.Lead{}, translate(err, "lead")
	}
	return leadOf(row)
}

// LatestLead is the vehicle's newest lead; NotFound when it never had one.
func (db *DB) LatestLead(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (lead.Lead, error) {
	row, err := db.queries(ctx).LatestLead(ctx, string(dealerID), string(vin))
	if err != nil {
		return lead.Lead{}, translate(err, "lead")
	}
	return leadOf(sqlcgen.LeadRow(row))
}

// Leads are those that the filter asks for, in its order.
func (db *DB) Leads(ctx context.Context, dealerID dealer.ID, f lead.Filter) ([]lead.Lead, error) {
	if f.Callable != nil && len(*f.Callable) == 0 {
		return nil, nil // as in the night: no need to look through all of them
	}
	if f.Sort != lead.ByRank {
		return db.leadsByAge(ctx, dealerID, f)
	}
	var leads []lead.Lead
	for _, s := range spansOf(f.Priorities) {
		start := lead.Position{SortKey: s.from}
		if f.After != nil && f.After.SortKey >= s.from {
			start = *f.After
		}
		if start.SortKey >= s.below {
			continue
		}
		rows, err := db.leadsIn(ctx, dealerID, f, start, s.below, f.Limit-len(leads))
		if err != nil {
			return nil, translate(err, "lead")
		}
		for _, row := range rows {
			l, err := leadOf(row)
			if err != nil {
				return nil, err
			}
			leads = append(leads, l)
		}
		if len(leads) >= f.Limit {
			break
		}
	}
	return leads, nil
}

// leadsIn reads at most limit leads of one span, from after start on.
func (db *DB) leadsIn(ctx context.Context, dealerID dealer.ID, f lead.Filter, start lead.Position, below int64, limit int) ([]sqlcgen.LeadRow, error) {
	statuses, someOpen, someNot := statusSet(f.Statuses)
	p := sqlcgen.LeadsAllParams{
		DealerID: string(dealerID), AfterKey: start.SortKey, AfterID: start.ID, BelowKey: below,
		Statuses: statuses, Assignee: f.Assignee, Pattern: searchPattern(f.Query), States: statesOf(f), MaxRows: int32(limit),
	}
	if someOpen && someNot {
		rows, err := db.queries(ctx).LeadsAll(ctx, p)
		return sameRows(rows, func(r sqlcgen.LeadsAllRow) sqlcgen.LeadRow { return sqlcgen.LeadRow(r) }), err
	}
	rows, err := db.queries(ctx).LeadsByOpen(ctx, sqlcgen.LeadsByOpenParams{
		DealerID: p.DealerID, Open: someOpen, AfterKey: p.AfterKey, AfterID: p.AfterID, BelowKey: p.BelowKey,
		Statuses: p.Statuses, Assignee: p.Assignee, Pattern: p.Pattern, States: p.States, MaxRows: p.MaxRows,
	})
	return sameRows(rows, func(r sqlcgen.LeadsByOpenRow) sqlcgen.LeadRow { return sqlcgen.LeadRow(r) }), err
}

func sameRows[R any](rows []R, same func(R) sqlcgen.LeadRow) []sqlcgen.LeadRow {
	out := make([]sqlcgen.LeadRow, len(rows))
	for i, r := range rows {
		out[i] = same(r)
	}
	return out
}

// span is a range of sort keys.
type span struct{ from, below int64 }

// spansOf are the ranges of sort keys that leads of these priorities lie in, neighbours in one, so
// that no lead of another priority is read on the way.
func spansOf(priorities []lead.Priority) []span {
	if len(priorities) == 0 {
		from, below := lead.SortRange(nil)
		return []span{{from, below}}
	}
	var spans []span
	for _, p := range lead.Priorities {
		if !slices.Contains(priorities, p) {
			continue
		}
		from, below := lead.SortRange([]lead.Priority{p})
		if last := len(spans) - 1; last >= 0 && spans[last].below == from {
			spans[last].below = below
		} else {
			spans = append(spans, span{from, below})
		}
	}
	return spans
}

// statusSet writes statuses as ",new,callback,", nil when all of one side of open are meant, and says
// which sides they are on. None means the open ones.
func statusSet(statuses []lead.Status) (set *string, someOpen, someNot bool) {
	if len(statuses) == 0 {
		return nil, true, false
	}
	var b strings.Builder
	b.WriteByte(',')
	for _, s := range statuses {
		b.WriteString(string(s))
		b.WriteByte(',')
		if s.Open() {
			someOpen = true
		} else {
			someNot = true
		}
	}
	text := b.String()
	return &text, someOpen, someNot
}

// Tallies count the dealer's open leads by priority.
func (db *DB) Tallies(ctx context.Context, dealerID dealer.ID) (map[lead.Priority]lead.Tally, error) {
	rows, err := db.queries(ctx).Tallies(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "lead")
	}
	tallies := make(map[lead.Priority]lead.Tally, len(rows))
	for _, row := range rows {
		tallies[lead.Priority(row.Priority)] = lead.Tally{Count: int(row.Leads), Expected: row.Expected}
	}
	return tallies, nil
}

// OpenProbabilities are those of the dealer's open leads above Retention, in the order of the queue.
func (db *DB) OpenProbabilities(ctx context.Context, dealerID dealer.ID) ([]float64, error) {
	below, _ := lead.SortRange([]lead.Priority{lead.Retention})
	list, err := db.queries(ctx).OpenProbabilities(ctx, string(dealerID), below)
	return list, translate(err, "lead")
}

// DueCallbacks are the open leads of priority Retention whose promised call-back is due at now, of all
// dealers.
func (db *DB) DueCallbacks(ctx context.Context, now time.Time) ([]lead.DueCallback, error) {
	rows, err := db.queries(ctx).DueCallbacks(ctx, millis(now))
	if err != nil {
		return nil, translate(err, "lead")
	}
	due := make([]lead.DueCallback, len(rows))
	for i, row := range rows {
		due[i] = lead.DueCallback{DealerID: dealer.ID(row.DealerID), LeadID: row.ID}
	}
	return due, nil
}

func leadOf(row sqlcgen.LeadRow) (lead.Lead, error) {
	explanation, err := lead.ParseExplanation(row.Explanation)
	if err != nil {
		return lead.Lead{}, fmt.Errorf("reading a lead: %w", err)
	}
	l := lead.Lead{
		ID: row.ID,
		Vehicle: lead.Vehicle{
			VIN: vehicle.VIN(row.Vin), Year: int(row.Year), Make: row.Make, Model: row.Model, Family: row.Family,
			Kind: vehicle.Kind(row.Kind), Mileage: intOrNil(row.Mileage), City: row.City, State: row.State,
		},
		CustomerName: row.CustomerName,
		Priority:     lead.Priority(row.Priority), Status: lead.Status(row.Status), ClosedReason: lead.ClosedReason(row.ClosedReason),
		ClosedAt: fromMillisOrNil(row.ClosedAt), CallBackAt: fromMillisOrNil(row.CallBackAt), Note: row.Note, OwnMessage: row.OwnMessage, Stopped: row.Stopped,
		Score: lead.Score{
			VIN: vehicle.VIN(row.Vin), AsOf: fromMillis(row.AsOf), ModelVersion: row.ModelVersion, HorizonDays: int(row.HorizonDays),
			Probability: row.Probability, Low: row.Low, Median: row.Median, High: row.High,
			LogOdds: row.LogOdds, Explanation: explanation,
		},
		Cohort:  lead.Cohort{Label: row.CohortLabel, Size: int(row.CohortSize), Percentile: row.CohortPercentile, SE: row.CohortSe},
		Version: row.Version, CreatedAt: fromMillis(row.CreatedAt), UpdatedAt: fromMillis(row.UpdatedAt),
	}
	if row.AssigneeID != nil {
		l.Assignee = &lead.Assignee{ID: *row.AssigneeID, Name: row.AssigneeName}
	}
	return l, nil
}

func assigneeID(l lead.Lead) *string {
	if l.Assignee == nil {
		return nil
	}
	return &l.Assignee.ID
}
