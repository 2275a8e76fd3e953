package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dealerportal/pkg/llm/llmtest"
)

func TestNoMoreRequestsAreUnderWayThanAreAllowed(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Slow(time.Second))}, func(r *rig) {
		began := time.Now()
		var all sync.WaitGroup
		for range 32 {
			all.Go(func() {
				if _, err := r.ask(r.Context()); err != nil {
					r.Error(err)
				}
			})
		}
		time.Sleep(500 * time.Millisecond)
		if n := r.client.Stats().InFlight; n != 4 {
			r.Errorf("%d requests in flight", n)
		}
		all.Wait()
		if took := time.Since(began); took != 8*time.Second {
			r.Errorf("32 requests of a second, four at a time, took %s", took)
		}
		if n := r.server.Stats().MaxInFlight; n != 4 {
			r.Errorf("the server saw %d at a time", n)
		}
		r.wantCounts(32, map[Reason]int64{})
		if n := r.metrics()["portal_llm_request_duration_seconds"]; n != 32 {
			r.Errorf("%v durations were observed", n)
		}
	}, func(c *Config) { c.Concurrency = 4 })
}

func TestWhoeverIsNotServedInTimeLeavesTheQueueWithoutARequest(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Hang())}, func(r *rig) {
		var all sync.WaitGroup
		all.Go(func() { _, _ = r.ask(r.Context()) })
		time.Sleep(time.Millisecond)
		short, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if _, err := r.ask(short); err == nil || err.Reason != Timeout {
			r.Errorf("%v", err)
		}
		gone, leave := context.WithCancel(r.Context())
		leave()
		if _, err := r.ask(gone); err == nil || err.Reason != Canceled || !errors.Is(err, context.Canceled) {
			r.Errorf("%v", err)
		}
		all.Wait()
		r.wantCounts(1, map[Reason]int64{Timeout: 2, Canceled: 1})
	}, func(c *Config) { c.Concurrency = 1 })
}

func TestACallerWhoLeavesEndsTheRequest(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Hang())}, func(r *rig) {
		ctx, leave := context.WithCancel(r.Context())
		time.AfterFunc(time.Second, leave)
		if _, err := r.ask(ctx); err == nil || err.Reason != Canceled {
			r.Errorf("%v", err)
		}
		time.Sleep(time.Millisecond)
		if n := r.server.Stats().InFlight; n != 0 {
			r.Errorf("the server still has %d requests", n)
		}
		r.wantCounts(1, map[Reason]int64{Canceled: 1})
		if s := r.client.State(); s.Status != OK {
			r.Errorf("the state is %+v", s)
		}
	})
}

func TestAProviderThatIsDownIsLeftAloneAndTriedByOneCall(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Status(503))}, func(r *rig) {
		began := time.Now()
		for range 2 { // three attempts, and two: it is shut in the middle of the second call
			if _, err := r.ask(r.Context()); err == nil || err.Reason != UpstreamError {
				r.Fatalf("%v", err)
			}
		}
		calls := int64(failuresInARow)
		for range 10 {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != Unavailable {
				r.Fatalf("%v", err)
			}
		}
		r.wantCounts(calls, map[Reason]int64{UpstreamError: 2, Unavailable: 10})
		if s := r.client.State(); s.Status != Failing || s.Reason != UpstreamError || s.Since.Before(began) || s.Since.After(began.Add(3*time.Second)) {
			r.Errorf("the state is %+v", s)
		}
		// Still down after a while: one attempt, and nobody else's.
		time.Sleep(downTime)
		reasons := r.askTogether(10)
		if reasons[UpstreamError] != 1 || reasons[Unavailable] != 9 {
			r.Errorf("the reasons are %v", reasons)
		}
		r.wantCounts(calls+1, map[Reason]int64{UpstreamError: 3, Unavailable: 19})
		// Up again: the next call that tries it is answered, and all after it.
		r.server.SetFault(nil)
		time.Sleep(downTime)
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		if reasons := r.askTogether(10); len(reasons) != 0 {
			r.Errorf("the reasons are %v", reasons)
		}
		if s := r.client.State(); s.Status != OK || !s.Since.After(began.Add(2*downTime)) || s.Reason != "" {
			r.Errorf("the state is %+v", s)
		}
		r.wantCounts(calls+12, map[Reason]int64{UpstreamError: 3, Unavailable: 19})
	})
}

