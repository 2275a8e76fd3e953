package rest

import (
	"context"

	"dealerportal/pkg/account"
)

const (
	// preparedFor is for how many people pages are made ready at the start.
	preparedFor = 32
	// webPage is how many leads the web application asks for.
	webPage = 50
)

// Prepare makes the first pages of those who signed in last ready, so that they do not wait longer than others for
// a process that has just started. A page that lacks a text, or has an old one, is left to be asked for: nothing is
// written here. It ends with ctx, with what is ready until then.
func (s *Server) Prepare(ctx context.Context) error {
	users, err := s.Accounts.Recent(ctx, preparedFor)
	if err != nil {
		return err
	}
	for _, limit := range []int{defaultTop, webPage} {
		for _, u := range users {
			if ctx.Err() != nil {
				return nil
			}
			if err := s.prepare(ctx, u, limit); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Server) prepare(ctx context.Context, u account.User, limit int) error {
	state, err := s.pageState(ctx, u.Dealer.ID)
	if err != nil {
		return err
	}
	d, err := s.Dealers.ByID(ctx, u.Dealer.ID)
	if err != nil {
		return err
	}
	leads, err := s.Leads.Top(ctx, d.ID, limit)
	if err != nil {
		return err
	}
	batch, ok, err := s.Outreach.AtHand(ctx, d, leads, u.Name)
	if err != nil || !ok {
		return err
	}
	p, err := s.pageOf(d, leads, batch, state)
	if err == nil {
		s.pages.put(pageKey{dealer: d.ID, user: u.ID, limit: limit}, p)
	}
	return err
}
