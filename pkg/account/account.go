// Package account is about who may act: users, their roles, passwords and sessions.
package account

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
)

// Role is what a user is.
type Role string

// The roles. An admin belongs to no dealer; the others belong to one.
const (
	Advisor Role = "advisor"
	Manager Role = "manager"
	Admin   Role = "admin"
)

// User is a person who may sign in.
type User struct {
	ID           string
	Dealer       *DealerRef
	Email        string
	Name         string
	Role         Role
	PasswordHash string
	Disabled     bool
	CreatedAt    time.Time
}

// DealerRef is as much of a dealer as a user's record shows.
type DealerRef struct {
	ID   dealer.ID
	Code string
	Name string
}

// Session is a sign-in. The token itself is known to the browser only; its hash finds the session.
type Session struct {
	TokenHash string
	UserID    string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Store keeps users and sessions.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// CreateUser adds one; an e-mail address that is taken is a Conflict.
	CreateUser(ctx context.Context, u User) error
	// UserByEmail takes the address in small letters; NotFound when there is none.
	UserByEmail(ctx context.Context, email string) (User, error)
	// SetPassword replaces a user's password hash and ends all the user's sessions when endSessions is set.
	SetPassword(ctx context.Context, userID, passwordHash string, endSessions bool) error
	// People are the users of a dealer who are not disabled, in order of name.
	People(ctx context.Context, dealerID dealer.ID) ([]User, error)
	// CreateSession adds a session.
	CreateSession(ctx context.Context, s Session) error
	// UserBySession finds the user of a session that has not expired at now; NotFound when there is
	// none or the user is disabled.
	UserBySession(ctx context.Context, tokenHash string, now time.Time) (User, Session, error)
	// RecentUsers are the users of dealers who are signed in at now and not disabled, who signed in last first.
	RecentUsers(ctx context.Context, now time.Time, atMost int) ([]User, error)
	// DeleteSession ends a session; one that is not there is no error.
	DeleteSession(ctx context.Context, tokenHash string) error
	// DeleteExpiredSessions clears away what has expired.
	DeleteExpiredSessions(ctx context.Context, now time.Time) error
}
