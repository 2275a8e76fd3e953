package llm

import (
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
)

// gate is shut while the provider is left alone: it has said that it is no use, or has failed too often. After a
// while one attempt tries it, and what comes of that opens the gate or keeps it shut. It is a circuit breaker of three
// outcomes: an attempt that says nothing of the provider (there was no budget for it, its caller left) must neither
// open it nor shut it.
type gate struct {
	now func() time.Time

	mu       sync.Mutex
	failures int // in a row
	shut     bool
	until    time.Time
	why      Reason // what the provider itself said; empty when it is down
	probing  bool
}

// enter says whether an attempt may be made, and whether it is the one that tries the provider. Who has entered
// must leave.
func (g *gate) enter() (probe bool, refused *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !g.shut:
		return false, nil
	case !g.probing && !g.now().Before(g.until):
		g.probing = true
		return true, nil
	case g.why != "":
		return false, &Error{Reason: g.why, open: true}
	default:
		return false, &Error{Reason: Unavailable, open: true}
	}
}

// open says whether nobody is turned away.
func (g *gate) open() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.shut
}

// leave learns from an attempt; e is nil when it was answered. Of those that were under way when the gate was
// shut, none opens it.
func (g *gate) leave(probe bool, e *Error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if probe {
		g.probing = false
	}
	switch {
	case e == nil || e.answered:
		g.failures = 0
		if probe {
			g.shut, g.why = false, ""
		}
	case e.hold:
		wait := holdTime
		if e.retryAfter > 0 {
			wait = min(e.retryAfter, maxHold)
		}
		g.close(wait, e.Reason)
	case e.saysNothing():
	case probe:
		g.close(downTime, "")
	default:
		if g.failures++; g.failures >= failuresInARow && !g.shut {
			g.close(downTime, "")
		}
	}
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
