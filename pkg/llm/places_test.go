package llm

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// F16: when it is known that the key is dead nothing more is sent with it, whoever waits for a place. What was under
// way cannot be called back.
func TestNobodyWhoWaitsForAPlaceUsesADeadKey(t *testing.T) {
	const concurrency = 4
	bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 || q.Number > concurrency {
			return llmtest.Unauthorized().After(10 * time.Millisecond)
		}
		return llmtest.Slow(5 * time.Second)
	}}, func(r *rig) {
		if reasons := r.askTogether(20); reasons[Unauthorized] != 20-(concurrency-1) || total(reasons) != reasons[Unauthorized] {
			r.Errorf("the reasons are %v", reasons)
		}
		r.wantCounts(concurrency, map[Reason]int64{Unauthorized: 20 - (concurrency - 1)})
	}, func(c *Config) { c.Concurrency = concurrency })
}

// F16: nor does who rests before a second attempt.
func TestNobodyWhoRestsUsesADeadKey(t *testing.T) {
	for name, rests := range map[string]llmtest.Fault{"for as long as was asked": llmtest.RateLimited("2"), "for a moment": llmtest.Status(503)} {
		t.Run(name, func(t *testing.T) {
			bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
				if q.Number == 1 {
					return rests
				}
				return llmtest.Unauthorized().After(100 * time.Millisecond)
			}}, func(r *rig) {
				if reasons := r.askTogether(2); total(reasons) != 2 {
					r.Errorf("the reasons are %v", reasons)
				}
				if n := r.server.Calls(); n != 2 {
					r.Errorf("%d calls", n)
				}
			})
		})
	}
}

// slowMeter takes its time over the second reservation.
type slowMeter struct {
	takes    time.Duration
	reserved atomic.Int64
	free     atomic.Int64
}

func (m *slowMeter) Reserve(context.Context, Expense) (Reservation, error) {
	if m.reserved.Add(1) == 2 {
		<-time.After(m.takes)
	}
	return Reservation{Settle: func(o Outcome, _ Usage, _ Reason) {
		if o == Free {
			m.free.Add(1)
		}
	}}, nil
}

// F16: nor does who was about to send, and what was reserved for it is given back.
func TestNobodyWhoIsAboutToSendUsesADeadKey(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Unauthorized().After(10 * time.Millisecond))}, func(r *rig) {
		m := &slowMeter{takes: time.Second}
		r.client.PayBy(m)
		if reasons := r.askTogether(2); reasons[Unauthorized] != 2 {
			r.Errorf("the reasons are %v", reasons)
		}
		r.wantCounts(1, map[Reason]int64{Unauthorized: 2})
		if m.reserved.Load() != 2 || m.free.Load() != 2 {
			r.Errorf("%d reserved, %d given back", m.reserved.Load(), m.free.Load())
		}
	})
}

// F16: nor is an answer that is late asked for a second time with it.
func TestNoSecondRequestUsesADeadKey(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second), 50: llmtest.Unauthorized().After(usual * 6 / 5)}), func(r *rig) {
		r.learn(40)
		if reasons := r.askTogether(hedgeFrom); reasons[Unauthorized] != 1 || total(reasons) != 1 {
			r.Errorf("the reasons are %v", reasons)
		}
		r.wantHedges(0)
	}, withHedges(5))
}

// F16: the first to be told may be a second request.
func TestAKeyThatASecondRequestFindsDeadIsNotUsedAgain(t *testing.T) {
	bubble(t, hedged(map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second), 41 + hedgeFrom: llmtest.Unauthorized()}), func(r *rig) {
		r.learn(40)
		time.AfterFunc(5*usual, func() {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != Unauthorized || !err.open {
				r.Errorf("%v", err)
			}
		})
		r.together(hedgeFrom)
		r.wantHedges(1)
		r.wantCounts(40+hedgeFrom+1, map[Reason]int64{Unauthorized: 1})
	}, withHedges(5))
}

// One failure among answers takes one place of many, and only until the next answer: nobody waits for it.
func TestOneFailureHoldsNobodyUp(t *testing.T) {
	bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			return llmtest.Status(503)
		}
		return llmtest.Slow(5 * time.Second)
	}}, func(r *rig) {
		began := time.Now()
		if reasons := r.askTogether(8); len(reasons) != 0 {
			r.Errorf("the reasons are %v", reasons)
		}
		if took := time.Since(began); took > 5*time.Second+backoff {
			r.Errorf("it took %s", took)
		}
	}, func(c *Config) { c.Concurrency = 16 })
}

// Who waits for a place that is missing leaves when its time is up, and takes none away.
func TestWhoWaitsForAMissingPlaceLeavesInTime(t *testing.T) {
	bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			return llmtest.Error(404, "", "model_not_found", "model")
		}
		return llmtest.Slow(10 * time.Second)
	}}, func(r *rig) {
		if _, err := r.ask(r.Context()); err == nil {
			r.Fatal("it was answered")
		}
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := r.ask(r.Context()); err != nil {
				r.Error(err)
			}
		})
		synctest.Wait()
		short, leave := context.WithTimeout(r.Context(), time.Second)
		defer leave()
		began := time.Now()
		if _, err := r.ask(short); err == nil || err.Reason != Timeout || time.Since(began) != time.Second {
			r.Errorf("%v after %s", err, time.Since(began))
		}
		all.Wait()
		r.server.SetFault(always(llmtest.Slow(time.Second)))
		r.together(2)
		if n := r.server.Stats().MaxInFlight; n != 2 {
			r.Errorf("%d were under way at a time, of 2 that may be", n)
		}
		r.wantCounts(4, map[Reason]int64{UpstreamError: 1, Timeout: 1})
	}, func(c *Config) { c.Concurrency = 2 })
}

// A provider that has come back is met by two; two answers later three places are missing of sixteen, and after the next
// all are there.
func TestAProviderThatHasComeBackIsNotMetByAllAtOnce(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Status(503))}, func(r *rig) {
		r.down()
		r.server.SetFault(always(llmtest.Slow(time.Second)))
		time.Sleep(downTime)
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		before, began := r.server.Calls(), time.Now()
		if took := r.together(16); took > 3*time.Second {
			r.Errorf("the batch took %s, an answer takes a second", took)
		}
		var inSecond [3]int
		for _, q := range r.server.Requests()[before:] {
			inSecond[q.At.Sub(began)/time.Second]++
		}
		if inSecond != [3]int{placesAgain, 13, 1} {
			r.Errorf("in each second there were sent %v", inSecond)
		}
		if took := r.together(16); took != time.Second {
			r.Errorf("the next batch took %s", took)
		}
	}, func(c *Config) { c.Concurrency = 16 })
}

// A provider that answers once and is down again is spared the batch.
func TestAProviderThatAnswersOnceAndIsDownAgainIsSpared(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Status(503))}, func(r *rig) {
		r.down()
		before := r.server.Calls()
		r.server.SetFault(func(q llmtest.Request) llmtest.Fault {
			if q.Number == before+1 {
				return llmtest.Fault{}
			}
			return llmtest.Status(503).After(10 * time.Millisecond)
		})
		time.Sleep(downTime)
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		if reasons := r.askTogether(100); total(reasons) != 100 {
			r.Errorf("the reasons are %v", reasons)
		}
		if n := r.server.Calls() - before - 1; n != failuresInARow {
			r.Errorf("%d calls met it, %d tell that it is down", n, failuresInARow)
		}
	}, func(c *Config) { c.Concurrency = 16 })
}
