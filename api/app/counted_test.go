package app

import (
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/spend"
)

// seenBy is what a provider saw, counted from its own log: requests, those that repeat one before, those that correct
// one, tokens, and money at the list price of the model.
type seenBy struct{ calls, retries, corrections, prompt, completion, cost int64 }

func countedBy(fake *llmtest.Server) (s seenBy) {
	asked := map[string]bool{}
	for _, r := range fake.Requests() {
		question := r.System + "\x00" + r.User
		s.calls++
		if asked[question] {
			s.retries++
		} else if strings.Contains(r.System, "was thrown away") {
			s.corrections++
		}
		asked[question] = true
		s.prompt += r.PromptTokens
		s.completion += r.CompletionTokens
		if cost, known := spend.Cost(r.Model, int(r.PromptTokens), int(r.CompletionTokens)); known {
			s.cost += cost
		}
	}
	return s
}

// Every figure, in both places where they are shown, is what the client and the two providers counted themselves, with
// retries, a correction, a refusal and texts that another provider gave.
func TestEveryFigureIsWhatTheProvidersSaw(t *testing.T) {
	first, second := llmtest.New(t), llmtest.New(t)
	p := boot(t, modelled(first), func(c *config.Config) {
		c.FallbackBaseURL, c.FallbackModel, c.Concurrency = second.URL(), "gpt-4o", 1
	})
	p.dealer("OWN", "AZ", 100)
	ids := differentBriefs(t, p, 12)
	// By the number of the request: two retries, an answer that makes no sense, a correction, a refusal, an answer that
	// breaks the rules twice, and a key that is not taken any more.
	faults := map[int]llmtest.Fault{
		2: llmtest.Status(503), 3: llmtest.Status(503), 5: llmtest.EmptyChoices(), 7: llmtest.Spoilt("digits"), 9: llmtest.Refusal(),
		10: llmtest.Spoilt("url"), 11: llmtest.Spoilt("url"), 14: llmtest.Unauthorized(),
	}
	first.SetFault(func(r llmtest.Request) llmtest.Fault { return faults[min(r.Number, 14)] })
	c := p.as("advisor@own.example")
	var served outreach.Served
	reasons := map[string]int64{}
	count := func(m oas.Message) {
		if m.Kind == oas.Ai {
			served.AI, served.Hits = served.AI+1, served.Hits+1
			return
		}
		served.Template, served.Misses = served.Template+1, served.Misses+1
		reasons[*m.Reason]++
	}
	for _, id := range ids {
		for { // what is wanted and not there is a miss, until it is there or has failed
			m := decode[oas.Lead](c.get("/api/leads/" + id).want(http.StatusOK)).Message
			if count(m); m.Kind == oas.Ai || *m.Reason != "pending" {
				break
			}
			settle(first, second)
		}
	}
	one, two := countedBy(first), countedBy(second)
	// The test is of something: each of what is counted has happened.
	if one.retries != 3 || one.corrections != 2 || one.calls != 14 || two.calls < 2 || two.cost == 0 || reasons["refused"] == 0 || reasons["invalid_answer"] == 0 {
		t.Fatalf("the providers saw %+v and %+v, the templates are for %v", one, two, reasons)
	}
	failures := map[string]int64{"refused": 1}
	stats := decode[struct {
		Stats oas.PerformanceStats `json:"performance_stats"`
	}](p.anonymous().get("/api/performance-stats").want(http.StatusOK)).Stats
	figures := string(p.anonymous().get("/metrics").want(http.StatusOK).body)
	m := func(name string) int64 { return metric(t, figures, name) }
	type figure struct {
		name      string
		got, want int64
	}
	all := []figure{
		{"calls", stats.Model.Calls, one.calls + two.calls},
		{"retries", stats.Model.Retries, one.retries + two.retries},
		{"prompt tokens", stats.Model.PromptTokens, one.prompt + two.prompt},
		{"completion tokens", stats.Model.CompletionTokens, one.completion + two.completion},
		{"money", stats.Model.CostMicrodollars, one.cost + two.cost},
		// An answer that makes no sense does not say what it took.
		{"calls without a report", stats.Model.WithoutReport, 1},
		{"the first's calls without a report", m("portal_llm_unreported_total"), 1},
		{"the second's calls without a report", m("portal_llm_fallback_unreported_total"), 0},
		{"failures", stats.Model.Failures, 1},
		{"refusals", stats.Model.FailuresByReason["refused"], 1},
		{"under way", stats.Model.InFlight, 0},
		{"hits", stats.Cache.Hits, served.Hits},
		{"misses", stats.Cache.Misses, served.Misses},
		{"texts", stats.Messages.Ai, served.AI},
		{"templates", stats.Messages.Template, served.Template},
		{"hits in the figures", m("portal_message_cache_hits_total"), served.Hits},
		{"misses in the figures", m("portal_message_cache_misses_total"), served.Misses},
		{"texts in the figures", m(`portal_messages_served_total{kind="ai"}`), served.AI},
		{"templates in the figures", m(`portal_messages_served_total{kind="template"}`), served.Template},
		{"corrections in the figures", m("portal_message_corrections_total"), one.corrections + two.corrections},
		{"answers with digits", m(`portal_message_refusals_total{rule="digit"}`), 1},
		{"answers with addresses", m(`portal_message_refusals_total{rule="url"}`), 2},
		{"the first's calls", m("portal_llm_requests_total"), one.calls},
		{"the first's retries", m("portal_llm_retries_total"), one.retries},
		{"the first's prompt tokens", m(`portal_llm_tokens_total{kind="prompt"}`), one.prompt},
		{"the first's completion tokens", m(`portal_llm_tokens_total{kind="completion"}`), one.completion},
		{"the second's calls", m("portal_llm_fallback_requests_total"), two.calls},
		{"the second's retries", m("portal_llm_fallback_retries_total"), two.retries},
		{"the second's prompt tokens", m(`portal_llm_fallback_tokens_total{kind="prompt"}`), two.prompt},
		{"the second's completion tokens", m(`portal_llm_fallback_tokens_total{kind="completion"}`), two.completion},
		// What the second gave is no failure of the portal's, and one of the first's: each that met its refusal of the key.
		{"the first's refusals of the key", m(`portal_llm_failures_total{reason="unauthorized"}`), two.calls},
		{"the first's refusals", m(`portal_llm_failures_total{reason="refused"}`), failures["refused"]},
	}
	for _, reason := range outreach.TemplateReasons {
		all = append(all, figure{"templates for " + reason, m(`portal_message_templates_total{reason="` + reason + `"}`), reasons[reason]})
	}
	for _, reason := range llm.Reasons {
		all = append(all, figure{"the second's failures for " + string(reason), m(`portal_llm_fallback_failures_total{reason="` + string(reason) + `"}`), 0})
		all = append(all, figure{"failures for " + string(reason), stats.Model.FailuresByReason[string(reason)], failures[string(reason)]})
	}
	for _, x := range all {
		if x.got != x.want {
			t.Errorf("%s: %d, counted %d", x.name, x.got, x.want)
		}
	}
	if dollars := regexp.MustCompile(`(?m)^portal_llm_cost_dollars_total (\S+)$`).FindStringSubmatch(figures); dollars == nil || !equalMicro(t, dollars[1], one.cost+two.cost) {
		t.Errorf("money in the figures: %v, counted %d millionths", dollars, one.cost+two.cost)
	}
	p.ledger(first, second)
	if month, err := p.db.MonthOf(t.Context(), nil, spend.Month(p.clock.Now())); err != nil || month.WithoutReport != stats.Model.WithoutReport {
		t.Errorf("the ledger has %+v, %v", month, err)
	}
}

