package llm

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dealerportal/pkg/llm/llmtest"
)

// pair is two providers in order.
func pair(t *testing.T) (first, second *llmtest.Server, chain Chain) {
	t.Helper()
	first, second = llmtest.New(t), llmtest.New(t)
	reg := prometheus.NewRegistry()
	cfg := testConfig(first.URL())
	a, err := New(cfg, time.Now, reg)
	if err != nil {
		t.Fatal(err)
	}
	cfg.BaseURL, cfg.Model = second.URL(), "other-model"
	b, err := NewFallback(cfg, time.Now, reg) // in the same registry
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return first, second, Chain{a, b}
}

func TestTheSecondProviderIsAskedWhenTheFirstIsOfNoUse(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"out of credit": llmtest.OutOfCredit(), "refuses the key": llmtest.Unauthorized(), "asks for an hour": llmtest.RateLimited("3600")} {
		t.Run(name, func(t *testing.T) {
			first, second, chain := pair(t)
			first.Always(fault)
			for range 6 { // the one that finds it out among them
				c, err := chain.Complete(t.Context(), someQuestion)
				if err != nil || c.Asked != "other-model" {
					t.Errorf("%q answered, %v", c.Asked, err)
				}
			}
			if first.Calls() != 1 || second.Calls() != 6 {
				t.Errorf("%d and %d calls", first.Calls(), second.Calls())
			}
			if Stats := chain[1].Stats(); Stats.Calls != int64(second.Calls()) {
				t.Errorf("%d calls were counted", Stats.Calls)
			}
		})
	}
}

func TestTheSecondProviderIsNotAskedForWhatTheFirstCanDo(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"well": {}, "refuses this one": llmtest.Refusal(), "too long": llmtest.TooLong()} {
		t.Run(name, func(t *testing.T) {
			first, second, chain := pair(t)
			first.Always(fault)
			_, _ = chain.Complete(t.Context(), someQuestion)
			if first.Calls() != 1 || second.Calls() != 0 {
				t.Errorf("%d and %d calls", first.Calls(), second.Calls())
			}
		})
	}
}

func TestTheSecondProviderStandsInWhileTheFirstIsDown(t *testing.T) {
	first, second, chain := pair(t)
	first.Close()
	failed := 0
	for range 8 {
		if _, err := chain.Complete(t.Context(), someQuestion); err != nil {
			failed++
		}
	}
	if failed != 1 || second.Calls() != 7 { // three attempts, and two that make it known
		t.Errorf("%d failed, the second was asked %d times", failed, second.Calls())
	}
}
