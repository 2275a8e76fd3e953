package account

import (
	"context"
	"maps"
	"sync"
	"time"
)

// seen gathers when users were last seen and keys last used, until it is written: a write for every
// request would make each wait for all the others.
type seen struct {
	mu    sync.Mutex
	users map[string]time.Time
	keys  map[KeyRef]time.Time
}

func (s *seen) noteUser(id string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		s.users = map[string]time.Time{}
	}
	s.users[id] = at
}

func (s *seen) noteKey(ref KeyRef, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = map[KeyRef]time.Time{}
	}
	s.keys[ref] = at
}

func (s *seen) user(id string) (at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users[id]
}

func (s *seen) key(ref KeyRef) (at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys[ref]
}

// later is the later of a time that is stored and one that is gathered, either of which may be missing.
func later(stored *time.Time, gathered time.Time) *time.Time {
	if gathered.IsZero() || (stored != nil && !gathered.After(*stored)) {
		return stored
	}
	at := gathered.UTC().Truncate(time.Millisecond)
	return &at
}

// SaveSeen writes what was gathered since the last time. What could not be written is kept for the next.
func (s *Service) SaveSeen(ctx context.Context) error {
	s.seen.mu.Lock()
	users, keys := maps.Clone(s.seen.users), maps.Clone(s.seen.keys)
	s.seen.mu.Unlock()
	if len(users) == 0 && len(keys) == 0 {
		return nil
	}
	if err := s.store.SaveSeen(ctx, users, keys); err != nil {
		return err
	}
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	maps.DeleteFunc(s.seen.users, func(id string, at time.Time) bool { return at.Equal(users[id]) })
	maps.DeleteFunc(s.seen.keys, func(ref KeyRef, at time.Time) bool { return at.Equal(keys[ref]) })
	return nil
}
