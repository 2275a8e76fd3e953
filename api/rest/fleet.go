package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
)

// TryFleet says what would be different for a fleet under other assumptions.
func (s *Server) TryFleet(ctx context.Context, r oas.TryFleetRequestObject) (oas.TryFleetResponseObject, error) {
	ctx = plain(ctx)
	if caller(ctx).Role != account.Admin {
		return nil, fault.Newf(fault.Forbidden, "Only an admin may do this.")
	}
	dealers, err := s.dealersFor(ctx, r.Body.Dealer)
	if err != nil {
		return nil, err
	}
	var trial lead.Trial
	if r.Body.Groups != nil {
		trial.Groups = append([]string{}, *r.Body.Groups...)
	}
	if t := r.Body.Thresholds; t != nil {
		trial.Thresholds = &dealer.Thresholds{High: t.High, Moderate: t.Moderate, FollowUp: t.FollowUp}
	}
	if w := r.Body.Worth; w != nil {
		trial.Worth = &lead.CallWorth{CostOfContact: w.CostOfContact, BenefitIfFailing: w.BenefitIfFailing}
	}
	o, err := s.Leads.TryFleet(ctx, dealers, trial)
	if err != nil {
		return nil, err
	}
	return oas.TryFleet200JSONResponse{Body: outlookOf(o), Headers: oas.TryFleet200ResponseHeaders{CacheControl: &noStore}}, nil
}

func outlookOf(o lead.Outlook) oas.FleetOutlook {
	out := oas.FleetOutlook{
		ModelVersion: o.ModelVersion, HorizonDays: o.HorizonDays, Vehicles: o.Vehicles, NotEstimated: o.NotEstimated,
		Present: viewOf(o.Present), Trial: viewOf(o.Trial), Moved: o.Moved, Moves: make([]oas.FleetMove, len(o.Moves)),
	}
	if w := o.Worth; w != nil {
		out.Worth = &worthACall{Cutoff: w.Cutoff, Vehicles: w.Vehicles, Expected: w.Expected}
	}
	for i, m := range o.Moves {
		out.Moves[i] = oas.FleetMove{
			Vin: m.VIN, Dealer: m.DealerCode, From: m.From, To: m.To,
			PriorityFrom: oas.Priority(m.PriorityFrom), PriorityTo: oas.Priority(m.PriorityTo),
		}
	}
	return out
}

// worthACall are the vehicles that are worth a call, as the contract has them.
type worthACall = struct {
	Cutoff   float64 `json:"cutoff"`
	Expected float64 `json:"expected"`
	Vehicles int     `json:"vehicles"`
}

func viewOf(v lead.FleetView) oas.FleetView {
	out := oas.FleetView{Expected: expectedOf(v.Expected), WithoutPrice: v.WithoutPrice}
	out.ByPriority.HIGH, out.ByPriority.MODERATE = v.ByPriority[lead.High], v.ByPriority[lead.Moderate]
	out.ByPriority.FOLLOWUP, out.ByPriority.RETENTION = v.ByPriority[lead.FollowUp], v.ByPriority[lead.Retention]
	if v.Priced > 0 {
		out.ServiceValue = &oas.Money{AmountCents: v.ServiceCents, Currency: v.Currency}
	}
	return out
}

func expectedOf(o risk.Outlook) oas.ExpectedCount {
	return oas.ExpectedCount{
		Expected: o.Expected, Low: o.Low, High: o.High,
		ScenarioLow: o.ScenarioLow.Expected, ScenarioHigh: o.ScenarioHigh.Expected,
	}
}
