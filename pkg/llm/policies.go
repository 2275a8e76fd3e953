package llm

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/bulkhead"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

const (
	// maxAttempts bounds the attempts for one answer; an answer that made no sense is asked for twice.
	maxAttempts = 3
	// backoff is about how long to wait before the second attempt; twice that before the third.
	backoff = 500 * time.Millisecond
	// maxQueue is longer than any caller waits for its turn.
	maxQueue = 24 * time.Hour
)

// policies decide whether, when and how often a request is made. From the outside in: a few attempts for one
// answer, as far as the batch has retries left; at most so many at a time (outside the gate, so that waiting for a
// turn is not taken for a failure of the provider, and inside the retries, so that who waits for a second attempt
// keeps nobody from a first one); and none while the provider is left alone.
type policies struct {
	turn    bulkhead.Bulkhead[Completion]
	gate    gate
	retries retryBudget
	run     failsafe.Executor[Completion]
}

func newPolicies(concurrency int, now func() time.Time) *policies {
	p := &policies{gate: gate{now: now, places: concurrency}}
	retry := retrypolicy.NewBuilder[Completion]().
		HandleIf(func(_ Completion, err error) bool { e := asError(err); return e != nil && e.retry }).
		WithDelayFunc(func(a failsafe.ExecutionAttempt[Completion]) time.Duration { return asError(a.LastError()).wait }).
		WithMaxAttempts(maxAttempts).ReturnLastFailure().Build()
	p.turn = bulkhead.NewBuilder[Completion](uint(concurrency)).WithMaxWaitTime(maxQueue).Build()
	p.run = failsafe.With[Completion](retry, p.turn)
	return p
}

// plan decides about another attempt after this many. A wait that the time for the answer does not allow
// is not begun; the provider is left alone for as long as it asked to be. An attempt that tries whether the
// provider is back is not made again.
func (p *policies) plan(ctx context.Context, e *Error, attempts int, timeout time.Duration, probe bool) {
	if !e.retry {
		return
	}
	e.retry = false
	if attempts >= maxAttempts || e.Reason == InvalidAnswer && attempts > 1 || probe {
		return
	}
	left := timeout // for a caller that would wait for ever
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	if e.retryAfter >= left && e.retryAfter > 0 {
		e.hold = true
		return
	}
	if e.retryAfter > 0 {
		// Never earlier than asked, and not all at once.
		e.wait = e.retryAfter + rand.N(min(e.retryAfter/4, left-e.retryAfter)+1)
	} else {
		half := backoff << (attempts - 1) / 2
		e.wait = half + rand.N(half+1)
	}
	e.retry = e.wait < left && p.retries.take()
}
