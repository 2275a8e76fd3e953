package llm

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// hedgeFrom is how many questions must be worked on together before one that is late is asked a second
	// time. Among fewer there is seldom one that is late.
	hedgeFrom = 20
	// hedgeLate is the share of the requests that are not late.
	hedgeLate = 0.95
	// hedgeSamples are the latest times of requests by which it is judged what is late, hedgeLeast how many
	// there must be, and hedgeFresh after how many more they are looked at again.
	hedgeSamples = 256
	hedgeLeast   = 32
	hedgeFresh   = 8
	// hedgeSaved bounds what a provider that is well for a long time allows for one bad moment.
	hedgeSaved = 5
	// hedgeRest is how long none is sent after the provider has asked for fewer requests.
	hedgeRest = time.Minute
)

// hedging decides about the second request for an answer that is late. Of many questions that are asked
// together the slowest answer is what everybody waits for. failsafe-go has a policy of that name; it cannot
// leave a second request out because no place or no budget is left at the moment when it would be sent,
// and it runs every question in a goroutine of its own.
type hedging struct {
	percent int // how many second requests there may be for a hundred first ones
	now     func() time.Time
	winding sync.WaitGroup // second requests that have not ended

	mu       sync.Mutex
	together int // questions that are being worked on
	most     int // the most of them since there was none
	took     []time.Duration
	oldest   int
	fresh    int
	late     time.Duration // what is late; 0 while that is not known
	credit   int           // second requests that may be sent, in hundredths
	rest     time.Time     // none is sent before
}

func newHedging(percent int, now func() time.Time) *hedging {
	return &hedging{percent: percent, now: now}
}

// enter counts a question that is being worked on, and leave one that no longer is.
func (h *hedging) enter() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.together++
	h.most = max(h.most, h.together)
}

func (h *hedging) leave() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.together--; h.together == 0 {
		h.most = 0
	}
}

// first counts a first request, and says after how long it is late; 0 when that is not known.
func (h *hedging) first() time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.credit = min(h.credit+h.percent, 100*hedgeSaved)
	return h.late
}

// observe learns from the time that a first request took, or had taken when the second one was answered
// before it: either way it counts among the late ones if it was.
func (h *hedging) observe(took time.Duration) {
	if h.percent == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.took) < hedgeSamples {
		h.took = append(h.took, took)
	} else {
		h.took[h.oldest] = took
		h.oldest = (h.oldest + 1) % hedgeSamples
	}
	if h.fresh++; len(h.took) < hedgeLeast || h.late > 0 && h.fresh < hedgeFresh {
		return
	}
	h.fresh = 0
	sorted := slices.Sorted(slices.Values(h.took))
	// Where all answers take about the same, the one that takes a little longer is not late.
	h.late = max(sorted[int(hedgeLate*float64(len(sorted)))], sorted[len(sorted)/2]*3/2)
}

// refused has no second request sent for a while.
func (h *hedging) refused() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rest = h.now().Add(hedgeRest)
}

// take says whether a second request may be sent, and counts it.
func (h *hedging) take() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.most < hedgeFrom || h.credit < 100 || h.now().Before(h.rest) {
		return false
	}
	h.credit -= 100
	return true
}

// giveBack counts a second request that was not sent after all.
func (h *hedging) giveBack() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.credit += 100
}

// second is the second request for an answer.
type second struct {
	ended  chan struct{} // closed when it has, or will never be sent
	answer Completion
	err    error // also when it was not sent
}

// askHedged asks once, and once more when the answer is late, and gives the first good answer. The other
// request is then ended. A first request that fails while the second is under way waits for it.
func (c *Client) askHedged(ctx context.Context, q *question) (Completion, error) {
	late := c.hedging.first()
	began := c.now()
	if late == 0 {
		answer, err := c.ask(ctx, q)
		if err == nil {
			c.hedging.observe(c.now().Sub(began))
		}
		return answer, err
	}
	firstCtx, endFirst := context.WithCancel(ctx)
	defer endFirst()
	secondCtx, endSecond := context.WithCancel(ctx)
	defer endSecond()
	s := &second{ended: make(chan struct{})}
	c.hedging.winding.Add(1)
	timer := time.AfterFunc(late, func() {
		defer c.hedging.winding.Done()
		defer close(s.ended)
		s.answer, s.err = c.sendSecond(secondCtx, q)
		if s.err == nil {
			endFirst()
		}
	})
	answer, err := c.ask(firstCtx, q)
	took := c.now().Sub(began)
	if timer.Stop() { // the second was never begun
		c.hedging.winding.Done()
		close(s.ended)
		s.err = errNotSent
	}
	if err == nil {
		c.hedging.observe(took)
		return answer, nil
	}
	if ctx.Err() == nil {
		select {
		case <-s.ended:
		case <-ctx.Done():
		}
	}
	select {
	case <-s.ended:
		if s.err == nil {
			c.hedging.observe(took)
			return s.answer, nil
		}
	default:
	}
	return Completion{}, err
}

// errNotSent is a second request that was not sent. Nobody gets to see it.
var errNotSent = &Error{Reason: Internal}

// sendSecond sends a second request, if there is a place, a share and a budget for it now. It takes a place
// of its own and waits for none, so that no more requests are under way than may be and nobody's first
// request comes later for it.
func (c *Client) sendSecond(ctx context.Context, q *question) (answer Completion, err error) {
	if ctx.Err() != nil || !c.policies.gate.wide() || !c.policies.turn.TryAcquirePermit() {
		return Completion{}, errNotSent
	}
	defer c.policies.turn.ReleasePermit()
	if !c.hedging.take() {
		return Completion{}, errNotSent
	}
	defer func() {
		if p := recover(); p != nil {
			err = recovered(p)
		}
		if e := asError(err); e != nil {
			c.policies.gate.learn(e)
			if e.Reason == RateLimited || e.Reason == OutOfCredit {
				c.hedging.refused()
			}
		}
	}()
	room, err := c.room(ctx, q)
	if err != nil {
		c.hedging.giveBack()
		return Completion{}, err
	}
	f := structured
	switch {
	case len(q.request.Schema) == 0:
		f = free
	case c.words.Load():
		f = inWords
	}
	return c.exchange(ctx, q, f, room, func() { c.counts.hedges.Add(1) })
}
