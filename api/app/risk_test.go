package app

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

const dayLong = 24 * time.Hour

func wantNear(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-8*math.Abs(want) {
		t.Errorf("%s is %.10f, want %.10f", what, got, want)
	}
}

// The worked examples of the model, as a client sees them.
func TestAnybodyMayHaveABatteryEstimated(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("advisor@own.example")
	type sign struct {
		Name    string  `json:"name"`
		Present bool    `json:"present"`
		AgeDays float64 `json:"age_days,omitempty"`
	}
	ask := func(body map[string]any) oas.Assessment {
		t.Helper()
		a := c.do("POST", "/api/risk/assess", body).want(http.StatusOK)
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("the answer may be kept: %q", a.header.Get("Cache-Control"))
		}
		return decode[oas.Assessment](a)
	}
	b := ask(map[string]any{
		"battery_age_months": 50, "vehicle_age_months": 80, "annual_mean_temperature_c": 22,
		"evidence": []sign{
			{Name: "short_trips", Present: true}, {Name: "low_rest_voltage", Present: true}, {Name: "slow_crank", Present: true},
			{Name: "commercial_use", Present: true}, {Name: "long_parked"}, {Name: "charging_fault"},
		},
	})
	wantNear(t, "the probability", b.Probability, 0.628987350)
	wantNear(t, "the prior", b.PriorProbability, 0.255753300)
	wantNear(t, "the log-odds", b.LogOdds, 0.527874985)
	wantNear(t, "the 5 % point", b.Low, 0.257469689)
	wantNear(t, "the median", b.Median, 0.612030785)
	wantNear(t, "the 95 % point", b.High, 0.869346222)
	if b.HorizonDays != 180 || b.ModelVersion != risk.Default().Version() || b.Words != "about 6 in 10 (26–87%) to need replacement within 180 days" {
		t.Errorf("%d days by %s: %q", b.HorizonDays, b.ModelVersion, b.Words)
	}
	want := []struct {
		name    string
		logOdds float64
		signs   int
	}{
		{"base_rate", -2.313634929, 0}, {"battery_age", 0.349420978, 0}, {"climate", 0.896054695, 0}, {"cohort_record", 0, 0},
		{"duty", 0.168048898, 1}, {"undercharge", 0.449978571, 3}, {"weak_battery", 1.072294980, 1}, {"charging_fault", -0.094288207, 1},
	}
	sum := 0.0
	for i, bar := range b.Waterfall {
		sum += bar.LogOdds
		if i >= len(want) || bar.Name != want[i].name || len(bar.Signs) != want[i].signs || bar.Label == "" || bar.Source == "" || !bar.Grade.Valid() {
			t.Fatalf("bar %d is %+v, want %+v", i+1, bar, want)
		}
		if math.Abs(bar.LogOdds-want[i].logOdds) > 1e-8 {
			t.Errorf("%s is %v, want %v", bar.Name, bar.LogOdds, want[i].logOdds)
		}
		wantNear(t, "the factor of "+bar.Name, bar.OddsFactor, math.Exp(bar.LogOdds))
	}
	wantNear(t, "the sum of the bars", sum, b.LogOdds)
	if len(b.Unobserved) != 5 || b.Unobserved[0].Name != "bms_low_soh" || b.Unobserved[0].Label == "" {
		t.Errorf("unobserved: %+v", b.Unobserved)
	}
	next := b.NextCheck
	if next == nil || next.Name != "conductance_replace" || next.Label == "" || next.Check == "" {
		t.Fatalf("the next check is %+v", next)
	}
	wantNear(t, "the chance of finding it", next.ProbabilityPresent, 0.560928876)
	wantNear(t, "the estimate then", next.ProbabilityIfPresent, 0.775587784)
	wantNear(t, "the estimate else", next.ProbabilityIfAbsent, 0.441700115)

	unknown := ask(map[string]any{
		"battery_age_months": nil, "vehicle_age_months": 84, "annual_mean_temperature_c": 18, "cohort": map[string]any{"failures": 12, "exposure": 9},
		"evidence": []sign{{Name: "short_trips", Present: true}, {Name: "conductance_replace", AgeDays: 60}},
	})
	wantNear(t, "of an unknown age", unknown.Probability, 0.106072087)
	wantNear(t, "its 5 % point", unknown.Low, 0.066520129)
	wantNear(t, "its 95 % point", unknown.High, 0.154955862)
}

