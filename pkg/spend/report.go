package spend

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// Report is where a month stands against the caps.
type Report struct {
	Month string
	// Until is when the month ends.
	Until time.Time
	// All is everybody together; nil when the report is of one dealer.
	All *Total
	// ByDealer has an entry for every dealer that has used anything.
	ByDealer map[dealer.ID]Total
	// AllCap and DealerCap are the caps as they are set now; zero is none.
	AllCap, DealerCap Amount
	// PriceSource says where the list prices are from.
	PriceSource string
}

// monthForm is how a month is written.
const monthForm = "2006-01"

// Report says where a month stands, of one dealer or, for nil, of all of them. An empty month is the present one.
func (s *Service) Report(ctx context.Context, only *dealer.ID, month string) (Report, error) {
	if month == "" {
		month = Month(s.now())
	}
	first, err := time.Parse(monthForm, month)
	if err != nil {
		return Report{}, fault.InvalidField("month", "must be a month such as 2026-11")
	}
	s.Settle() // what has just ended is in it
	r := Report{Month: month, Until: first.AddDate(0, 1, 0), PriceSource: pricesSource}
	r.AllCap, r.DealerCap = s.caps()
	if only == nil {
		all, err := s.store.MonthOf(ctx, nil, month)
		if err != nil {
			return Report{}, err
		}
		r.All = &all
		r.ByDealer, err = s.store.MonthByDealer(ctx, month)
		return r, err
	}
	total, err := s.store.MonthOf(ctx, only, month)
	r.ByDealer = map[dealer.ID]Total{*only: total}
	return r, err
}

// caps are what all dealers together may use in a month, and each one.
func (s *Service) caps() (all, each Amount) {
	return Amount{Tokens: s.cfg.CapTokens, Cost: s.cfg.CapCents * microPerCent}, Amount{Tokens: s.cfg.DealerCapTokens, Cost: s.cfg.DealerCapCents * microPerCent}
}
