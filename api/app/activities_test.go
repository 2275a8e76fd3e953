package app

import (
	"net/http"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/event"
	"dealerportal/pkg/llm/llmtest"
)

func activities(c *client, id string) []oas.Activity {
	c.p.t.Helper()
	return decode[oas.ActivityPage](c.get("/api/leads/" + id + "/activities").want(http.StatusOK)).Activities
}

func TestAnOutcomeIsRecordedToldAndTakenBack(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	c := p.as("advisor@own.example")
	l := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads[0]
	path := "/api/leads/" + l.Id + "/activities"
	tag := c.get("/api/leads/" + l.Id).want(http.StatusOK).header.Get("ETag")
	booked := map[string]any{"code": "booked", "note": "Tuesday at nine, <img src=x onerror=alert(1)>"}
	c.do("POST", path, booked).problem(http.StatusPreconditionRequired, "If-Match")
	c.do("POST", path, booked, "If-Match", `"v999"`).problem(http.StatusPreconditionFailed, "If-Match")
	c.do("POST", path, map[string]any{"code": "shrug"}, "If-Match", tag).problem(http.StatusBadRequest, "code")
	c.do("POST", path, map[string]any{"code": "callback"}, "If-Match", tag).problem(http.StatusBadRequest, "call_back_at")
	s, _ := c.listen("/api/events")
	answer := c.do("POST", path, booked, "If-Match", tag).want(http.StatusCreated)
	if _, data := s.want(event.LeadChanged); *data.LeadId != l.Id {
		t.Errorf("told of %s", *data.LeadId)
	}
	recorded := decode[oas.RecordedOutcome](answer)
	if recorded.Lead.Status != "booked" || answer.header.Get("ETag") == tag {
		t.Fatalf("%+v", recorded)
	}
	list := activities(c, l.Id)
	if len(list) != 1 || list[0].Id != recorded.Activity.Id || *list[0].Code != "booked" || *list[0].Note != booked["note"] ||
		list[0].Person.Name != "Test advisor" || *list[0].FromStatus != "new" || *list[0].ToStatus != "booked" {
		t.Fatalf("the history is %+v", list)
	}
	back := decode[oas.Lead](c.do("POST", path+"/"+recorded.Activity.Id+"/undo", nil).want(http.StatusOK))
	if back.Status != "new" {
		t.Fatalf("%+v", back)
	}
	c.do("POST", path+"/"+recorded.Activity.Id+"/undo", nil).problem(http.StatusConflict, "")
	if list = activities(c, l.Id); len(list) != 2 || list[0].Kind != "undone" || *list[0].Undoes != recorded.Activity.Id || !list[1].Undone {
		t.Fatalf("the history is %+v", list)
	}
	page := decode[oas.ActivityPage](c.get(path + "?limit=1").want(http.StatusOK))
	next := decode[oas.ActivityPage](c.get(path + "?limit=1&cursor=" + *page.NextCursor).want(http.StatusOK))
	if page.Activities[0].Id != list[0].Id || next.Activities[0].Id != list[1].Id || next.NextCursor != nil {
		t.Fatalf("the pages are %+v and %+v", page, next)
	}
	c.get(path+"?cursor=nonsense").problem(http.StatusBadRequest, "cursor")
}

