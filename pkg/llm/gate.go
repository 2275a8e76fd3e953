package llm

import (
	"context"
	"sync"
	"time"
)

const (
	// failuresInARow are the attempts in a row that came to nothing before the provider counts as down.
	failuresInARow = 5
	// downTime is how long a provider that is down is left alone before one attempt tries it.
	downTime = 20 * time.Second
	// holdTime is the same for a provider that does not take the key or wants to be paid first.
	holdTime = time.Minute
	// maxHold bounds the time that a provider can ask for.
	maxHold = time.Hour
	// placesAgain is how many attempts may be under way when a provider that was down has answered once.
	placesAgain = 2
)

// gate is shut while the provider is left alone: it has said that it is no use, or has failed too often. After a
// while one attempt tries it, and what comes of that opens the gate or keeps it shut. It is a circuit breaker of three
// outcomes: an attempt that says nothing of the provider (there was no budget for it, its caller left) must neither
// open it nor shut it.
//
// While it is open the gate grows narrow and wide. The place of an attempt that failed is not given away, so that of
// a batch which meets a provider that is down no more is sent than was under way; and a provider that has come back
// is not met by the whole batch at once. Each answer gives back half of the places that are missing.
type gate struct {
	now    func() time.Time
	places int // attempts that may be under way

	mu       sync.Mutex
	failures int // in a row
	under    int // attempts that are under way
	missing  int // places that are not given for now
	shut     bool
	until    time.Time
	why      Reason // what the provider itself said; empty when it is down
	probing  bool
	moved    chan struct{} // closed when one leaves; nil while nobody waits for that
}

// enter says whether an attempt may be made, and whether it is the one that tries the provider. It waits for a place
// as long as ctx lasts; without a refusal there is one, and who has it must leave.
func (g *gate) enter(ctx context.Context) (probe bool, refused *Error, err error) {
	for {
		probe, refused, moved := g.tryEnter()
		if moved == nil {
			return probe, refused, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return false, nil, ctx.Err()
		}
	}
}

// tryEnter is the same without waiting: when there is no place now, moved is closed when there may be one.
func (g *gate) tryEnter() (probe bool, refused *Error, moved <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !g.shut && g.under < max(1, g.places-g.missing):
		g.under++
		return false, nil, nil
	case !g.shut:
		if g.moved == nil {
			g.moved = make(chan struct{})
		}
		return false, nil, g.moved
	case !g.probing && !g.now().Before(g.until):
		g.probing = true
		g.under++
		return true, nil, nil
	default:
		return false, g.refusal(), nil
	}
}

// refusal is what those are told who come while the gate is shut.
func (g *gate) refusal() *Error {
	if g.why != "" {
		return &Error{Reason: g.why, open: true}
	}
	return &Error{Reason: Unavailable, open: true}
}

// meanwhile is the refusal of an attempt that has entered and not been sent when the gate was shut, if it was: what
// tries the provider is sent all the same.
func (g *gate) meanwhile(probe bool) *Error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if probe || !g.shut {
		return nil
	}
	e := g.refusal()
	e.unsent = true
	return e
}

// wide says whether nobody is turned away and no place is missing.
func (g *gate) wide() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.shut && g.missing == 0
}

// leave learns from an attempt; e is nil when it was answered, and knows from then on whether the provider is left
// alone. Of those that were under way when the gate was shut, none opens it.
func (g *gate) leave(probe bool, e *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.under--; g.moved != nil {
		close(g.moved)
		g.moved = nil
	}
	if probe {
		g.probing = false
	}
	switch {
	case e == nil || e.answered:
		g.failures = 0
		if g.missing /= 2; probe {
			g.shut, g.why, g.missing = false, "", max(0, g.places-placesAgain)
		}
	case e.hold:
		g.hold(e)
	case e.saysNothing():
	case probe:
		g.close(downTime, "")
	default:
		g.missing = min(g.missing+1, g.places)
		if g.failures++; g.failures >= failuresInARow && !g.shut {
			g.close(downTime, "")
		}
	}
	if e != nil && e.Reason.ofProvider() {
		e.open = g.shut
	}
}

// learn takes over from a second request for one answer that the provider is of no use. What else becomes of it says
// nothing that its first request does not say.
func (g *gate) learn(e *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if e.hold {
		g.hold(e)
	}
}

// hold shuts the gate for as long as the provider wants, or for a minute.
func (g *gate) hold(e *Error) {
	wait := holdTime
	if e.retryAfter > 0 {
		wait = min(e.retryAfter, maxHold)
	}
	g.close(wait, e.Reason)
}

// close shuts the gate for a while; one that is shut for longer stays so.
func (g *gate) close(d time.Duration, why Reason) {
	until := g.now().Add(d)
	if g.shut && g.until.After(until) {
		return
	}
	g.shut, g.until, g.why, g.failures = true, until, why, 0
}

// saysNothing is true for an error that says nothing of how the provider is: it was not asked, or it asks to be
// asked again in a moment, which is what happens.
func (e *Error) saysNothing() bool {
	return e.unsent || !e.Reason.ofProvider() || e.Reason == RateLimited && e.retry && e.retryAfter > 0
}

// ofProvider says whether the provider is to blame, so that the next call is likely to fail as well.
func (r Reason) ofProvider() bool {
	switch r {
	case RateLimited, Timeout, UpstreamError, Unauthorized, OutOfCredit, Oversize, Unavailable, InvalidAnswer:
		return true
	default:
		return false
	}
}

// retryBudget bounds the retries of a batch, which is whatever is asked for while somebody is asking: a tenth of its
// calls, and at least the retries of one answer. A provider that is unwell is so spared what would make it worse.
type retryBudget struct {
	mu                   sync.Mutex
	asking, calls, taken int
}

// callsPerRetry is how many calls of a batch there are to each retry.
const callsPerRetry = 10

// begin counts a call of Complete, and end its end.
func (b *retryBudget) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.asking++; b.asking == 1 {
		b.calls, b.taken = 0, 0
	}
	b.calls++
}

func (b *retryBudget) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asking--
}

// take takes one retry, if there is one left.
func (b *retryBudget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.taken >= max(maxAttempts-1, b.calls/callsPerRetry) {
		return false
	}
	b.taken++
	return true
}
