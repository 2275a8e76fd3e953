// Package account is about who may act: users, their roles, passwords and sessions, the one-time links by
// which they set passwords, and the keys of other systems.
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
	// Machine is another system that has shown a dealer's key. It is nobody's role in the store.
	Machine Role = "machine"
)

// User is a person who may sign in, or a machine: then the id is its key's, and there is no name.
type User struct {
	ID           string
	Dealer       *DealerRef
	Email        string
	Name         string // empty until an invited person has given it
	Role         Role
	PasswordHash string // empty until an invited person has set a password, and then no password fits
	Disabled     bool
	CreatedAt    time.Time
	LastSeen     *time.Time
	// LinkExpires is when the link that is out for the user expires or expired; only where users are listed
	// or found by their ids.
	LinkExpires *time.Time
	// Scope is what a machine may do.
	Scope Scope
}

// Manages says whether the user may change what is a dealer's as a whole: its settings, people and keys.
func (u *User) Manages() bool { return u.Role == Manager || u.Role == Admin }

// Invited says that the user has not set a password yet.
func (u *User) Invited() bool { return u.PasswordHash == "" }

// within is the dealer that the user's sight ends at; nil for an admin, who sees all.
func (u *User) within() *dealer.ID {
	if u.Dealer == nil {
		return nil
	}
	return &u.Dealer.ID
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

// Link is a one-time way to set a password. The token itself is known to who was given it only.
type Link struct {
	UserID    string
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Store keeps users, sessions, links and keys.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// CreateUser adds one; an e-mail address that is taken is a Conflict.
	CreateUser(ctx context.Context, u User) error
	// UserByEmail takes the address in small letters; NotFound when there is none.
	UserByEmail(ctx context.Context, email string) (User, error)
	// SetPassword replaces a user's password hash and ends all the user's sessions when endSessions is set.
	SetPassword(ctx context.Context, userID, passwordHash string, endSessions bool) error
	// People are the users of a dealer who have set a password and are not disabled, in order of name.
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

	// LockAccess makes the transaction the only one that changes who may act until it ends, so that what it
	// has read of users stays true.
	LockAccess(ctx context.Context) error
	// Users are those of a dealer, or everybody for nil, in order of name; whoever is disabled or only
	// invited is among them.
	Users(ctx context.Context, within *dealer.ID) ([]User, error)
	// UserByID answers NotFound when there is none, and when the dealer is another one.
	UserByID(ctx context.Context, within *dealer.ID, userID string) (User, error)
	// SetAccess changes what a user is and whether they may sign in, and ends all their sessions. The link
	// of somebody who is disabled is gone.
	SetAccess(ctx context.Context, userID string, role Role, disabled bool) error
	// SetName gives a user a name.
	SetName(ctx context.Context, userID, name string) error
	// CountAdmins counts the admins who can sign in.
	CountAdmins(ctx context.Context) (int, error)
	// DeleteInvited removes a user who has not set a password, with the link; Conflict when one is set.
	DeleteInvited(ctx context.Context, userID string) error
	// SaveLink keeps a link in place of the one that is out for its user.
	SaveLink(ctx context.Context, l Link) error
	// UserByLink finds whom a link is for; NotFound when there is none, it has expired at now, or the user
	// is disabled.
	UserByLink(ctx context.Context, tokenHash string, now time.Time) (User, error)
	// TakeLink uses a link up; NotFound when there is none or it has expired, so that it is used once.
	TakeLink(ctx context.Context, tokenHash string, now time.Time) error
	// DeleteLinkOf makes the link that is out for a user useless; none is no error.
	DeleteLinkOf(ctx context.Context, userID string) error
	// SaveSeen notes when users were last seen and keys last used; an earlier time changes nothing.
	SaveSeen(ctx context.Context, users map[string]time.Time, keys map[KeyRef]time.Time) error
	// CreateKey adds a key.
	CreateKey(ctx context.Context, k Key) error
	// Keys are a dealer's, the newest first; those that were revoked are among them.
	Keys(ctx context.Context, dealerID dealer.ID) ([]Key, error)
	// KeyBySecret finds a key by the hash of its secret, and whose it is; NotFound when there is none or it
	// was revoked.
	KeyBySecret(ctx context.Context, secretHash string) (Key, DealerRef, error)
	// RevokeKey makes a key useless from now on; one that was revoked stays as it is. NotFound when the
	// dealer has no such key.
	RevokeKey(ctx context.Context, dealerID dealer.ID, keyID string, now time.Time) error
}
