package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"log/slog"
	"strings"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// Scope is what a key is good for.
type Scope string

// The scopes. Write may read as well.
const (
	Read  Scope = "read"
	Write Scope = "write"
)

// Key lets another system act for a dealer. The secret itself is known to that system only; its hash finds
// the key, and its beginning lets people know it again.
type Key struct {
	ID         string
	DealerID   dealer.ID
	Name       string
	Prefix     string
	SecretHash string
	Scope      Scope
	CreatedAt  time.Time
	ExpiresAt  *time.Time // nil for a key that does not end by itself
	LastUsed   *time.Time
	RevokedAt  *time.Time
}

// ended says whether a key is refused.
func (k Key) ended(now time.Time) bool {
	return k.RevokedAt != nil || k.ExpiresAt != nil && !now.Before(*k.ExpiresAt)
}

// KeyRef names a key.
type KeyRef struct {
	Dealer dealer.ID
	ID     string
}

const (
	// keyMark begins every key, so that one that got into a text can be found there.
	keyMark = "fdp_"
	// shownOfKey is how much of a key its list shows. The 27 characters and more that it does not show
	// cannot be guessed.
	shownOfKey = len(keyMark) + 8
	// maxKeys bounds the keys of a dealer that were not revoked and have not expired.
	maxKeys = 50
	// latestExpiry is the last year in which a key may expire: every database and clock can tell it.
	latestExpiry = 9999
)

// newSecret makes a key: the mark, a token and a checksum, by which one that is mistyped or cut off is
// told from one that is not known, without a look into the store.
func newSecret() (string, error) {
	token, err := newToken()
	if err != nil {
		return "", err
	}
	return keyMark + token + checksum(token), nil
}

func checksum(token string) string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(token)))
}

func wellFormed(secret string) bool {
	rest, ok := strings.CutPrefix(secret, keyMark)
	if !ok || len(rest) != tokenSize+8 {
		return false
	}
	return checksum(rest[:tokenSize]) == rest[tokenSize:]
}

// CreateKey makes a key for a dealer that by manages, good until it expires, or until it is revoked for nil. secret goes
// to who asked and nowhere else.
func (s *Service) CreateKey(ctx context.Context, by *User, dealerID dealer.ID, name string, scope Scope, expires *time.Time) (k Key, secret string, err error) {
	if err := mayManage(by); err != nil {
		return Key{}, "", err
	}
	name, err = fault.CleanText("name", name, 80)
	if err != nil {
		return Key{}, "", err
	}
	if name == "" {
		return Key{}, "", fault.InvalidField("name", "must not be empty")
	}
	if scope != Read && scope != Write {
		return Key{}, "", fault.InvalidField("scope", "is not one of read, write")
	}
	now := s.moment()
	if expires != nil {
		at := expires.UTC().Truncate(time.Millisecond)
		if !at.After(now) {
			return Key{}, "", fault.InvalidField("expires_at", "lies in the past")
		}
		if at.Year() > latestExpiry {
			return Key{}, "", fault.InvalidField("expires_at", "lies after the year %d", latestExpiry)
		}
		expires = &at
	}
	if secret, err = newSecret(); err != nil {
		return Key{}, "", err
	}
	k = Key{
		ID: s.newID(), DealerID: dealerID, Name: name, Prefix: secret[:shownOfKey], SecretHash: hashOf(secret), Scope: scope, CreatedAt: now,
		ExpiresAt: expires,
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.lockFor(ctx, by); err != nil {
			return err
		}
		all, err := s.store.Keys(ctx, dealerID)
		if err != nil {
			return err
		}
		alive := 0
		for _, other := range all {
			if !other.ended(now) {
				alive++
			}
		}
		if alive >= maxKeys {
			return fault.Newf(fault.Conflict, "There are %d keys already. Revoke one that is not needed.", maxKeys)
		}
		return s.store.CreateKey(ctx, k)
	})
	if err != nil {
		return Key{}, "", err
	}
	s.logAccess(ctx, "key.created", by, slog.String("key", k.ID), slog.String("dealer", string(dealerID)), slog.String("scope", string(scope)))
	return k, secret, nil
}

// Keys are those of a dealer that by manages, the newest first.
func (s *Service) Keys(ctx context.Context, by *User, dealerID dealer.ID) ([]Key, error) {
	if err := mayManage(by); err != nil {
		return nil, err
	}
	keys, err := s.store.Keys(ctx, dealerID)
	for i := range keys {
		keys[i].LastUsed = later(keys[i].LastUsed, s.seen.key(KeyRef{dealerID, keys[i].ID}))
	}
	return keys, err
}

// RevokeKey makes a key of a dealer that by manages useless at once.
func (s *Service) RevokeKey(ctx context.Context, by *User, dealerID dealer.ID, keyID string) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if err := s.store.RevokeKey(ctx, dealerID, keyID, s.moment()); err != nil {
		return err
	}
	s.keys.forgetAll()
	s.logAccess(ctx, "key.revoked", by, slog.String("key", keyID), slog.String("dealer", string(dealerID)))
	return nil
}

// AuthenticateKey finds the machine that holds a key; Unauthenticated when the key is not known, was revoked or has
// expired, without a word on which of them it is.
func (s *Service) AuthenticateKey(ctx context.Context, secret string) (*User, error) {
	refused := fault.Newf(fault.Unauthenticated, "This key is not known, was revoked, or has expired.")
	if !wellFormed(secret) {
		return nil, refused
	}
	hash := sha256.Sum256([]byte(secret))
	now := s.now()
	u, endings := s.keys.get(hash, now)
	if u != nil {
		return u, nil
	}
	k, d, err := s.store.KeyBySecret(ctx, hex.EncodeToString(hash[:]))
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, refused
		}
		return nil, err
	}
	if k.ended(now) {
		return nil, refused
	}
	until := now.Add(sessionMemory)
	if k.ExpiresAt != nil && k.ExpiresAt.Before(until) {
		until = *k.ExpiresAt
	}
	s.seen.noteKey(KeyRef{d.ID, k.ID}, now)
	u = &User{ID: k.ID, Dealer: &d, Role: Machine, Scope: k.Scope, CreatedAt: k.CreatedAt}
	s.keys.put(hash, remembered{user: u, until: until}, endings)
	return u, nil
}