// askTogether asks so many times at once and counts the reasons of those who got no answer.
func (r *rig) askTogether(n int) map[Reason]int {
	r.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	reasons := map[Reason]int{}
	for range n {
		all.Go(func() {
			if _, err := r.ask(r.Context()); err != nil {
				mu.Lock()
				defer mu.Unlock()
				reasons[err.Reason]++
			}
		})
	}
	all.Wait()
	return reasons
}

// A failure now and then is not a provider that is down.
func TestFailuresThatAreNotInARowStopNobody(t *testing.T) {
	bubble(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number%2 == 0 {
			return llmtest.Error(404, "", "model_not_found", "model")
		}
		return llmtest.Fault{}
	}}, func(r *rig) {
		for range 40 {
			_, _ = r.ask(r.Context())
		}
		r.wantCounts(40, map[Reason]int64{UpstreamError: 20})
	})
}

// Refusals and cut answers are the text's trouble, not the provider's.
func TestAProviderThatRefusesTextsIsNotDown(t *testing.T) {
	for _, fault := range []llmtest.Fault{llmtest.Refusal(), llmtest.Cut(), llmtest.TooLong()} {
		bubble(t, llmtest.Options{Fault: always(fault)}, func(r *rig) {
			for range 3 * failuresInARow {
				if _, err := r.ask(r.Context()); err == nil || err.Reason == Unavailable {
					r.Fatalf("%v", err)
				}
			}
		})
	}
}

func TestADeadKeyIsUsedOnceAMinute(t *testing.T) {
	for reason, fault := range map[Reason]llmtest.Fault{Unauthorized: llmtest.Unauthorized(), OutOfCredit: llmtest.OutOfCredit()} {
		bubble(t, llmtest.Options{Fault: always(fault)}, func(r *rig) {
			for range 8 {
				if _, err := r.ask(r.Context()); err == nil || err.Reason != reason {
					r.Fatalf("%v", err)
				}
			}
			r.wantCounts(1, map[Reason]int64{reason: 8})
			time.Sleep(holdTime)
			if reasons := r.askTogether(8); reasons[reason] != 8 {
				r.Errorf("the reasons are %v", reasons)
			}
			r.wantCounts(2, map[Reason]int64{reason: 16})
			r.server.SetFault(nil)
			time.Sleep(holdTime)
			if _, err := r.ask(r.Context()); err != nil {
				r.Error(err)
			}
			if reasons := r.askTogether(8); len(reasons) != 0 {
				r.Errorf("the reasons are %v", reasons)
			}
		})
	}
}

func TestAProviderThatAsksForMoreTimeThanThereIsGetsIt(t *testing.T) {
	bubble(t, llmtest.Options{Fault: once(llmtest.RateLimited("90"))}, func(r *rig) {
		for range 5 {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != RateLimited {
				r.Fatalf("%v", err)
			}
		}
		time.Sleep(89 * time.Second)
		if _, err := r.ask(r.Context()); err == nil || err.Reason != RateLimited {
			r.Fatalf("%v", err)
		}
		r.wantCounts(1, map[Reason]int64{RateLimited: 6})
		time.Sleep(time.Second)
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		r.wantCounts(2, map[Reason]int64{RateLimited: 6})
	})
}

func TestNobodyThereIsUnavailableAndNotACall(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		r.server.Close()
		if _, err := r.ask(r.Context()); err == nil || err.Reason != Unavailable || err.Status != 0 {
			r.Errorf("%v", err)
		}
		r.wantCounts(0, map[Reason]int64{Unavailable: 1})
		if s := r.client.State(); s.Status != Failing || s.Reason != Unavailable {
			r.Errorf("the state is %+v", s)
		}
	})
}

// tampered is a transport with something in front of it.
type tampered struct {
	transport
	roundTrip func(*http.Request) (*http.Response, error)
}