func TestAnEstimateThatCannotBeMadeNamesTheField(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("advisor@own.example")
	good := func() map[string]any {
		return map[string]any{"battery_age_months": 10, "vehicle_age_months": 20, "annual_mean_temperature_c": 12, "evidence": []any{}}
	}
	with := func(name string, v any) map[string]any {
		b := good()
		b[name] = v
		return b
	}
	sign := func(name string, more ...any) map[string]any {
		s := map[string]any{"name": name, "present": true}
		for i := 0; i < len(more); i += 2 {
			s[more[i].(string)] = more[i+1]
		}
		return s
	}
	for _, x := range []struct {
		field string
		body  any
	}{
		{"battery_age_months", with("battery_age_months", -1)},
		{"battery_age_months", with("battery_age_months", 1201)},
		{"battery_age_months", with("battery_age_months", "ten")},
		{"vehicle_age_months", with("vehicle_age_months", 1e300)},
		{"vehicle_age_months", with("vehicle_age_months", nil)},
		{"annual_mean_temperature_c", with("annual_mean_temperature_c", 46)},
		{"annual_mean_temperature_c", with("annual_mean_temperature_c", -41)},
		{"cohort.failures", with("cohort", map[string]any{"failures": -1, "exposure": 1})},
		{"cohort.exposure", with("cohort", map[string]any{"failures": 1, "exposure": -0.5})},
		{"cohort.failures", with("cohort", map[string]any{"failures": 1e6, "exposure": 0})},
		{"cohort.exposure", with("cohort", map[string]any{"failures": 1})},
		{"evidence[1].name", with("evidence", []any{sign("slow_crank"), sign("age")})},
		{"evidence[2].name", with("evidence", []any{sign("slow_crank"), sign("short_trips"), sign("slow_crank")})},
		{"evidence[0].age_days", with("evidence", []any{sign("slow_crank", "age_days", -1)})},
		{"evidence[0].present", with("evidence", []any{map[string]any{"name": "slow_crank"}})},
		{"evidence", with("evidence", nil)},
		{"body", `{"battery_age_months": NaN}`},
		{"body", `{"battery_age_months": 1e999, "vehicle_age_months": 1, "annual_mean_temperature_c": 1, "evidence": []}`},
		{"wrong", with("wrong", 1)},
	} {
		t.Run(x.field+fmt.Sprint(x.body), func(t *testing.T) {
			a := c.do("POST", "/api/risk/assess", x.body)
			a.t = t
			got := a.problem(http.StatusBadRequest, "")
			if x.field == "wrong" || x.field == "body" {
				return // the body as a whole, or its field: either is an answer
			}
			if got.Errors == nil || (*got.Errors)[0].Field != x.field {
				t.Fatalf("the field %s is not named: %s", x.field, a.body)
			}
		})
	}
	c.do("POST", "/api/risk/assess", good()).want(http.StatusOK)
}

func TestTheModelIsShownWithItsSourcesAndRules(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	m := decode[oas.RiskModel](p.as("advisor@own.example").get("/api/risk/model").want(http.StatusOK))
	if m.Version != risk.Default().Version() || m.HorizonDays != 180 || m.Updated.IsZero() {
		t.Fatalf("%s, %d days, of %s", m.Version, m.HorizonDays, m.Updated)
	}
	bars := map[string]bool{}
	for _, b := range m.Bars {
		bars[b.Name] = true
		if b.Label == "" || b.Source == "" || !b.Grade.Valid() || b.Outcomes != 0 {
			t.Errorf("%+v", b)
		}
	}
	names := map[string]oas.RiskParameter{}
	for _, x := range m.Parameters {
		names[x.Name] = x
		if x.Label == "" || x.Source == "" || !x.Grade.Valid() || x.Unit == "" || !bars[x.Bar] || len(x.Values) == 0 {
			t.Errorf("%+v", x)
		}
	}
	if x := names["slow_crank.with_cause"]; x.PseudoCounts == nil || x.PseudoCounts.For != 11 || x.PseudoCounts.Against != 9 || x.Values[0] != 0.55 || x.Grade != oas.C {
		t.Errorf("%+v", x)
	}
	if x := names["horizon"]; x.PseudoCounts != nil || x.Values[0] != 180 {
		t.Errorf("%+v", x)
	}
	if x := names["season"]; len(x.Values) != 12 {
		t.Errorf("%+v", x)
	}
	if len(m.Signs) != 11 {
		t.Fatalf("%d signs", len(m.Signs))
	}
	for _, s := range m.Signs {
		if s.Label == "" || s.Rule == "" || !bars[s.Bar] {
			t.Errorf("%+v", s)
		}
		switch s.Name {
		case "low_rest_voltage":
			if s.Limit == nil || *s.Limit != 12.4 || *s.Unit != "V" || *s.WindowDays != 90 || *s.LeastReadings != 1 || !s.OfBattery || s.FadesDays != nil {
				t.Errorf("%+v", s)
			}
		case "conductance_replace":
			if s.FadesDays == nil || *s.FadesDays != 120 || s.Limit != nil {
				t.Errorf("%+v", s)
			}
		case "commercial_use":
			if s.WindowDays != nil || s.LeastReadings != nil || s.Unit != nil || s.OfBattery {
				t.Errorf("%+v", s)
			}
		}
	}
}

