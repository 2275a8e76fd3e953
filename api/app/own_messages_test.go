package app

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/event"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
)

func textsOf(script string) map[string]any {
	return map[string]any{"phone_script": script, "sms": "An SMS of mine", "email": map[string]string{"subject": "A subject", "body": "A body\nof mine"}}
}

func record(c *client, id string) oas.MessageRecord {
	c.p.t.Helper()
	return decode[oas.MessageRecord](c.get("/api/leads/" + id + "/message/record").want(http.StatusOK))
}

func TestWhatAPersonWroteStaysWhateverTheModelWrites(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	leads := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	id, path := leads[0].Id, "/api/leads/"+leads[0].Id+"/message"
	read := c.get("/api/leads/" + id).want(http.StatusOK)
	tag := read.header.Get("ETag")
	c.do("PUT", path, textsOf("Mine")).problem(http.StatusPreconditionRequired, "If-Match")
	c.do("PUT", path, textsOf("Mine"), "If-Match", `"v999"`).problem(http.StatusPreconditionFailed, "If-Match")
	c.do("PUT", path, textsOf(" \n "), "If-Match", tag).problem(http.StatusBadRequest, "phone_script")
	c.do("PUT", path, textsOf(strings.Repeat("a", 4001)), "If-Match", tag).problem(http.StatusBadRequest, "phone_script")
	s, _ := c.listen("/api/events")
	written := c.do("PUT", path, textsOf("Mine: call 48 times, for $5"), "If-Match", tag).want(http.StatusOK)
	if _, data := s.want(event.LeadChanged); *data.LeadId != id {
		t.Errorf("told of %s", *data.LeadId)
	}
	if written.header.Get("ETag") == tag {
		t.Error("the version is the same")
	}
	c.do("PUT", path, textsOf("Another"), "If-Match", tag).problem(http.StatusPreconditionFailed, "If-Match")
	mine := func() {
		t.Helper()
		for _, l := range decode[oas.GeneratedLeads](c.get("/api/generate-leads", "Prefer", "wait=30")).Leads {
			m := l.Message
			if edited := m.Kind == oas.Edited; edited != (l.Id == id) {
				t.Fatalf("lead %s has a message of the kind %s", l.Id, m.Kind)
			}
			if l.Id == id && (m.PhoneScript != "Mine: call 48 times, for $5" || m.Sms != "An SMS of mine" || m.Email.Body != "A body\nof mine" || m.Reason != nil || m.Model != nil) {
				t.Fatalf("%+v", m)
			}
		}
	}
	mine()
	// The draft grows old and is written anew, and it does not matter.
	p.clock.Move(2 * time.Hour)
	mine()
	c.do("POST", path, nil, "Idempotency-Key", "k").problem(http.StatusConflict, "")
	r := record(c, id)
	if r.Kind != oas.Edited || r.EditedBy == nil || *r.EditedBy != "Test advisor" || r.EditedAt == nil || r.Model != nil || len(r.RulesPassed) != 0 {
		t.Errorf("%+v", r)
	}
	c.do("DELETE", path, nil).problem(http.StatusPreconditionRequired, "If-Match")
	back := decode[oas.Lead](c.do("DELETE", path, nil, "If-Match", written.header.Get("ETag")).want(http.StatusOK))
	if back.Message.Kind != oas.Ai {
		t.Errorf("after the draft was put back the message is %+v", back.Message)
	}
}

func TestARecordTellsHowAMessageCameAbout(t *testing.T) {
	fake := llmtest.New(t)
	fake.SetFault(func(r llmtest.Request) llmtest.Fault {
		if r.Number == 1 {
			return llmtest.Status(http.StatusServiceUnavailable)
		}
		return llmtest.Fault{}
	})
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	l := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 1, 0, 0)[0]
	r, seen := record(c, l.Id), fake.Stats()
	if r.Kind != oas.Ai || *r.Model != "gpt-4o-mini" || *r.Provider != "127.0.0.1" || *r.PromptVersion != outreach.PromptVersion || *r.Attempts != 2 ||
		int64(*r.PromptTokens) != seen.PromptTokens || int64(*r.CompletionTokens) != seen.CompletionTokens || r.LatencyMs == nil || r.GeneratedAt == nil {
		t.Errorf("%+v", r)
	}
	if !slices.Equal(r.RulesPassed, outreach.Rules) || r.Brief.Priority != l.Priority || len(r.Brief.Reasons) == 0 || r.Brief.Manner == "" || len(r.Brief.Key) != 64 {
		t.Errorf("%+v", r)
	}
}

