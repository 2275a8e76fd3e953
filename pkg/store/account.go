package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
)

var _ account.Store = (*DB)(nil)

// CreateUser adds a user; an e-mail address that is taken is a Conflict.
func (db *DB) CreateUser(ctx context.Context, u account.User) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		params := sqlcgen.InsertUserParams{
			ID: u.ID, Email: u.Email, Name: u.Name, Role: string(u.Role),
			PasswordHash: u.PasswordHash, Disabled: u.Disabled, CreatedAt: millis(u.CreatedAt),
		}
		if u.Dealer != nil {
			params.DealerID = (*string)(&u.Dealer.ID)
		}
		added, err := t.InsertUser(ctx, params)
		if err == nil && added == 0 {
			return conflict("user", "email")
		}
		return translate(err, "user")
	})
}

// UserByEmail takes the address in small letters; NotFound when there is none.
func (db *DB) UserByEmail(ctx context.Context, email string) (account.User, error) {
	row, err := db.queries(ctx).UserByEmail(ctx, email)
	if err != nil {
		return account.User{}, translate(err, "user")
	}
	return userOf(row.User, row.DealerCode, row.DealerName), nil
}

// SetPassword replaces a user's password hash and ends all the user's sessions when endSessions is
// set; NotFound when there is no such user.
func (db *DB) SetPassword(ctx context.Context, userID, passwordHash string, endSessions bool) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdatePassword(ctx, userID, passwordHash)
		if err != nil {
			return translate(err, "user")
		}
		if changed == 0 {
			return notFound("user")
		}
		if !endSessions {
			return nil
		}
		return translate(t.DeleteSessionsOfUser(ctx, userID), "session")
	})
}

// People are the users of a dealer who are not disabled, in order of name.
func (db *DB) People(ctx context.Context, dealerID dealer.ID) ([]account.User, error) {
	rows, err := db.queries(ctx).People(ctx, (*string)(&dealerID))
	if err != nil {
		return nil, translate(err, "user")
	}
	people := make([]account.User, len(rows))
	for i, row := range rows {
		people[i] = userOf(row.User, row.DealerCode, row.DealerName)
	}
	return people, nil
}

// IsPerson says whether the user is one of the dealer's people, and what they are called.
func (db *DB) IsPerson(ctx context.Context, dealerID dealer.ID, userID string) (name string, ok bool, err error) {
	name, err = db.queries(ctx).PersonName(ctx, string(dealerID), userID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return name, err == nil, translate(err, "user")
}

// CreateSession adds a session; NotFound when there is no such user.
func (db *DB) CreateSession(ctx context.Context, s account.Session) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.InsertSession(ctx, sqlcgen.InsertSessionParams{
			TokenHash: s.TokenHash, UserID: s.UserID, CreatedAt: millis(s.CreatedAt), ExpiresAt: millis(s.ExpiresAt),
		}), "session")
	})
}

// UserBySession finds the user of a session that has not expired at now; NotFound when there is none
// or the user is disabled.
func (db *DB) UserBySession(ctx context.Context, tokenHash string, now time.Time) (account.User, account.Session, error) {
	row, err := db.queries(ctx).UserBySession(ctx, tokenHash, millis(now))
	if err != nil {
		return account.User{}, account.Session{}, translate(err, "session")
	}
	return userOf(row.User, row.DealerCode, row.DealerName), account.Session{
		TokenHash: tokenHash, UserID: row.User.ID,
		CreatedAt: fromMillis(row.SessionCreatedAt), ExpiresAt: fromMillis(row.SessionExpiresAt),
	}, nil
}

// DeleteSession ends a session; one that is not there is no error.
func (db *DB) DeleteSession(ctx context.Context, tokenHash string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteSession(ctx, tokenHash), "session")
	})
}

// DeleteExpiredSessions clears away what has expired.
func (db *DB) DeleteExpiredSessions(ctx context.Context, now time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteExpiredSessions(ctx, millis(now)), "session")
	})
}

func userOf(row sqlcgen.User, dealerCode, dealerName string) account.User {
	u := account.User{
		ID: row.ID, Email: row.Email, Name: row.Name, Role: account.Role(row.Role),
		PasswordHash: row.PasswordHash, Disabled: row.Disabled, CreatedAt: fromMillis(row.CreatedAt),
	}
	if row.DealerID != nil {
		u.Dealer = &account.DealerRef{ID: dealer.ID(*row.DealerID), Code: dealerCode, Name: dealerName}
	}
	return u
}