func TestWhatHappensToABatteryIsRecordedAndCountsAtOnce(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "AZ", 8)
	c := p.as("advisor@own.example")
	vin := leadsOf(c.get("/api/generate-leads?limit=1"))[0].Vehicle.Vin
	path := "/api/vehicles/" + strings.ToLower(vin) + "/battery-events"
	risky := func() float64 {
		l, err := p.db.LatestLead(t.Context(), d.ID, vehicle.VIN(vin))
		p.must(err)
		return l.Score.Probability
	}
	before := risky()
	if a := c.get(path).want(http.StatusOK); !strings.Contains(string(a.body), `"events":[]`) {
		t.Fatalf("%s", a.body)
	}
	test := map[string]any{"kind": "tested", "result": "replace", "occurred_on": "2026-03-01", "source": "repair order"}
	first := decode[oas.BatteryEvent](c.do("POST", path, test).want(http.StatusCreated))
	if first.Id == "" || first.Vin != vin || first.Kind != oas.Tested || first.Result == nil || *first.Result != oas.BatteryEventResultReplace || first.OccurredOn.String() != "2026-03-01" || first.Source != "repair order" || !first.RecordedAt.Equal(storetest.Start) {
		t.Fatalf("%+v", first)
	}
	tested := risky()
	if tested <= before {
		t.Fatalf("a failed test moved the estimate from %v to %v", before, tested)
	}
	again := decode[oas.BatteryEvent](c.do("POST", path, test).want(http.StatusOK))
	if again.Id != first.Id {
		t.Fatalf("%+v beside %+v", again, first)
	}
	second := decode[oas.BatteryEvent](c.do("POST", path, map[string]any{"kind": "replaced_preventively", "occurred_on": "2026-03-02"}).want(http.StatusCreated))
	if second.Result != nil || second.Source != "" {
		t.Fatalf("%+v", second)
	}
	if after := risky(); after >= before/2 {
		t.Fatalf("a new battery moved the estimate from %v to %v", before, after)
	}
	list := decode[oas.BatteryEventList](c.get(path).want(http.StatusOK)).Events
	if len(list) != 2 || list[0].Id != second.Id || list[1].Id != first.Id {
		t.Fatalf("%+v", list)
	}
	c.do("DELETE", path+"/"+list[0].Id, nil).want(http.StatusNoContent)
	if got := risky(); got != tested {
		t.Fatalf("after the new battery was taken back the estimate is %v, and was %v", got, tested)
	}
	c.do("DELETE", path+"/"+list[0].Id, nil).problem(http.StatusNotFound, "")
	c.do("POST", path, map[string]any{"kind": "replaced_preventively", "occurred_on": "2026-03-02"}).want(http.StatusCreated)
	v := decode[oas.Vehicle](c.get("/api/vehicles/" + vin).want(http.StatusOK))
	if v.BatteryInstalledOn == nil || v.BatteryInstalledOn.String() != "2026-03-02" {
		t.Fatalf("the battery is from %v", v.BatteryInstalledOn)
	}
	for field, body := range map[string]any{
		"kind":        map[string]any{"kind": "jumped", "occurred_on": "2026-03-01"},
		"result":      map[string]any{"kind": "tested", "occurred_on": "2026-03-01"},
		"occurred_on": map[string]any{"kind": "installed", "occurred_on": "2026-03-03"}, // tomorrow
	} {
		c.do("POST", path, body).problem(http.StatusBadRequest, field)
	}
	c.do("POST", path, map[string]any{"kind": "installed", "occurred_on": "1979-12-31"}).problem(http.StatusBadRequest, "occurred_on")
}

