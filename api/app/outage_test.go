package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
)

// settledQueue asks for the queue until nothing is being written for it.
func settledQueue(t *testing.T, c *client, limit int) []oas.Lead {
	t.Helper()
	return decode[oas.GeneratedLeads](c.get(fmt.Sprint("/api/generate-leads?limit=", limit), "Prefer", "wait=30").want(http.StatusOK)).Leads
}

// F02: a provider that asks for more time than there is gets it, to the second, and is asked by itself after that.
func TestAProviderThatAsksForTimeIsLeftAloneUntilThen(t *testing.T) {
	clock := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for name, header := range map[string]func(now time.Time) string{
		"seconds": func(time.Time) string { return "60" },
		"a date":  func(now time.Time) string { return now.Add(time.Minute).UTC().Format(http.TimeFormat) },
	} {
		nothingLeft(t, name, func(t *testing.T) {
			w := newWorld(t)
			clock = w.clock.Now()
			w.fake.Always(llmtest.RateLimited(header(clock)))
			c := w.as("advisor@own.example")
			began := time.Now()
			if l := settledQueue(t, c, 1)[0]; why(l) != "rate_limited" {
				t.Errorf("the message is a template for %q", why(l))
			}
			if took := time.Since(began); took > time.Second {
				t.Errorf("the queue waited %s for nothing", took)
			}
			w.fake.SetFault(nil)
			for clock.Add(time.Minute).After(w.clock.Now()) {
				if n := w.fake.Calls(); n != 1 {
					t.Fatalf("%d calls %s after it was asked to be left alone", n, w.clock.Now().Sub(clock))
				}
				settledQueue(t, c, 8)
				w.must(w.outreach.WarmDue(t.Context()))
				w.clock.Move(time.Second)
			}
			for range 30 { // nobody asks
				w.must(w.outreach.WarmDue(t.Context()))
				w.clock.Move(time.Second)
			}
			if w.fake.Calls() < 2 {
				t.Error("half a minute after that the provider was not asked")
			}
			for _, l := range settledQueue(t, c, 8) {
				if l.Message.Kind != oas.Ai {
					t.Errorf("lead %s has a message of the kind %s: %s", l.Id, l.Message.Kind, why(l))
				}
			}
			c.http.CloseIdleConnections()
			w.audit(t)
		})
	}
}

// F03: a provider that refuses everything is spared by a large batch.
func TestALargeBatchSparesAProviderThatRefusesEverything(t *testing.T) {
	fake := llmtest.New(t)
	fake.Always(llmtest.RateLimited(""))
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 100)
	leads := settledQueue(t, p.as("advisor@own.example"), 100)
	briefs, each := map[string]bool{}, map[string]int{}
	for _, r := range fake.Requests() {
		briefs[askedFor(t, r)] = true
		each[askedFor(t, r)]++
	}
	for brief, n := range each {
		if n > 3 {
			t.Errorf("%d attempts for %s", n, brief)
		}
	}
	if len(leads) != 100 || fake.Calls() > 16 {
		t.Errorf("%d calls for %d leads, 16 at a time", fake.Calls(), len(leads))
	}
	for _, l := range leads {
		if r := why(l); r != "rate_limited" && r != "unavailable" {
			t.Errorf("a template for %q", r)
		}
	}
}

// F04, F16: a provider that wants to be paid or does not take the key is tried once a minute, and everybody can see it.
func TestAnAccountThatIsOfNoUseIsTriedOnceAMinuteAndShown(t *testing.T) {
	for reason, fault := range map[string]llmtest.Fault{"out_of_credit": llmtest.OutOfCredit(), "unauthorized": llmtest.Unauthorized()} {
		nothingLeft(t, reason, func(t *testing.T) {
			w := newWorld(t)
			c := w.as("advisor@own.example")
			before := settledQueue(t, c, 4) // these have their texts
			calls := w.fake.Calls()
			w.fake.Always(fault)
			const minutes = 5
			for range minutes * 6 {
				for i, l := range settledQueue(t, c, 8) {
					if i < len(before) && (l.Message.Kind != oas.Ai || l.Message.PhoneScript != before[i].Message.PhoneScript) {
						t.Fatalf("a text that was there is a message of the kind %s", l.Message.Kind)
					}
					if l.Message.Kind != oas.Ai && why(l) != reason {
						t.Fatalf("a template for %q", why(l))
					}
				}
				w.clock.Move(10 * time.Second)
			}
			// Those that were under way when it became known, and one a minute.
			if n := w.fake.Calls() - calls; n < minutes || n > minutes+len(before) {
				t.Errorf("%d calls in %d minutes", n, minutes)
			}
			health := decode[struct {
				Status        string
				ModelProvider struct{ Status, Reason string } `json:"model_provider"`
			}](w.anonymous().get("/health"))
			if health.Status != "degraded" || health.ModelProvider.Status != "failing" || health.ModelProvider.Reason != reason {
				t.Errorf("%+v", health)
			}
			figures := string(w.anonymous().get("/metrics").body)
			if metric(t, figures, "portal_llm_failing") != 1 || metric(t, figures, `portal_llm_failures_total{reason="`+reason+`"}`) == 0 {
				t.Error("the figures do not show it")
			}
			c.http.CloseIdleConnections()
			w.audit(t)
		})
	}
}

