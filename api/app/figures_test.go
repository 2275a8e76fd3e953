package app

import (
	"net/http"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/llm/llmtest"
)

func TestTheFiguresOverTimeAreThoseOfTheCounters(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake))
	p.user("admin@portal.example", account.Admin, nil)
	p.as("advisor@own.example").get("/api/generate-leads?limit=8", "Prefer", "wait=30").want(http.StatusOK)
	admin := p.as("admin@portal.example")
	stats := decode[struct {
		PerformanceStats oas.PerformanceStats `json:"performance_stats"`
	}](admin.get("/api/performance-stats").want(http.StatusOK)).PerformanceStats
	sum := func(window string) (s oas.ServiceSlot, a oas.ServiceActivity) {
		a = decode[oas.ServiceActivity](admin.get("/api/admin/activity?window=" + window).want(http.StatusOK))
		for _, slot := range a.Slots {
			s.Requests += slot.Requests
			s.Messages.Ai += slot.Messages.Ai
			s.Messages.Template += slot.Messages.Template
			s.Hits += slot.Hits
			s.Misses += slot.Misses
			s.ModelCalls += slot.ModelCalls
			s.CostMicrodollars += slot.CostMicrodollars
		}
		return s, a
	}
	for _, window := range []string{"hour", "day"} {
		s, a := sum(window)
		if s.Requests != stats.TotalRequests || s.Requests != 1 || s.Messages.Ai != stats.Messages.Ai || s.Messages.Template != stats.Messages.Template ||
			s.Hits != stats.Cache.Hits || s.Misses != stats.Cache.Misses || s.ModelCalls != stats.Model.Calls || s.ModelCalls == 0 || s.CostMicrodollars != stats.Model.CostMicrodollars {
			t.Errorf("%s: %+v, the counters show %+v", window, s, stats)
		}
		if !a.Since.Equal(p.clock.Now()) || !a.Slots[0].From.Equal(a.Since) || a.Slots[0].P99Seconds == nil {
			t.Errorf("%s begins at %v: %+v", window, a.Since, a.Slots[0])
		}
	}
	// What was is over after a day, and what was not asked for has no time.
	p.clock.Move(26 * time.Hour)
	admin = p.as("admin@portal.example")
	s, a := sum("day")
	if last := a.Slots[len(a.Slots)-1]; s.Requests != 0 || last.Requests != 0 || last.P50Seconds != nil {
		t.Errorf("%+v", last)
	}
	admin.get("/api/admin/activity?window=week").problem(http.StatusBadRequest, "window")
}

func TestWhatWasSpentIsShownAgainstTheCaps(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake), func(c *config.Config) { c.Spend.DealerCapTokens, c.Spend.CapCents = 1_000_000, 500 })
	p.dealer("FOREIGN", "AZ", 1)
	p.user("admin@portal.example", account.Admin, nil)
	p.as("advisor@own.example").get("/api/generate-leads?limit=8", "Prefer", "wait=30").want(http.StatusOK)
	sums := p.ledger(fake)
	own := decode[oas.SpendReport](p.as("manager@own.example").get("/api/spend").want(http.StatusOK))
	if own.Installation != nil || len(own.Dealers) != 1 || own.Dealers[0].Code != "OWN" || own.Month != "2026-03" || !own.Until.Equal(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v", own)
	}
	s := own.Dealers[0].Spend
	if s.Calls != sums.Calls || s.Calls == 0 || s.PromptTokens != sums.PromptTokens || s.CompletionTokens != sums.CompletionTokens ||
		s.CountedTokens != sums.PromptTokens+sums.CompletionTokens || s.UsedMicrodollars != sums.Cost || s.CapTokens == nil || *s.CapTokens != 1_000_000 || s.CapMicrodollars != nil {
		t.Errorf("%+v, the ledger has %+v", s, sums)
	}
	admin := p.as("admin@portal.example")
	all := decode[oas.SpendReport](admin.get("/api/spend").want(http.StatusOK))
	if all.Installation == nil || all.Installation.Calls != sums.Calls || all.Installation.CapTokens != nil || *all.Installation.CapMicrodollars != 5_000_000 || len(all.Dealers) != 2 {
		t.Fatalf("%+v", all)
	}
	if foreign := all.Dealers[0]; foreign.Code != "FOREIGN" || foreign.Spend.CountedTokens != 0 {
		t.Errorf("%+v", foreign)
	}
	if before := decode[oas.SpendReport](admin.get("/api/spend?dealer=OWN&month=2026-02").want(http.StatusOK)); before.Installation != nil || before.Dealers[0].Spend.Calls != 0 {
		t.Errorf("%+v", before)
	}
	admin.get("/api/spend?month=2026-13").problem(http.StatusBadRequest, "month")
}
