package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

func TestAPersonSavesViewsThatNobodyElseSees(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	p.user("admin@portal.example", account.Admin, nil)
	advisor, manager, admin := p.as("advisor@own.example"), p.as("manager@own.example"), p.as("admin@portal.example")

	v := decode[oas.View](advisor.do("POST", "/api/views", oas.ViewInput{Name: "Mornings", Query: "priority=HIGH&q=Ann+Arbor"}).want(http.StatusCreated))
	if v.Name != "Mornings" || v.Query != "priority=HIGH&q=Ann+Arbor" || v.Id == "" {
		t.Fatalf("%+v", v)
	}
	advisor.do("POST", "/api/views", oas.ViewInput{Name: "Mornings"}).problem(http.StatusConflict, "")
	advisor.do("POST", "/api/views", oas.ViewInput{Name: " "}).problem(http.StatusBadRequest, "name")
	advisor.do("POST", "/api/views", map[string]string{"name": "x"}).problem(http.StatusBadRequest, "query")
	renamed := decode[oas.View](advisor.do("PUT", "/api/views/"+v.Id, oas.ViewInput{Name: "Early", Query: "sort=newest"}).want(http.StatusOK))
	if renamed.Id != v.Id || renamed.Name != "Early" || renamed.Query != "sort=newest" {
		t.Fatalf("%+v", renamed)
	}
	for _, c := range []*client{manager, advisor} {
		list := decode[oas.ViewList](c.get("/api/views").want(http.StatusOK))
		if want := map[bool]int{true: 1, false: 0}[c == advisor]; len(list.Views) != want {
			t.Fatalf("%+v", list)
		}
	}
	manager.do("DELETE", "/api/views/"+v.Id, nil).problem(http.StatusNotFound, "")
	admin.get("/api/views").problem(http.StatusBadRequest, "dealer")
	admin.do("POST", "/api/views?dealer=OWN", oas.ViewInput{Name: "Of the admin"}).want(http.StatusCreated)
	advisor.do("DELETE", "/api/views/"+v.Id, nil).want(http.StatusNoContent)
	if list := decode[oas.ViewList](advisor.get("/api/views").want(http.StatusOK)); list.Views == nil || len(list.Views) != 0 {
		t.Fatalf("%+v", list)
	}
}

func TestSeveralLeadsAreChangedAtOnceAndEachSaysWhatBecameOfIt(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 6)
	c := p.as("advisor@own.example")
	me := decode[oas.Session](c.get("/api/session").want(http.StatusOK)).User.Id
	leads := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads
	c.do("PATCH", "/api/leads/"+leads[1].Id, map[string]string{"note": "quicker"}, "If-Match", "*").want(http.StatusOK)
	one := func(l oas.Lead, change map[string]any) map[string]any {
		return map[string]any{"id": l.Id, "version": l.Version, "change": change}
	}
	body := map[string]any{"changes": []any{
		one(leads[0], map[string]any{"status": "contacted", "assignee_id": me}),
		one(leads[1], map[string]any{"status": "contacted"}),
		map[string]any{"id": "nothing", "version": 1, "change": map[string]any{"status": "booked"}},
		one(leads[2], map[string]any{"status": "callback"}),
		one(leads[3], map[string]any{"assignee_id": "nobody known"}),
	}}
	got := decode[oas.LeadChangeResults](c.do("POST", "/api/leads/changes", body).want(http.StatusOK)).Results
	var results []string
	for i, r := range got {
		results = append(results, string(r.Result))
		if done := r.Result == oas.LeadChangeResultResultDone; done != (r.Version != nil) || done == (r.Detail != nil) {
			t.Errorf("result %d: %+v", i, r)
		}
	}
	if want := []string{"done", "changed", "not_found", "refused", "refused"}; !slices.Equal(results, want) {
		t.Fatalf("%v, want %v", results, want)
	}
	if *got[0].Version != leads[0].Version+1 || *got[3].Detail != "call_back_at is needed: when is the call promised for?" {
		t.Fatalf("%+v", got)
	}
	now := decode[oas.Lead](c.get("/api/leads/" + leads[0].Id).want(http.StatusOK))
	if now.Status != oas.LeadStatusContacted || now.Assignee == nil || now.Assignee.Id != me {
		t.Fatalf("%+v", now)
	}
	c.do("POST", "/api/leads/changes", map[string]any{"changes": []any{}}).problem(http.StatusBadRequest, "changes")
	c.do("POST", "/api/leads/changes", map[string]any{"changes": []any{one(leads[4], map[string]any{})}}).problem(http.StatusBadRequest, "changes[0].change")
}

