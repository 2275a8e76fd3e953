package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/store/storetest"
)

const testKey = "sk-canary-key-of-the-tests"

// modelled has the portal ask a fake provider.
func modelled(fake *llmtest.Server) func(*config.Config) {
	return func(c *config.Config) { c.BaseURL, c.APIKey = fake.URL(), testKey }
}

// gate holds answers back until it is opened, so that a test says when the model is done.
type gate chan struct{}

func (g gate) fault(llmtest.Request) llmtest.Fault { return llmtest.Fault{Until: g} }

func kinds(leads []oas.Lead) (ai, pending, other int) {
	for _, l := range leads {
		switch {
		case l.Message.Kind == oas.Ai:
			ai++
		case l.Message.Reason != nil && *l.Message.Reason == "pending":
			pending++
		default:
			other++
		}
	}
	return ai, pending, other
}

func wantKinds(t *testing.T, a answer, ai, pending, other int) []oas.Lead {
	t.Helper()
	leads := decode[oas.GeneratedLeads](a.want(http.StatusOK)).Leads
	if x, y, z := kinds(leads); x != ai || y != pending || z != other {
		t.Fatalf("%d AI, %d pending and %d other messages, want %d, %d and %d: %s", x, y, z, ai, pending, other, a.body)
	}
	return leads
}

// eightBriefs is a portal with a queue whose first eight leads have eight different briefs.
func eightBriefs(t *testing.T, change ...func(*config.Config)) *portal {
	t.Helper()
	p := boot(t, change...)
	p.dealer("OWN", "AZ", 16)
	return p
}

func TestAnAnswerNeverWaitsForTheModel(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	// The model does not answer before the gate is opened, so an answer now has not waited for it.
	first := wantKinds(t, c.get("/api/generate-leads"), 0, 8, 0)
	wantKinds(t, c.get("/api/generate-leads"), 0, 8, 0)
	close(g)
	a := c.get("/api/generate-leads", "Prefer", "wait=30")
	final := wantKinds(t, a, 8, 0, 0)
	if got := a.header.Get("Preference-Applied"); got != "wait=30" {
		t.Errorf("Preference-Applied: %q", got)
	}
	wantKinds(t, c.get("/api/generate-leads"), 8, 0, 0)
	for i, l := range final {
		if l.Id != first[i].Id || l.Message.PhoneScript == first[i].Message.PhoneScript {
			t.Errorf("lead %d: the text has not become the model's", i)
		}
		if l.Message.Reason != nil || l.Message.Model == nil || *l.Message.Model == "" || l.Message.PromptVersion == nil || l.Message.GeneratedAt == nil {
			t.Errorf("lead %d: %+v", i, l.Message)
		}
	}
	if n := fake.Calls(); n != 8 {
		t.Errorf("%d calls for eight briefs", n)
	}
}

// Eight answers that take a second each take a second together.
func TestMissingTextsAreWrittenInParallel(t *testing.T) {
	fake := llmtest.New(t)
	fake.SetLatency(time.Second)
	p := eightBriefs(t, modelled(fake))
	a := p.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30")
	wantKinds(t, a, 8, 0, 0)
	if s := fake.Stats(); s.Calls != 8 || s.MaxInFlight != 8 {
		t.Errorf("%d calls, %d of them at once", s.Calls, s.MaxInFlight)
	}
	if a.took >= 2*time.Second {
		t.Errorf("it took %v", a.took)
	}
}

func TestNoMoreCallsAreUnderWayThanMayBe(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake), func(c *config.Config) { c.Concurrency = 3 })
	c := p.as("advisor@own.example")
	wantKinds(t, c.get("/api/generate-leads"), 0, 8, 0)
	close(g)
	wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	if s := fake.Stats(); s.MaxInFlight > 3 || s.Calls != 8 {
		t.Errorf("%d calls, %d of them at once", s.Calls, s.MaxInFlight)
	}
}

func TestTwoHundredColdRequestsMakeOneCallForEachBrief(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	var all sync.WaitGroup
	answers := make([]answer, 200)
	for i := range answers {
		all.Go(func() {
			if i%2 == 0 {
				answers[i] = c.get("/api/generate-leads")
				return
			}
			answers[i] = c.get("/api/generate-leads", "Prefer", "wait=60")
		})
	}
	for fake.Calls() < 8 {
		// Half of the requests hang at the gate by now, or are about to.
		c.get("/api/generate-leads").want(http.StatusOK)
	}
	close(g)
	all.Wait()
	for i, a := range answers {
		a.t = t
		if i%2 == 1 {
			wantKinds(t, a, 8, 0, 0)
		} else {
			a.want(http.StatusOK)
		}
	}
	if n := fake.Calls(); n != 8 {
		t.Errorf("%d calls for eight briefs", n)
	}
}