func TestARecordNamesTheRuleThatAnAnswerBroke(t *testing.T) {
	fake := llmtest.New(t)
	fake.Always(llmtest.Spoilt("digits"))
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	l := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 0, 0, 1)[0]
	r := record(c, l.Id)
	if r.Kind != oas.Template || *r.Reason != "invalid_answer" || r.BrokenRule == nil || *r.BrokenRule != "digit" || r.Model != nil || r.Attempts != nil {
		t.Errorf("%+v", r)
	}
}

func TestAMessageIsWrittenAnewForOneLeadAlone(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	before := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 1, 0, 0)[0]
	path := "/api/leads/" + before.Id + "/message"
	c.do("POST", path, nil).problem(http.StatusBadRequest, "Idempotency-Key")
	first := c.do("POST", path, nil, "Idempotency-Key", "one").want(http.StatusOK)
	m := decode[oas.Message](first)
	if m.Kind != oas.Ai || m.PhoneScript == before.Message.PhoneScript {
		t.Errorf("%+v", m)
	}
	calls := fake.Calls()
	again := c.do("POST", path, nil, "Idempotency-Key", "one").want(http.StatusOK)
	if string(again.body) != string(first.body) || fake.Calls() != calls {
		t.Errorf("the same request again gives %s after %d calls", again.body, fake.Calls()-calls)
	}
	if now := decode[oas.Lead](c.get("/api/leads/" + before.Id)); now.Message.PhoneScript != m.PhoneScript {
		t.Errorf("the lead has the text %s", now.Message.PhoneScript)
	}
	if r := record(c, before.Id); r.Kind != oas.Ai || *r.Attempts != 1 {
		t.Errorf("%+v", r)
	}
}

func TestARewritingIsCarriedOutOnce(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	leads := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	g := make(gate)
	fake.SetFault(g.fault)
	calls := fake.Calls()
	path := "/api/leads/" + leads[0].Id + "/message"
	const many = 20
	answers := make([]answer, many)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = c.do("POST", path, nil, "Idempotency-Key", "one") })
	}
	for fake.Calls() == calls {
		c.get("/health")
	}
	c.do("POST", path, nil, "Idempotency-Key", "one").problem(http.StatusConflict, "")
	c.do("POST", "/api/leads/"+leads[1].Id+"/message", nil, "Idempotency-Key", "one").problem(http.StatusUnprocessableEntity, "")
	close(g)
	all.Wait()
	done := ""
	for _, a := range answers {
		switch {
		case a.status == http.StatusConflict:
		case a.status != http.StatusOK, done != "" && done != string(a.body):
			t.Errorf("%d: %s", a.status, a.body)
		default:
			done = string(a.body)
		}
	}
	if done == "" || fake.Calls() != calls+1 {
		t.Errorf("%d calls", fake.Calls()-calls)
	}
}

func TestARewritingThatCameToNothingChangesNothingAndMayBeMadeAgain(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	l := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 1, 0, 0)[0]
	fake.Always(llmtest.Refusal())
	path := "/api/leads/" + l.Id + "/message"
	a := c.do("POST", path, nil, "Idempotency-Key", "one")
	a.problem(http.StatusServiceUnavailable, "")
	if !strings.Contains(string(a.body), "refused") || a.header.Get("Retry-After") == "" {
		t.Errorf("%s", a.body)
	}
	if now := decode[oas.Lead](c.get("/api/leads/" + l.Id)); now.Message.PhoneScript != l.Message.PhoneScript || now.Version != l.Version {
		t.Errorf("%+v", now)
	}
	fake.SetFault(nil)
	c.do("POST", path, nil, "Idempotency-Key", "one").want(http.StatusOK)
}
