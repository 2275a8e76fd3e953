package account

import (
	"context"
	"log/slog"
	"time"

	"github.com/alexedwards/argon2id"

	"dealerportal/pkg/fault"
)

// linkLifetime is how long a one-time link works.
const linkLifetime = 7 * 24 * time.Hour

// OneTimeLink is a link as it is handed on. The token is shown once and kept nowhere.
type OneTimeLink struct {
	User      User
	Token     string
	ExpiresAt time.Time
}

func mayManage(by *User) error {
	if !by.Manages() {
		return fault.Newf(fault.Forbidden, "Only a manager or an admin may do this.")
	}
	return nil
}

// lockFor makes the transaction the only one that changes who may act, and makes sure that by, who was
// looked up before it began, still may.
func (s *Service) lockFor(ctx context.Context, by *User) error {
	if err := s.store.LockAccess(ctx); err != nil {
		return err
	}
	now, err := s.store.UserByID(ctx, nil, by.ID)
	if err != nil {
		return err
	}
	if now.Disabled || now.Role != by.Role {
		return fault.Newf(fault.Forbidden, "You may no longer do this.")
	}
	return nil
}

// Users are those whom by may see, in order of name: the people of the own dealer for a manager, everybody
// for an admin.
func (s *Service) Users(ctx context.Context, by *User, of *DealerRef) ([]User, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	within := by.within()
	if within == nil && of != nil {
		within = &of.ID
	}
	users, err := s.store.Users(ctx, within)
	for i := range users {
		users[i].LastSeen = later(users[i].LastSeen, s.seen.user(users[i].ID))
	}
	return users, err
}

// target finds a user whom by may change. Another dealer's is as unknown as one that does not exist.
func (s *Service) target(ctx context.Context, by *User, userID string) (User, error) {
	u, err := s.store.UserByID(ctx, by.within(), userID)
	if err != nil {
		return User{}, err
	}
	if err := mayManage(by); err != nil {
		return User{}, err
	}
	u.LastSeen = later(u.LastSeen, s.seen.user(u.ID))
	return u, nil
}

// Invitation is who is invited to be what.
type Invitation struct {
	Email  string
	Role   Role
	Dealer *DealerRef // nil for an admin
}

// Invite adds a user who can sign in once a password is set by the link. A manager may invite the people
// of the own dealer, an admin anybody. An address that is taken is a Conflict.
func (s *Service) Invite(ctx context.Context, by *User, n Invitation) (OneTimeLink, error) {
	if err := mayManage(by); err != nil {
		return OneTimeLink{}, err
	}
	if by.Role != Admin && n.Role == Admin {
		return OneTimeLink{}, fault.Newf(fault.Forbidden, "Only an admin may invite an admin.")
	}
	if within := by.within(); within != nil && (n.Dealer == nil || n.Dealer.ID != *within) {
		return OneTimeLink{}, fault.Newf(fault.NotFound, "There is no such dealer.")
	}
	email, bad := checkPlace(n.Email, n.Role, n.Dealer)
	if err := fault.InvalidFields(bad); err != nil {
		return OneTimeLink{}, err
	}
	u := User{ID: s.newID(), Dealer: n.Dealer, Email: email, Role: n.Role, CreatedAt: s.moment()}
	var link OneTimeLink
	err := s.store.InTx(ctx, func(ctx context.Context) (err error) {
		if err = s.lockFor(ctx, by); err != nil {
			return err
		}
		if err = s.store.CreateUser(ctx, u); err != nil {
			if fault.KindOf(err) == fault.Conflict {
				return fault.Newf(fault.Conflict, "There is somebody with this address already.").About("email", "is taken")
			}
			return err
		}
		link, err = s.putOut(ctx, u)
		return err
	})
	if err != nil {
		return OneTimeLink{}, err
	}
	s.logAccess(ctx, "user.invited", by, slog.String("user", u.ID), slog.String("role", string(u.Role)))
	return link, nil
}

// putOut makes a link for a user, in place of the one that is out.
func (s *Service) putOut(ctx context.Context, u User) (OneTimeLink, error) {
	token, err := newToken()
	if err != nil {
		return OneTimeLink{}, err
	}
	now := s.moment()
	expires := now.Add(linkLifetime)
	u.LinkExpires = &expires
	return OneTimeLink{User: u, Token: token, ExpiresAt: expires}, s.store.SaveLink(ctx, Link{UserID: u.ID, TokenHash: hashOf(token), CreatedAt: now, ExpiresAt: expires})
}

