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
			answered := 0
			for range 6 {
				c, err := chain.Complete(t.Context(), someQuestion)
				if err != nil {
					continue // the one that found it out
				}
				answered++
				if c.Asked != "other-model" {
					t.Errorf("%s answered", c.Asked)
				}
			}
			if answered < 5 || first.Calls() != 1 || second.Calls() != answered {
				t.Errorf("%d answers after %d and %d calls", answered, first.Calls(), second.Calls())
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
	if failed > failuresInARow || second.Calls() != 8-failed || second.Calls() == 0 {
		t.Errorf("%d failed, the second was asked %d times", failed, second.Calls())
	}
}