func TestWhereAVehicleStands(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 6)
	c := p.as("advisor@own.example")
	leads := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads
	ask := func(q string) oas.Whereabouts {
		return decode[oas.Whereabouts](c.get("/api/leads/whereabouts?vin=" + q).want(http.StatusOK))
	}
	first, second := leads[0], leads[1]
	if w := ask(first.Vehicle.Vin); w.Reason != oas.Here || *w.Rank != 1 || *w.LeadId != first.Id || *w.Priority != first.Priority || w.LeftOutBy == nil {
		t.Fatalf("%+v", w)
	}
	if w := ask(second.Vehicle.Vin + "&assignee=me&status=booked"); w.Reason != oas.LeftOut || *w.Rank != 2 || len(w.LeftOutBy) != 2 {
		t.Fatalf("%+v", w)
	}
	c.do("PATCH", "/api/leads/"+first.Id, map[string]string{"status": "closed", "closed_reason": "declined"}, "If-Match", "*").want(http.StatusOK)
	w := ask(first.Vehicle.Vin)
	if w.Reason != oas.LeadClosed || *w.ClosedBy != "Test advisor" || *w.ClosedReason != oas.ClosedReasonDeclined || w.ClosedAt == nil || w.ReturnsAt == nil || w.Rank != nil || w.Priority != nil {
		t.Fatalf("%+v", w)
	}
	if w := ask("1ftfw1e5"); w.Reason != oas.NotAVin || w.Vin != "1FTFW1E5" || w.Detail == nil || w.LeadId != nil {
		t.Fatalf("%+v", w)
	}
	if w := ask("1FTFW1E50PF999999"); w.Reason != oas.NotInFleet {
		t.Fatalf("%+v", w)
	}
	c.get("/api/leads/whereabouts").problem(http.StatusBadRequest, "vin")
}

func TestTheQueueByAgeAndItsCountsUnderFilters(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 12)
	c := p.as("advisor@own.example")
	leads := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads
	me := decode[oas.Session](c.get("/api/session").want(http.StatusOK)).User.Id
	c.do("PATCH", "/api/leads/"+leads[0].Id, map[string]string{"assignee_id": me}, "If-Match", "*").want(http.StatusOK)

	var ids []string
	for cursor := ""; ; {
		page := decode[oas.LeadPage](c.get("/api/leads?sort=newest&limit=5" + cursor).want(http.StatusOK))
		for _, l := range page.Leads {
			ids = append(ids, l.Id)
		}
		if page.NextCursor == nil {
			break
		}
		cursor = "&cursor=" + *page.NextCursor
	}
	if len(ids) != 12 || !slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Fatalf("the newest first: %v", ids)
	}
	c.get("/api/leads?sort=value").problem(http.StatusBadRequest, "sort")
	for q, want := range map[string]int{"": 12, "?assignee=me": 1, "?assignee=none": 11, "?q=" + leads[3].Vehicle.Vin: 1, "?q=nobody": 0} {
		if n := decode[oas.LeadCounts](c.get("/api/leads/counts" + q).want(http.StatusOK)).Open; n != want {
			t.Errorf("%s counts %d, want %d", q, n, want)
		}
	}
}
