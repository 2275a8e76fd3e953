package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

func dealerOf(o dealer.Overview) oas.Dealer {
	return oas.Dealer{
		Id: string(o.ID), Code: o.Code, Name: o.Name, City: o.City, State: o.State, TimeZone: o.TimeZone,
		Vehicles: o.Vehicles, OpenLeads: o.OpenLeads, LastScoredAt: o.LastScoredAt,
	}
}

// ListDealers gives the dealers that the caller may see.
func (s *Server) ListDealers(ctx context.Context, _ oas.ListDealersRequestObject) (oas.ListDealersResponseObject, error) {
	ctx = plain(ctx)
	var only *dealer.ID
	if own := caller(ctx).Dealer; own != nil {
		only = &own.ID
	}
	all, err := s.Dealers.List(ctx, only)
	if err != nil {
		return nil, err
	}
	out := oas.ListDealers200JSONResponse{Dealers: make([]oas.Dealer, len(all))}
	for i, o := range all {
		out.Dealers[i] = dealerOf(o)
	}
	return out, nil
}

// CreateDealer adds a dealer.
func (s *Server) CreateDealer(ctx context.Context, r oas.CreateDealerRequestObject) (oas.CreateDealerResponseObject, error) {
	ctx = plain(ctx)
	if caller(ctx).Role != account.Admin {
		return nil, fault.Newf(fault.Forbidden, "Only an admin may do this.")
	}
	d, err := s.Dealers.Create(ctx, dealer.New{
		Code: r.Body.Code, Name: r.Body.Name, City: valueOr(r.Body.City, ""), State: r.Body.State, TimeZone: r.Body.TimeZone,
	})
	if err != nil {
		return nil, err
	}
	return oas.CreateDealer201JSONResponse(dealerOf(dealer.Overview{Dealer: d})), nil
}

// ChangeDealer renames a dealer, or changes where it is.
func (s *Server) ChangeDealer(ctx context.Context, r oas.ChangeDealerRequestObject) (oas.ChangeDealerResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	if caller(ctx).Role != account.Admin {
		return nil, fault.Newf(fault.Forbidden, "Only an admin may do this.")
	}
	if _, err := s.Dealers.Change(ctx, d.ID, dealer.Change{Name: r.Body.Name, City: r.Body.City, State: r.Body.State, TimeZone: r.Body.TimeZone}); err != nil {
		return nil, err
	}
	now, err := s.Dealers.List(ctx, &d.ID)
	if err != nil || len(now) == 0 {
		return nil, err
	}
	return oas.ChangeDealer200JSONResponse(dealerOf(now[0])), nil
}

// GetDealerSettings gives a dealer's settings.
func (s *Server) GetDealerSettings(ctx context.Context, r oas.GetDealerSettingsRequestObject) (oas.GetDealerSettingsResponseObject, error) {
	d, err := s.dealerFor(plain(ctx), &r.Code)
	if err != nil {
		return nil, err
	}
	return oas.GetDealerSettings200JSONResponse(settingsOf(d)), nil
}

// PutDealerSettings replaces a dealer's settings.
func (s *Server) PutDealerSettings(ctx context.Context, r oas.PutDealerSettingsRequestObject) (oas.PutDealerSettingsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	if err := mayManage(ctx); err != nil {
		return nil, err
	}
	in := r.Body
	settings := dealer.Settings{
		Thresholds: dealer.Thresholds{High: in.Thresholds.High, Moderate: in.Thresholds.Moderate, FollowUp: in.Thresholds.FollowUp},
		Tone:       string(in.Tone), Language: string(in.Language), UncontactedPercent: valueOr(in.UncontactedPercent, 0),
	}
	for _, p := range in.PriceList {
		settings.Prices = append(settings.Prices, dealer.Price{Family: p.Family, PartsCents: p.PartsCents, LabourCents: p.LabourCents, Currency: string(p.Currency)})
	}
	for _, c := range in.Climate {
		settings.Climate = append(settings.Climate, dealer.ClimateOverride{State: c.State, AnnualMeanC: c.AnnualMeanC, Source: c.Source})
	}
	if err := s.Dealers.ChangeSettings(ctx, d.ID, settings); err != nil {
		return nil, err
	}
	d.Settings = settings
	return oas.PutDealerSettings200JSONResponse(settingsOf(d)), nil
}

func settingsOf(d dealer.Dealer) oas.DealerSettings {
	out := oas.DealerSettings{
		Thresholds: thresholdsOf(d), Tone: oas.Tone(d.Settings.Tone), Language: oas.DealerSettingsLanguage(d.Settings.Language),
		PriceList: []oas.Price{}, Climate: []oas.ClimateOverride{}, UncontactedPercent: &d.Settings.UncontactedPercent,
	}
	for _, p := range d.Settings.Prices {
		out.PriceList = append(out.PriceList, oas.Price{Family: p.Family, PartsCents: p.PartsCents, LabourCents: p.LabourCents, Currency: oas.PriceCurrency(p.Currency)})
	}
	for _, c := range d.Settings.Climate {
		out.Climate = append(out.Climate, oas.ClimateOverride{State: c.State, AnnualMeanC: c.AnnualMeanC, Source: c.Source})
	}
	return out
}

// ListPeople gives those who can be given a lead.
func (s *Server) ListPeople(ctx context.Context, r oas.ListPeopleRequestObject) (oas.ListPeopleResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	people, err := s.Accounts.People(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := oas.ListPeople200JSONResponse{People: make([]oas.Person, len(people))}
	for i, u := range people {
		out.People[i] = oas.Person{Id: u.ID, Name: u.Name, Role: oas.Role(u.Role)}
	}
	return out, nil
}
