package llm

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

const (
	// maxAttempts bounds the attempts for one answer; an answer that made no sense is asked for twice.
	maxAttempts = 3
	// backoff is about how long to wait before the second attempt; twice that before the third.
	backoff = 500 * time.Millisecond
	// failuresInARow are the answers that could not be had before the provider counts as down.
	failuresInARow = 5
	// downTime is how long a provider that is down is left alone before one call tries it.
	downTime = 15 * time.Second
	// holdTime is the same for a provider that does not take the key or wants to be paid first.
	holdTime = time.Minute
	// maxHold bounds the time that a provider can ask for.
	maxHold = 10 * time.Minute
	// maxQueue is longer than any caller waits for its turn.
	maxQueue = 24 * time.Hour
)

// policies decide whether, when and how often a request is made. From the outside in: at most so many at
// a time (outside the breakers, so that waiting for a turn is not taken for a failure of the provider);
// none while the provider has said that it is no use (held) or has failed too often (down); and a few
// attempts for one answer.
type policies struct {
	turn       bulkhead.Bulkhead[Completion]
	held, down circuitbreaker.CircuitBreaker[Completion]
	run        failsafe.Executor[Completion]
}

func newPolicies(concurrency int) *policies {
	p := &policies{}
	p.held = circuitbreaker.NewBuilder[Completion]().
		HandleIf(func(_ Completion, err error) bool { e := asError(err); return e != nil && e.hold }).
		WithFailureThreshold(1).WithSuccessThreshold(1).
		WithDelayFunc(func(a failsafe.ExecutionAttempt[Completion]) time.Duration {
			if e := asError(a.LastError()); e != nil && e.retryAfter > 0 {
				return min(e.retryAfter, maxHold)
			}
			return holdTime
		}).Build()
	p.down = circuitbreaker.NewBuilder[Completion]().
		HandleIf(func(_ Completion, err error) bool {
			e := asError(err)
			return errors.Is(err, context.DeadlineExceeded) || e != nil && !e.hold && e.Reason.ofProvider()
		}).
		WithFailureThreshold(failuresInARow).WithSuccessThreshold(1).WithDelay(downTime).Build()
	retry := retrypolicy.NewBuilder[Completion]().
		HandleIf(func(_ Completion, err error) bool { e := asError(err); return e != nil && e.retry }).
		WithDelayFunc(func(a failsafe.ExecutionAttempt[Completion]) time.Duration { return asError(a.LastError()).wait }).
		WithMaxAttempts(maxAttempts).ReturnLastFailure().Build()
	p.turn = bulkhead.NewBuilder[Completion](uint(concurrency)).WithMaxWaitTime(maxQueue).Build()
	p.run = failsafe.With[Completion](p.turn, p.held, p.down, retry)
	return p
}

// plan decides about another attempt after this many. A wait that the time for the answer does not allow
// is not begun; the provider is left alone for as long as it asked to be.
func (p *policies) plan(ctx context.Context, e *Error, attempts int, timeout time.Duration) {
	if !e.retry {
		return
	}
	if attempts >= maxAttempts || e.Reason == InvalidAnswer && attempts > 1 || p.down.IsHalfOpen() {
		e.retry = false
		return
	}
	left := timeout // for a caller that would wait for ever
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	if e.retryAfter > 0 {
		if e.retryAfter >= left {
			e.retry, e.hold = false, true
			return
		}
		// Never earlier than asked, and not all at once.
		e.wait = e.retryAfter + rand.N(min(e.retryAfter/4, left-e.retryAfter)+1)
		return
	}
	half := backoff << (attempts - 1) / 2
	e.wait = half + rand.N(half+1)
	e.retry = e.wait < left
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

func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