func leadsOf(a answer) []oas.Lead {
	a.t.Helper()
	return decode[oas.GeneratedLeads](a.want(http.StatusOK)).Leads
}

func TestCalibrationWithholdsWhatRestsOnTooLittle(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 30)
	p.dealer("FOREIGN", "MI", 5)
	p.user("admin@portal.example", account.Admin, nil)
	record := func(from, to int) {
		advisor := p.as("advisor@own.example") // earlier sessions have ended
		for n := from; n < to; n++ {
			body := map[string]any{"kind": "tested", "result": "pass", "occurred_on": "2026-05-01"}
			if n%3 == 0 {
				body = map[string]any{"kind": "replaced_after_failure", "occurred_on": "2026-05-01"}
			}
			advisor.do("POST", fmt.Sprintf("/api/vehicles/%s/battery-events", testVehicle("OWN", "AZ", n).VIN), body).want(http.StatusCreated)
		}
	}
	p.clock.Move(100 * dayLong)
	record(0, 29)
	p.clock.Move(82 * dayLong)
	manager := p.as("manager@own.example")
	own := func(c *client, path string) oas.Calibration {
		t.Helper()
		return decode[oas.Calibration](c.get(path).want(http.StatusOK))
	}
	few := manager.get("/api/risk/calibration").want(http.StatusOK)
	got := decode[oas.Calibration](few)
	if got.Followed != 30 || got.LeftOut.NotInspected != 1 || got.Total.Outcomes != 29 || !got.Total.NotEnough || !got.Scores.NotEnough || got.Scores.Outcomes != 29 || !got.Fit.NotEnough {
		t.Fatalf("%s", few.body)
	}
	if got.Total.Expected != nil || got.Total.Observed != nil || got.Total.Share != nil || got.Scores.Brier != nil || got.Fit.Slope != nil || got.Fit.Error != nil || got.Total.From == nil {
		t.Fatalf("figures of 29 outcomes are shown: %s", few.body)
	}
	if !strings.Contains(got.Bias, "Only vehicles whose battery was inspected") || got.Dealer == nil || *got.Dealer != "OWN" || len(got.ModelVersions) != 1 || len(got.Signs) != 11 {
		t.Fatalf("%s", few.body)
	}
	record(29, 30)
	got = own(manager, "/api/risk/calibration?dealer=OWN")
	if got.Total.NotEnough || got.Total.Observed == nil || *got.Total.Observed != 10 || *got.Total.Expected <= 0 || *got.Total.Share != 1.0/3 || *got.Total.ShareLow >= 1.0/3 || *got.Total.ShareHigh <= 1.0/3 {
		t.Fatalf("%+v", got.Total)
	}
	if got.Scores.NotEnough || *got.Scores.Brier <= 0 || *got.Scores.BrierOfBaseline <= 0 || *got.Scores.LogLoss <= 0 || *got.Fit.Error < 0 || got.Fit.Slope == nil || got.Fit.Consistent == nil {
		t.Fatalf("%+v, %+v", got.Scores, got.Fit)
	}
	for _, bin := range got.Bins {
		if !bin.NotEnough || bin.Expected != nil || bin.Share != nil || bin.Outcomes == 0 {
			t.Errorf("%+v", bin)
		}
	}
	if len(got.ByVersion) != 1 || got.ByVersion[0].ModelVersion != got.ModelVersions[0] || got.ByVersion[0].Total.Outcomes != 30 || *got.ByVersion[0].Total.Observed != 10 {
		t.Errorf("%+v", got.ByVersion)
	}
	// One that is known only now to have had another battery by the day of its estimate is left out.
	vin := testVehicle("OWN", "AZ", 3).VIN
	p.as("advisor@own.example").do("POST", fmt.Sprintf("/api/vehicles/%s/battery-events", vin), map[string]any{"kind": "installed", "occurred_on": "2026-03-02"}).want(http.StatusCreated)
	manager = p.as("manager@own.example")
	if got = own(manager, "/api/risk/calibration?dealer=OWN"); got.LeftOut.NotInVehicle != 1 || got.Total.Outcomes != 29 || *got.ByVersion[0].Total.From != *got.Total.From || !got.ByVersion[0].Total.NotEnough {
		t.Errorf("%+v, %+v", got.LeftOut, got.Total)
	}
	admin := p.as("admin@portal.example")
	all := admin.get("/api/risk/calibration").want(http.StatusOK)
	if got := decode[oas.Calibration](all); got.Dealer != nil || got.Followed != 35 || got.LeftOut.NotInspected != 5 || !strings.Contains(string(all.body), `"dealer":null`) {
		t.Fatalf("%s", all.body)
	}
	if got := own(admin, "/api/risk/calibration?dealer=FOREIGN"); got.Dealer == nil || *got.Dealer != "FOREIGN" || got.Followed != 5 || got.Total.From != nil {
		t.Fatalf("%+v", got)
	}
	admin.get("/api/risk/calibration?dealer=NOBODY").problem(http.StatusNotFound, "")
	p.as("advisor@own.example").get("/api/risk/calibration").problem(http.StatusForbidden, "")
}

