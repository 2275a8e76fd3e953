package rest

import (
	"context"
	"log/slog"
	"strings"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// filterOf reads the filters that the operations on the queue have in common.
func filterOf(ctx context.Context, priorities *[]oas.Priority, statuses *[]oas.LeadStatus, assignee, q *string) lead.Filter {
	f := lead.Filter{Query: strings.TrimSpace(valueOr(q, ""))}
	for _, p := range valueOr(priorities, nil) {
		f.Priorities = append(f.Priorities, lead.Priority(p))
	}
	for _, st := range valueOr(statuses, nil) {
		f.Statuses = append(f.Statuses, lead.Status(st))
	}
	if a := valueOr(assignee, ""); a != "" {
		switch a {
		case "me":
			a = caller(ctx).ID
		case "none":
			a = ""
		}
		f.Assignee = &a
	}
	return f
}

func sortOf(s *oas.LeadSort) lead.Sort {
	switch valueOr(s, oas.Rank) {
	case oas.Newest:
		return lead.NewestFirst
	case oas.Oldest:
		return lead.OldestFirst
	default:
		return lead.ByRank
	}
}

// changeOf is what the caller decides about a lead.
func changeOf(ctx context.Context, c oas.LeadChange) lead.Change {
	change := lead.Change{CallBackAt: c.CallBackAt, AssigneeID: c.AssigneeId, Note: c.Note, By: person(ctx)}
	if c.Status != nil {
		st := lead.Status(*c.Status)
		change.Status = &st
	}
	if c.ClosedReason != nil {
		why := lead.ClosedReason(*c.ClosedReason)
		change.ClosedReason = &why
	}
	return change
}

// ChangeLeads applies what a person decided about several leads.
func (s *Server) ChangeLeads(ctx context.Context, r oas.ChangeLeadsRequestObject) (oas.ChangeLeadsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	changes := make([]lead.OneChange, len(r.Body.Changes))
	for i, c := range r.Body.Changes {
		changes[i] = lead.OneChange{ID: c.Id, Version: c.Version, Change: changeOf(ctx, c.Change)}
	}
	results, err := s.Leads.ChangeMany(ctx, d.ID, changes)
	if err != nil {
		return nil, err
	}
	out := oas.LeadChangeResults{Results: make([]oas.LeadChangeResult, len(results))}
	for i, one := range results {
		out.Results[i] = s.changeResultOf(ctx, one)
	}
	return oas.ChangeLeads200JSONResponse{Body: out, Headers: oas.ChangeLeads200ResponseHeaders{CacheControl: &noStore}}, nil
}

func (s *Server) changeResultOf(ctx context.Context, c lead.Changed) oas.LeadChangeResult {
	out := oas.LeadChangeResult{Id: c.ID, Result: oas.LeadChangeResultResultDone}
	if c.Err == nil {
		out.Version = &c.Lead.Version
		return out
	}
	detail := c.Err.Error()
	switch kind := fault.KindOf(c.Err); kind {
	case fault.Changed:
		out.Result = oas.LeadChangeResultResultChanged
	case fault.NotFound:
		out.Result = oas.LeadChangeResultResultNotFound
	case fault.Invalid, fault.Conflict:
		out.Result = oas.LeadChangeResultResultRefused
		if e := fault.As(c.Err); e != nil {
			detail = e.Message
			if len(e.Fields) > 0 {
				detail = e.Fields[0].Name + " " + e.Fields[0].Detail
			}
		}
	default:
		out.Result, detail = oas.LeadChangeResultResultFailed, "Something went wrong on our side."
		s.log.ErrorContext(ctx, "one of several leads could not be changed", slog.String("request_id", exchangeIn(ctx).requestID()), slog.Any("error", c.Err))
	}
	out.Detail = &detail
	return out
}

// FindVehicleInQueue says where a vehicle stands, or why it is not in the queue.
func (s *Server) FindVehicleInQueue(ctx context.Context, r oas.FindVehicleInQueueRequestObject) (oas.FindVehicleInQueueResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	f := filterOf(ctx, r.Params.Priority, r.Params.Status, r.Params.Assignee, r.Params.Q)
	f.Callable = s.callableNow(d, r.Params.Call)
	w, err := s.Leads.Whereabouts(ctx, d.ID, r.Params.Vin, f)
	if err != nil {
		return nil, err
	}
	return oas.FindVehicleInQueue200JSONResponse{Body: whereaboutsOf(w), Headers: oas.FindVehicleInQueue200ResponseHeaders{CacheControl: &noStore}}, nil
}

func whereaboutsOf(w lead.Whereabouts) oas.Whereabouts {
	out := oas.Whereabouts{Vin: strings.ToUpper(strings.TrimSpace(string(w.VIN))), Reason: oas.WhereaboutsReason(w.Stands), LeftOutBy: []oas.WhereaboutsLeftOutBy{}, ReturnsAt: w.ReturnsAt, DoNotContact: contactStopOf(w.Stop)}
	switch w.Stands {
	case lead.NotAVIN, lead.NotEstimable:
		out.Detail = &w.Detail
	case lead.NoClimate:
		out.State = &w.State
	}
	for _, by := range w.LeftOutBy {
		out.LeftOutBy = append(out.LeftOutBy, oas.WhereaboutsLeftOutBy(by))
	}
	if w.Rank > 0 {
		out.Rank = &w.Rank
	}
	if w.ClosedBy != "" {
		out.ClosedBy = &w.ClosedBy
	}
	if l := w.Lead; l != nil {
		out.LeadId, out.ClosedAt = &l.ID, l.ClosedAt
		if l.Status.Open() {
			p := oas.Priority(l.Priority)
			out.Priority = &p
		}
		if l.ClosedReason != "" {
			why := oas.ClosedReason(l.ClosedReason)
			out.ClosedReason = &why
		}
	}
	return out
}