func (x tampered) RoundTrip(r *http.Request) (*http.Response, error) { return x.roundTrip(r) }

func TestAPanicEndsOneAnswerAndNothingElse(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		inner, panics := r.client.transport, 100
		cfg := r.client.cfg
		r.reg = prometheus.NewRegistry()
		cfg.Concurrency = 2
		r.start(cfg, tampered{inner, func(q *http.Request) (*http.Response, error) {
			if panics--; panics >= 0 {
				if panics%2 == 0 {
					panic(key + prompt)
				}
				var none []string
				return nil, errors.New(none[len(prompt)])
			}
			return inner.RoundTrip(q)
		}})
		for range 100 {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != Internal {
				r.Fatalf("%v", err)
			}
		}
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		r.wantCounts(1, map[Reason]int64{Internal: 100})
	})
}

// An answer that is there was paid for, whatever has happened to the time meanwhile.
func TestAnAnswerThatCameInWholeIsKeptWhenTimeIsUp(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		ctx, leave := context.WithCancel(r.Context())
		inner := r.client.transport
		r.reg = prometheus.NewRegistry()
		r.start(r.client.cfg, tampered{inner, func(q *http.Request) (*http.Response, error) {
			res, err := inner.RoundTrip(q)
			if err == nil {
				res.Body = &lastByte{res.Body, leave}
			}
			return res, err
		}})
		if answer, err := r.ask(ctx); err != nil || answer.Text == "" {
			r.Errorf("%+v, %v", answer, err)
		}
		r.wantCounts(1, map[Reason]int64{})
	})
}

// lastByte calls then at the end of a body.
type lastByte struct {
	io.ReadCloser
	then func()
}

func (b *lastByte) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		b.then()
	}
	return n, err
}

func TestRealConnectionsThatAreResetAreGotOver(t *testing.T) {
	for _, fault := range []llmtest.Fault{llmtest.ResetBefore(), llmtest.ResetMidBody()} {
		r := overTCP(t, llmtest.Options{})
		if _, err := r.ask(t.Context()); err != nil { // leaves a connection that is used again
			t.Fatal(err)
		}
		r.server.SetFault(func(q llmtest.Request) llmtest.Fault {
			if q.Number == 2 {
				return fault
			}
			return llmtest.Fault{}
		})
		if _, err := r.ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantCounts(3, map[Reason]int64{})
	}
}

