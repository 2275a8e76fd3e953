package llm

import (
	"context"
	"net/http"
	"testing"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// Everything that a provider can do wrong, over and over: the reason that it comes to, how many requests
// it was sent, and how long that took.
func TestEveryFaultHasItsReasonAndItsNumberOfAttempts(t *testing.T) {
	const quick = 5 * time.Second
	for _, c := range []struct {
		name   string
		fault  llmtest.Fault
		reason Reason
		calls  int64
		atMost time.Duration
	}{
		{"429 for ever", llmtest.RateLimited(""), RateLimited, 3, quick},
		{"429 with a Retry-After that is garbage", llmtest.RateLimited("soon"), RateLimited, 3, quick},
		{"429 with a negative Retry-After", llmtest.RateLimited("-5"), RateLimited, 3, quick},
		{"429 with a Retry-After in the past", llmtest.RateLimited("Thu, 21 Oct 1999 07:28:00 GMT"), RateLimited, 3, quick},
		{"429 with a Retry-After beyond the deadline", llmtest.RateLimited("60"), RateLimited, 1, 0},
		{"429 with a Retry-After date beyond the deadline", llmtest.RateLimited("Wed, 21 Oct 2099 07:28:00 GMT"), RateLimited, 1, 0},
		{"429 with a Retry-After within the deadline", llmtest.RateLimited("4"), RateLimited, 3, 10 * time.Second},
		{"429 for want of credit", llmtest.OutOfCredit(), OutOfCredit, 1, 0},
		{"429 for a project's limit", llmtest.Error(429, "tokens", "project_spend_limit_exceeded", ""), OutOfCredit, 1, 0},
		{"402", llmtest.Status(402), OutOfCredit, 1, 0},
		{"500", llmtest.Status(500), UpstreamError, 3, quick},
		{"503", llmtest.Status(503), UpstreamError, 3, quick},
		{"529", llmtest.Status(529), UpstreamError, 3, quick},
		{"408", llmtest.Status(408), UpstreamError, 3, quick},
		{"409", llmtest.Status(409), UpstreamError, 3, quick},
		{"404", llmtest.Error(404, "invalid_request_error", "model_not_found", "model"), UpstreamError, 1, 0},
		{"502 with a page", llmtest.HTML(502), UpstreamError, 3, quick},
		{"503 with nothing", llmtest.Empty(503), UpstreamError, 3, quick},
		{"500 whose code says something else", llmtest.Error(500, "insufficient_quota", "insufficient_quota", ""), UpstreamError, 3, quick},
		{"500 with an error that is a text", llmtest.Page(500, "application/json", `{"error":"boom"}`), UpstreamError, 3, quick},
		{"302 to somewhere else", llmtest.Page(302, "text/html", "moved"), UpstreamError, 1, 0},
		{"a connection that ends before the answer", llmtest.ResetBefore(), UpstreamError, 3, quick},
		{"a connection that ends in the answer", llmtest.ResetMidBody(), UpstreamError, 3, quick},
		{"no answer at all", llmtest.Hang(), Timeout, 1, 10 * time.Second},
		{"one byte at a time", llmtest.Drip(50 * time.Millisecond), Timeout, 1, 10 * time.Second},
		{"an answer that begins well and then hardly goes on", llmtest.Poison(2000, time.Second), Timeout, 1, 10 * time.Second},
		{"an answer that comes too late", llmtest.Slow(11 * time.Second), Timeout, 1, 10 * time.Second},
		{"an answer without an end", llmtest.Huge(1 << 20), Oversize, 1, 0},
		{"200 with half of the JSON", llmtest.TruncatedJSON(), InvalidAnswer, 2, quick},
		{"200 with a page", llmtest.HTML(200), InvalidAnswer, 2, quick},
		{"200 with nothing", llmtest.Empty(200), InvalidAnswer, 2, quick},
		{"200 with a text for a type", llmtest.Page(200, "text/plain", `{"choices":[{"message":{"content":"x"}}]}`), InvalidAnswer, 2, quick},
		{"200 with {}", llmtest.JSON(`{}`), InvalidAnswer, 2, quick},
		{"200 with null", llmtest.JSON(`null`), InvalidAnswer, 2, quick},
		{"200 with a number", llmtest.JSON(`5`), InvalidAnswer, 2, quick},
		{"200 with a list", llmtest.JSON(`[]`), InvalidAnswer, 2, quick},
		{"200 with an error", llmtest.ErrorWith200(), InvalidAnswer, 2, quick},
		{"200 without choices", llmtest.EmptyChoices(), InvalidAnswer, 2, quick},
		{"200 with null choices", llmtest.JSON(`{"choices":null}`), InvalidAnswer, 2, quick},
		{"200 with a choice that is null", llmtest.JSON(`{"choices":[null]}`), InvalidAnswer, 2, quick},
		{"200 without a message", llmtest.JSON(`{"choices":[{"finish_reason":"stop"}]}`), InvalidAnswer, 2, quick},
		{"a text that is null", llmtest.NullContent(), InvalidAnswer, 2, quick},
		{"a text that is a number", llmtest.Content(42), InvalidAnswer, 2, quick},
		{"a text that is an object", llmtest.Content(map[string]any{"sms": "x"}), InvalidAnswer, 2, quick},
		{"a text that is a list", llmtest.Content([]any{map[string]any{"type": "text", "text": "x"}}), InvalidAnswer, 2, quick},
		{"a text that is blank", llmtest.Content(" \n\t"), InvalidAnswer, 2, quick},
		{"a refusal", llmtest.Refusal(), Refused, 1, 0},
		{"a filter", llmtest.ContentFilter(), Refused, 1, 0},
		{"a policy", llmtest.Policy(), Refused, 1, 0},
		{"an answer that was cut", llmtest.Cut(), Truncated, 1, 0},
		{"401", llmtest.Unauthorized(), Unauthorized, 1, 0},
		{"403", llmtest.Status(403), Unauthorized, 1, 0},
		{"a request that is too long", llmtest.TooLong(), ContextLength, 1, 0},
		{"413", llmtest.HTML(413), ContextLength, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, llmtest.Options{Fault: always(c.fault)}, func(r *rig) {
				ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second)
				defer cancel()
				began := time.Now()
				answer, err := r.ask(ctx)
				if err == nil {
					r.Fatalf("there is an answer: %+v", answer)
				}
				took := time.Since(began)
				if err.Reason != c.reason || err.ReasonText() != string(c.reason) || ReasonOf(err) != c.reason {
					r.Errorf("the reason is %q, want %q: %v", err.Reason, c.reason, err)
				}
				if took > c.atMost {
					r.Errorf("it took %s, want at most %s", took, c.atMost)
				}
				r.wantCounts(c.calls, map[Reason]int64{c.reason: 1})
				well := c.reason == Refused || c.reason == Truncated || c.reason == ContextLength
				if s := r.client.State(); (s.Status == OK) != well || (!well && s.Reason != c.reason) {
					r.Errorf("the state is %+v", s)
				}
			}, func(c *Config) { c.Timeout = 10 * time.Second })
		})
	}
}

