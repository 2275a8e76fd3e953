package app

import (
	"net/http"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

func TestResultsAreOfTheOwnDealerAndOfAllForAnAdmin(t *testing.T) {
	p := boot(t)
	own := p.dealer("OWN", "MI", 3)
	p.dealer("FOREIGN", "AZ", 3)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("advisor@own.example")
	lead := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads[0]
	c.do("POST", "/api/leads/"+lead.Id+"/activities", map[string]string{"code": "booked"}, "If-Match", "*").want(http.StatusCreated)
	c.do("POST", "/api/vehicles/"+lead.Vehicle.Vin+"/battery-events", map[string]string{"kind": "tested", "result": "replace", "occurred_on": "2026-03-02"}).want(http.StatusCreated)

	got := decode[oas.ResultsReport](c.get("/api/results").want(http.StatusOK))
	if len(got.Dealers) != 1 || got.Dealers[0].Code != own.Code || got.To.String() != "2026-03-02" || got.From.String() != "2025-12-03" {
		t.Fatalf("%+v", got)
	}
	r := got.Dealers[0]
	booked, confirmed := r.Total.Booked, r.Total.Confirmed
	if r.Total.Contacted != 1 || booked.Count != 1 || booked.Of != 1 || !booked.NotEnough || booked.Share != nil || confirmed.Count != 1 || confirmed.Of != 1 {
		t.Errorf("%+v", r.Total)
	}
	if len(r.Outcomes) != 1 || r.Outcomes[0] != (oas.OutcomeTally{Code: "booked", Reached: true, Outcomes: 1, Leads: 1}) || r.Inspections.TestedReplace != 1 {
		t.Errorf("%+v %+v", r.Outcomes, r.Inspections)
	}
	if before := decode[oas.ResultsReport](c.get("/api/results?from=2026-02-01&to=2026-02-28").want(http.StatusOK)); before.Dealers[0].Total.Contacted != 0 {
		t.Errorf("%+v", before)
	}
	c.get("/api/results?from=2026-03-02&to=2026-03-01").problem(http.StatusBadRequest, "from")
	c.get("/api/results?from=yesterday").problem(http.StatusBadRequest, "from")

	all := decode[oas.ResultsReport](p.as("admin@portal.example").get("/api/results").want(http.StatusOK))
	if len(all.Dealers) != 2 || all.Dealers[0].Code != "FOREIGN" || all.Dealers[0].Total.Contacted != 0 || all.Dealers[1].Total.Contacted != 1 {
		t.Errorf("%+v", all.Dealers)
	}
}
