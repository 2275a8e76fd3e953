package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/lead"
)

func savedViewOf(v lead.View) oas.View { return oas.View{Id: v.ID, Name: v.Name, Query: v.Query} }

// ListViews gives the caller's saved views.
func (s *Server) ListViews(ctx context.Context, r oas.ListViewsRequestObject) (oas.ListViewsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	views, err := s.Leads.Views(ctx, d.ID, caller(ctx).ID)
	if err != nil {
		return nil, err
	}
	out := oas.ViewList{Views: make([]oas.View, len(views))}
	for i, v := range views {
		out.Views[i] = savedViewOf(v)
	}
	return oas.ListViews200JSONResponse{Body: out, Headers: oas.ListViews200ResponseHeaders{CacheControl: &noStore}}, nil
}

// CreateView saves a view of the caller's.
func (s *Server) CreateView(ctx context.Context, r oas.CreateViewRequestObject) (oas.CreateViewResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	v, err := s.Leads.CreateView(ctx, d.ID, caller(ctx).ID, r.Body.Name, r.Body.Query)
	if err != nil {
		return nil, err
	}
	return oas.CreateView201JSONResponse(savedViewOf(v)), nil
}

// PutView renames a view of the caller's, or has it show something else.
func (s *Server) PutView(ctx context.Context, r oas.PutViewRequestObject) (oas.PutViewResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	v, err := s.Leads.UpdateView(ctx, d.ID, caller(ctx).ID, lead.View{ID: r.Id, Name: r.Body.Name, Query: r.Body.Query})
	if err != nil {
		return nil, err
	}
	return oas.PutView200JSONResponse(savedViewOf(v)), nil
}

// DeleteView takes a view of the caller's away.
func (s *Server) DeleteView(ctx context.Context, r oas.DeleteViewRequestObject) (oas.DeleteViewResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	if err := s.Leads.DeleteView(ctx, d.ID, caller(ctx).ID, r.Id); err != nil {
		return nil, err
	}
	return oas.DeleteView204Response{}, nil
}