func TestAnAdminTriesOutTheFleet(t *testing.T) {
	p := boot(t)
	own, foreign := p.dealer("OWN", "AZ", 30), p.dealer("FOREIGN", "MI", 10)
	p.user("admin@portal.example", account.Admin, nil)
	settings := own.Settings
	settings.Prices = []dealer.Price{{Family: "F-150", PartsCents: 20000, LabourCents: 5000, Currency: "USD"}}
	p.must(p.dealers.ChangeSettings(t.Context(), own.ID, settings))
	admin := p.as("admin@portal.example")
	try := func(body map[string]any) oas.FleetOutlook {
		t.Helper()
		return decode[oas.FleetOutlook](admin.do("POST", "/api/risk/fleet", body).want(http.StatusOK))
	}
	all := try(map[string]any{})
	if all.Vehicles != 40 || all.NotEstimated != 0 || all.Moved != 0 || all.Present.Expected != all.Trial.Expected || all.ModelVersion != risk.Default().Version() || all.HorizonDays != 180 {
		t.Fatalf("%+v", all)
	}
	e := all.Present.Expected
	if !(e.ScenarioLow < float64(e.Low) && float64(e.Low) < e.Expected && e.Expected < float64(e.High) && float64(e.High) < e.ScenarioHigh) {
		t.Errorf("%+v", e)
	}
	tallies := 0.0
	for _, d := range []dealer.Dealer{own, foreign} {
		got, err := p.leads.Tallies(t.Context(), d.ID)
		p.must(err)
		for _, x := range got {
			tallies += x.Expected
		}
	}
	wantNear(t, "the expected count", e.Expected, tallies)
	one := try(map[string]any{"dealer": "OWN", "groups": []string{}})
	if one.Vehicles != 30 || one.Moved == 0 || len(one.Moves) == 0 || len(one.Moves) > 20 || one.Moves[0].Dealer != "OWN" || one.Moves[0].From == one.Moves[0].To {
		t.Fatalf("%+v", one)
	}
	if v := one.Present.ServiceValue; v == nil || v.AmountCents%25000 != 0 || v.AmountCents == 0 || v.Currency != "USD" || one.Present.WithoutPrice == 0 {
		t.Fatalf("%+v", one.Present)
	}
	none := admin.do("POST", "/api/risk/fleet", map[string]any{"dealer": "FOREIGN", "groups": nil, "thresholds": map[string]any{"high": 0.9, "moderate": 0.8, "follow_up": 0.001}}).want(http.StatusOK)
	if got := decode[oas.FleetOutlook](none); got.Trial.ByPriority.FOLLOWUP != 10 || got.Trial.ServiceValue != nil || !strings.Contains(string(none.body), `"service_value":null`) {
		t.Fatalf("%s", none.body)
	}
	admin.do("POST", "/api/risk/fleet", map[string]any{"dealer": "NOBODY"}).problem(http.StatusNotFound, "")
	admin.do("POST", "/api/risk/fleet", map[string]any{"groups": []string{"duty", "magic"}}).problem(http.StatusBadRequest, "groups[1]")
	admin.do("POST", "/api/risk/fleet", map[string]any{"thresholds": map[string]any{"high": 0.1, "moderate": 0.2, "follow_up": 0.05}}).problem(http.StatusBadRequest, "thresholds")
	for _, email := range []string{"advisor@own.example", "manager@own.example"} {
		p.as(email).do("POST", "/api/risk/fleet", map[string]any{"dealer": "OWN"}).problem(http.StatusForbidden, "")
	}
}

