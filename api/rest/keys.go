package rest

import (
	"context"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

func keyOf(k account.Key) oas.ApiKey {
	return oas.ApiKey{
		Id: k.ID, Name: k.Name, Prefix: k.Prefix, Scope: oas.KeyScope(k.Scope), CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsedAt: k.LastUsed, RevokedAt: k.RevokedAt,
	}
}

// ListKeys gives a dealer's keys, by their beginnings.
func (s *Server) ListKeys(ctx context.Context, r oas.ListKeysRequestObject) (oas.ListKeysResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	keys, err := s.Accounts.Keys(ctx, caller(ctx), d.ID)
	if err != nil {
		return nil, err
	}
	out := oas.ApiKeyList{Keys: make([]oas.ApiKey, len(keys))}
	for i, k := range keys {
		out.Keys[i] = keyOf(k)
	}
	return oas.ListKeys200JSONResponse{Body: out, Headers: oas.ListKeys200ResponseHeaders{CacheControl: &noStore}}, nil
}

// CreateKey makes a key, and shows it this once.
func (s *Server) CreateKey(ctx context.Context, r oas.CreateKeyRequestObject) (oas.CreateKeyResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	k, secret, err := s.Accounts.CreateKey(ctx, caller(ctx), d.ID, r.Body.Name, account.Scope(r.Body.Scope), r.Body.ExpiresAt)
	if err != nil {
		return nil, err
	}
	return oas.CreateKey201JSONResponse{Body: oas.CreatedApiKey{Key: keyOf(k), Secret: secret}, Headers: oas.CreateKey201ResponseHeaders{CacheControl: &noStore}}, nil
}

// RevokeKey makes a key useless.
func (s *Server) RevokeKey(ctx context.Context, r oas.RevokeKeyRequestObject) (oas.RevokeKeyResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, &r.Code)
	if err != nil {
		return nil, err
	}
	if err := s.Accounts.RevokeKey(ctx, caller(ctx), d.ID, r.Id); err != nil {
		return nil, err
	}
	return oas.RevokeKey204Response{}, nil
}