// F12: a thousand answers that are none, and the process lives on.
func TestAThousandAnswersThatAreNoneAreNotTaken(t *testing.T) {
	fake := llmtest.New(t)
	none := []llmtest.Fault{llmtest.JSON("{}"), llmtest.EmptyChoices(), llmtest.ErrorWith200(), llmtest.NullContent(), llmtest.Content(7), llmtest.JSON("null"), llmtest.JSON(`{"choices":[null]}`)}
	fake.SetFault(func(r llmtest.Request) llmtest.Fault { return none[r.Number%len(none)] })
	p := boot(t, modelled(fake), func(c *config.Config) { c.Concurrency = 4 })
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	l := settledQueue(t, c, 1)[0]
	for n := 0; fake.Calls() < 1000; n++ {
		c.do("POST", "/api/leads/"+l.Id+"/message", nil, "Idempotency-Key", fmt.Sprint(n)).want(http.StatusServiceUnavailable)
		p.clock.Move(20 * time.Second) // past the time that it is left alone for
		if n > 2000 {
			t.Fatalf("%d calls", fake.Calls())
		}
	}
	if l := settledQueue(t, c, 1)[0]; l.Message.Kind != oas.Template {
		t.Errorf("%+v", l.Message)
	}
	if f := p.outreach.Figures(); f.Entries != 0 {
		t.Errorf("%d of them are kept as texts", f.Entries)
	}
	p.ledger(fake)
}

// F23: what an outage left is a text at most ninety seconds after it, without a restart and without anybody asking,
// and no template was ever kept as a text.
func TestNinetySecondsAfterAnOutageAllMessagesAreTexts(t *testing.T) {
	for name, fault := range map[string]llmtest.Fault{"503": llmtest.Status(503), "reset": llmtest.ResetBefore(), "key": llmtest.Unauthorized(), "no answer": llmtest.EmptyChoices()} {
		nothingLeft(t, name, func(t *testing.T) {
			w := newWorld(t)
			w.fake.Always(fault)
			c := w.as("advisor@own.example")
			for range 6 { // a minute
				for _, l := range settledQueue(t, c, 8) {
					if l.Message.Kind != oas.Template || why(l) == "" {
						t.Errorf("in the outage lead %s has a message of the kind %s", l.Id, l.Message.Kind)
					}
				}
				w.must(w.outreach.WarmDue(t.Context()))
				w.clock.Move(10 * time.Second)
			}
			if f := w.outreach.Figures(); f.Entries != 0 {
				t.Errorf("%d templates are kept as texts", f.Entries)
			}
			w.fake.SetFault(nil)
			for range 18 { // ninety seconds; nobody asks
				w.clock.Move(5 * time.Second)
				w.must(w.outreach.WarmDue(t.Context()))
			}
			for _, l := range decode[oas.GeneratedLeads](c.get("/api/generate-leads").want(http.StatusOK)).Leads {
				if l.Message.Kind != oas.Ai {
					t.Errorf("lead %s has a message of the kind %s: %s", l.Id, l.Message.Kind, why(l))
				}
			}
			c.http.CloseIdleConnections()
			w.audit(t)
		})
	}
}

