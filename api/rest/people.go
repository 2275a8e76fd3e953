package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

// linkPath is the screen that one-time links lead to. The token stands where no browser sends it.
const linkPath = "/join#"

func accountOf(u account.User) oas.Account {
	out := oas.Account{
		Id: u.ID, Name: u.Name, Email: u.Email, Role: oas.Role(u.Role), Dealer: sessionOf(&u).User.Dealer, Status: oas.AccountStatusActive,
		LastSeenAt: u.LastSeen, LinkExpiresAt: u.LinkExpires, CreatedAt: u.CreatedAt,
	}
	switch {
	case u.Disabled:
		out.Status = oas.AccountStatusDisabled
	case u.Invited():
		out.Status = oas.AccountStatusInvited
	}
	return out
}

func linkOf(l account.OneTimeLink) oas.OneTimeLink {
	return oas.OneTimeLink{User: accountOf(l.User), Path: linkPath + l.Token, ExpiresAt: l.ExpiresAt}
}

// ListUsers gives those who may sign in, as far as the caller may see them.
func (s *Server) ListUsers(ctx context.Context, r oas.ListUsersRequestObject) (oas.ListUsersResponseObject, error) {
	ctx = plain(ctx)
	of, err := s.placeOf(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	users, err := s.Accounts.Users(ctx, caller(ctx), of)
	if err != nil {
		return nil, err
	}
	out := oas.AccountList{Users: make([]oas.Account, len(users))}
	for i, u := range users {
		out.Users[i] = accountOf(u)
	}
	return oas.ListUsers200JSONResponse{Body: out, Headers: oas.ListUsers200ResponseHeaders{CacheControl: &noStore}}, nil
}

// placeOf is the dealer that a request about people names; none when an admin names none.
func (s *Server) placeOf(ctx context.Context, code *string) (*account.DealerRef, error) {
	if caller(ctx).Role == account.Admin && valueOr(code, "") == "" {
		return nil, nil
	}
	d, err := s.dealerFor(ctx, code)
	if err != nil {
		return nil, err
	}
	return &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name}, nil
}

// InviteUser adds somebody and gives the link for a first password.
func (s *Server) InviteUser(ctx context.Context, r oas.InviteUserRequestObject) (oas.InviteUserResponseObject, error) {
	ctx = plain(ctx)
	of, err := s.placeOf(ctx, r.Body.Dealer)
	if err != nil {
		return nil, err
	}
	link, err := s.Accounts.Invite(ctx, caller(ctx), account.Invitation{Email: r.Body.Email, Role: account.Role(r.Body.Role), Dealer: of})
	if err != nil {
		return nil, err
	}
	return oas.InviteUser201JSONResponse{Body: linkOf(link), Headers: oas.InviteUser201ResponseHeaders{CacheControl: &noStore}}, nil
}

// ChangeUser changes what somebody is, or whether they may sign in.
func (s *Server) ChangeUser(ctx context.Context, r oas.ChangeUserRequestObject) (oas.ChangeUserResponseObject, error) {
	ctx = plain(ctx)
	u, err := s.Accounts.Change(ctx, caller(ctx), r.Id, account.Change{Role: (*account.Role)(r.Body.Role), Disabled: r.Body.Disabled})
	if err != nil {
		return nil, err
	}
	return oas.ChangeUser200JSONResponse{Body: accountOf(u), Headers: oas.ChangeUser200ResponseHeaders{CacheControl: &noStore}}, nil
}

// WithdrawInvitation removes somebody who has not set a password yet.
func (s *Server) WithdrawInvitation(ctx context.Context, r oas.WithdrawInvitationRequestObject) (oas.WithdrawInvitationResponseObject, error) {
	ctx = plain(ctx)
	if err := s.Accounts.WithdrawInvitation(ctx, caller(ctx), r.Id); err != nil {
		return nil, err
	}
	return oas.WithdrawInvitation204Response{}, nil
}

// RenewLink gives somebody a new one-time link.
func (s *Server) RenewLink(ctx context.Context, r oas.RenewLinkRequestObject) (oas.RenewLinkResponseObject, error) {
	ctx = plain(ctx)
	link, err := s.Accounts.RenewLink(ctx, caller(ctx), r.Id)
	if err != nil {
		return nil, err
	}
	return oas.RenewLink201JSONResponse{Body: linkOf(link), Headers: oas.RenewLink201ResponseHeaders{CacheControl: &noStore}}, nil
}

// ReadLink says whom a one-time link is for.
func (s *Server) ReadLink(ctx context.Context, r oas.ReadLinkRequestObject) (oas.ReadLinkResponseObject, error) {
	u, err := s.Accounts.ReadLink(plain(ctx), r.Body.Token)
	if err != nil {
		return nil, err
	}
	out := oas.LinkPurpose{Purpose: oas.LinkPurposePurposePassword, Email: u.Email, Name: u.Name, Role: oas.Role(u.Role), ExpiresAt: *u.LinkExpires}
	if u.Invited() {
		out.Purpose = oas.LinkPurposePurposeInvitation
	}
	if u.Dealer != nil {
		out.Dealer = &u.Dealer.Name
	}
	return oas.ReadLink200JSONResponse{Body: out, Headers: oas.ReadLink200ResponseHeaders{CacheControl: &noStore}}, nil
}

// UseLink sets a password and signs in.
func (s *Server) UseLink(ctx context.Context, r oas.UseLinkRequestObject) (oas.UseLinkResponseObject, error) {
	user, token, expires, err := s.Accounts.UseLink(plain(ctx), r.Body.Token, valueOr(r.Body.Name, ""), r.Body.Password)
	if err != nil {
		return nil, err
	}
	setCookies(ctx, token, expires.Sub(s.now()))
	return oas.UseLink200JSONResponse{Body: sessionOf(&user), Headers: oas.UseLink200ResponseHeaders{CacheControl: &noStore}}, nil
}