// Every answer has the form that the contract gives it, empty and full ones.
func TestAnswersAboutRiskKeepToTheContract(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 40)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("manager@own.example")
	vin := string(testVehicle("OWN", "AZ", 1).VIN)
	events := "/api/vehicles/" + vin + "/battery-events"
	estimate := map[string]any{"battery_age_months": nil, "vehicle_age_months": 60, "annual_mean_temperature_c": 12, "evidence": []any{}}
	var checked []any
	for _, s := range risk.Default().Signs() {
		checked = append(checked, map[string]any{"name": s.Name, "present": false})
	}
	whole := map[string]any{"battery_age_months": 3, "vehicle_age_months": 60, "annual_mean_temperature_c": 12, "evidence": checked}
	check := func(c *client, method, path, template string, body any) answer {
		t.Helper()
		a := c.do(method, path, body)
		keepsToContract(t, method, template, a)
		return a
	}
	check(c, "GET", "/api/risk/model", "/api/risk/model", nil)
	check(c, "POST", "/api/risk/assess", "/api/risk/assess", estimate)
	if a := check(c, "POST", "/api/risk/assess", "/api/risk/assess", whole); !strings.Contains(string(a.body), `"next_check":null`) {
		t.Errorf("everything was checked, and the next check is: %s", a.body)
	}
	check(c, "GET", "/api/risk/calibration", "/api/risk/calibration", nil)
	check(c, "GET", events, "/api/vehicles/{vin}/battery-events", nil)
	check(c, "POST", events, "/api/vehicles/{vin}/battery-events", map[string]any{"kind": "tested", "result": "pass", "occurred_on": "2026-03-01"})
	check(c, "POST", events, "/api/vehicles/{vin}/battery-events", map[string]any{"kind": "installed", "occurred_on": "2026-03-01"})
	check(c, "GET", events, "/api/vehicles/{vin}/battery-events", nil)
	admin := p.as("admin@portal.example")
	check(admin, "POST", "/api/risk/fleet", "/api/risk/fleet", map[string]any{})
	check(admin, "POST", "/api/risk/fleet", "/api/risk/fleet", map[string]any{"groups": []string{}})
	p.clock.Move(50 * dayLong)
	c = p.as("manager@own.example")
	for n := range 40 {
		body := map[string]any{"kind": "tested", "result": "pass", "occurred_on": "2026-04-01"}
		if n%4 == 0 {
			body = map[string]any{"kind": "replaced_after_failure", "occurred_on": "2026-04-01"}
		}
		c.do("POST", fmt.Sprintf("/api/vehicles/%s/battery-events", testVehicle("OWN", "AZ", n).VIN), body).want(http.StatusCreated)
	}
	p.clock.Move(140 * dayLong)
	if a := check(p.as("manager@own.example"), "GET", "/api/risk/calibration", "/api/risk/calibration", nil); !strings.Contains(string(a.body), `"consistent":`) {
		t.Errorf("%s", a.body)
	}
}

// keepsToContract fails for an answer that is not one of an operation's own.
func keepsToContract(t *testing.T, method, template string, a answer) {
	t.Helper()
	doc, err := oas.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	op := doc.Paths.Find(template).GetOperation(method)
	req, err := http.NewRequestWithContext(t.Context(), method, template, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: &routers.Route{Spec: doc, Path: template, Method: method, Operation: op}},
		Status:                 a.status, Header: a.header, Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	in.SetBodyBytes(a.body)
	if err := openapi3filter.ValidateResponse(t.Context(), in); a.status >= 300 || err != nil {
		t.Errorf("%s %s: %d, %v: %s", method, template, a.status, err, a.body)
	}
}