func equalMicro(t *testing.T, dollars string, micro int64) bool {
	t.Helper()
	f, err := strconv.ParseFloat(dollars, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int64(math.Round(f*1e6)) == micro
}

// settle waits until no answer is under way.
func settle(fakes ...*llmtest.Server) {
	for slices.ContainsFunc(fakes, func(f *llmtest.Server) bool { return f.Stats().InFlight > 0 }) {
		continue
	}
}

// Every reason that a client gives is one that templates are counted by.
func TestEveryReasonIsCountedByItself(t *testing.T) {
	for _, r := range llm.Reasons {
		if !slices.Contains(outreach.TemplateReasons[:], string(r)) {
			t.Errorf("templates for %s are counted as another", r)
		}
	}
}

func TestTheFiguresSayWhatRunsAndWhetherItsDatabaseAnswers(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake), func(c *config.Config) { c.Concurrency = 7 })
	figures := string(p.anonymous().get("/metrics").want(http.StatusOK).body)
	if metric(t, figures, "portal_database_up") != 1 || metric(t, figures, "portal_llm_concurrency_limit") != 7 {
		t.Error("the database is up, and seven calls may be under way")
	}
	if !regexp.MustCompile(`(?m)^portal_build_info\{go_version="go1\.[^"]+",version="test"\} 1$`).MatchString(figures) {
		t.Error("the figures do not say what runs")
	}
	p.must(p.db.Close())
	if metric(t, string(p.anonymous().get("/metrics").want(http.StatusOK).body), "portal_database_up") != 0 {
		t.Error("a database that is closed is up")
	}
}
