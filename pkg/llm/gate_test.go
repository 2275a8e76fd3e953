package llm

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// purse is a meter that can be empty.
type purse struct{ empty atomic.Bool }

func (p *purse) Reserve(context.Context, Expense) (Reservation, error) {
	if p.empty.Load() {
		return Reservation{}, ErrBudget
	}
	return Reservation{Settle: func(Outcome, Usage, Reason) {}}, nil
}

// down asks until the provider counts as down.
func (r *rig) down() {
	r.Helper()
	for range failuresInARow {
		_, _ = r.ask(r.Context())
	}
	if _, err := r.ask(r.Context()); err == nil || err.Reason != Unavailable || !err.open {
		r.Fatalf("the provider is not down: %v", err)
	}
}

// What nobody sent says nothing of the provider: it is tried by the next call, and shut to all others until then.
func TestAnAttemptThatWasNotMadeNeitherOpensNorShutsTheGate(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Status(503))}, func(r *rig) {
		p := &purse{}
		r.client.PayBy(p)
		r.down()
		calls := r.server.Calls()
		time.Sleep(downTime)
		p.empty.Store(true)
		if reasons := r.askTogether(5); reasons[Budget] == 0 || reasons[Budget]+reasons[Unavailable] != 5 {
			r.Errorf("the reasons are %v", reasons)
		}
		p.empty.Store(false)
		left, leave := context.WithCancel(r.Context())
		leave()
		if _, err := r.ask(left); err == nil || err.Reason != Canceled {
			r.Errorf("%v", err)
		}
		if r.server.Calls() != calls {
			r.Errorf("%d calls without a budget", r.server.Calls()-calls)
		}
		if reasons := r.askTogether(5); reasons[UpstreamError] != 1 || reasons[Unavailable] != 4 {
			r.Errorf("the gate was opened: %v", reasons)
		}
		if r.server.Calls() != calls+1 {
			r.Errorf("%d calls tried the provider", r.server.Calls()-calls)
		}
		// Nor does a failure to reserve count as one of the provider's.
		r.server.SetFault(nil)
		time.Sleep(downTime)
		p.empty.Store(true)
		for range 3 * failuresInARow {
			_, _ = r.ask(r.Context())
		}
		p.empty.Store(false)
		if _, err := r.ask(r.Context()); err != nil {
			r.Error(err)
		}
	})
}

// broken is a meter whose store has failed.
type broken struct{}

func (broken) Reserve(context.Context, Expense) (Reservation, error) {
	return Reservation{}, errors.New("disk full")
}

func TestARequestThatCannotBeWrittenDownIsNotMade(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		r.client.PayBy(broken{})
		for range 2 * failuresInARow {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != Internal || err.open {
				r.Fatalf("%v", err)
			}
		}
		r.wantCounts(0, map[Reason]int64{Internal: 2 * failuresInARow})
	})
}

// An answer to a request from before the provider went down comes late, and proves nothing of now.
func TestALateAnswerDoesNotOpenTheGate(t *testing.T) {
	bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			return llmtest.Slow(5 * time.Second)
		}
		return llmtest.Status(503)
	}}, func(r *rig) {
		late := make(chan *Error, 1)
		go func() {
			_, err := r.ask(r.Context())
			late <- err
		}()
		time.Sleep(time.Second)
		r.down()
		if err := <-late; err != nil {
			r.Errorf("the late answer is lost: %v", err)
		}
		calls := r.server.Calls()
		if _, err := r.ask(r.Context()); err == nil || err.Reason != Unavailable || r.server.Calls() != calls {
			r.Errorf("%v after %d calls", err, r.server.Calls()-calls)
		}
	})
}

// F03: of a provider that refuses everything, a batch of a hundred asks no more than what was under way when that
// became known.
func TestABatchEndsWhenTheProvidersRefusalIsKnown(t *testing.T) {
	const concurrency = 16
	for name, fault := range map[string]llmtest.Fault{"429": llmtest.RateLimited(""), "503": llmtest.Status(503), "reset": llmtest.ResetBefore(), "key": llmtest.Unauthorized()} {
		t.Run(name, func(t *testing.T) {
			bubble(t, llmtest.Options{Fault: always(fault.After(10 * time.Millisecond))}, func(r *rig) {
				began := time.Now()
				if reasons := r.askTogether(100); total(reasons) != 100 {
					r.Errorf("the reasons are %v", reasons)
				}
				if took := time.Since(began); took > 3*time.Second {
					r.Errorf("it took %s", took)
				}
				if n := r.server.Calls(); n > concurrency {
					r.Errorf("%d calls, %d at a time", n, concurrency)
				}
			}, func(c *Config) { c.Concurrency = concurrency })
		})
	}
}

