package app

import (
	"net/http"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/llm/llmtest"
)

// providerFault is something that a model's provider can do, by its row in the table of faults, with what comes of it
// when it does so every time that it is asked.
type providerFault struct {
	row      string
	fault    llmtest.Fault
	attempts int // for one text
	reason   string
}

var providerFaults = []providerFault{
	{"F01 asks to wait a second", llmtest.RateLimited("1"), 2, "rate_limited"},
	{"F02 asks to wait a minute", llmtest.RateLimited("60"), 1, "rate_limited"},
	{"F02 asks to wait until a date", llmtest.RateLimited("Thu, 01 Jan 2099 00:00:00 GMT"), 1, "rate_limited"},
	{"F02 asks to wait for nothing that makes sense", llmtest.RateLimited("soon"), 3, "rate_limited"},
	{"F02 asks to wait for less than nothing", llmtest.RateLimited("-7"), 3, "rate_limited"},
	{"F03 asks for less and does not say how much", llmtest.RateLimited(""), 3, "rate_limited"},
	{"F04 out of credit", llmtest.OutOfCredit(), 1, "out_of_credit"},
	{"F04 the balance is used up", llmtest.Error(429, "billing", "credit_balance_exhausted", ""), 1, "out_of_credit"},
	{"F04 the organization's limit", llmtest.Error(429, "billing", "organization_spend_limit_exceeded", ""), 1, "out_of_credit"},
	{"F04 the project's limit", llmtest.Error(429, "billing", "project_spend_limit_exceeded", ""), 1, "out_of_credit"},
	{"F04 the organization's use", llmtest.Error(429, "billing", "organization_usage_limit_exceeded", ""), 1, "out_of_credit"},
	{"F05 500", llmtest.Status(500), 3, "upstream_error"},
	{"F05 503", llmtest.Status(503), 3, "upstream_error"},
	{"F05 529", llmtest.Status(529), 3, "upstream_error"},
	{"F05 408", llmtest.Status(408), 3, "upstream_error"},
	{"F05 409", llmtest.Status(409), 3, "upstream_error"},
	{"F06 502 as a page", llmtest.HTML(502), 3, "upstream_error"},
	{"F06 503 and nothing", llmtest.Empty(503), 3, "upstream_error"},
	{"F07 resets the connection", llmtest.ResetBefore(), 3, "upstream_error"},
	{"F07 resets it in the middle", llmtest.ResetMidBody(), 3, "upstream_error"},
	{"F08 never answers", llmtest.Hang(), 1, "timeout"},
	{"F09 drips", llmtest.Drip(20 * time.Millisecond), 1, "timeout"},
	{"F10 answers with far too much", llmtest.Huge(64 << 20), 1, "oversize"},
	{"F11 cuts its JSON", llmtest.TruncatedJSON(), 2, "invalid_answer"},
	{"F11 a page of its own", llmtest.Page(200, "text/html", "<html>sign in</html>"), 2, "invalid_answer"},
	{"F11 another type", llmtest.Page(200, "text/plain", "all is well"), 2, "invalid_answer"},
	{"F12 an empty object", llmtest.JSON("{}"), 2, "invalid_answer"},
	{"F12 no choices", llmtest.EmptyChoices(), 2, "invalid_answer"},
	{"F12 an error as a success", llmtest.ErrorWith200(), 2, "invalid_answer"},
	{"F12 no content", llmtest.NullContent(), 2, "invalid_answer"},
	{"F12 a number", llmtest.Content(7), 2, "invalid_answer"},
	{"F13 refuses", llmtest.Refusal(), 1, "refused"},
	{"F13 filters", llmtest.ContentFilter(), 1, "refused"},
	{"F13 a policy", llmtest.Policy(), 1, "refused"},
	{"F14 stops at its limit", llmtest.Cut(), 1, "truncated"},
	{"F15 nothing but blanks", llmtest.Content(" \n "), 2, "invalid_answer"},
	{"F15 digits", llmtest.Spoilt("digits"), 2, "invalid_answer"},
	{"F15 a blank", llmtest.Spoilt("blank"), 2, "invalid_answer"},
	{"F15 an address", llmtest.Spoilt("url"), 2, "invalid_answer"},
	{"F15 a claim", llmtest.Spoilt("failure"), 2, "invalid_answer"},
	{"F15 an end that is none", llmtest.Spoilt("cut"), 2, "invalid_answer"},
	{"F16 refuses the key", llmtest.Unauthorized(), 1, "unauthorized"},
	{"F16 forbids it", llmtest.Status(403), 1, "unauthorized"},
	{"F18 too long", llmtest.TooLong(), 1, "context_length"},
	{"F39 begins well and hardly goes on", llmtest.Poison(400, 200*time.Millisecond), 1, "timeout"},
}

// Each fault, over and over: what one text comes to, in how many attempts as the provider counts them, and how soon;
// then what people do meanwhile, and the audit.
func TestWhateverTheProviderDoesNothingIsLostAndEveryTextComesInTheEnd(t *testing.T) {
	for _, f := range providerFaults {
		nothingLeft(t, f.row, func(t *testing.T) {
			w := newWorld(t)
			w.fake.Always(f.fault)
			c := w.as("advisor@own.example")
			a := c.get("/api/generate-leads?limit=1", "Prefer", "wait=30").want(http.StatusOK)
			l := decode[oas.GeneratedLeads](a).Leads[0]
			if l.Message.Kind != oas.Template || why(l) != f.reason {
				t.Errorf("the message is of the kind %s: %q, want %q", l.Message.Kind, why(l), f.reason)
			}
			if n := w.fake.Calls(); n != f.attempts {
				t.Errorf("%d attempts, want %d", n, f.attempts)
			}
			if a.took > attemptsPerText*patience+time.Second || f.attempts == 1 && a.took > patience+time.Second {
				t.Errorf("it took %s", a.took)
			}
			w.use(t, c, 0)
			c.http.CloseIdleConnections()
			w.audit(t)
		})
	}
}

// What goes wrong once with each text is got over without anybody noticing.
func TestAFaultThatPassesCostsAnAttemptAndNothingElse(t *testing.T) {
	for _, f := range providerFaults {
		if f.attempts == 1 { // not asked again in the same breath
			continue
		}
		nothingLeft(t, f.row, func(t *testing.T) {
			w := newWorld(t)
			w.fake.SetFault(func(r llmtest.Request) llmtest.Fault {
				if r.Number == 1 {
					return f.fault
				}
				return llmtest.Fault{}
			})
			c := w.as("advisor@own.example")
			wantKinds(t, c.get("/api/generate-leads?limit=1", "Prefer", "wait=30"), 1, 0, 0)
			asked := w.fake.Requests()
			if len(asked) != 2 {
				t.Errorf("%d attempts", len(asked))
			}
			if gap := asked[1].At.Sub(asked[0].At); f.row == "F01 asks to wait a second" && (gap < time.Second || gap > 1500*time.Millisecond) {
				t.Errorf("asked to wait a second it waited %s", gap)
			}
			c.http.CloseIdleConnections()
			w.audit(t)
		})
	}
}
