package event

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

const (
	// Heartbeat is how long a reader goes without a word before it is sent one, so that nobody on the way
	// takes the connection for dead.
	Heartbeat = 15 * time.Second
	// pruneEvery is how often old events are looked for.
	pruneEvery = 10 * time.Minute
	// batch is how many events are read at once.
	batch = 200
	// maxReaders bounds the readers of one dealer.
	maxReaders = 500
)

// Feed tells readers of their dealer's events. A reader takes them from the store at its own pace; it is
// only woken, and nobody waits for it.
type Feed struct {
	store Store
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	closed  bool
	readers map[dealer.ID]map[*Reader]struct{}
	seen    map[dealer.ID]int64
	pruneAt time.Time
}

// NewFeed makes the feed. What this process commits wakes its readers by itself; Run looks for what other
// processes have committed.
func NewFeed(store Store, now func() time.Time, log *slog.Logger) *Feed {
	f := &Feed{store: store, now: now, log: log, readers: map[dealer.ID]map[*Reader]struct{}{}, seen: map[dealer.ID]int64{}}
	store.OnEvents(f.wake)
	return f
}

// Reader follows one dealer's events. It is for one goroutine.
type Reader struct {
	feed   *Feed
	dealer dealer.ID
	last   int64 // the latest event that was given
	lost   bool  // whether events after last are gone
	woken  chan struct{}
	done   chan struct{}
	quiet  atomic.Int64 // since when nothing was given, in milliseconds
}

// Follow begins to follow a dealer's events: from now on, or from after the event that was seen last. It is
// Busy when the dealer has too many readers, and Unavailable when the program is about to end.
func (f *Feed) Follow(ctx context.Context, dealerID dealer.ID, after *int64) (*Reader, error) {
	r := &Reader{feed: f, dealer: dealerID, woken: make(chan struct{}, 1), done: make(chan struct{})}
	r.quiet.Store(f.now().UnixMilli())
	f.mu.Lock()
	switch {
	case f.closed:
		f.mu.Unlock()
		return nil, fault.Newf(fault.Unavailable, "The service is about to end.")
	case len(f.readers[dealerID]) >= maxReaders:
		f.mu.Unlock()
		return nil, fault.Newf(fault.Busy, "Too many are listening already.")
	case f.readers[dealerID] == nil:
		f.readers[dealerID] = map[*Reader]struct{}{}
	}
	f.readers[dealerID][r] = struct{}{}
	f.mu.Unlock()
	// Read after it is known to be woken, so that nothing falls between.
	head, err := f.store.EventHead(ctx, dealerID)
	if err != nil {
		r.Close()
		return nil, err
	}
	r.last = head
	if after != nil {
		r.last = *after
		r.lost = *after > head // of another database, or one that was set back
		r.wake()
	}
	return r, nil
}

// Close ends the following.
func (r *Reader) Close() {
	r.feed.mu.Lock()
	defer r.feed.mu.Unlock()
	delete(r.feed.readers[r.dealer], r)
	if len(r.feed.readers[r.dealer]) == 0 {
		delete(r.feed.readers, r.dealer)
	}
}

// Last is the id of the latest event that was given, or that following began after.
func (r *Reader) Last() int64 { return r.last }

// Woken is signalled when there may be events, and when the reader has gone without a word for the time of
// a heartbeat. Done is closed when the program is about to end.
func (r *Reader) Woken() <-chan struct{} { return r.woken }

// Done is closed when the program is about to end.
func (r *Reader) Done() <-chan struct{} { return r.done }

func (r *Reader) wake() {
	select {
	case r.woken <- struct{}{}:
	default: // it will look anyway
	}
}

// Next gives the next events, oldest first; none when there are none yet. Where some are gone it gives
// Reset in their place, and goes on from the latest.
func (r *Reader) Next(ctx context.Context) ([]Event, error) {
	// The head is read first: all events up to it are there by then, unless they were dropped.
	head, err := r.feed.store.EventHead(ctx, r.dealer)
	if err != nil {
		return nil, err
	}
	var events []Event
	if !r.lost && head > r.last {
		if events, err = r.feed.store.Events(ctx, r.dealer, r.last, batch); err != nil {
			return nil, err
		}
		r.lost = len(events) == 0 || events[0].ID != r.last+1
	}
	if r.lost {
		events = []Event{{ID: head, Name: Reset, At: r.feed.now().UTC().Truncate(time.Millisecond)}}
		r.lost = false
	}
	if len(events) == 0 {
		return nil, nil
	}
	if len(events) == batch {
		r.wake() // there may be more
	}
	r.last = events[len(events)-1].ID
	return events, nil
}

// Spoken notes that the reader was sent a word.
func (r *Reader) Spoken() { r.quiet.Store(r.feed.now().UnixMilli()) }

// Due says whether it is time for a word.
func (r *Reader) Due() bool {
	return r.feed.now().UnixMilli()-r.quiet.Load() >= Heartbeat.Milliseconds()
}

// wake wakes the readers of a dealer.
func (f *Feed) wake(dealerID dealer.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for r := range f.readers[dealerID] {
		r.wake()
	}
}

// Run looks for the events of other processes every so often, until ctx ends.
func (f *Feed) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := f.Look(ctx); err != nil && ctx.Err() == nil {
				f.log.ErrorContext(ctx, "looking for events failed", slog.Any("error", err))
			}
		}
	}
}

// Look wakes the readers whose dealer has new events, whoever has committed them, and those that it is time
// to send a word; and drops old events now and then.
func (f *Feed) Look(ctx context.Context) error {
	if err := f.prune(ctx); err != nil {
		return err
	}
	f.mu.Lock()
	someone := len(f.readers) > 0
	f.mu.Unlock()
	if !someone {
		return nil
	}
	heads, err := f.store.EventHeads(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, readers := range f.readers {
		moved := heads[id] != f.seen[id]
		for r := range readers {
			if moved || r.Due() {
				r.wake()
			}
		}
	}
	f.seen = heads
	return nil
}

func (f *Feed) prune(ctx context.Context) error {
	now := f.now()
	f.mu.Lock()
	due := !now.Before(f.pruneAt)
	if due {
		f.pruneAt = now.Add(pruneEvery)
	}
	f.mu.Unlock()
	if !due {
		return nil
	}
	return f.store.PruneEvents(ctx, now.Add(-Kept))
}

// Close ends every following, and lets none begin.
func (f *Feed) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	f.closed = true
	for _, readers := range f.readers {
		for r := range readers {
			close(r.done)
		}
	}
}
