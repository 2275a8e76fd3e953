package outreach

import (
	"context"
	"crypto/rand"
	"errors"
	"hash/fnv"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
)

const (
	// retryAfter is how long a brief is left alone after its text could not be had.
	retryAfter = 30 * time.Second
	// lookAgain is how long an answer is good for while a text is being written: a writing that fails
	// changes no revision.
	lookAgain = time.Second
	// leaseLook is how often it is looked whether another process has written what it is writing.
	leaseLook = 250 * time.Millisecond
	// concludeSoon is how long a text that is written waits for others to be concluded with.
	concludeSoon = 20 * time.Millisecond
	// concludeAgain is how long after that could not be done it is tried again.
	concludeAgain = time.Second
	// keepTime is how long the writing down of a text may take.
	keepTime = 10 * time.Second
)

// draftWriter writes a draft for a brief, by whatever means.
type draftWriter interface {
	write(ctx context.Context, payer dealer.ID, b Brief) (Draft, error)
}

// cachedWriter gives the draft for a brief from memory, else from the store, and has a missing or old
// one written behind the reader. The store's row is the record: memory may lose an entry at any time
// and nothing is lost.
type cachedWriter struct {
	store    Store
	writer   draftWriter
	memory   *memory
	ttl      time.Duration
	deadline time.Duration // for one draft, with all attempts
	now      func() time.Time
	log      *slog.Logger
	holder   string // this process, among those that share the store
	took     func() // told when memory takes in a draft

	base   context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu       sync.Mutex
	flights  map[string]*flight
	failures map[string]Failure
	landings []landing     // that are not concluded
	asked    int           // flights that a person waits for
	quiet    chan struct{} // closed when there is none left
	failed   func(waiting []dealer.ID)
}

// flight is the writing of one draft. Everybody who wants the same brief shares it, and it goes on when
// all of them have left.
type flight struct {
	done chan struct{}
	// waiting are the dealers that have asked for the draft and have not been told yet.
	waiting map[dealer.ID]bool
	// payer is the dealer that asked first.
	payer dealer.ID
	ahead bool // whether nobody had asked for it when it began
	// draft is what came of it, for whoever reads it after done; nil when nothing did.
	draft *Draft
	// leased says that the draft is this process's own, and that its lease is to be given up.
	leased bool
}

// ofTheBrief are the reasons that lie with the brief and not with the provider: asking again soon, and again,
// would cost much and help little.
var ofTheBrief = []string{ReasonInvalidAnswer, "refused", "truncated", "context_length", "oversize"}

// again is the failure after another one. What lies with the brief is left alone twice as long each time.
func (f Failure) again(key string, err error, now time.Time) Failure {
	wait := retryAfter
	next := Failure{Key: key, Reason: reasonOf(err), Rule: brokenRuleOf(err), FailedAt: now.UTC().Truncate(time.Millisecond)}
	if next.ofTheBrief() {
		wait <<= min(f.Times, 7)
		next.Times = f.Times + 1
	}
	next.RetryAt = next.FailedAt.Add(wait)
	return next
}

func (f Failure) ofTheBrief() bool { return slices.Contains(ofTheBrief, f.Reason) }

// found is what is at hand for a brief.
type found struct {
	draft  *Draft    // nil when there is none; from memory, it is as much as is served of it
	reason string    // why there is none
	rule   string    // the rule that the answer broke, if that is why
	flight *flight   // the writing that is under way, if any
	own    bool      // whether it is what a person has made the lead's own
	until  time.Time // when to look again, if there is no draft or it grows old
	anew   bool      // the draft is old and its successor is being written
}

func newCachedWriter(store Store, w draftWriter, memory *memory, ttl, deadline time.Duration, now func() time.Time, log *slog.Logger, took func()) *cachedWriter {
	base, cancel := context.WithCancel(context.Background())
	return &cachedWriter{
		store: store, writer: w, memory: memory, ttl: ttl, deadline: deadline, now: now, log: log, holder: rand.Text(), took: took,
		base: base, cancel: cancel, flights: map[string]*flight{}, failures: map[string]Failure{}, quiet: make(chan struct{}), failed: func([]dealer.ID) {},
	}
}

