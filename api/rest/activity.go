package rest

import (
	"context"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/performance"
)

// GetServiceActivity gives the service's own figures over time.
func (s *Server) GetServiceActivity(ctx context.Context, r oas.GetServiceActivityRequestObject) (oas.GetServiceActivityResponseObject, error) {
	if caller(plain(ctx)).Role != account.Admin {
		return nil, fault.Newf(fault.Forbidden, "Only an admin may do this.")
	}
	window := valueOr(r.Params.Window, oas.Hour)
	return oas.GetServiceActivity200JSONResponse{
		Body: serviceActivityOf(window, s.Performance.Activity(performance.Window(window))), Headers: oas.GetServiceActivity200ResponseHeaders{CacheControl: &noStore},
	}, nil
}

func serviceActivityOf(window oas.ServiceWindow, a performance.Activity) oas.ServiceActivity {
	out := oas.ServiceActivity{
		Window: window, Since: a.Since.UTC(), AsOf: a.AsOf.UTC(), FailuresByReason: a.FailuresByReason, Slots: make([]oas.ServiceSlot, len(a.Slots)),
	}
	for i, slot := range a.Slots {
		seconds := func(d time.Duration) *float64 {
			if slot.Answers.Count == 0 {
				return nil
			}
			v := d.Seconds()
			return &v
		}
		out.Slots[i] = oas.ServiceSlot{
			From: slot.From.UTC(), Until: slot.Until.UTC(), Requests: slot.Answers.Count,
			P50Seconds: seconds(slot.Answers.P50), P95Seconds: seconds(slot.Answers.P95), P99Seconds: seconds(slot.Answers.P99),
			Messages: oas.MessageFigures{Ai: slot.Messages.AI, Template: slot.Messages.Template, Edited: slot.Messages.Edited},
			Hits:     slot.Messages.Hits, Misses: slot.Messages.Misses,
			ModelCalls: slot.Model.Calls, ModelFailures: slot.Model.Failures, CostMicrodollars: slot.Model.Cost,
		}
	}
	return out
}