// Change is what becomes of a user; nil leaves it as it is.
type Change struct {
	Role     *Role
	Disabled *bool
}

// Change changes a user, and ends their sessions at once. Nobody changes themselves, an admin stays one,
// and the last admin who can sign in stays able to: all three are Conflicts.
func (s *Service) Change(ctx context.Context, by *User, userID string, c Change) (u User, err error) {
	var before User
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.lockFor(ctx, by); err != nil {
			return err
		}
		if before, err = s.target(ctx, by, userID); err != nil {
			return err
		}
		u = before
		if u.ID == by.ID {
			return fault.Newf(fault.Conflict, "Nobody can change their own role or disable themselves.")
		}
		if c.Role != nil && *c.Role != u.Role {
			if u.Role == Admin || (*c.Role != Advisor && *c.Role != Manager) {
				return fault.Newf(fault.Conflict, "An admin stays one, and nobody else becomes one.")
			}
			u.Role = *c.Role
		}
		if c.Disabled != nil && *c.Disabled != u.Disabled {
			u.Disabled = *c.Disabled
			if u.Disabled {
				u.LinkExpires = nil
			}
			if err := s.keepAnAdmin(ctx, u); err != nil {
				return err
			}
		}
		if u.Role == before.Role && u.Disabled == before.Disabled {
			return nil
		}
		return s.store.SetAccess(ctx, u.ID, u.Role, u.Disabled)
	})
	if err != nil || (u.Role == before.Role && u.Disabled == before.Disabled) {
		return u, err
	}
	s.sessions.forgetAll()
	if u.Role != before.Role {
		s.logAccess(ctx, "user.role_changed", by, slog.String("user", u.ID), slog.String("from", string(before.Role)), slog.String("to", string(u.Role)))
	}
	if u.Disabled != before.Disabled {
		s.logAccess(ctx, map[bool]string{true: "user.disabled", false: "user.enabled"}[u.Disabled], by, slog.String("user", u.ID))
	}
	return u, nil
}

// keepAnAdmin refuses to disable the last admin who can sign in.
func (s *Service) keepAnAdmin(ctx context.Context, u User) error {
	if !u.Disabled || u.Role != Admin || u.Invited() {
		return nil
	}
	n, err := s.store.CountAdmins(ctx)
	if err == nil && n <= 1 {
		return fault.Newf(fault.Conflict, "The last admin cannot be disabled.")
	}
	return err
}

// WithdrawInvitation removes a user who has not set a password yet; Conflict when one is set.
func (s *Service) WithdrawInvitation(ctx context.Context, by *User, userID string) error {
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.lockFor(ctx, by); err != nil {
			return err
		}
		u, err := s.target(ctx, by, userID)
		if err != nil {
			return err
		}
		if !u.Invited() {
			return fault.Newf(fault.Conflict, "Who has set a password can be disabled, and not removed.")
		}
		return s.store.DeleteInvited(ctx, userID)
	})
	if err != nil {
		return err
	}
	s.logAccess(ctx, "invitation.withdrawn", by, slog.String("user", userID))
	return nil
}

// RenewLink makes a new link for a user: the invitation anew, or the way to a new password. Nobody makes
// one for themselves, which would change a password without the present one, and nobody who is disabled
// gets one: both are Conflicts.
func (s *Service) RenewLink(ctx context.Context, by *User, userID string) (link OneTimeLink, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.lockFor(ctx, by); err != nil {
			return err
		}
		u, err := s.target(ctx, by, userID)
		if err != nil {
			return err
		}
		if u.ID == by.ID {
			return fault.Newf(fault.Conflict, "Change your own password with the present one.")
		}
		if u.Disabled {
			return fault.Newf(fault.Conflict, "Somebody who is disabled cannot set a password.")
		}
		link, err = s.putOut(ctx, u)
		return err
	})
	if err != nil {
		return OneTimeLink{}, err
	}
	s.logAccess(ctx, "link.made", by, slog.String("user", userID))
	return link, nil
}