// close ends what is being written and waits for it.
func (c *cachedWriter) close() {
	c.cancel()
	c.wg.Wait()
	c.memory.cache.Close()
}

// find gives what is at hand for a brief at once, and starts the writing of what is missing or old.
func (c *cachedWriter) find(ctx context.Context, dealerID dealer.ID, key string, b Brief) (found, error) {
	if d, ok := c.memory.recall(key); ok {
		return c.judge(dealerID, key, b, d), nil
	}
	c.mu.Lock()
	f := c.flights[key]
	fail, failed := c.failures[key]
	c.mu.Unlock()
	if f == nil && failed && c.now().Before(fail.RetryAt) {
		return found{reason: fail.Reason, rule: fail.Rule, until: fail.RetryAt}, nil
	}
	// The store is asked even while a text is being written: an older one may be there.
	d, err := c.store.Draft(ctx, key)
	if err == nil {
		c.remember(key, &d)
		return c.judge(dealerID, key, b, &d), nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return found{}, err
	}
	if f == nil && !failed { // nor has this process tried it
		fail, failed, err = c.failedBefore(ctx, key)
		if err != nil {
			return found{}, err
		}
		if failed && c.now().Before(fail.RetryAt) {
			return found{reason: fail.Reason, rule: fail.Rule, until: fail.RetryAt}, nil
		}
	}
	started, left := c.begin(dealerID, key, b, false)
	if started == nil {
		return found{reason: left.Reason, rule: left.Rule, until: left.RetryAt}, nil
	}
	return found{reason: ReasonPending, flight: started, until: c.now().Add(lookAgain)}, nil
}

// landed gives what is at hand for a brief after its flight was waited for.
func (c *cachedWriter) landed(ctx context.Context, dealerID dealer.ID, key string, b Brief, f *flight) (found, error) {
	select {
	case <-f.done:
		if f.draft != nil {
			return c.judge(dealerID, key, b, f.draft), nil
		}
	default:
	}
	return c.find(ctx, dealerID, key, b)
}

// look gives the draft for a brief if it is at hand and fresh, and has nothing written.
func (c *cachedWriter) look(ctx context.Context, key string) (f found, ok bool, err error) {
	d, ok := c.memory.recall(key)
	if !ok {
		stored, err := c.store.Draft(ctx, key)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return found{}, false, nil
		case err != nil:
			return found{}, false, err
		}
		d = &stored
		c.remember(key, d)
	}
	old := d.GeneratedAt.Add(c.lifetime(key))
	return found{draft: d, until: old}, c.now().Before(old), nil
}

// failedBefore reads how a brief failed in another process or before a restart, and goes on from there.
func (c *cachedWriter) failedBefore(ctx context.Context, key string) (Failure, bool, error) {
	fail, err := c.store.DraftFailure(ctx, key)
	if fault.KindOf(err) == fault.NotFound {
		return Failure{}, false, nil
	}
	if err != nil {
		return Failure{}, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.failures[key]; !known {
		c.failures[key] = fail
	}
	return c.failures[key], true, nil
}

// judge says how long a draft is good for, and has its successor written when it is old.
func (c *cachedWriter) judge(dealerID dealer.ID, key string, b Brief, d *Draft) found {
	old := d.GeneratedAt.Add(c.lifetime(key))
	now := c.now()
	if now.Before(old) {
		return found{draft: d, until: old}
	}
	if started, left := c.begin(dealerID, key, b, false); started == nil {
		return found{draft: d, until: left.RetryAt}
	}
	// A successor tells of itself, and a failure changes nothing of what is served but when it is tried again.
	return found{draft: d, until: now.Add(retryAfter), anew: true}
}

// lifetime is the time that a draft counts as fresh: the set time, up to a tenth more or less by its
// key, so that drafts written together do not grow old together.
func (c *cachedWriter) lifetime(key string) time.Duration {
	h := fnv.New32a()
	h.Write([]byte(key))
	spread := float64(h.Sum32()%2001)/1000 - 1 // -1 to +1
	return c.ttl + time.Duration(spread*float64(c.ttl)/10)
}

// begin begins the writing of a draft, or joins the one that is under way; ahead says that nobody has asked for it
// yet. The dealer is told when it is written. A brief that is left alone for now has no flight, but the failure that
// it is left alone for: whoever comes here may have looked before that landed.
func (c *cachedWriter) begin(dealerID dealer.ID, key string, b Brief, ahead bool) (*flight, Failure) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		f.waiting[dealerID] = true
		return f, Failure{}
	}
	if left, failed := c.failures[key]; failed && c.now().Before(left.RetryAt) {
		return nil, left
	}
	f := &flight{done: make(chan struct{}), payer: dealerID, waiting: map[dealer.ID]bool{dealerID: true}}
	if c.base.Err() != nil {
		close(f.done)
		return f, Failure{}
	}
	c.flights[key] = f
	if f.ahead = ahead; !ahead {
		c.asked++
	}
	c.wg.Add(1)
	go func() {
		deepen(0)
		c.fly(f, key, b)
	}()
	return f, Failure{}
}