func TestWaitingEndsWithTheTimeThatWasAskedFor(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake))
	a := p.as("advisor@own.example").get("/api/generate-leads", "Prefer", "respond-async, wait=1")
	wantKinds(t, a, 0, 8, 0)
	if a.took < time.Second || a.header.Get("Preference-Applied") != "wait=1" {
		t.Errorf("it took %v and says %q", a.took, a.header.Get("Preference-Applied"))
	}
	close(g)
}

func TestStoredTextsAreServedAfterARestartWithNoNewCall(t *testing.T) {
	fake := llmtest.New(t)
	url := storetest.SQLiteURL(t)
	same := func(c *config.Config) { c.DatabaseURL = url }
	p := eightBriefs(t, modelled(fake), same)
	before := wantKinds(t, p.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	p.Close()
	again := boot(t, modelled(fake), same)
	after := wantKinds(t, again.as("advisor@own.example").get("/api/generate-leads"), 8, 0, 0)
	for i := range before {
		if before[i].Message.PhoneScript != after[i].Message.PhoneScript {
			t.Errorf("lead %d has another text", i)
		}
	}
	if n := fake.Calls(); n != 8 {
		t.Errorf("%d calls", n)
	}
}

func TestAFailureIsALabelOnATemplateAndOneFailureIsNobodyElses(t *testing.T) {
	fake := llmtest.New(t)
	var mu sync.Mutex
	bad := ""
	fake.SetFault(func(r llmtest.Request) llmtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if bad == "" {
			bad = r.User
		}
		if r.User == bad {
			return llmtest.Refusal()
		}
		return llmtest.Fault{}
	})
	p := eightBriefs(t, modelled(fake))
	leads := wantKinds(t, p.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30"), 7, 0, 1)
	for _, l := range leads {
		if l.Message.Kind == oas.Template && *l.Message.Reason != "refused" {
			t.Errorf("the reason is %s", *l.Message.Reason)
		}
	}
}

func TestHealthTellsOfTheProvider(t *testing.T) {
	type health struct {
		Status        string
		Reasons       []string
		Version       string
		Optimization  string `json:"performance_optimization"`
		ModelProvider struct {
			Status string
			Since  *time.Time
			Reason *string
		} `json:"model_provider"`
		Database struct{ Status, Kind string }
	}
	none := decode[health](boot(t).anonymous().get("/health").want(http.StatusOK))
	if none.Status != "healthy" || none.ModelProvider.Status != "not_configured" || none.Database.Kind != "sqlite" || none.Database.Status != "ok" ||
		none.Optimization != "active" || none.Version != "test" {
		t.Fatalf("%+v", none)
	}
	fake := llmtest.New(t)
	fake.Always(llmtest.Unauthorized())
	p := eightBriefs(t, modelled(fake))
	if h := decode[health](p.anonymous().get("/health")); h.ModelProvider.Status != "ok" {
		t.Fatalf("%+v", h)
	}
	wantKinds(t, p.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30"), 0, 0, 8)
	h := decode[health](p.anonymous().get("/health").want(http.StatusOK))
	if h.Status != "degraded" || len(h.Reasons) != 1 || h.ModelProvider.Status != "failing" || h.ModelProvider.Since == nil || *h.ModelProvider.Reason != "unauthorized" {
		t.Fatalf("%+v", h)
	}
	p.draining.Store(true)
	if h := decode[health](p.anonymous().get("/health").want(http.StatusServiceUnavailable)); h.Status != "unhealthy" {
		t.Fatalf("%+v", h)
	}
	p.draining.Store(false)
	p.must(p.db.Close())
	if h := decode[health](p.anonymous().get("/health").want(http.StatusServiceUnavailable)); h.Database.Status != "failing" {
		t.Fatalf("%+v", h)
	}
}

// What the portal says of itself is what a client and the provider counted, to the last one.
func TestServedCountsEqualWhatTheClientAndTheProviderCounted(t *testing.T) {
	fake := llmtest.New(t)
	fake.SetFault(func(r llmtest.Request) llmtest.Fault {
		if r.Number == 3 {
			return llmtest.Status(http.StatusServiceUnavailable)
		}
		return llmtest.Fault{}
	})
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	var ai, templates, requests, hits, misses int64
	count := func(a answer, status int) {
		t.Helper()
		a.want(status)
		requests++
		if status != http.StatusOK {
			return
		}
		for _, l := range decode[oas.GeneratedLeads](a).Leads {
			if l.Message.Kind == oas.Ai {
				ai++
			} else {
				templates++
			}
		}
	}
	count(c.get("/api/generate-leads"), 200)
	misses += 8
	settled := c.get("/api/generate-leads", "Prefer", "wait=30")
	count(settled, 200)
	for range 40 {
		count(c.get("/api/generate-leads"), 200)
		hits += 8
	}
	tag := c.get("/api/generate-leads")
	count(tag, 200)
	hits += 8
	// A 304 is an answer and brings no message.
	count(c.get("/api/generate-leads", "If-None-Match", tag.header.Get("ETag")), 304)

	stats := decode[struct {
		Stats oas.PerformanceStats `json:"performance_stats"`
	}](p.anonymous().get("/api/performance-stats").want(http.StatusOK)).Stats
	seen := fake.Stats()
	for _, x := range []struct {
		name      string
		got, want int64
	}{
		{"messages by AI", stats.Messages.Ai, ai},
		{"messages by template", stats.Messages.Template, templates},
		{"requests", stats.TotalRequests, requests},
		{"response times", stats.ResponseTime.Count, requests},
		{"calls", stats.Model.Calls, seen.Calls},
		{"prompt tokens", stats.Model.PromptTokens, seen.PromptTokens},
		{"completion tokens", stats.Model.CompletionTokens, seen.CompletionTokens},
		{"failures", stats.Model.Failures, 0},
		{"in flight", stats.Model.InFlight, 0},
		{"entries", stats.Cache.Entries, 8},
		{"cached entries", stats.CachedEntries, 8},
	} {
		if x.got != x.want {
			t.Errorf("%s: %d, counted %d", x.name, x.got, x.want)
		}
	}
	// The second request met the eight texts while they were being written or just after: whichever it
	// was for each, hits and misses add up to what was wanted.
	if wanted := stats.Cache.Hits + stats.Cache.Misses; wanted != hits+misses+8 || stats.Cache.Hits < hits || stats.Cache.Misses < misses {
		t.Errorf("%d hits and %d misses; at least %d and %d were counted, %d in all", stats.Cache.Hits, stats.Cache.Misses, hits, misses, hits+misses+8)
	}
	if want := fmt.Sprintf("%.1f%%", 100*float64(stats.Cache.Hits)/float64(stats.Cache.Hits+stats.Cache.Misses)); stats.CacheHitRate != want {
		t.Errorf("the hit rate is %s, want %s", stats.CacheHitRate, want)
	}
	if seen.Calls != 9 {
		t.Errorf("%d calls for eight briefs of which one failed once", seen.Calls)
	}
	metrics := string(p.anonymous().get("/metrics").want(http.StatusOK).body)
	for name, want := range map[string]int64{
		`portal_messages_served_total{kind="ai"}`:                                  ai,
		`portal_messages_served_total{kind="template"}`:                            templates,
		`portal_message_cache_hits_total`:                                          stats.Cache.Hits,
		`portal_message_cache_misses_total`:                                        stats.Cache.Misses,
		`portal_llm_requests_total`:                                                seen.Calls,
		`portal_http_request_duration_seconds_count{operation="generateLeads"}`:    requests,
		`portal_http_requests_total{operation="generateLeads",status="2xx"}`:       requests - 1,
		`portal_http_requests_total{operation="generateLeads",status="3xx"}`:       1,
		`portal_http_requests_total{operation="getPerformanceStats",status="2xx"}`: 1,
	} {
		if got := metric(t, metrics, name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
}

func metric(t *testing.T, text, name string) int64 {
	t.Helper()
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), name+" "); ok {
			f, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return int64(f)
		}
	}
	t.Errorf("there is no %s", name)
	return -1
}

// Nothing personal leaves the house, and no secret or personal field is logged.
func TestNothingPersonalReachesTheProviderOrTheLog(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake))
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("advisor@own.example")
	leads := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	c.do("PATCH", "/api/leads/"+leads[0].Id, map[string]string{"note": "canary note"}, "If-Match", "*").want(http.StatusOK)
	c.do("PUT", "/api/vehicles/"+leads[0].Vehicle.Vin, map[string]any{"year": 2020, "make": "Ford", "model": "Canarymodel", "customer": map[string]string{"name": "Canaryname"}}).want(http.StatusOK)
	c.do("POST", "/api/imports?kind=vehicles", csvFile("vin,customer_name\n"+leads[0].Vehicle.Vin+",Canarycell\n"))
	c.do("POST", "/api/session", map[string]string{"email": "canary@login.example", "password": "canary password"})
	c.do("POST", "/api/session", `{"email": "canary@login.example", "password": `)
	personal := []string{"Canary", "canary", leads[0].Vehicle.Vin, leads[1].Vehicle.Vin, "13135553", "Testowner", "Testville"}
	digits := regexp.MustCompile(`[0-9]`)
	for _, r := range fake.Requests() {
		for _, word := range append(personal, "OWN", "Ford", "AZ", "Test advisor") {
			if bytes.Contains(r.Body, []byte(word)) {
				t.Errorf("the provider was told %s: %s", word, r.Body)
			}
		}
		var brief map[string]any
		if err := json.Unmarshal([]byte(r.User), &brief); err != nil {
			t.Fatal(err)
		}
		if digits.MatchString(r.User) {
			t.Errorf("a number is in the brief: %s", r.User)
		}
	}
	logged := p.log.String()
	for _, word := range append(personal, testKey, testPassword, leads[0].Customer.Name, "portal_session") {
		if strings.Contains(logged, word) {
			t.Errorf("%q is in the log", word)
		}
	}
	if !strings.Contains(logged, `"request_id"`) {
		t.Error("the log has no request id")
	}
}
