package app

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/event"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm/llmtest"
)

// priorities are those of the briefs that a provider was asked about, in order.
func priorities(t *testing.T, asked []llmtest.Request) (all []lead.Priority) {
	t.Helper()
	for _, r := range asked {
		var b struct{ Priority lead.Priority }
		if err := json.Unmarshal([]byte(r.User), &b); err != nil {
			t.Fatal(err)
		}
		all = append(all, b.Priority)
	}
	return all
}

func TestTheTextsOfAScoredFleetAreWrittenAheadBestLeadFirst(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake), func(c *config.Config) { c.Concurrency = 1 })
	d := p.dealer("OWN", "AZ", 40)
	c := p.as("advisor@own.example")
	s, _ := c.listen("/api/events")
	p.must(p.outreach.WarmDue(t.Context()))
	s.want(event.MessageReady)
	asked := priorities(t, fake.Requests())
	if !slices.IsSortedFunc(asked, func(a, b lead.Priority) int {
		return slices.Index(lead.Priorities, a) - slices.Index(lead.Priorities, b)
	}) || asked[0] == asked[len(asked)-1] {
		t.Errorf("asked in the order %v", asked)
	}
	calls := fake.Calls()
	for _, l := range decode[oas.LeadPage](c.get("/api/leads?limit=200").want(http.StatusOK)).Leads {
		if l.Message.Kind != oas.Ai {
			t.Errorf("lead %s has a message of the kind %s", l.Id, l.Message.Kind)
		}
	}
	p.outreach.Warm(d.ID)
	p.must(p.outreach.WarmDue(t.Context()))
	if fake.Calls() != calls {
		t.Errorf("%d calls for texts that are there", fake.Calls()-calls)
	}
}

func TestWarmingYieldsToAPersonsRequest(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := boot(t, modelled(fake), func(c *config.Config) { c.Concurrency = 4 }) // of which one is for warming
	d := p.dealer("OWN", "AZ", 40)
	c := p.as("advisor@own.example")
	warmed := make(chan error, 1)
	go func() { warmed <- p.outreach.WarmDue(t.Context()) }()
	for fake.Calls() < 1 {
		c.get("/health")
	}
	// The person's request has the other three places, and the next ones.
	tallies, err := p.leads.Tallies(t.Context(), d.ID)
	p.must(err)
	last := lead.High
	for _, priority := range lead.Priorities {
		if tallies[priority].Count > 0 {
			last = priority
		}
	}
	wanted := map[string]bool{}
	leads := decode[oas.LeadPage](c.get("/api/leads?limit=8&priority=" + string(last)).want(http.StatusOK)).Leads
	for _, l := range leads {
		wanted[record(c, l.Id).Brief.Key] = true
	}
	for fake.Calls() < min(4, 1+len(wanted)) {
		c.get("/health")
	}
	if len(wanted) < 2 || last == lead.High {
		t.Fatalf("the leads of priority %s have %d briefs", last, len(wanted))
	}
	close(g)
	p.must(<-warmed)
	asked := priorities(t, fake.Requests())
	for _, got := range asked[1 : 1+len(wanted)] {
		if got != last {
			t.Fatalf("asked in the order %v; a person waits for %d texts of the last priority", asked, len(wanted))
		}
	}
}

func TestATemplateThatAFailureLeftIsATextSoonAfterTheRecovery(t *testing.T) {
	fake := llmtest.New(t)
	fake.Always(llmtest.Status(http.StatusNotFound))
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	p.must(p.outreach.WarmDue(t.Context()))
	l := wantKinds(t, c.get("/api/generate-leads"), 0, 0, 1)[0]
	if *l.Message.Reason != "upstream_error" {
		t.Errorf("the reason is %s", *l.Message.Reason)
	}
	fake.SetFault(nil)
	for waited := time.Duration(0); ; waited += 5 * time.Second { // nobody asks; the program looks by itself
		if waited > time.Minute {
			t.Fatal("a minute after the recovery there is no text")
		}
		p.clock.Move(5 * time.Second)
		p.must(p.outreach.WarmDue(t.Context()))
		if fake.Calls() > 1 {
			break
		}
	}
	wantKinds(t, c.get("/api/generate-leads"), 1, 0, 0)
}

func TestABriefThatIsLeftAloneForLongIsWrittenWhenItsTimeHasCome(t *testing.T) {
	fake := llmtest.New(t)
	fake.Always(llmtest.Refusal())
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	p.must(p.outreach.WarmDue(t.Context()))
	p.clock.Move(30 * time.Second)
	p.must(p.outreach.WarmDue(t.Context())) // it fails again, and is left alone for a minute
	fake.SetFault(nil)
	p.clock.Move(30 * time.Second)
	p.must(p.outreach.WarmDue(t.Context()))
	if n := fake.Calls(); n != 2 {
		t.Fatalf("%d calls until then", n)
	}
	p.clock.Move(30 * time.Second) // nobody asks
	p.must(p.outreach.WarmDue(t.Context()))
	wantKinds(t, c.get("/api/generate-leads"), 1, 0, 0)
}

func TestABriefThatCannotBeWrittenIsAskedForLessAndLessOften(t *testing.T) {
	fake := llmtest.New(t)
	fake.Always(llmtest.Refusal())
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 1)
	c := p.as("advisor@own.example")
	for range 120 { // an hour
		wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 0, 0, 1)
		p.clock.Move(30 * time.Second)
	}
	if n := fake.Calls(); n < 5 || n > 8 {
		t.Errorf("%d calls in an hour", n)
	}
}

func TestNothingIsWrittenAheadWhereThatIsNotWanted(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake), func(c *config.Config) { c.Outreach.Warm = false })
	p.dealer("OWN", "AZ", 5)
	p.must(p.outreach.WarmDue(t.Context()))
	if fake.Calls() != 0 {
		t.Errorf("%d calls", fake.Calls())
	}
}