// fly writes one draft, keeps it, and only then tells those who wait.
func (c *cachedWriter) fly(f *flight, key string, b Brief) {
	defer c.wg.Done()
	err := c.produce(f, key, b)
	if err != nil {
		c.mu.Lock()
		fail := c.failures[key].again(key, err, c.now())
		c.mu.Unlock()
		c.keepFailure(fail)
		c.mu.Lock()
		delete(c.flights, key)
		c.failures[key] = fail
	} else {
		c.mu.Lock()
		delete(c.flights, key)
		delete(c.failures, key)
	}
	if !f.ahead {
		if c.asked--; c.asked == 0 {
			close(c.quiet)
			c.quiet = make(chan struct{})
		}
	}
	waiting := slices.Collect(maps.Keys(f.waiting))
	c.mu.Unlock()
	if err != nil {
		c.failed(waiting)
	}
	close(f.done)
	if err == nil {
		c.conclude(landing{key: key, leased: f.leased, waiting: waiting, at: c.now()})
	} else if c.base.Err() == nil {
		c.log.Warn("a message text could not be written", slog.String("brief", key[:12]), slog.String("reason", reasonOf(err)), slog.Any("error", err))
	}
}

// landing is a flight that brought a text, with what that leaves to do.
type landing struct {
	key     string
	leased  bool
	waiting []dealer.ID // who asked when it was written down already, and has seen nothing
	at      time.Time
}

// conclude has done what a text that is written down leaves to do, soon and behind those who waited for it: the brief's
// failure is over, the lease is given up, and who asked last is told. What lands together is concluded together.
func (c *cachedWriter) conclude(l landing) {
	c.concludeAfter(concludeSoon, l)
}

// concludeAfter has landings concluded after a while, with what is to be concluded anyway. Its caller has a place of wg.
func (c *cachedWriter) concludeAfter(wait time.Duration, landings ...landing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := len(c.landings) == 0
	if c.landings = append(c.landings, landings...); first {
		c.wg.Add(1)
		time.AfterFunc(wait, c.concludeAll)
	}
}

// concludeAll concludes what has landed, each process in one order. What cannot be concluded now is tried again, as long
// as the process lasts; one that ends before leaves leases that run out, over texts that are there.
func (c *cachedWriter) concludeAll() {
	defer c.wg.Done()
	c.mu.Lock()
	landings := c.landings
	c.landings = nil
	c.mu.Unlock()
	slices.SortFunc(landings, func(a, b landing) int { return strings.Compare(a.key, b.key) })
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.base), keepTime)
	defer cancel()
	err := c.store.InTx(ctx, func(ctx context.Context) error {
		for _, l := range landings {
			if err := c.concludeOne(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		c.log.Warn("message texts that are written could not be concluded yet", slog.Int("texts", len(landings)), slog.Any("error", err))
		if c.base.Err() == nil {
			c.concludeAfter(concludeAgain, landings...)
		}
	}
}

func (c *cachedWriter) concludeOne(ctx context.Context, l landing) error {
	if l.leased {
		if err := c.store.ForgetDraftFailure(ctx, l.key); err != nil {
			return err
		}
		if err := c.store.ReleaseDraft(ctx, l.key, c.holder); err != nil {
			return err
		}
	}
	return c.announce(ctx, l.key, l.waiting, l.at)
}

// waiting are the dealers that wait for a flight's draft and have not been told.
func (c *cachedWriter) waiting(f *flight) []dealer.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(f.waiting))
}