// F40: a provider that is down for a minute, with a new text wanted every four seconds: twenty, of which fifteen in
// the outage, and four more. All fifteen are served, all but who meets the outage first with a text; few attempts meet
// the outage, and the provider is asked again within half a minute of its return.
func TestAProviderThatFlapsIsSparedAndFoundAgain(t *testing.T) {
	first, second := llmtest.New(t), llmtest.New(t)
	p := boot(t, modelled(first), func(c *config.Config) {
		c.FallbackBaseURL, c.FallbackModel = second.URL(), "another-model"
	})
	p.dealer("OWN", "AZ", 100)
	c := p.as("advisor@own.example")
	const every, outage, inOutage = 4 * time.Second, time.Minute, 15
	fresh := differentBriefs(t, p, 24)
	began := p.clock.Now()
	served, texts, attempts, by := 0, 0, 0, map[string]int{}
	for n, l := range fresh {
		since := p.clock.Now().Sub(began)
		first.SetFault(nil)
		if since < outage {
			first.Always(llmtest.Status(http.StatusServiceUnavailable))
		}
		message := finished(t, c, l)
		if message.Kind == oas.Ai {
			by[*message.Model]++
			texts++
		}
		if message.PhoneScript != "" {
			served++
		}
		if n == inOutage-1 {
			attempts = first.Calls()
			if served != inOutage || texts != inOutage-1 {
				t.Errorf("in the outage %d of %d are served, %d with a text", served, inOutage, texts)
			}
		}
		if since >= outage+28*time.Second && (message.Model == nil || *message.Model != "gpt-4o-mini") {
			t.Errorf("%s after the beginning there is still a message of the kind %s, not by the first", since, message.Kind)
		}
		p.clock.Move(every)
	}
	if attempts > 8 {
		t.Errorf("%d attempts in the outage", attempts)
	}
	if texts != len(fresh)-1 || by["another-model"] < inOutage-1 || by["gpt-4o-mini"] < 2 {
		t.Errorf("the texts are by %v", by)
	}
}

// differentBriefs are the ids of so many leads of different briefs.
func differentBriefs(t *testing.T, p *portal, n int) []string {
	t.Helper()
	d, err := p.dealers.ByCode(t.Context(), "OWN")
	p.must(err)
	leads, err := p.leads.Top(t.Context(), d.ID, 100)
	p.must(err)
	seen := map[string]bool{}
	var ids []string
	for _, l := range leads {
		key := outreach.BriefFor(d, l).Key("", "")
		if seen[key] || len(ids) == n {
			continue
		}
		seen[key] = true
		ids = append(ids, l.ID)
	}
	if len(ids) < n {
		t.Fatalf("there are %d different briefs", len(ids))
	}
	return ids
}

// finished asks for a lead until its message has come to an end.
func finished(t *testing.T, c *client, id string) oas.Message {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; {
		l := decode[oas.Lead](c.get("/api/leads/" + id).want(http.StatusOK))
		if why(l) != "pending" {
			return l.Message
		}
		if time.Now().After(end) {
			t.Fatalf("lead %s waits for ever", id)
		}
		<-time.After(2 * time.Millisecond)
	}
}

// The rule that an answer broke is on the message's record, in another process as well, and the brief is left alone
// there as it was here.
func TestTheRecordNamesTheBrokenRuleAfterARestart(t *testing.T) {
	w := newWorld(t)
	w.fake.Always(llmtest.Spoilt("digits"))
	c := w.as("advisor@own.example")
	l := settledQueue(t, c, 1)[0]
	calls := w.fake.Calls()
	w.fake.Always(llmtest.Spoilt("url"))
	w.again(t)
	c = w.as("advisor@own.example")
	for range 2 {
		if r := record(c, l.Id); r.Kind != oas.Template || *r.Reason != "invalid_answer" || r.BrokenRule == nil || *r.BrokenRule != "digit" {
			t.Errorf("%+v", r)
		}
	}
	w.must(w.outreach.WarmDue(t.Context()))
	if n := w.fake.Calls() - calls; n != 0 {
		t.Errorf("%d calls within the time that the brief is left alone", n)
	}
	w.clock.Move(30 * time.Second)
	settledQueue(t, c, 1)
	if r := record(c, l.Id); *r.BrokenRule != "url" {
		t.Errorf("%+v", r)
	}
	w.again(t)
	c = w.as("advisor@own.example")
	w.fake.SetFault(nil)
	w.clock.Move(59 * time.Second) // twice as long the second time
	if l := settledQueue(t, c, 1)[0]; why(l) != "invalid_answer" {
		t.Errorf("a message of the kind %s: %s", l.Message.Kind, why(l))
	}
	w.clock.Move(time.Second)
	if l := settledQueue(t, c, 1)[0]; l.Message.Kind != oas.Ai {
		t.Errorf("a message of the kind %s: %s", l.Message.Kind, why(l))
	}
	if r := record(c, l.Id); r.BrokenRule != nil || r.Kind != oas.Ai {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(string(w.anonymous().get("/metrics").body), "portal_message_refusals_total") {
		t.Error("the figures do not count refusals")
	}
}