// ReadLink says whom a link is for and until when; NotFound when it does not work, or no longer.
func (s *Service) ReadLink(ctx context.Context, token string) (User, error) {
	u, err := s.store.UserByLink(ctx, hashOf(token), s.now())
	if fault.KindOf(err) == fault.NotFound {
		return User{}, fault.Newf(fault.NotFound, "This link was used or replaced, or is too old.")
	}
	return u, err
}

// UseLink sets a password, and the name of who was invited, and starts a session. The link is used up, and
// the sessions of before end.
func (s *Service) UseLink(ctx context.Context, token, name, password string) (u User, session string, expires time.Time, err error) {
	if err := checkPassword(password); err != nil {
		return User{}, "", time.Time{}, err
	}
	var hash string
	err = s.hasher.do(ctx, func() (err error) {
		if u, err = s.ReadLink(ctx, token); err != nil {
			return err
		}
		if u.Invited() {
			if u.Name, err = cleanName(name); err != nil {
				return err
			}
		}
		hash, err = argon2id.CreateHash(password, passwordParams)
		return err
	})
	if err != nil {
		return User{}, "", time.Time{}, err
	}
	session, kept, err := s.newSession(u)
	if err != nil {
		return User{}, "", time.Time{}, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.LockAccess(ctx); err != nil {
			return err
		}
		if err := s.store.TakeLink(ctx, hashOf(token), s.now()); err != nil {
			return err
		}
		if err := s.store.SetName(ctx, u.ID, u.Name); err != nil {
			return err
		}
		return s.replacePassword(ctx, u, hash, kept)
	})
	if err != nil {
		return User{}, "", time.Time{}, err
	}
	s.sessions.forgetAll()
	s.logAccess(ctx, "link.used", &u, slog.String("user", u.ID))
	u.PasswordHash = hash
	return u, session, kept.ExpiresAt, nil
}

// Rename gives by another name, which whatever they did and do is shown under.
func (s *Service) Rename(ctx context.Context, by *User, name string) (User, error) {
	name, err := cleanName(name)
	if err != nil {
		return User{}, err
	}
	if err := s.store.SetName(ctx, by.ID, name); err != nil {
		return User{}, err
	}
	s.sessions.forgetAll()
	u := *by
	u.Name = name
	return u, nil
}

// ChangePassword gives somebody who knows the present password a new one, and a session in place of all
// that there were.
func (s *Service) ChangePassword(ctx context.Context, by *User, current, password string) (session string, expires time.Time, err error) {
	if err := checkPassword(password); err != nil {
		return "", time.Time{}, err
	}
	ok, err := s.hasher.matches(ctx, current, func() (string, error) {
		u, err := s.store.UserByID(ctx, nil, by.ID)
		return u.PasswordHash, err
	})
	if err != nil {
		return "", time.Time{}, err
	}
	if !ok {
		return "", time.Time{}, fault.InvalidField("current", "is not your present password")
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return "", time.Time{}, err
	}
	session, kept, err := s.newSession(*by)
	if err != nil {
		return "", time.Time{}, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.lockFor(ctx, by); err != nil {
			return err
		}
		if err := s.store.DeleteLinkOf(ctx, by.ID); err != nil {
			return err
		}
		return s.replacePassword(ctx, *by, hash, kept)
	})
	if err != nil {
		return "", time.Time{}, err
	}
	s.sessions.forgetAll()
	s.logAccess(ctx, "password.changed", by, slog.String("user", by.ID))
	return session, kept.ExpiresAt, nil
}

func (s *Service) replacePassword(ctx context.Context, u User, hash string, session Session) error {
	const endSessions = true
	if err := s.store.SetPassword(ctx, u.ID, hash, endSessions); err != nil {
		return err
	}
	return s.store.CreateSession(ctx, session)
}

// logAccess notes a change of who may act: what was done, by whom and to whom, by their ids alone.
func (s *Service) logAccess(ctx context.Context, action string, by *User, more ...slog.Attr) {
	attrs := append([]slog.Attr{slog.String("action", action)}, more...)
	if by != nil {
		attrs = append(attrs, slog.String("by", by.ID))
	}
	s.log.LogAttrs(ctx, slog.LevelInfo, "access changed", attrs...)
}