// told notes that dealers have been told, which happens once.
func (c *cachedWriter) told(f *flight, waiting []dealer.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, dealerID := range waiting {
		delete(f.waiting, dealerID)
	}
}

// announce tells dealers that a draft is written.
func (c *cachedWriter) announce(ctx context.Context, key string, waiting []dealer.ID, at time.Time) error {
	for _, dealerID := range waiting {
		e := event.Event{Name: event.MessageReady, Subject: key, At: at.UTC().Truncate(time.Millisecond)}
		if err := c.store.RecordEvent(ctx, dealerID, e); err != nil {
			return err
		}
	}
	return nil
}

// deepen has the stack of a new goroutine grow once, while there is next to nothing on it. What a flight calls goes deep,
// and a stack that grows by the way is copied with all that is on it, several times over.
//
//go:noinline
func deepen(i int) byte {
	var room [24 << 10]byte
	room[i] = 1
	return room[len(room)-1-i]
}

// keepFailure writes down a failure that lies with the brief, so that a restart neither asks for it again at once nor
// forgets which rule was broken. One that cannot be written down is known to this process at least.
func (c *cachedWriter) keepFailure(fail Failure) {
	if !fail.ofTheBrief() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.base), keepTime)
	defer cancel()
	if err := c.store.SaveDraftFailure(ctx, fail); err != nil {
		c.log.Warn("why a message text could not be written could not be written down", slog.String("brief", fail.Key[:12]), slog.Any("error", err))
	}
}

func (c *cachedWriter) produce(f *flight, key string, b Brief) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("writing a message text broke off", slog.Any("panic", p))
			err = errors.New("the writer broke off")
		}
	}()
	ctx, cancel := context.WithTimeout(c.base, c.deadline)
	defer cancel()
	if f.draft, err = c.lease(ctx, key); err != nil || f.draft != nil {
		return err
	}
	defer func() {
		if !f.leased {
			c.release(key)
		}
	}()
	d, err := c.writer.write(ctx, f.payer, b)
	if err != nil {
		return err
	}
	// A text that was paid for is kept even when the time for writing it has just run out.
	keep, cancelKeep := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancelKeep()
	waiting := c.waiting(f)
	err = c.store.InTx(keep, func(ctx context.Context) error {
		if err := c.store.SaveDraft(ctx, d); err != nil {
			return err
		}
		return c.announce(ctx, key, waiting, c.now())
	})
	if err != nil {
		return err
	}
	c.told(f, waiting)
	c.remember(key, &d)
	f.draft, f.leased = &d, true
	return nil
}

// lease waits until this process is the one to write a draft, or gives the one that another has written.
func (c *cachedWriter) lease(ctx context.Context, key string) (written *Draft, err error) {
	look := time.NewTicker(leaseLook)
	defer look.Stop()
	for {
		now := c.now()
		held, err := c.store.LeaseDraft(ctx, key, c.holder, now, now.Add(c.deadline+keepTime))
		if err != nil {
			return nil, err
		}
		// Another process, or a flight that ended a moment ago, may have written it.
		if d, err := c.store.Draft(ctx, key); err == nil && now.Before(d.GeneratedAt.Add(c.lifetime(key))) {
			c.remember(key, &d)
			if held {
				c.release(key)
			}
			return &d, nil
		}
		if held {
			return nil, nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// release lets another process write a draft. What is not released runs out by itself.
func (c *cachedWriter) release(key string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.base), keepTime)
	defer cancel()
	if err := c.store.ReleaseDraft(ctx, key, c.holder); err != nil {
		c.log.Warn("a message text could not be released", slog.String("brief", key[:12]), slog.Any("error", err))
	}
}

func (c *cachedWriter) remember(key string, d *Draft) {
	c.memory.keep(key, d)
	c.took()
}
