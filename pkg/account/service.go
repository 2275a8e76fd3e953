package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

const (
	// sessionLifetime is how long a sign-in lasts at most.
	sessionLifetime = 12 * time.Hour
	// sessionMemory is how long a session is taken from memory before the database is asked again;
	// a session that another process ended works that much longer here.
	sessionMemory = 5 * time.Second
	// maxRemembered bounds that memory.
	maxRemembered   = 10_000
	minPasswordSize = 8
	maxPasswordSize = 256
)

// Service is the use of accounts.
type Service struct {
	store    Store
	now      func() time.Time
	newID    func() string
	log      *slog.Logger
	hasher   *hasher
	sessions memory
	keys     memory
	seen     seen
}

// NewService makes the service. Every change of who may act, and every sign-in, goes into log, with ids and nothing
// personal.
func NewService(store Store, now func() time.Time, newID func() string, log *slog.Logger) *Service {
	return &Service{store: store, now: now, newID: newID, log: log, hasher: newHasher()}
}

// moment is the present time as exactly as the store keeps it.
func (s *Service) moment() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// tokenSize is how many characters a token has.
const tokenSize = 43

// newToken makes 32 random bytes that nobody can guess, as text.
func newToken() (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// hashOf is what the store keeps of a token. The token is long and random, so that a plain hash will do.
func hashOf(token string) string {
	hash := sha256.Sum256([]byte(token))
	return hex.EncodeToString(hash[:])
}

// NewUser is what is needed to add a user.
type NewUser struct {
	Email    string
	Name     string
	Role     Role
	Dealer   *DealerRef // nil for an admin
	Password string
}

// checkPlace says what is not acceptable in an address, a role and a dealer, and gives the address in small
// letters.
func checkPlace(address string, role Role, of *DealerRef) (email string, bad []fault.Field) {
	add := func(name, detail string) { bad = append(bad, fault.Field{Name: name, Detail: detail}) }
	email = strings.ToLower(strings.TrimSpace(address))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > 254 || strings.ContainsRune(email, 0) {
		add("email", "is not an e-mail address")
	}
	switch role {
	case Advisor, Manager:
		if of == nil {
			add("dealer", "is needed for this role")
		}
	case Admin:
		if of != nil {
			add("dealer", "an admin belongs to no dealer")
		}
	default:
		add("role", "is not one of advisor, manager, admin")
	}
	return email, bad
}

func cleanName(value string) (string, error) {
	name, err := fault.CleanText("name", value, 120)
	if err != nil || name == "" {
		return "", fault.InvalidField("name", "must be plain text of at most 120 characters")
	}
	return name, nil
}

func checkPassword(password string) error {
	if size := utf8.RuneCountInString(password); size < minPasswordSize || size > maxPasswordSize {
		return fault.InvalidField("password", "must have 8 to 256 characters")
	}
	return nil
}

// Create adds a user.
func (s *Service) Create(ctx context.Context, n NewUser) (User, error) {
	email, bad := checkPlace(n.Email, n.Role, n.Dealer)
	name, err := cleanName(n.Name)
	if err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	if err := checkPassword(n.Password); err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	if err := fault.InvalidFields(bad); err != nil {
		return User{}, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	u := User{ID: s.newID(), Dealer: n.Dealer, Email: email, Name: name, Role: n.Role, PasswordHash: hash, CreatedAt: s.moment()}
	if err := s.store.CreateUser(ctx, u); err != nil {
		return User{}, err
	}
	s.logAccess(ctx, "user.created", nil, slog.String("user", u.ID), slog.String("role", string(u.Role)))
	return u, nil
}

// ResetPassword gives the user with this address a new password. Sessions go on when keepSessions is set.
func (s *Service) ResetPassword(ctx context.Context, email, password string, keepSessions bool) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	u, err := s.store.UserByEmail(ctx, strings.ToLower(email))
	if err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	if err := s.store.SetPassword(ctx, u.ID, hash, !keepSessions); err != nil {
		return err
	}
	if !keepSessions {
		s.sessions.forgetAll()
	}
	s.logAccess(ctx, "password.reset", nil, slog.String("user", u.ID))
	return nil
}

// newSession makes a session of a user. token goes to the browser and nowhere else.
func (s *Service) newSession(u User) (token string, session Session, err error) {
	if token, err = newToken(); err != nil {
		return "", Session{}, err
	}
	now := s.moment()
	return token, Session{TokenHash: hashOf(token), UserID: u.ID, CreatedAt: now, ExpiresAt: now.Add(sessionLifetime)}, nil
}

// SignIn checks a password and starts a session. token goes to the browser and nowhere else. A wrong
// password, an unknown address and a disabled user are one and the same Unauthenticated, and take
// equally long.
func (s *Service) SignIn(ctx context.Context, email, password string) (user User, token string, expires time.Time, err error) {
	refused := fault.Newf(fault.Unauthenticated, "The e-mail address or the password is wrong.")
	var u User
	ok, err := s.hasher.matches(ctx, password, func() (hash string, err error) {
		if strings.ContainsRune(email, 0) { // nobody's, and not every database takes it
			return "", nil
		}
		u, err = s.store.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
		if err != nil && fault.KindOf(err) == fault.NotFound {
			return "", nil
		}
		return u.PasswordHash, err
	})
	if err != nil {
		return User{}, "", time.Time{}, err
	}
	if !ok || u.Disabled {
		s.logSignIn(ctx, "failed", u)
		return User{}, "", time.Time{}, refused
	}
	token, session, err := s.newSession(u)
	if err != nil {
		return User{}, "", time.Time{}, err
	}
	if err := s.store.CreateSession(ctx, session); err != nil {
		return User{}, "", time.Time{}, err
	}
	s.seen.noteUser(u.ID, session.CreatedAt)
	s.logSignIn(ctx, "succeeded", u)
	return u, token, session.ExpiresAt, nil
}

// logSignIn notes what came of a sign-in, by the id of the account; it is empty for an address that nobody has. What was
// typed is not noted: it may be a password.
func (s *Service) logSignIn(ctx context.Context, result string, u User) {
	s.log.LogAttrs(ctx, slog.LevelInfo, "sign-in", slog.String("result", result), slog.String("user", u.ID))
}

// Authenticate finds who holds a token; Unauthenticated when nobody does.
func (s *Service) Authenticate(ctx context.Context, token string) (*User, error) {
	hash := sha256.Sum256([]byte(token))
	now := s.now()
	known, endings := s.sessions.get(hash, now)
	if known != nil {
		return known, nil
	}
	u, session, err := s.store.UserBySession(ctx, hex.EncodeToString(hash[:]), now)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.Newf(fault.Unauthenticated, "Nobody is signed in.")
		}
		return nil, err
	}
	s.seen.noteUser(u.ID, now)
	until := now.Add(sessionMemory)
	if session.ExpiresAt.Before(until) {
		until = session.ExpiresAt
	}
	s.sessions.put(hash, remembered{user: &u, until: until}, endings)
	return &u, nil
}

// Recent are the users of dealers who are signed in, who signed in last first.
func (s *Service) Recent(ctx context.Context, atMost int) ([]User, error) {
	return s.store.RecentUsers(ctx, s.now(), atMost)
}

// SignOut ends the session of a token at once.
func (s *Service) SignOut(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	err := s.store.DeleteSession(ctx, hex.EncodeToString(hash[:]))
	s.sessions.forget(hash)
	return err
}

// People are those of a dealer who can be given a lead.
func (s *Service) People(ctx context.Context, dealerID dealer.ID) ([]User, error) {
	return s.store.People(ctx, dealerID)
}

// ClearExpired removes sessions that have expired.
func (s *Service) ClearExpired(ctx context.Context) error {
	return s.store.DeleteExpiredSessions(ctx, s.now())
}

// RandomPassword makes a password that nobody can guess and anybody can type.
func RandomPassword() (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, x := range raw {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		// The slight unevenness of the remainder costs less than a bit of the hundred or so.
		b.WriteByte(letters[int(x)%len(letters)])
	}
	return b.String(), nil
}