func total(reasons map[Reason]int) (n int) {
	for _, v := range reasons {
		n += v
	}
	return n
}

// A provider that fails now and then is asked for a batch once and a tenth at the most.
func TestRetriesAreATenthOfABatch(t *testing.T) {
	for _, c := range []struct{ batch, most int }{{1, 3}, {8, 10}, {32, 35}, {100, 110}, {300, 330}} {
		bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
			if q.Number%10 == 1 { // never five in a row, in whatever order sixteen answers come
				return llmtest.Status(503).After(time.Millisecond)
			}
			return llmtest.Slow(time.Millisecond)
		}}, func(r *rig) {
			r.askTogether(c.batch)
			seen := r.server.Calls()
			if s := r.client.Stats(); seen > c.most || int(s.Retries) != seen-c.batch || s.Retries == 0 {
				r.Errorf("%d calls for a batch of %d, %d of them counted as retries", seen, c.batch, s.Retries)
			}
			// The next batch has its own.
			r.server.SetFault(func(q llmtest.Request) llmtest.Fault {
				if q.Number == seen+1 {
					return llmtest.Status(503)
				}
				return llmtest.Fault{}
			})
			if _, err := r.ask(r.Context()); err != nil {
				r.Error(err)
			}
		}, func(c *Config) { c.Concurrency = 16 })
	}
}

// Who waits for a second attempt keeps nobody from a first one.
func TestWhoIsToldToWaitHoldsNobodyUp(t *testing.T) {
	bubble(t, llmtest.Options{Fault: once(llmtest.RateLimited("5"))}, func(r *rig) {
		var all sync.WaitGroup
		began := time.Now()
		all.Go(func() {
			if _, err := r.ask(r.Context()); err != nil || time.Since(began) < 5*time.Second {
				r.Errorf("%v after %s", err, time.Since(began))
			}
		})
		time.Sleep(time.Millisecond)
		for range 3 {
			if _, err := r.ask(r.Context()); err != nil || time.Since(began) > time.Second {
				r.Errorf("%v after %s", err, time.Since(began))
			}
		}
		all.Wait()
		r.wantCounts(5, map[Reason]int64{})
	}, func(c *Config) { c.Concurrency = 1 })
}

// F40: down for a minute and up again, with a question every four seconds: few attempts while it is down, and back
// within half a minute.
func TestAProviderThatIsDownForAMinuteIsSparedAndFoundAgain(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"503": llmtest.Status(503), "429": llmtest.RateLimited(""), "reset": llmtest.ResetBefore(), "drips": llmtest.Drip(time.Second)} {
		t.Run(name, func(t *testing.T) {
			bubble(t, llmtest.Options{}, func(r *rig) {
				began := time.Now()
				r.server.SetFault(func(q llmtest.Request) llmtest.Fault {
					if q.At.Sub(began) < time.Minute {
						return fault
					}
					return llmtest.Fault{}
				})
				var all sync.WaitGroup
				var back atomic.Int64
				for range 24 {
					asked := time.Since(began)
					all.Go(func() {
						if _, err := r.ask(r.Context()); err == nil {
							back.CompareAndSwap(0, int64(asked))
						}
					})
					time.Sleep(4 * time.Second)
				}
				all.Wait()
				outage := 0
				for _, q := range r.server.Requests() {
					if q.At.Sub(began) < time.Minute {
						outage++
					}
				}
				if outage > 8 {
					r.Errorf("%d attempts in the outage", outage)
				}
				if at := time.Duration(back.Load()); at == 0 || at > 90*time.Second {
					r.Errorf("back after %s", at)
				}
			}, func(c *Config) { c.Timeout = 3 * time.Second })
		})
	}
}

// The same with twenty questions at once: what is under way when the provider goes down cannot be called back, and
// nothing is added to it but the tries.
func TestOfABatchOnlyWhatWasUnderWayMeetsAnOutage(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		began := time.Now()
		r.server.SetFault(func(q llmtest.Request) llmtest.Fault {
			if q.At.Sub(began) < time.Minute {
				return llmtest.Status(503).After(10 * time.Millisecond)
			}
			return llmtest.Slow(10 * time.Millisecond)
		})
		last := 0
		for range 20 {
			last = total(r.askTogether(20))
			time.Sleep(4*time.Second - time.Since(began)%(4*time.Second))
		}
		outage := 0
		for _, q := range r.server.Requests() {
			if q.At.Sub(began) < time.Minute {
				outage++
			}
		}
		const concurrency, tries = 16, 3
		if outage > concurrency+tries {
			r.Errorf("%d attempts in the outage", outage)
		}
		if last != 0 {
			r.Errorf("%d questions had no answer after the recovery", last)
		}
	}, func(c *Config) { c.Concurrency = 16 })
}
