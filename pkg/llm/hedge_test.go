package llm

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// usual is how long an answer takes; one that takes half as long again is late.
const usual = time.Second

// hedged is a server that takes its time, and what becomes of requests by their number.
func hedged(odd map[int]llmtest.Fault) llmtest.Options {
	return llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if f, ok := odd[q.Number]; ok {
			return f
		}
		return llmtest.Slow(usual)
	}}
}

func withHedges(percent int) func(*Config) {
	return func(c *Config) { c.HedgePercent, c.Concurrency = percent, 64 }
}

// learn has the client find out how long an answer takes, by so many requests at once.
func (r *rig) learn(requests int) {
	r.Helper()
	if reasons := r.askTogether(requests); len(reasons) != 0 {
		r.Fatalf("the reasons are %v", reasons)
	}
}

// together asks so many times at once and says how long that took; every answer must come.
func (r *rig) together(n int) time.Duration {
	r.Helper()
	began := time.Now()
	if reasons := r.askTogether(n); len(reasons) != 0 {
		r.Errorf("the reasons are %v", reasons)
	}
	took := time.Since(began)
	synctest.Wait() // what has lost ends on its own
	return took
}

func (r *rig) wantHedges(n int64) {
	r.Helper()
	if got := r.client.Stats().Hedges; got != n || r.metrics()["portal_llm_hedges_total"] != float64(n) {
		r.Errorf("%d requests were sent a second time (%v in the metrics), want %d", got, r.metrics()["portal_llm_hedges_total"], n)
	}
}

func TestAnAnswerThatIsLateAmongManyIsAskedForOnceMore(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		m := &bookkeeper{}
		r.client.PayBy(m)
		r.learn(40)
		if took := r.together(hedgeFrom); took != usual*3/2+usual {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(1)
		r.wantCounts(40+hedgeFrom+1, map[Reason]int64{})
		if n := r.server.Stats().InFlight; n != 0 {
			r.Errorf("the server still has %d requests", n)
		}
		// Nobody knows what the one that was ended took: it stays reserved.
		if m.reserved != 40+hedgeFrom+1 || m.ended[Reported] != 40+hedgeFrom || m.ended[Unreported] != 1 {
			r.Errorf("%d reserved, ended as %v", m.reserved, m.ended)
		}
	}, withHedges(5))
}

func TestAnAnswerThatTookTwoRequestsSaysSo(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{60: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		r.learn(40)
		var all sync.WaitGroup
		requests := make(chan int, hedgeFrom)
		for range hedgeFrom {
			all.Go(func() {
				c, err := r.ask(r.Context())
				if err != nil {
					r.Error(err)
				}
				requests <- c.Requests
			})
		}
		all.Wait()
		close(requests)
		sum := 0
		for n := range requests {
			sum += n
		}
		if sum != hedgeFrom+1 {
			r.Errorf("%d answers took %d requests", hedgeFrom, sum)
		}
	}, withHedges(5))
}

func TestAnAnswerThatIsLateAmongFewIsWaitedFor(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		r.learn(40)
		if took := r.together(hedgeFrom - 1); took != 15*time.Second {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(0)
	}, withHedges(5))
}

func TestNothingIsSentASecondTimeWhenThatIsTurnedOff(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		r.learn(40)
		if took := r.together(hedgeFrom); took != 15*time.Second {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(0)
	}, withHedges(0))
}

func TestNoMoreThanItsShareIsSentASecondTime(t *testing.T) {
	odd := map[int]llmtest.Fault{}
	for n := 41; n <= 60; n++ {
		odd[n] = llmtest.Slow(15 * time.Second)
	}
	bubble(t, hedged(odd), func(r *rig) {
		r.learn(40)
		if took := r.together(40); took != 15*time.Second {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(4) // of 80 requests
		r.wantCounts(84, map[Reason]int64{})
	}, withHedges(5))
}

// However long all was well, one bad moment does not double what is sent.
func TestWhatWasNotUsedIsSavedUpToABound(t *testing.T) {
	odd := map[int]llmtest.Fault{}
	for n := 601; n <= 640; n++ {
		odd[n] = llmtest.Slow(15 * time.Second)
	}
	bubble(t, hedged(odd), func(r *rig) {
		for range 15 {
			r.learn(40)
		}
		r.together(40)
		r.wantHedges(int64(hedgeSaved))
	}, withHedges(5))
}

func TestNothingIsSentASecondTimeForAWhileAfterTheProviderAskedForLess(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{41: llmtest.RateLimited("1"), 50: llmtest.Slow(15 * time.Second), 100: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		r.learn(40)
		if took := r.together(hedgeFrom); took != 15*time.Second {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(0)
		time.Sleep(hedgeRest)
		r.learn(hedgeFrom) // 62 to 81
		if took := r.together(hedgeFrom); took != usual*3/2+usual {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(1)
	}, withHedges(5))
}

// A second request takes a free place. When there is none it is not sent, and nobody waits for it.
func TestASecondRequestTakesNoPlaceThatThereIsNot(t *testing.T) {
	odd := map[int]llmtest.Fault{}
	for n := 41; n <= 44; n++ {
		odd[n] = llmtest.Slow(15 * time.Second)
	}
	bubble(t, hedged(odd), func(r *rig) {
		r.learn(40)
		if took := r.together(hedgeFrom); took != 15*time.Second+4*usual {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(0)
		if n := r.server.Stats().MaxInFlight; n != 4 {
			r.Errorf("the server saw %d at a time", n)
		}
	}, withHedges(5), func(c *Config) { c.Concurrency = 4 })
}

func TestASecondRequestThatThereIsNoBudgetForIsNotSent(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second)}), func(r *rig) {
		m := &bookkeeper{most: 40 + hedgeFrom}
		r.client.PayBy(m)
		r.learn(40)
		if took := r.together(hedgeFrom); took != 15*time.Second {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(0)
		r.wantCounts(40+hedgeFrom, map[Reason]int64{})
		if m.refused != 1 {
			r.Errorf("%d were refused", m.refused)
		}
	}, withHedges(5))
}

