package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/spend"
)

// GetSpend says where a month stands against the caps.
func (s *Server) GetSpend(ctx context.Context, r oas.GetSpendRequestObject) (oas.GetSpendResponseObject, error) {
	ctx = plain(ctx)
	dealers, err := s.dealersFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	if err := mayManage(ctx); err != nil {
		return nil, err
	}
	var only *dealer.ID
	if caller(ctx).Role != account.Admin || valueOr(r.Params.Dealer, "") != "" {
		only = &dealers[0].ID
	}
	report, err := s.Spend.Report(ctx, only, valueOr(r.Params.Month, ""))
	if err != nil {
		return nil, err
	}
	out := oas.SpendReport{Month: report.Month, Until: report.Until, PriceSource: report.PriceSource, Dealers: make([]oas.DealerSpend, len(dealers))}
	for i, d := range dealers {
		out.Dealers[i] = oas.DealerSpend{Code: d.Code, Name: d.Name, Spend: spendOf(report.ByDealer[d.ID], report.DealerCap)}
	}
	if report.All != nil {
		all := spendOf(*report.All, report.AllCap)
		out.Installation = &all
	}
	return oas.GetSpend200JSONResponse{Body: out, Headers: oas.GetSpend200ResponseHeaders{CacheControl: &noStore}}, nil
}

func spendOf(t spend.Total, most spend.Amount) oas.SpendState {
	limit := func(n int64) *int64 {
		if n == 0 {
			return nil
		}
		return &n
	}
	return oas.SpendState{
		CountedTokens: t.Counted.Tokens, CapTokens: limit(most.Tokens), CountedMicrodollars: t.Counted.Cost, CapMicrodollars: limit(most.Cost),
		Calls: t.Calls, UnderWay: t.UnderWay, WithoutReport: t.WithoutReport, WithoutPrice: t.WithoutPrice,
		PromptTokens: t.PromptTokens, CompletionTokens: t.CompletionTokens, UsedMicrodollars: t.Cost,
	}
}