func TestWhoAskedToBeLeftAloneHasNoMessageAnyMore(t *testing.T) {
	fake := llmtest.New(t)
	p := eightBriefs(t, modelled(fake))
	c := p.as("advisor@own.example")
	leads := wantKinds(t, c.get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	id := leads[0].Id
	path := "/api/leads/" + id
	edited := c.do("PUT", path+"/message", textsOf("Mine"), "If-Match", "*").want(http.StatusOK)
	recorded := decode[oas.RecordedOutcome](c.do("POST", path+"/activities", map[string]any{"code": "do_not_contact"}, "If-Match", edited.header.Get("ETag")).want(http.StatusCreated))
	withheld := func(m oas.Message) {
		t.Helper()
		if m.Reason == nil || *m.Reason != "do_not_contact" || m.PhoneScript+m.Sms+m.Email.Subject+m.Email.Body != "" {
			t.Fatalf("the message is %+v", m)
		}
	}
	withheld(recorded.Lead.Message)
	withheld(decode[oas.Lead](c.get(path).want(http.StatusOK)).Message)
	withheld(decode[oas.LeadPage](c.get("/api/leads?status=closed").want(http.StatusOK)).Leads[0].Message)
	if r := record(c, id); *r.Reason != "do_not_contact" || r.EditedBy != nil {
		t.Fatalf("the record is %+v", r)
	}
	asked := fake.Calls()
	c.do("PUT", path+"/message", textsOf("Again"), "If-Match", "*").problem(http.StatusConflict, "")
	c.do("DELETE", path+"/message", nil, "If-Match", "*").problem(http.StatusConflict, "")
	c.do("POST", path+"/message", nil, "Idempotency-Key", "k").problem(http.StatusConflict, "")
	c.do("POST", path+"/activities", map[string]any{"code": "booked"}, "If-Match", "*").problem(http.StatusConflict, "")
	if fake.Calls() != asked {
		t.Fatal("the model was asked")
	}
	back := decode[oas.Lead](c.do("POST", path+"/activities/"+recorded.Activity.Id+"/undo", nil).want(http.StatusOK))
	if back.Message.Kind != oas.Edited || back.Message.PhoneScript != "Mine" {
		t.Fatalf("after it was taken back the message is %+v", back.Message)
	}
	kinds := []oas.ActivityKind{}
	for _, a := range activities(c, id) {
		kinds = append(kinds, a.Kind)
	}
	if len(kinds) != 3 || kinds[0] != "undone" || kinds[1] != "outcome" || kinds[2] != "message_edited" {
		t.Fatalf("the history is %v", kinds)
	}
}

func TestASingleLeadTellsWhatToCheckNext(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 3)
	c := p.as("advisor@own.example")
	for _, listed := range decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads {
		if listed.NextCheck != nil || listed.PriorProbability != nil {
			t.Fatalf("a list tells %+v", listed)
		}
		l := decode[oas.Lead](c.get("/api/leads/" + listed.Id).want(http.StatusOK))
		if l.PriorProbability == nil || *l.PriorProbability <= 0 || *l.PriorProbability >= 1 {
			t.Fatalf("the prior is %v", l.PriorProbability)
		}
		if n := l.NextCheck; n == nil || n.Check == "" || n.ProbabilityIfPresent <= l.Risk.Probability || n.ProbabilityIfAbsent >= l.Risk.Probability {
			t.Fatalf("the next check is %+v", n)
		}
	}
}

func TestReadingsAreListedNewestFirst(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	c := p.as("advisor@own.example")
	vin := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads[0].Vehicle.Vin
	at := p.clock.Now().Add(-48 * time.Hour).UTC()
	sent := []any{
		map[string]any{"vin": vin, "kind": "rest_voltage", "value": 12.4, "rest_hours": 9, "observed_at": at},
		map[string]any{"vin": vin, "kind": "conductance_test", "result": "pass", "observed_at": at.Add(time.Hour), "source": "workshop"},
		map[string]any{"vin": vin, "kind": "dtc", "code": "P0562", "observed_at": at.Add(2 * time.Hour)},
	}
	c.do("POST", "/api/telemetry", map[string]any{"readings": sent}).want(http.StatusOK)
	path := "/api/vehicles/" + vin + "/readings?since=" + at.Format(time.RFC3339)
	all := decode[oas.ReadingList](c.get(path).want(http.StatusOK))
	if len(all.Readings) != 3 || all.More || *all.Readings[0].Code != "P0562" || *all.Readings[1].Result != "pass" || *all.Readings[2].Value != 12.4 || *all.Readings[2].RestHours != 9 {
		t.Fatalf("%+v", all)
	}
	if some := decode[oas.ReadingList](c.get(path + "&kind=rest_voltage&kind=dtc&limit=1").want(http.StatusOK)); len(some.Readings) != 1 || !some.More || some.Readings[0].Kind != "dtc" {
		t.Fatalf("%+v", some)
	}
	c.get(path+"&kind=mood").problem(http.StatusBadRequest, "kind")
	c.get(path+"&limit=1001").problem(http.StatusBadRequest, "limit")
}
