package account

import (
	"crypto/sha256"
	"sync"
	"time"
)

// memory keeps for a short time who holds which token, so that the store need not be asked for every
// request.
type memory struct {
	mu      sync.RWMutex
	entries map[[sha256.Size]byte]remembered
	// endings counts what was forgotten, so that what was looked up before its end is not remembered after
	// it.
	endings int64
}

type remembered struct {
	user  *User
	until time.Time
}

// get gives the user of a token, or nil, and the count that put wants.
func (m *memory) get(hash [sha256.Size]byte, now time.Time) (u *User, endings int64) {
	m.mu.RLock()
	r, ok := m.entries[hash]
	endings = m.endings
	m.mu.RUnlock()
	if !ok || !now.Before(r.until) {
		return nil, endings
	}
	return r.user, endings
}

// put remembers what was looked up, unless something has ended since.
func (m *memory) put(hash [sha256.Size]byte, r remembered, endings int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.endings != endings {
		return
	}
	if m.entries == nil {
		m.entries = map[[sha256.Size]byte]remembered{}
	}
	if len(m.entries) >= maxRemembered {
		clear(m.entries)
	}
	m.entries[hash] = r
}

func (m *memory) forget(hash [sha256.Size]byte) {
	m.mu.Lock()
	m.endings++
	delete(m.entries, hash)
	m.mu.Unlock()
}

func (m *memory) forgetAll() {
	m.mu.Lock()
	m.endings++
	clear(m.entries)
	m.mu.Unlock()
}
