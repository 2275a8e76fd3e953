package lead

import (
	"context"
	"slices"
	"strings"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// View is what a person wants to see of the queue again, under a name.
type View struct {
	ID   string
	Name string
	// Query is the search part of the queue's address, without the question mark.
	Query string
}

const (
	// mostViews is how many views a person has at a dealer.
	mostViews     = 50
	longestView   = 60
	longestSearch = 500
)

// viewStore keeps people's views. One person's are nothing to any other.
type viewStore interface {
	// Views are the person's at the dealer, in no particular order.
	Views(ctx context.Context, dealerID dealer.ID, userID string) ([]View, error)
	// CreateView adds one; a name that the person has used is a Conflict.
	CreateView(ctx context.Context, dealerID dealer.ID, userID string, v View) error
	// UpdateView replaces name and query; NotFound when the person has no such view, Conflict for a name
	// that another one of theirs has.
	UpdateView(ctx context.Context, dealerID dealer.ID, userID string, v View) error
	// DeleteView takes one away; NotFound when the person has no such view.
	DeleteView(ctx context.Context, dealerID dealer.ID, userID, id string) error
}

// Views are the person's saved views at the dealer, in order of name whatever its case.
func (s *Service) Views(ctx context.Context, dealerID dealer.ID, userID string) ([]View, error) {
	views, err := s.store.Views(ctx, dealerID, userID)
	slices.SortFunc(views, func(a, b View) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return views, err
}

// CreateView saves a view under a name that the person has not used.
func (s *Service) CreateView(ctx context.Context, dealerID dealer.ID, userID, name, query string) (View, error) {
	v, err := cleanView(View{ID: s.newID(), Name: name, Query: query})
	if err != nil {
		return View{}, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		have, err := s.store.Views(ctx, dealerID, userID)
		if err != nil {
			return err
		}
		if len(have) >= mostViews {
			return fault.Newf(fault.Conflict, "There are %d views already; delete one first.", mostViews)
		}
		return s.store.CreateView(ctx, dealerID, userID, v)
	})
	return v, err
}

// UpdateView gives a view another name or another content.
func (s *Service) UpdateView(ctx context.Context, dealerID dealer.ID, userID string, v View) (View, error) {
	v, err := cleanView(v)
	if err != nil {
		return View{}, err
	}
	return v, s.store.UpdateView(ctx, dealerID, userID, v)
}

// DeleteView takes a view away.
func (s *Service) DeleteView(ctx context.Context, dealerID dealer.ID, userID, id string) error {
	return s.store.DeleteView(ctx, dealerID, userID, id)
}

func cleanView(v View) (View, error) {
	name, err := fault.CleanText("name", strings.TrimSpace(v.Name), longestView)
	if err != nil {
		return View{}, err
	}
	if name == "" {
		return View{}, fault.InvalidField("name", "is empty")
	}
	query, err := fault.CleanText("query", strings.TrimPrefix(v.Query, "?"), longestSearch)
	return View{ID: v.ID, Name: name, Query: query}, err
}
