package rest

import (
	"context"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// ListActivities gives a page of what people did about a lead.
func (s *Server) ListActivities(ctx context.Context, r oas.ListActivitiesRequestObject) (oas.ListActivitiesResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	after, err := activityPositionOf(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	list, next, err := s.Leads.History(ctx, d.ID, r.Id, after, valueOr(r.Params.Limit, defaultPage))
	if err != nil {
		return nil, err
	}
	out := oas.ActivityPage{Activities: make([]oas.Activity, len(list))}
	for i, a := range list {
		out.Activities[i] = activityOf(a)
	}
	if next != nil {
		c := cursorOf(lead.Position{SortKey: next.At.UnixMilli(), ID: next.ID})
		out.NextCursor = &c
	}
	return oas.ListActivities200JSONResponse{Body: out, Headers: oas.ListActivities200ResponseHeaders{CacheControl: &noStore}}, nil
}

// activityPositionOf reads a cursor of a history, which is written as one of a list is.
func activityPositionOf(cursor *string) (*lead.ActivityPosition, error) {
	p, err := positionOf(cursor)
	if p == nil || err != nil {
		return nil, err
	}
	return &lead.ActivityPosition{At: time.UnixMilli(p.SortKey), ID: p.ID}, nil
}

// RecordOutcome records what came of a contact.
func (s *Server) RecordOutcome(ctx context.Context, r oas.RecordOutcomeRequestObject) (oas.RecordOutcomeResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	version, err := s.ifMatch(ctx, d.ID, r.Id, r.Params.IfMatch)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return preconditionRequired{request: exchangeIn(ctx).requestID()}, nil
		}
		return nil, err
	}
	l, a, err := s.Leads.RecordOutcome(ctx, d.ID, r.Id, version, lead.Outcome{
		Code: lead.OutcomeCode(r.Body.Code), Note: valueOr(r.Body.Note, ""), CallBackAt: r.Body.CallBackAt, By: person(ctx),
	})
	if err != nil {
		return nil, err
	}
	out, err := s.withMessage(ctx, d, l)
	if err != nil {
		return nil, err
	}
	tag := leadTag(l.Version)
	return oas.RecordOutcome201JSONResponse{
		Body: oas.RecordedOutcome{Lead: out, Activity: activityOf(a)}, Headers: oas.RecordOutcome201ResponseHeaders{ETag: &tag, CacheControl: &noStore},
	}, nil
}

// UndoActivity takes back an outcome or a change of status.
func (s *Server) UndoActivity(ctx context.Context, r oas.UndoActivityRequestObject) (oas.UndoActivityResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	l, err := s.Leads.Undo(ctx, d.ID, r.Id, r.Activity, person(ctx))
	if err != nil {
		return nil, err
	}
	out, err := s.withMessage(ctx, d, l)
	if err != nil {
		return nil, err
	}
	tag := leadTag(l.Version)
	return oas.UndoActivity200JSONResponse{Body: out, Headers: oas.UndoActivity200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

func activityOf(a lead.Activity) oas.Activity {
	out := oas.Activity{Id: a.ID, Kind: oas.ActivityKind(a.Kind), At: a.At, Note: textOrNil(a.Note), Undoes: textOrNil(a.Undoes), Undone: a.Undone, OtherVehicles: a.OtherVehicles}
	if a.Person != nil {
		out.Person = &oas.Assignee{Id: a.Person.ID, Name: a.Person.Name}
	}
	if a.Code != "" {
		code := oas.OutcomeCode(a.Code)
		out.Code = &code
	}
	if a.From != nil {
		from := oas.LeadStatus(a.From.Status)
		out.FromStatus = &from
	}
	if a.To != nil {
		to := oas.LeadStatus(a.To.Status)
		out.ToStatus, out.CallBackAt = &to, a.To.CallBackAt
		if a.To.ClosedReason != "" {
			why := oas.ClosedReason(a.To.ClosedReason)
			out.ClosedReason = &why
		}
	}
	if a.Stop != nil {
		out.BecauseOf = &struct {
			LeadId string `json:"lead_id"`
			Vin    string `json:"vin"`
		}{LeadId: a.Stop.LeadID, Vin: string(a.Stop.VIN)}
	}
	if a.Assignee != nil {
		out.Assignee = &oas.Assignee{Id: a.Assignee.ID, Name: a.Assignee.Name}
	}
	return out
}
