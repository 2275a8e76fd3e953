package app

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/spend"
)

// ledger holds what the portal has written down of its calls against what the providers counted.
func (p *portal) ledger(fakes ...*llmtest.Server) spend.Sums {
	p.t.Helper()
	p.spend.Settle()
	dealers, err := p.dealers.List(p.t.Context(), nil)
	p.must(err)
	var all spend.Sums
	for _, d := range dealers {
		s, err := p.db.CallSums(p.t.Context(), d.Dealer.ID, spend.Month(p.clock.Now()))
		p.must(err)
		all.Calls += s.Calls
		all.UnderWay += s.UnderWay
		all.PromptTokens += s.PromptTokens
		all.CompletionTokens += s.CompletionTokens
		all.Cost += s.Cost
	}
	var seen llmtest.Stats
	for _, f := range fakes {
		s := f.Stats()
		seen.Calls += s.Calls
		seen.PromptTokens += s.PromptTokens
		seen.CompletionTokens += s.CompletionTokens
	}
	if all.Calls != seen.Calls || all.PromptTokens != seen.PromptTokens || all.CompletionTokens != seen.CompletionTokens || all.UnderWay != 0 {
		p.t.Errorf("written down: %+v, the provider counted: %+v", all, seen)
	}
	return all
}

func TestNoCallIsMadeOverTheBudget(t *testing.T) {
	fake := llmtest.New(t)
	// Room for three calls and a bit: each reserves more than it takes in the end.
	p := eightBriefs(t, modelled(fake), func(c *config.Config) { c.Spend.DealerCapTokens, c.Concurrency = 9000, 64 })
	c := p.as("advisor@own.example")
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() { c.get("/api/generate-leads?limit=16", "Prefer", "wait=30").want(http.StatusOK) })
	}
	all.Wait()
	leads := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=16", "Prefer", "wait=30").want(http.StatusOK)).Leads
	budget := 0
	for _, l := range leads {
		if l.Message.Reason != nil && *l.Message.Reason == "budget" {
			budget++
		}
	}
	ai, pending, _ := kinds(leads)
	if budget == 0 || ai == 0 || pending != 0 || ai+budget != len(leads) {
		t.Fatalf("%d AI, %d pending and %d refused messages", ai, pending, budget)
	}
	if sums := p.ledger(fake); sums.PromptTokens+sums.CompletionTokens > 9000 {
		t.Errorf("%+v", sums)
	}
	calls := fake.Calls()
	a := c.do("POST", "/api/leads/"+leads[0].Id+"/message", nil, "Idempotency-Key", "one")
	for a.status == http.StatusOK { // what room there is is used up
		calls++
		a = c.do("POST", "/api/leads/"+leads[0].Id+"/message", nil, "Idempotency-Key", strconv.Itoa(calls))
	}
	a.problem(http.StatusTooManyRequests, "")
	// The clock stands in March.
	if after, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || time.Duration(after)*time.Second < 28*24*time.Hour || !strings.Contains(string(a.body), "1 April 2026") {
		t.Errorf("after %s: %s", a.header.Get("Retry-After"), a.body)
	}
	if fake.Calls() != calls {
		t.Errorf("%d calls beyond the budget", fake.Calls()-calls)
	}
	if failing := decode[struct {
		Status string
	}](p.anonymous().get("/health")); failing.Status != "healthy" {
		t.Errorf("the health is %s: the provider is well", failing.Status)
	}
	p.clock.Move(31 * 24 * time.Hour)
	c = p.as("advisor@own.example")
	if ai, _, _ := kinds(decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=16", "Prefer", "wait=30").want(http.StatusOK)).Leads); ai == 0 {
		t.Error("the next month has no budget")
	}
}

func TestACapInMoneyHoldsAModelWhosePriceIsKnown(t *testing.T) {
	fake := llmtest.New(t)
	// A call of gpt-4o-mini reserves about a tenth of a cent.
	p := eightBriefs(t, modelled(fake), func(c *config.Config) { c.Spend.CapCents = 1 })
	c := p.as("advisor@own.example")
	wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	sums := p.ledger(fake)
	if sums.Cost == 0 || sums.Cost > 10_000 {
		t.Errorf("%+v", sums)
	}
	stats := decode[struct {
		Stats oas.PerformanceStats `json:"performance_stats"`
	}](p.anonymous().get("/api/performance-stats")).Stats
	if stats.Model.CostMicrodollars != sums.Cost {
		t.Errorf("the figures say %d, the calls %d", stats.Model.CostMicrodollars, sums.Cost)
	}
	id := decode[oas.GeneratedLeads](c.get("/api/generate-leads")).Leads[0].Id
	for n := 0; ; n++ {
		a := c.do("POST", "/api/leads/"+id+"/message", nil, "Idempotency-Key", strconv.Itoa(n))
		if a.status == http.StatusTooManyRequests {
			break
		}
		a.want(http.StatusOK)
	}
	if sums := p.ledger(fake); sums.Cost > 10_000 {
		t.Errorf("%+v", sums)
	}
}

// Whatever goes wrong, every call is written down once, with what the provider says that it took.
func TestTheLedgerSaysWhatTheProviderCounted(t *testing.T) {
	fake := llmtest.New(t)
	faults := []llmtest.Fault{llmtest.Status(503), llmtest.Refusal(), llmtest.Cut(), {}, llmtest.Spoilt("digits"), llmtest.OutOfCredit()}
	fake.SetFault(func(r llmtest.Request) llmtest.Fault { return faults[r.Number%len(faults)] })
	p := eightBriefs(t, modelled(fake), func(c *config.Config) { c.Concurrency = 1 })
	p.as("advisor@own.example").get("/api/generate-leads?limit=16", "Prefer", "wait=60").want(http.StatusOK)
	p.ledger(fake)
}

func TestAnotherProviderStandsInForOneThatIsOfNoUse(t *testing.T) {
	first, second := llmtest.New(t), llmtest.New(t)
	first.Always(llmtest.OutOfCredit())
	p := eightBriefs(t, modelled(first), func(c *config.Config) {
		c.FallbackBaseURL, c.FallbackModel, c.Concurrency = second.URL(), "another-model", 1
	})
	c := p.as("advisor@own.example")
	leads := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	for _, l := range leads {
		if *l.Message.Model != "another-model" {
			t.Errorf("%s wrote it", *l.Message.Model)
		}
	}
	if first.Calls() != 1 || second.Calls() != 8 {
		t.Errorf("%d and %d calls", first.Calls(), second.Calls())
	}
	stats := decode[struct {
		Stats oas.PerformanceStats `json:"performance_stats"`
	}](p.anonymous().get("/api/performance-stats")).Stats
	if seen := second.Stats(); stats.Model.Calls != 9 || stats.Model.PromptTokens != seen.PromptTokens || stats.Model.CompletionTokens != seen.CompletionTokens {
		t.Errorf("%+v", stats.Model)
	}
	if h := decode[struct{ Status string }](p.anonymous().get("/health")); h.Status != "degraded" {
		t.Errorf("the health is %s", h.Status)
	}
	if r := record(c, leads[0].Id); *r.Model != "another-model" || r.CostMicrodollars != nil {
		t.Errorf("%+v", r)
	}
}
