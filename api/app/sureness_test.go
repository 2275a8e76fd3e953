package app

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/transfer"
)

// A day that has not come by the dealer's calendar, or on which the vehicle was not built, is refused wherever a
// battery's day is taken in, by the name that it was sent under.
func TestABatteryThatCannotBeIsRefusedWhereverItIsTakenIn(t *testing.T) {
	p := boot(t) // at nine in the morning of 2 March in UTC, four in Detroit
	d := p.dealer("OWN", "MI", 1)
	p.clock.Move(17 * time.Hour) // nine in the evening of 2 March in Detroit
	c := p.as("advisor@own.example")
	v := testVehicle("OWN", "MI", 0)
	put := func(year int, day string) answer {
		return c.do("PUT", "/api/vehicles/"+string(v.VIN), map[string]any{"year": year, "make": "Ford", "model": "F-150 XLT", "battery_installed_on": day})
	}
	imported := func(year int, day string) string {
		csv := fmt.Sprintf("vin,year,make,model,battery_installed_on\n%s,%d,Ford,F-150 XLT,%s\n", v.VIN, year, day)
		r, err := p.imports.Import(t.Context(), d.ID, strings.NewReader(csv), transfer.Options{Kind: transfer.Vehicles, DryRun: true})
		p.must(err)
		return r.Rows[0].Status + " " + r.Rows[0].Field
	}
	event := func(day string) answer {
		return c.do("POST", "/api/vehicles/"+string(v.VIN)+"/battery-events", map[string]any{"kind": "tested", "result": "pass", "occurred_on": day})
	}
	put(2021, "2026-03-03").problem(http.StatusBadRequest, "battery_installed_on")
	put(2021, "2018-12-31").problem(http.StatusBadRequest, "battery_installed_on")
	for _, day := range []string{"2026-03-03", "2018-12-31"} {
		if got := imported(2021, day); got != "rejected battery_installed_on" {
			t.Errorf("a row with %s is %q", day, got)
		}
	}
	put(2021, "2019-01-01").want(http.StatusOK)
	// With the day that is stored another year does not go together.
	if got := imported(2022, ""); got != "rejected battery_installed_on" {
		t.Errorf("a row with another year is %q", got)
	}
	put(2021, "2026-03-02").want(http.StatusOK)
	event("2026-03-03").problem(http.StatusBadRequest, "occurred_on")
	event("2018-12-31").problem(http.StatusBadRequest, "occurred_on")
	event("2026-03-02").want(http.StatusCreated)
}

// What is said of a list and of a rank comes with how sure it is.
func TestExpectedNumbersAndRanksSayHowSureTheyAre(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "AZ", 70)
	c := p.as("advisor@own.example")
	counts := decode[oas.LeadCounts](c.get("/api/leads/counts").want(http.StatusOK))
	var probabilities []float64
	sum := 0.0
	for _, l := range allLeads(p, d) {
		if l.Priority != lead.Retention {
			probabilities = append(probabilities, l.Score.Probability)
			sum += l.Score.Probability
		}
	}
	below, low, high := 0.0, -1, -1
	for k, mass := range risk.PoissonBinomial(probabilities) {
		below += mass
		if low < 0 && below >= 0.05 {
			low = k
		}
		if high < 0 && below >= 0.95 {
			high = k
		}
	}
	if math.Abs(counts.ExpectedReplacements-sum) > 1e-9 || counts.ExpectedLow != low || counts.ExpectedHigh != high || low >= high {
		t.Errorf("%+v, want %v from %d to %d", counts, sum, low, high)
	}
	ranked := 0
	for _, l := range leadsOf(c.get("/api/generate-leads?limit=70")) {
		switch {
		case l.Cohort.Percentile == nil && l.Cohort.StandardError == nil:
		case l.Cohort.Percentile == nil || l.Cohort.StandardError == nil || *l.Cohort.StandardError < 0 || *l.Cohort.StandardError > 50/math.Sqrt(float64(l.Cohort.Size)):
			t.Errorf("%+v", l.Cohort)
		default:
			ranked++
		}
	}
	if ranked == 0 {
		t.Error("nothing has a rank")
	}
	a := decode[oas.Assessment](c.do("POST", "/api/risk/assess", map[string]any{
		"battery_age_months": 50, "vehicle_age_months": 80, "annual_mean_temperature_c": 22, "cohort": map[string]any{"failures": 7, "exposure": 4}, "evidence": []any{},
	}).want(http.StatusOK))
	for _, bar := range a.Waterfall {
		want := 0.0
		if bar.Name == "cohort_record" {
			want = 7
		}
		if bar.Outcomes != want || bar.Updated.String() != risk.Default().ParameterSet().Updated {
			t.Errorf("%s rests on %v outcomes, from %v", bar.Name, bar.Outcomes, bar.Updated)
		}
	}
}

// allLeads are the open leads of a dealer.
func allLeads(p *portal, d dealer.Dealer) []lead.Lead {
	p.t.Helper()
	leads, _, err := p.leads.List(p.t.Context(), d.ID, lead.Filter{Limit: 1000})
	p.must(err)
	return leads
}
