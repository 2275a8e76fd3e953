package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"dealerportal/pkg/dealer"
)

// revisionLifetime is how long a revision is taken from memory: a change by another process is seen
// that much later at most.
const revisionLifetime = time.Second

// scope is what a revision counts the changes of. It is a pair, and not the text that it is stored
// under, so that looking one up builds no text.
type scope struct{ kind, id string }

func dealerScope(dealerID dealer.ID) scope { return scope{"dealer", string(dealerID)} }

var draftsScope = scope{kind: "drafts"}

func (s scope) String() string {
	if s.id == "" {
		return s.kind
	}
	return s.kind + ":" + s.id
}

func (s scope) compare(other scope) int {
	return cmp.Or(cmp.Compare(s.kind, other.kind), cmp.Compare(s.id, other.id))
}

// revisionCache remembers revisions for a short time. A commit of this process drops what it touched,
// and counts up the generation so that a read which began before the commit cannot put the old value
// back.
type revisionCache struct {
	mu      sync.RWMutex
	entries map[scope]revisionEntry
}

type revisionEntry struct {
	value      int64
	readAt     time.Time // zero when there is no value
	generation uint64
}

func (c *revisionCache) get(s scope, now time.Time) (value int64, ok bool, generation uint64) {
	c.mu.RLock()
	e := c.entries[s]
	c.mu.RUnlock()
	age := now.Sub(e.readAt) // a clock that was set back makes it negative
	return e.value, !e.readAt.IsZero() && age >= 0 && age < revisionLifetime, e.generation
}

func (c *revisionCache) put(s scope, value int64, readAt time.Time, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[scope]revisionEntry{}
	}
	if c.entries[s].generation == generation {
		c.entries[s] = revisionEntry{value: value, readAt: readAt, generation: generation}
	}
}

func (c *revisionCache) drop(touched []scope) {
	if len(touched) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[scope]revisionEntry{}
	}
	for _, s := range touched {
		c.entries[s] = revisionEntry{generation: c.entries[s].generation + 1}
	}
}

// revision reads a scope's revision: zero for one that nothing has changed yet. Inside a transaction
// it is read from the database, and does not count that transaction's own changes.
func (db *DB) revision(ctx context.Context, s scope) (int64, error) {
	inTx := db.tx(ctx) != nil
	now := db.now()
	value, ok, generation := db.revisions.get(s, now)
	if ok && !inTx {
		return value, nil
	}
	value, err := db.queries(ctx).Revision(db.brief(ctx), s.String())
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, translate(err, "revision")
	}
	if !inTx {
		db.revisions.put(s, value, now, generation)
	}
	return value, nil
}

// DealerRevision goes up with every committed change that a page of the dealer's leads could show.
func (db *DB) DealerRevision(ctx context.Context, dealerID dealer.ID) (int64, error) {
	return db.revision(ctx, dealerScope(dealerID))
}

// DraftsRevision goes up with every committed SaveDraft.
func (db *DB) DraftsRevision(ctx context.Context) (int64, error) {
	return db.revision(ctx, draftsScope)
}
