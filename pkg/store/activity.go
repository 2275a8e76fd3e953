package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

// AddActivity adds to the history of a lead; NotFound when the dealer has no such lead.
func (db *DB) AddActivity(ctx context.Context, dealerID dealer.ID, a lead.Activity) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		p := sqlcgen.InsertActivityParams{
			DealerID: string(dealerID), ID: a.ID, LeadID: a.LeadID, At: millis(a.At), Kind: string(a.Kind),
			Code: textOrNil(string(a.Code)), Note: textOrNil(a.Note), Undoes: textOrNil(a.Undoes),
		}
		if a.Stop != nil {
			p.StopLeadID = &a.Stop.LeadID
		}
		p.OtherVehicles = int64OrNil(a.OtherVehicles)
		if a.Person != nil {
			p.UserID = &a.Person.ID
		}
		if a.Assignee != nil {
			p.ToAssigneeID = &a.Assignee.ID
		}
		if a.From != nil {
			p.FromStatus, p.FromReason = textOrNil(string(a.From.Status)), textOrNil(string(a.From.ClosedReason))
			p.FromClosedAt, p.FromCallBackAt = millisOrNil(a.From.ClosedAt), millisOrNil(a.From.CallBackAt)
		}
		if a.To != nil {
			p.ToStatus, p.ToReason = textOrNil(string(a.To.Status)), textOrNil(string(a.To.ClosedReason))
			p.ToClosedAt, p.ToCallBackAt = millisOrNil(a.To.ClosedAt), millisOrNil(a.To.CallBackAt)
		}
		return translate(t.InsertActivity(ctx, p), "lead")
	})
}

// Activities are at most limit of a lead's, newest first, from after a position on; nil is the newest.
func (db *DB) Activities(ctx context.Context, dealerID dealer.ID, leadID string, after *lead.ActivityPosition, limit int) ([]lead.Activity, error) {
	p := sqlcgen.ActivitiesParams{DealerID: string(dealerID), LeadID: leadID, BeforeAt: math.MaxInt64, MaxRows: int32(limit)}
	if after != nil {
		p.BeforeAt, p.BeforeID = millis(after.At), after.ID
	}
	rows, err := db.queries(ctx).Activities(ctx, p)
	if err != nil {
		return nil, translate(err, "activity")
	}
	list := make([]lead.Activity, len(rows))
	for i, row := range rows {
		list[i] = activityOf(row)
	}
	return list, nil
}

// Activity answers NotFound for an id that is none of this lead's.
func (db *DB) Activity(ctx context.Context, dealerID dealer.ID, leadID, id string) (lead.Activity, error) {
	row, err := db.queries(ctx).Activity(ctx, string(dealerID), leadID, id)
	if err != nil {
		return lead.Activity{}, translate(err, "activity")
	}
	return activityOf(sqlcgen.ActivitiesRow(row)), nil
}

// LatestStatusChange is the id of the lead's latest change of status that was not taken back; empty for none.
func (db *DB) LatestStatusChange(ctx context.Context, dealerID dealer.ID, leadID string) (string, error) {
	id, err := db.queries(ctx).LatestStatusChange(ctx, string(dealerID), leadID)
	if err = translate(err, "activity"); fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return id, err
}

// MarkUndone marks an activity as taken back; Conflict when it was already.
func (db *DB) MarkUndone(ctx context.Context, dealerID dealer.ID, id string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		marked, err := t.MarkActivityUndone(ctx, string(dealerID), id)
		if err == nil && marked == 0 {
			return fault.Newf(fault.Conflict, "This was taken back already.")
		}
		return translate(err, "activity")
	})
}

// OutcomeCounts count the dealer's outcomes by code in a span of time, without those that were taken back.
func (db *DB) OutcomeCounts(ctx context.Context, dealerID dealer.ID, since, before time.Time) (map[lead.OutcomeCode]lead.OutcomeCount, error) {
	rows, err := db.queries(ctx).OutcomeCounts(ctx, string(dealerID), millis(since), millis(before))
	if err != nil {
		return nil, translate(err, "activity")
	}
	counts := make(map[lead.OutcomeCode]lead.OutcomeCount, len(rows))
	for _, row := range rows {
		counts[lead.OutcomeCode(row.Code)] = lead.OutcomeCount{Outcomes: int(row.Outcomes), Leads: int(row.Leads)}
	}
	return counts, nil
}

// LatestFacts are what the vehicle's latest score was made of, when it was made as of a time and by a model version;
// NotFound when the latest score is another one.
func (db *DB) LatestFacts(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, asOf time.Time, modelVersion string) (lead.Facts, error) {
	row, err := db.queries(ctx).LatestFacts(ctx, string(dealerID), string(vin))
	if err != nil {
		return lead.Facts{}, translate(err, "vehicle")
	}
	if row.ScoredAt == nil || *row.ScoredAt != millis(asOf) || row.ScoredModel != modelVersion || row.ScoredFacts == "" {
		return lead.Facts{}, notFound("estimate")
	}
	facts, err := lead.ParseFacts(row.ScoredFacts, nil)
	if err != nil {
		return lead.Facts{}, fmt.Errorf("reading the facts of a score: %w", err)
	}
	return facts, nil
}

func activityOf(row sqlcgen.ActivitiesRow) lead.Activity {
	a := lead.Activity{
		ID: row.ID, LeadID: row.LeadID, At: fromMillis(row.At), Kind: lead.ActivityKind(row.Kind), Code: lead.OutcomeCode(textOf(row.Code)),
		Note: textOf(row.Note), Undoes: textOf(row.Undoes), Undone: row.Undone,
	}
	if row.StopLeadID != nil {
		a.Stop = &lead.StopRef{LeadID: *row.StopLeadID, VIN: vehicle.VIN(row.StopVin)}
	}
	a.OtherVehicles = intOrNil(row.OtherVehicles)
	if row.UserID != nil {
		a.Person = &lead.Person{ID: *row.UserID, Name: row.UserName}
	}
	if row.ToAssigneeID != nil {
		a.Assignee = &lead.Assignee{ID: *row.ToAssigneeID, Name: row.AssigneeName}
	}
	if row.FromStatus != nil {
		a.From = &lead.Standpoint{
			Status: lead.Status(*row.FromStatus), ClosedReason: lead.ClosedReason(textOf(row.FromReason)),
			ClosedAt: fromMillisOrNil(row.FromClosedAt), CallBackAt: fromMillisOrNil(row.FromCallBackAt),
		}
	}
	if row.ToStatus != nil {
		a.To = &lead.Standpoint{
			Status: lead.Status(*row.ToStatus), ClosedReason: lead.ClosedReason(textOf(row.ToReason)),
			ClosedAt: fromMillisOrNil(row.ToClosedAt), CallBackAt: fromMillisOrNil(row.ToCallBackAt),
		}
	}
	return a
}
