package rest

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"dealerportal/api/oas"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/results"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// usualDays is how long a period is whose first day nobody names.
const usualDays = 90

// GetResults says what came of the leads that were contacted.
func (s *Server) GetResults(ctx context.Context, r oas.GetResultsRequestObject) (oas.GetResultsResponseObject, error) {
	ctx = plain(ctx)
	dealers, err := s.dealersFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	now := s.Results.Now()
	period := results.Period{To: valueOr(domainDate(r.Params.To), vehicle.DateOf(now))}
	period.From = valueOr(domainDate(r.Params.From), vehicle.DateOf(period.To.Time().AddDate(0, 0, 1-usualDays)))
	if err := period.Check(); err != nil {
		return nil, err
	}
	out := oas.ResultsReport{
		From: openapi_types.Date{Time: period.From.Time()}, To: openapi_types.Date{Time: period.To.Time()}, AsOf: now,
		HorizonDays: s.Results.HorizonDays(), Dealers: make([]oas.DealerResults, len(dealers)),
	}
	for i, d := range dealers {
		of, err := s.Results.Of(ctx, d, period)
		if err != nil {
			return nil, err
		}
		out.Dealers[i] = resultsOf(of)
	}
	return oas.GetResults200JSONResponse{Body: out, Headers: oas.GetResults200ResponseHeaders{CacheControl: &noStore}}, nil
}

func resultsOf(r results.Results) oas.DealerResults {
	out := oas.DealerResults{Code: r.Dealer.Code, Name: r.Dealer.Name, TimeZone: r.Dealer.TimeZone, Total: figuresOf(r.Total)}
	out.ByPriority.HIGH, out.ByPriority.MODERATE = figuresOf(r.ByPriority[lead.High]), figuresOf(r.ByPriority[lead.Moderate])
	out.ByPriority.FOLLOWUP, out.ByPriority.RETENTION = figuresOf(r.ByPriority[lead.FollowUp]), figuresOf(r.ByPriority[lead.Retention])
	out.Inspections.ReplacedAfterFailure, out.Inspections.TestedReplace, out.Inspections.TestedPass =
		r.Inspections.ReplacedAfterFailure, r.Inspections.TestedReplace, r.Inspections.TestedPass
	out.Outcomes = make([]oas.OutcomeTally, len(r.Outcomes))
	for i, t := range r.Outcomes {
		out.Outcomes[i] = oas.OutcomeTally{Code: oas.OutcomeCode(t.Rule.Code), Reached: t.Rule.Reached, Outcomes: t.Outcomes, Leads: t.Leads}
	}
	return out
}

func figuresOf(f results.Figures) oas.ResultFigures {
	return oas.ResultFigures{Contacted: f.Contacted, Reached: shareOf(f.Reached), Booked: shareOf(f.Booked), Confirmed: shareOf(f.Confirmed)}
}

func shareOf(s risk.Share) oas.ResultShare {
	out := oas.ResultShare{Count: s.Count, Of: s.Of, NotEnough: !s.Enough}
	if s.Enough {
		out.Share, out.Low, out.High = &s.Value, &s.Low, &s.High
	}
	return out
}