func TestABurstOpensNoMoreConnectionsThanItNeeds(t *testing.T) {
	r := overTCP(t, llmtest.Options{}, func(c *Config) { c.Concurrency = 32 })
	var all sync.WaitGroup
	for range 640 {
		all.Go(func() {
			if _, err := r.ask(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	r.wantCounts(640, map[Reason]int64{})
	// One or two more than requests at a time: a connection is given up that was slow to be written to.
	if s := r.server.Stats(); s.Connections > 34 || s.MaxInFlight > 32 {
		t.Errorf("%d connections, at most %d requests at a time", s.Connections, s.MaxInFlight)
	}
}

func TestAnAnswerOf64MiBCostsNextToNothing(t *testing.T) {
	r := overTCP(t, llmtest.Options{Fault: always(llmtest.Huge(64 << 20))})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := r.ask(t.Context())
	runtime.ReadMemStats(&after)
	if err == nil || err.Reason != Oversize {
		t.Errorf("%v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("%d bytes were allocated", grown)
	}
	r.wantCounts(1, map[Reason]int64{Oversize: 1})
}

func TestNothingButTheConfigurationSaysWhereARequestGoesAndWhatIsInIt(t *testing.T) {
	for name, value := range map[string]string{
		"OPENAI_API_KEY": "sk-of-the-environment", "OPENAI_BASE_URL": "http://127.0.0.1:1/elsewhere", "OPENAI_ORG_ID": "org-of-the-environment",
		"OPENAI_PROJECT_ID": "project-of-the-environment", "OPENAI_CUSTOM_HEADERS": "X-Custom: of-the-environment", "OPENAI_ADMIN_KEY": "admin-of-the-environment",
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1",
	} {
		t.Setenv(name, value)
	}
	server := llmtest.New(t)
	for _, apiKey := range []string{"", key} {
		cfg := testConfig(server.URL())
		cfg.APIKey = apiKey
		c, err := New(cfg, time.Now, prometheus.NewRegistry())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Complete(t.Context(), someQuestion); err != nil {
			t.Fatal(err)
		}
	}
	in := server.Requests()
	if len(in) != 2 || in[0].Header.Get("Authorization") != "" || in[1].Header.Get("Authorization") != "Bearer "+key {
		t.Fatalf("%d requests: %v", len(in), in)
	}
	if server.Saw("of-the-environment") {
		t.Error("a variable of the environment was sent")
	}
}

// A redirect would take the key and the prompt to another house.
func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := llmtest.New(t)
	for _, to := range []string{elsewhere.URL() + "/chat/completions", "/v1/chat/completions"} {
		r := overTCP(t, llmtest.Options{Fault: always(llmtest.Redirect(to))})
		if _, err := r.ask(t.Context()); err == nil || err.Reason != UpstreamError || err.Status != http.StatusTemporaryRedirect {
			t.Errorf("to %s: %v", to, err)
		}
		r.wantCounts(1, map[Reason]int64{UpstreamError: 1})
	}
	if n := elsewhere.Calls(); n != 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

func TestAConfigurationIsCheckedAndNeverShowsItsKey(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no scheme":        func(c *Config) { c.BaseURL = "localhost:11434/v1" },
		"another scheme":   func(c *Config) { c.BaseURL = "ftp://localhost/v1" },
		"no host":          func(c *Config) { c.BaseURL = "http:///v1" },
		"a password":       func(c *Config) { c.BaseURL = "http://user:" + key + "@localhost/v1" },
		"a broken address": func(c *Config) { c.BaseURL = "http://[" + key },
		"a line break":     func(c *Config) { c.APIKey = key + "\n" },
		"no model":         func(c *Config) { c.Model = "" },
		"nobody at a time": func(c *Config) { c.Concurrency = 0 },
		"no time":          func(c *Config) { c.Timeout = 0 },
	} {
		cfg := testConfig("http://localhost/v1")
		change(&cfg)
		if _, err := New(cfg, time.Now, prometheus.NewRegistry()); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cfg := testConfig("")
	c, err := New(cfg, time.Now, prometheus.NewRegistry())
	if err != nil || c.cfg.BaseURL != openAI {
		t.Errorf("a key alone: %v", err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg); strings.Contains(text, key) || !strings.Contains(text, "gpt-4o-mini") {
		t.Errorf("a configuration is printed as %s", text)
	}
	for _, x := range []struct {
		key, url string
		want     bool
	}{{"", "", false}, {"k", "", true}, {"", "http://localhost/v1", true}} {
		if got := (Config{APIKey: x.key, BaseURL: x.url}).Configured(); got != x.want {
			t.Errorf("%+v is configured: %v", x, got)
		}
	}
}

func TestTwoClientsCannotShareTheirFigures(t *testing.T) {
	reg := prometheus.NewRegistry()
	if _, err := New(testConfig("http://localhost/v1"), time.Now, reg); err != nil {
		t.Fatal(err)
	}
	if _, err := New(testConfig("http://localhost/v1"), time.Now, reg); err == nil {
		t.Error("the second client registered as well")
	}
}

func TestUsageThatCannotBeIsNotBelieved(t *testing.T) {
	usage := func(prompt, completion string) llmtest.Fault {
		return llmtest.JSON(`{"model":"m","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"x"}}],"usage":{"prompt_tokens":` + prompt + `,"completion_tokens":` + completion + `}}`)
	}
	bubble(t, llmtest.Options{Fault: always(usage("-5", "9223372036854775807"))}, func(r *rig) {
		for range 3 {
			if answer, err := r.ask(r.Context()); err != nil || answer.Text != "x" || answer.Model != "m" {
				r.Fatalf("%+v, %v", answer, err)
			}
		}
		if s := r.client.Stats(); s.PromptTokens != 0 || s.CompletionTokens != 3*maxUsage {
			r.Errorf("%+v", s)
		}
	})
}
