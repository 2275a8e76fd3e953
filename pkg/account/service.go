package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/mail"
	"strings"
	"sync"
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
	store  Store
	now    func() time.Time
	newID  func() string
	hasher *hasher

	mu         sync.RWMutex
	remembered map[[sha256.Size]byte]rememberedSession
	// endings counts sessions that were ended here, so that one which was looked up before its end is not
	// remembered after it.
	endings int64
}

type rememberedSession struct {
	user    *User
	until   time.Time
	expires time.Time
}

// NewService makes the service.
func NewService(store Store, now func() time.Time, newID func() string) *Service {
	return &Service{store: store, now: now, newID: newID, hasher: newHasher(), remembered: map[[sha256.Size]byte]rememberedSession{}}
}

// NewUser is what is needed to add a user.
type NewUser struct {
	Email    string
	Name     string
	Role     Role
	Dealer   *DealerRef // nil for an admin
	Password string
}

// Create adds a user.
func (s *Service) Create(ctx context.Context, n NewUser) (User, error) {
	var bad []fault.Field
	add := func(name, detail string) { bad = append(bad, fault.Field{Name: name, Detail: detail}) }
	email := strings.ToLower(strings.TrimSpace(n.Email))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > 254 {
		add("email", "is not an e-mail address")
	}
	name, err := fault.CleanText("name", n.Name, 120)
	if err != nil || name == "" {
		add("name", "must be plain text of at most 120 characters")
	}
	switch n.Role {
	case Advisor, Manager:
		if n.Dealer == nil {
			add("dealer", "is needed for this role")
		}
	case Admin:
		if n.Dealer != nil {
			add("dealer", "an admin belongs to no dealer")
		}
	default:
		add("role", "is not one of advisor, manager, admin")
	}
	if size := utf8.RuneCountInString(n.Password); size < minPasswordSize || size > maxPasswordSize {
		add("password", "must have 8 to 256 characters")
	}
	if err := fault.InvalidFields(bad); err != nil {
		return User{}, err
	}
	hash, err := s.hasher.hash(ctx, n.Password)
	if err != nil {
		return User{}, err
	}
	u := User{ID: s.newID(), Dealer: n.Dealer, Email: email, Name: name, Role: n.Role, PasswordHash: hash, CreatedAt: s.now().UTC().Truncate(time.Millisecond)}
	return u, s.store.CreateUser(ctx, u)
}

// ResetPassword gives the user with this address a new password. Sessions go on when keepSessions is set.
func (s *Service) ResetPassword(ctx context.Context, email, password string, keepSessions bool) error {
	if size := utf8.RuneCountInString(password); size < minPasswordSize || size > maxPasswordSize {
		return fault.InvalidField("password", "must have 8 to 256 characters")
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
		s.forgetAll()
	}
	return nil
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
		return User{}, "", time.Time{}, refused
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return User{}, "", time.Time{}, err
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	now := s.now().UTC().Truncate(time.Millisecond)
	expires = now.Add(sessionLifetime)
	hash := sha256.Sum256([]byte(token))
	err = s.store.CreateSession(ctx, Session{TokenHash: hex.EncodeToString(hash[:]), UserID: u.ID, CreatedAt: now, ExpiresAt: expires})
	return u, token, expires, err
}

// Authenticate finds who holds a token; Unauthenticated when nobody does.
func (s *Service) Authenticate(ctx context.Context, token string) (*User, error) {
	hash := sha256.Sum256([]byte(token))
	now := s.now()
	s.mu.RLock()
	r, ok := s.remembered[hash]
	endings := s.endings
	s.mu.RUnlock()
	if ok && now.Before(r.until) && now.Before(r.expires) {
		return r.user, nil
	}
	u, session, err := s.store.UserBySession(ctx, hex.EncodeToString(hash[:]), now)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.Newf(fault.Unauthenticated, "Nobody is signed in.")
		}
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endings != endings {
		return &u, nil
	}
	if len(s.remembered) >= maxRemembered {
		clear(s.remembered)
	}
	s.remembered[hash] = rememberedSession{user: &u, until: now.Add(sessionMemory), expires: session.ExpiresAt}
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
	s.mu.Lock()
	s.endings++
	delete(s.remembered, hash)
	s.mu.Unlock()
	return err
}

func (s *Service) forgetAll() {
	s.mu.Lock()
	s.endings++
	clear(s.remembered)
	s.mu.Unlock()
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
