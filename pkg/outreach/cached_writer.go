package outreach

import (
	"context"
	"errors"
	"hash/fnv"
	"log/slog"
	"sync"
	"time"

	"github.com/dgraph-io/ristretto/v2"

	"dealerportal/pkg/fault"
)

const (
	// memoryBytes bounds the drafts that are kept in memory; the database has all of them.
	memoryBytes = 64 << 20
	// draftOverhead is what a draft costs beside its texts: headers, key and bookkeeping.
	draftOverhead = 600
	// retryAfter is how long a brief is left alone after its text could not be had.
	retryAfter = 30 * time.Second
	// lookAgain is how long an answer is good for while a text is being written: a writing that fails
	// changes no revision.
	lookAgain = time.Second
)

// draftWriter writes a draft for a brief, by whatever means.
type draftWriter interface {
	write(ctx context.Context, b Brief) (Draft, error)
}

// cachedWriter gives the draft for a brief from memory, else from the store, and has a missing or old
// one written behind the reader. The store's row is the record: memory may lose an entry at any time
// and nothing is lost.
type cachedWriter struct {
	store    Store
	writer   draftWriter
	memory   *ristretto.Cache[string, *Draft]
	ttl      time.Duration
	deadline time.Duration // for one draft, with all attempts
	now      func() time.Time
	log      *slog.Logger
	took     func() // told when memory takes in a draft

	base   context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu       sync.Mutex
	flights  map[string]*flight
	failures map[string]failure
}

// flight is the writing of one draft. Everybody who wants the same brief shares it, and it goes on when
// all of them have left.
type flight struct {
	done chan struct{}
}

type failure struct {
	reason  string
	retryAt time.Time
}

// found is what is at hand for a brief.
type found struct {
	draft  *Draft    // nil when there is none
	reason string    // why there is none
	flight *flight   // the writing that is under way, if any
	until  time.Time // when to look again, if there is no draft or it grows old
}

func newCachedWriter(store Store, w draftWriter, ttl, deadline time.Duration, now func() time.Time, log *slog.Logger, took func()) (*cachedWriter, error) {
	memory, err := ristretto.NewCache(&ristretto.Config[string, *Draft]{
		NumCounters: 10 * memoryBytes / 2000, MaxCost: memoryBytes, BufferItems: 64, Metrics: true, IgnoreInternalCost: true,
	})
	if err != nil {
		return nil, err
	}
	base, cancel := context.WithCancel(context.Background())
	return &cachedWriter{
		store: store, writer: w, memory: memory, ttl: ttl, deadline: deadline, now: now, log: log, took: took,
		base: base, cancel: cancel, flights: map[string]*flight{}, failures: map[string]failure{},
	}, nil
}

// close ends what is being written and waits for it.
func (c *cachedWriter) close() {
	c.cancel()
	c.wg.Wait()
	c.memory.Close()
}

// find gives what is at hand for a brief at once, and starts the writing of what is missing or old.
func (c *cachedWriter) find(ctx context.Context, key string, b Brief) (found, error) {
	if d, ok := c.memory.Get(key); ok && d.Key == key { // the cache itself knows a key by its hash only
		return c.judge(key, b, d), nil
	}
	c.mu.Lock()
	f := c.flights[key]
	fail, failed := c.failures[key]
	c.mu.Unlock()
	if f == nil && failed && c.now().Before(fail.retryAt) {
		return found{reason: fail.reason, until: fail.retryAt}, nil
	}
	// The store is asked even while a text is being written: an older one may be there.
	d, err := c.store.Draft(ctx, key)
	if err == nil {
		c.remember(key, &d)
		return c.judge(key, b, &d), nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return found{}, err
	}
	return found{reason: ReasonPending, flight: c.start(key, b), until: c.now().Add(lookAgain)}, nil
}

// judge says how long a draft is good for, and has its successor written when it is old.
func (c *cachedWriter) judge(key string, b Brief, d *Draft) found {
	old := d.GeneratedAt.Add(c.lifetime(key))
	now := c.now()
	if now.Before(old) {
		return found{draft: d, until: old}
	}
	c.mu.Lock()
	fail, failed := c.failures[key]
	c.mu.Unlock()
	if failed && now.Before(fail.retryAt) {
		return found{draft: d, until: fail.retryAt}
	}
	c.start(key, b)
	return found{draft: d, until: now.Add(lookAgain)}
}

// lifetime is the time that a draft counts as fresh: the set time, up to a tenth more or less by its
// key, so that drafts written together do not grow old together.
func (c *cachedWriter) lifetime(key string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(key))
	spread := float64(h.Sum32()%2001)/1000 - 1 // -1 to +1
	return c.ttl + time.Duration(spread*float64(c.ttl)/10)
}

// start begins the writing of a draft, or joins the one that is under way.
func (c *cachedWriter) start(key string, b Brief) *flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f
	}
	f := &flight{done: make(chan struct{})}
	if c.base.Err() != nil {
		close(f.done)
		return f
	}
	c.flights[key] = f
	c.wg.Add(1)
	go c.fly(f, key, b)
	return f
}

// fly writes one draft, keeps it, and only then tells those who wait.
func (c *cachedWriter) fly(f *flight, key string, b Brief) {
	defer c.wg.Done()
	err := c.produce(key, b)
	c.mu.Lock()
	delete(c.flights, key)
	if err != nil {
		c.failures[key] = failure{reason: reasonOf(err), retryAt: c.now().Add(retryAfter)}
	} else {
		delete(c.failures, key)
	}
	c.mu.Unlock()
	close(f.done)
	if err != nil && c.base.Err() == nil {
		c.log.Warn("a message text could not be written", slog.String("brief", key[:12]), slog.String("reason", reasonOf(err)), slog.Any("error", err))
	}
}

func (c *cachedWriter) produce(key string, b Brief) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("writing a message text broke off", slog.Any("panic", p))
			err = errors.New("the writer broke off")
		}
	}()
	ctx, cancel := context.WithTimeout(c.base, c.deadline)
	defer cancel()
	// Another process, or a flight that ended a moment ago, may have written it.
	if d, err := c.store.Draft(ctx, key); err == nil && c.now().Before(d.GeneratedAt.Add(c.lifetime(key))) {
		c.remember(key, &d)
		return nil
	}
	d, err := c.writer.write(ctx, b)
	if err != nil {
		return err
	}
	// A text that was paid for is kept even when the time for writing it has just run out.
	keep, cancelKeep := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancelKeep()
	if err := c.store.SaveDraft(keep, d); err != nil {
		return err
	}
	c.remember(key, &d)
	return nil
}

func (c *cachedWriter) remember(key string, d *Draft) {
	t := d.Texts
	cost := int64(len(t.PhoneScript) + len(t.SMS) + len(t.EmailSubject) + len(t.EmailBody) + draftOverhead)
	c.memory.SetWithTTL(key, d, cost, c.lifetime(key))
	c.took()
}