// What goes wrong once is nobody's trouble.
func TestAFaultThatPassesIsGotOver(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{
		"429": llmtest.RateLimited(""), "429, wait": llmtest.RateLimited("2"), "500": llmtest.Status(500), "503": llmtest.Empty(503), "529": llmtest.Status(529),
		"408": llmtest.Status(408), "409": llmtest.Status(409), "502": llmtest.HTML(502), "reset before": llmtest.ResetBefore(), "reset in": llmtest.ResetMidBody(),
		"half JSON": llmtest.TruncatedJSON(), "no choices": llmtest.EmptyChoices(), "null": llmtest.NullContent(), "error with 200": llmtest.ErrorWith200(),
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, llmtest.Options{Fault: once(fault)}, func(r *rig) {
				answer, err := r.ask(r.Context())
				if err != nil {
					r.Fatal(err)
				}
				if want := llmtest.Draft(someQuestion.User); answer.Text != want || answer.Model != "gpt-4o-mini" || answer.CompletionTokens == 0 || answer.PromptTokens == 0 {
					r.Errorf("%+v", answer)
				}
				r.wantCounts(2, map[Reason]int64{})
				if s := r.client.State(); s.Status != OK || s.Reason != "" {
					r.Errorf("the state is %+v", s)
				}
			})
		})
	}
}

func TestRetryAfterIsWaitedForAndNeverCutShort(t *testing.T) {
	for range 20 {
		bubble(t, llmtest.Options{Fault: once(llmtest.RateLimited("2"))}, func(r *rig) {
			if _, err := r.ask(r.Context()); err != nil {
				r.Fatal(err)
			}
			in := r.server.Requests()
			if gap := in[1].At.Sub(in[0].At); gap < 2*time.Second || gap > 2500*time.Millisecond {
				r.Errorf("the second attempt came after %s", gap)
			}
		})
	}
}

func TestRetriesWaitLongerEachTimeAndNotAllTheSame(t *testing.T) {
	seen := map[time.Duration]bool{}
	for range 10 {
		bubble(t, llmtest.Options{Fault: always(llmtest.Status(500))}, func(r *rig) {
			_, _ = r.ask(r.Context())
			in := r.server.Requests()
			first, second := in[1].At.Sub(in[0].At), in[2].At.Sub(in[1].At)
			if first < backoff/2 || first > backoff || second < backoff || second > 2*backoff {
				r.Errorf("waited %s, then %s", first, second)
			}
			seen[first] = true
		})
	}
	if len(seen) < 5 {
		t.Errorf("ten clients waited %v", seen)
	}
}

func TestNoRetryIsBegunThatTheDeadlineDoesNotAllow(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Status(503))}, func(r *rig) {
		ctx, cancel := context.WithTimeout(r.Context(), 200*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := r.ask(ctx)
		if err == nil || err.Reason != UpstreamError || err.Status != http.StatusServiceUnavailable || time.Since(began) != 0 {
			r.Errorf("%v after %s", err, time.Since(began))
		}
		r.wantCounts(1, map[Reason]int64{UpstreamError: 1})
	})
}

func TestRetryAfterInMillisecondsAndInDates(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, value string
		want        time.Duration
	}{
		{"Retry-After", "2", 2 * time.Second},
		{"Retry-After", "0.5", 500 * time.Millisecond},
		{"Retry-After", "0", 0},
		{"Retry-After", "-3", 0},
		{"Retry-After", "NaN", 0},
		{"Retry-After", "1e300", 0},
		{"Retry-After", "", 0},
		{"Retry-After", "tomorrow", 0},
		{"Retry-After", "Mon, 02 Mar 2026 09:00:30 GMT", 30 * time.Second},
		{"Retry-After", "Mon, 02 Mar 2026 08:00:00 GMT", 0},
		{"Retry-After-Ms", "250", 250 * time.Millisecond},
	} {
		if got := retryAfter(http.Header{c.name: {c.value}}, now); got != c.want {
			t.Errorf("%s: %q is %s, want %s", c.name, c.value, got, c.want)
		}
	}
}