// An answer that is on its way is better than a retry.
func TestAFirstRequestThatFailsWaitsForTheSecond(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Status(503).After(2 * usual)}), func(r *rig) {
		r.learn(40)
		if took := r.together(hedgeFrom); took != usual*3/2+usual {
			r.Errorf("it took %s", took)
		}
		r.wantHedges(1)
		r.wantCounts(40+hedgeFrom+1, map[Reason]int64{})
	}, withHedges(5))
}

func TestASecondRequestThatFailsChangesNothing(t *testing.T) {
	for name, f := range map[string]llmtest.Fault{"unavailable": llmtest.Status(503), "refused": llmtest.Refusal(), "hung": llmtest.Hang(), "broken": llmtest.ResetBefore()} {
		bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second), 41 + hedgeFrom: f}), func(r *rig) {
			r.learn(40)
			if took := r.together(hedgeFrom); took != 15*time.Second {
				r.Errorf("%s: it took %s", name, took)
			}
			r.wantHedges(1)
			r.wantCounts(40+hedgeFrom+1, map[Reason]int64{})
			if s := r.client.State(); s.Status != OK {
				r.Errorf("%s: the state is %+v", name, s)
			}
		}, withHedges(5))
	}
}

func TestACallerWhoLeavesEndsBothRequests(t *testing.T) {
	odd := map[int]llmtest.Fault{}
	for n := 41; n <= 200; n++ {
		odd[n] = llmtest.Hang()
	}
	bubble(t, hedged(odd), func(r *rig) {
		r.learn(40)
		ctx, leave := context.WithCancel(r.Context())
		time.AfterFunc(5*usual, leave)
		var all sync.WaitGroup
		for range hedgeFrom {
			all.Go(func() {
				if _, err := r.ask(ctx); err == nil || err.Reason != Canceled {
					r.Errorf("%v", err)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		r.wantHedges(3)
		if n := r.server.Stats().InFlight; n != 0 {
			r.Errorf("the server still has %d requests", n)
		}
		r.wantCounts(40+hedgeFrom+3, map[Reason]int64{Canceled: hedgeFrom})
	}, withHedges(5))
}

// What was cut short counts among the late ones; else what is late would be thought to come ever earlier.
func TestWhatIsLateDoesNotDriftWithWhatIsCutShort(t *testing.T) {
	odd := map[int]llmtest.Fault{}
	for n := 41; n <= 1200; n += 25 {
		odd[n] = llmtest.Slow(15 * time.Second)
	}
	bubble(t, hedged(odd), func(r *rig) {
		r.learn(40)
		for range 25 {
			r.together(40)
		}
		stats := r.client.Stats()
		if stats.Hedges*100 > 5*(stats.Calls-stats.Hedges) || stats.Hedges < 35 {
			r.Errorf("%d of %d requests were sent a second time", stats.Hedges, stats.Calls)
		}
		if late := r.client.hedging.first(); late != usual*3/2 {
			r.Errorf("late is %s", late)
		}
	}, withHedges(5))
}

// bookkeeper is a meter that writes down what it is asked.
type bookkeeper struct {
	most int // requests that there is a budget for; 0 for any

	mu                sync.Mutex
	reserved, refused int
	ended             [3]int
}

func (b *bookkeeper) Reserve(context.Context, Expense) (Reservation, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.most > 0 && b.reserved == b.most {
		b.refused++
		return Reservation{}, ErrBudget
	}
	b.reserved++
	return Reservation{Settle: func(o Outcome, _ Usage, _ Reason) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ended[o]++
	}}, nil
}
