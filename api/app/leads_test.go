package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/store/storetest"
)

func TestTheBestLeadsComeInOrderEachWithItsMessage(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 60)
	c := p.as("advisor@own.example")
	a := c.get("/api/generate-leads?limit=10").want(http.StatusOK)
	got := decode[oas.GeneratedLeads](a)
	if len(got.Leads) != 10 || got.TotalServiceValue != nil || got.Thresholds.High != 0.30 {
		t.Fatalf("%d leads, %+v, %+v", len(got.Leads), got.TotalServiceValue, got.Thresholds)
	}
	if !slices.IsSortedFunc(got.Leads, func(x, y oas.Lead) int {
		if x.Risk.Probability > y.Risk.Probability {
			return -1
		}
		return 1
	}) {
		t.Error("the leads are not in order of probability")
	}
	for _, l := range got.Leads {
		m := l.Message
		if m.Kind != oas.Template || m.Reason == nil || *m.Reason != "no_provider" || m.Model != nil || m.GeneratedAt != nil || m.PromptVersion != nil {
			t.Fatalf("without a provider the message is %+v", m)
		}
		for _, text := range []string{m.PhoneScript, m.Sms, m.Email.Subject, m.Email.Body} {
			if text == "" || strings.Contains(text, "{{") {
				t.Fatalf("a text is not filled: %q", text)
			}
		}
		if !strings.Contains(m.PhoneScript, "Test advisor") || !strings.Contains(m.Sms, "STOP") {
			t.Errorf("who calls and how to stop it are missing: %q, %q", m.PhoneScript, m.Sms)
		}
		sum := 0.0
		for _, r := range l.Risk.Reasons {
			sum += r.LogOdds
			if r.Label == "" || r.Source == "" || r.Grade == "" {
				t.Errorf("a reason without its source: %+v", r)
			}
		}
		if diff := sum - logit(l.Risk.Probability); diff > 1e-9 || diff < -1e-9 {
			t.Errorf("the reasons add up to %v, the estimate is %v", sum, logit(l.Risk.Probability))
		}
		if !(l.Risk.Low < l.Risk.Probability && l.Risk.Probability < l.Risk.High) || l.Risk.HorizonDays != 180 || l.Risk.Words == "" {
			t.Errorf("%+v", l.Risk)
		}
		if l.ServiceValue != nil {
			t.Errorf("without a price list the service value is %+v", l.ServiceValue)
		}
	}
	if decode[oas.GeneratedLeads](c.get("/api/generate-leads").want(http.StatusOK)); len(decode[oas.GeneratedLeads](c.get("/api/generate-leads")).Leads) != 8 {
		t.Error("without a limit there are not eight")
	}
}

func TestServiceValueIsTheDealersOwnPriceAndNothingElse(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 10)
	c := p.as("manager@own.example")
	settings := decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings").want(http.StatusOK))
	settings.PriceList = []oas.Price{{Family: "F-150", PartsCents: 21_900, LabourCents: 6_050, Currency: oas.USD}}
	c.do("PUT", "/api/dealers/OWN/settings", settings).want(http.StatusOK)
	got := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=100").want(http.StatusOK))
	priced := 0
	for _, l := range got.Leads {
		if isF150 := strings.HasPrefix(l.Vehicle.Model, "F-150"); isF150 != (l.ServiceValue != nil) {
			t.Errorf("%s has the value %+v", l.Vehicle.Model, l.ServiceValue)
		}
		if l.ServiceValue != nil {
			priced++
			if l.ServiceValue.AmountCents != 27_950 || l.ServiceValue.Currency != "USD" {
				t.Errorf("%+v", l.ServiceValue)
			}
		}
	}
	if priced == 0 || got.TotalServiceValue == nil || got.TotalServiceValue.AmountCents != int64(priced)*27_950 {
		t.Fatalf("%d are priced, the total is %+v", priced, got.TotalServiceValue)
	}
}

func TestThresholdsAreTheDealersOwn(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 30)
	c := p.as("manager@own.example")
	settings := decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings").want(http.StatusOK))
	settings.Thresholds = oas.Thresholds{High: .9, Moderate: .01, FollowUp: .005}
	c.do("PUT", "/api/dealers/OWN/settings", settings).want(http.StatusOK)
	got := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=30").want(http.StatusOK))
	if got.Thresholds != settings.Thresholds {
		t.Errorf("the answer says %+v", got.Thresholds)
	}
	for _, l := range got.Leads {
		if l.Priority != oas.MODERATE {
			t.Errorf("%v is %s", l.Risk.Probability, l.Priority)
		}
	}
	settings.Thresholds = oas.Thresholds{High: .1, Moderate: .2, FollowUp: .05}
	c.do("PUT", "/api/dealers/OWN/settings", settings).problem(http.StatusBadRequest, "thresholds")
}

// Settings from before there was a share to hold back leave it out: nobody is held back by them.
func TestTheShareThatIsHeldBackIsKeptAndNoneWhenItIsLeftOut(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	c := p.as("manager@own.example")
	share := func(settings oas.DealerSettings) int {
		if settings.UncontactedPercent == nil {
			t.Fatal("the answer has none")
		}
		return *settings.UncontactedPercent
	}
	settings := decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings").want(http.StatusOK))
	if n := share(settings); n != 0 {
		t.Fatalf("before anybody decides it is %d", n)
	}
	put := func(percent *int) answer {
		settings.UncontactedPercent = percent
		return c.do("PUT", "/api/dealers/OWN/settings", settings)
	}
	ten, eleven := 10, 11
	if n := share(decode[oas.DealerSettings](put(&ten).want(http.StatusOK))); n != 10 {
		t.Errorf("answered %d", n)
	}
	put(&eleven).problem(http.StatusBadRequest, "uncontacted_percent")
	if n := share(decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings"))); n != 10 {
		t.Errorf("kept %d", n)
	}
	put(nil).want(http.StatusOK)
	if n := share(decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings"))); n != 0 {
		t.Errorf("left out, it is %d", n)
	}
}

func TestAnUnchangedAnswerIsNotSentAgain(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "MI", 10)
	c := p.as("advisor@own.example")
	first := c.get("/api/generate-leads").want(http.StatusOK)
	tag := first.header.Get("ETag")
	if tag == "" || first.header.Get("Cache-Control") != "private, no-cache" || first.header.Get("Vary") != "Accept-Encoding, Authorization, Cookie" {
		t.Fatalf("%v", first.header)
	}
	if again := c.get("/api/generate-leads", "If-None-Match", `"other", W/`+tag).want(http.StatusNotModified); len(again.body) != 0 || again.header.Get("ETag") != tag {
		t.Fatalf("%v %q", again.header, again.body)
	}
	zipped := c.get("/api/generate-leads", "Accept-Encoding", "br;q=1, gzip;q=0.5").want(http.StatusOK)
	if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body) >= len(first.body) || zipped.header.Get("ETag") == tag {
		t.Fatalf("%v: %d bytes of %d", zipped.header, len(zipped.body), len(first.body))
	}
	if plain := c.get("/api/generate-leads", "Accept-Encoding", "gzip;q=0").want(http.StatusOK); plain.header.Get("Content-Encoding") != "" {
		t.Fatal("gzip was refused and sent")
	}
	// A header that comes in two lines is one list.
	req, err := http.NewRequestWithContext(t.Context(), "GET", p.url+"/api/generate-leads", nil)
	p.must(err)
	req.Header = http.Header{"Accept-Encoding": {"br", "gzip"}, "If-None-Match": {`"other"`, zipped.header.Get("ETag")}}
	resp, err := c.http.Do(req)
	p.must(err)
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusNotModified {
		t.Fatalf("%d, %v", resp.StatusCode, err)
	}
	// A change of any lead on it makes it another answer.
	l := decode[oas.GeneratedLeads](first).Leads[0]
	c.do("PATCH", "/api/leads/"+l.Id, map[string]string{"note": "x"}, "If-Match", "*").want(http.StatusOK)
	if changed := c.get("/api/generate-leads", "If-None-Match", tag).want(http.StatusOK); !strings.Contains(string(changed.body), `"note":"x"`) {
		t.Fatal("the changed lead is not in the answer")
	}
	// So does a new vehicle, which comes by another way.
	_, _, err = p.vehicles.Put(t.Context(), d.ID, testVehicle("OWN", "MI", 13))
	p.must(err)
	if after := c.get("/api/generate-leads?limit=20").want(http.StatusOK); !strings.Contains(string(after.body), string(testVehicle("OWN", "MI", 13).VIN)) {
		t.Fatal("the new vehicle is not in the answer")
	}
}

func TestAChangeNeedsTheVersionThatWasRead(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 2)
	c := p.as("advisor@own.example")
	id := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads[0].Id
	path := "/api/leads/" + id
	tag := c.get(path).want(http.StatusOK).header.Get("ETag")
	c.do("PATCH", path, map[string]string{"note": "x"}).problem(http.StatusPreconditionRequired, "If-Match")
	changed := c.do("PATCH", path, map[string]any{"status": "contacted", "note": "left word"}, "If-Match", tag).want(http.StatusOK)
	l := decode[oas.Lead](changed)
	if l.Status != "contacted" || l.Note != "left word" || changed.header.Get("ETag") == tag {
		t.Fatalf("%+v, %v", l, changed.header)
	}
	c.do("PATCH", path, map[string]string{"note": "y"}, "If-Match", tag).problem(http.StatusPreconditionFailed, "If-Match")
	c.do("PATCH", path, map[string]string{"note": "y"}, "If-Match", `"nonsense"`).problem(http.StatusPreconditionFailed, "If-Match")
	if got := decode[oas.Lead](c.get(path).want(http.StatusOK)); got.Note != "left word" {
		t.Fatalf("the note is %q", got.Note)
	}
	c.do("PATCH", path, map[string]string{"status": "callback"}, "If-Match", "*").problem(http.StatusBadRequest, "call_back_at")
	c.do("PATCH", path, map[string]string{"status": "sold"}, "If-Match", "*").problem(http.StatusBadRequest, "status")
	c.do("PATCH", path, map[string]string{"probability": "1"}, "If-Match", "*").problem(http.StatusBadRequest, "")
	c.do("PATCH", path, "{}", "If-Match", "*").problem(http.StatusBadRequest, "")
	c.do("PATCH", path, map[string]string{"status": "closed", "closed_reason": "replaced"}, "If-Match", "*").want(http.StatusOK)
	c.do("PATCH", path, map[string]string{"status": "new"}, "If-Match", "*").problem(http.StatusConflict, "status")
}

func TestPagesHoldEveryLeadOnceAndFiltersNarrowThem(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "AZ", 57)
	c := p.as("advisor@own.example")
	walk := func(filter ...string) (all []oas.Lead) {
		t.Helper()
		cursor := ""
		for {
			q := append([]string{"limit", "10"}, filter...)
			if cursor != "" {
				q = append(q, "cursor", cursor)
			}
			page := decode[oas.LeadPage](c.get("/api/leads" + query(q...)).want(http.StatusOK))
			all = append(all, page.Leads...)
			if page.NextCursor == nil {
				return all
			}
			if len(page.Leads) != 10 {
				t.Fatalf("a page before the last has %d leads", len(page.Leads))
			}
			cursor = *page.NextCursor
		}
	}
	all := walk()
	seen := map[string]bool{}
	byPriority := map[oas.Priority]int{}
	for _, l := range all {
		if seen[l.Id] {
			t.Fatalf("%s comes twice", l.Id)
		}
		seen[l.Id] = true
		byPriority[l.Priority]++
	}
	if len(all) != 57 {
		t.Fatalf("%d of 57 leads", len(all))
	}
	counts := decode[oas.LeadCounts](c.get("/api/leads/counts").want(http.StatusOK))
	if counts.Open != 57 || counts.ByPriority.HIGH != byPriority[oas.HIGH] || counts.ByPriority.MODERATE != byPriority[oas.MODERATE] {
		t.Fatalf("%+v, counted %v", counts, byPriority)
	}
	if byPriority[oas.HIGH] == 0 || byPriority[oas.MODERATE] == 0 {
		t.Fatalf("the fleet is too much alike for this test: %v", byPriority)
	}
	if got := walk("priority", "HIGH"); len(got) != byPriority[oas.HIGH] {
		t.Errorf("%d leads of priority HIGH, want %d", len(got), byPriority[oas.HIGH])
	}
	if got := walk("priority", "HIGH", "priority", "MODERATE"); len(got) != byPriority[oas.HIGH]+byPriority[oas.MODERATE] {
		t.Errorf("%d leads of two priorities", len(got))
	}
	first := all[0]
	people, err := p.accounts.People(t.Context(), d.ID)
	p.must(err)
	me := decode[oas.Session](c.get("/api/session")).User.Id
	c.do("PATCH", "/api/leads/"+first.Id, map[string]any{"status": "contacted", "assignee_id": me, "note": "Löwe 100%_x"}, "If-Match", "*").want(http.StatusOK)
	for _, f := range []struct {
		name   string
		filter []string
		want   int
	}{
		{"by status", []string{"status", "contacted"}, 1},
		{"by a status that none has", []string{"status", "closed"}, 0},
		{"by two statuses", []string{"status", "contacted", "status", "new"}, 57},
		{"mine", []string{"assignee", "me"}, 1},
		{"by the id of a person", []string{"assignee", me}, 1},
		{"of somebody else", []string{"assignee", people[len(people)-1].ID + "x"}, 0},
		{"of nobody", []string{"assignee", "none"}, 56},
		{"by VIN", []string{"q", string(testVehicle("OWN", "AZ", 4).VIN)}, 1},
		{"by part of a model in other letters", []string{"q", "tRaNsIt"}, 12},
		{"by note", []string{"q", "LÖWE"}, 1},
		{"with signs that mean something to a database", []string{"q", "100%_x"}, 1},
		{"by something that is nowhere", []string{"q", "zzzz"}, 0},
	} {
		t.Run(f.name, func(t *testing.T) {
			if got := walk(f.filter...); len(got) != f.want {
				t.Fatalf("%d leads, want %d", len(got), f.want)
			}
		})
	}
	for name, q := range map[string][]string{
		"cursor": {"cursor", "nonsense!"}, "limit": {"limit", "0"}, "priority": {"priority", "LOW"}, "status": {"status", "gone"},
	} {
		c.get("/api/leads"+query(q...)).problem(http.StatusBadRequest, name)
	}
}

func TestAnAdminNamesTheDealer(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 3)
	p.dealer("FOREIGN", "AZ", 5)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("admin@portal.example")
	c.get("/api/leads").problem(http.StatusBadRequest, "dealer")
	for code, n := range map[string]int{"OWN": 3, "FOREIGN": 5} {
		if got := decode[oas.GeneratedLeads](c.get("/api/generate-leads?dealer=" + code).want(http.StatusOK)); len(got.Leads) != n {
			t.Errorf("%s has %d leads", code, len(got.Leads))
		}
	}
	dealers := decode[oas.DealerList](c.get("/api/dealers").want(http.StatusOK)).Dealers
	if len(dealers) != 2 || dealers[0].Vehicles != 5 || dealers[1].Vehicles != 3 || dealers[0].LastScoredAt == nil {
		t.Fatalf("%+v", dealers)
	}
}

// An import or a batch of readings changes the queue by itself.
func TestAFleetGoesInAndLeadsComeOut(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("manager@own.example")
	var csv strings.Builder
	csv.WriteString("\ufeffVIN;Customer_Name;Current Mileage;ZIP Code;Year;Make;Model;City;State;Battery Installed On\r\n")
	for i := range 5 {
		fmt.Fprintf(&csv, "%s;Demo-Owner, Pat;61,%03d;48104;2019;Ford;Explorer;Ann Arbor;MI;3/2/%d\r\n", storetest.VIN(i+1), i, 2020+i)
	}
	csv.WriteString("1FTFW1E4OMKF12345;x;1;48104;2019;Ford;Explorer;Ann Arbor;MI;\r\n")
	csv.WriteString("1FTFW1E43MKF12345;x;1;48104;2021;Ford;F-150;Ann Arbor;MI;\r\n")
	dry := decode[oas.ImportResult](c.do("POST", "/api/imports?kind=vehicles&dry_run=true", csvFile(csv.String())).want(http.StatusOK))
	if !dry.DryRun || dry.Accepted != 6 || dry.Rejected != 1 || dry.Unchanged != 0 || len(dry.Rows) != 7 {
		t.Fatalf("%+v", dry)
	}
	if bad := dry.Rows[5]; bad.Row != 7 || bad.Status != oas.Rejected || bad.Field == nil || *bad.Field != "vin" || bad.Message == nil {
		t.Fatalf("%+v", bad)
	}
	if flagged := dry.Rows[6]; flagged.Status != oas.Accepted || flagged.Code == nil || *flagged.Code != "vin_check_digit" {
		t.Fatalf("%+v", flagged)
	}
	if page := decode[oas.VehiclePage](c.get("/api/vehicles").want(http.StatusOK)); len(page.Vehicles) != 0 {
		t.Fatal("a dry run has stored something")
	}
	for i, want := range []struct{ accepted, unchanged int }{{6, 0}, {0, 6}} {
		got := decode[oas.ImportResult](c.do("POST", "/api/imports?kind=vehicles", csvFile(csv.String())).want(http.StatusOK))
		if got.Accepted != want.accepted || got.Unchanged != want.unchanged || got.Rejected != 1 {
			t.Fatalf("time %d: %+v", i+1, got)
		}
	}
	leads := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads
	if len(leads) != 6 || leads[0].Vehicle.Mileage == nil {
		t.Fatalf("%d leads", len(leads))
	}
	vin := string(storetest.VIN(5)) // the youngest battery
	before := p.leadOf(c, vin)
	batch := map[string]any{"readings": []any{
		map[string]any{"vin": vin, "kind": "conductance_test", "result": "replace", "observed_at": storetest.Start.Add(-time.Hour)},
	}}
	got := decode[oas.TelemetryResult](c.do("POST", "/api/telemetry", batch).want(http.StatusOK))
	if got.Accepted != 1 || got.Unchanged != 0 {
		t.Fatalf("%+v", got)
	}
	after := p.leadOf(c, vin)
	if after.Risk.Probability < 2*before.Risk.Probability {
		t.Fatalf("a failed test moved the estimate from %v to %v", before.Risk.Probability, after.Risk.Probability)
	}
	if got := decode[oas.TelemetryResult](c.do("POST", "/api/telemetry", batch).want(http.StatusOK)); got.Accepted != 0 || got.Unchanged != 1 {
		t.Fatalf("the same batch again: %+v", got)
	}
	bad := map[string]any{"readings": []any{
		map[string]any{"vin": vin, "kind": "trip", "value": 4, "observed_at": storetest.Start},
		map[string]any{"vin": "1FTFW1E50PF999999", "kind": "trip", "value": 4, "observed_at": storetest.Start},
	}}
	c.do("POST", "/api/telemetry", bad).problem(http.StatusBadRequest, "readings[1].vin")
	v := decode[oas.Vehicle](c.get("/api/vehicles/" + strings.ToLower(vin)).want(http.StatusOK))
	for _, s := range *v.Signs {
		if s.Name == "conductance_replace" && s.State != oas.Present || s.Name == "short_trips" && s.State != oas.Unobserved {
			t.Errorf("%+v", s)
		}
	}
}

func (p *portal) leadOf(c *client, vin string) oas.Lead {
	p.t.Helper()
	page := decode[oas.LeadPage](c.get("/api/leads" + query("q", vin)).want(http.StatusOK))
	if len(page.Leads) != 1 {
		p.t.Fatalf("%d leads of %s", len(page.Leads), vin)
	}
	return page.Leads[0]
}

func TestPuttingAVehicle(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("advisor@own.example")
	path := "/api/vehicles/1ftfw1e43mkf12345"
	car := map[string]any{"year": 2021, "make": "Ford", "model": "F-150", "mileage": 10, "state": "mi"}
	added := decode[oas.Vehicle](c.do("PUT", path, car).want(http.StatusCreated))
	if added.Vin != "1FTFW1E43MKF12345" || added.VinCheck != oas.VehicleVinCheckCheckDigit || added.Family != "F-150" || added.State != "MI" {
		t.Fatalf("%+v", added)
	}
	c.do("PUT", path, car).want(http.StatusOK)
	c.do("PUT", "/api/vehicles/1FTFW1E4OMKF12345", car).problem(http.StatusBadRequest, "vin")
	car["year"] = 1900
	c.do("PUT", path, car).problem(http.StatusBadRequest, "year")
	delete(car, "year")
	c.do("PUT", path, car).problem(http.StatusBadRequest, "year")
	c.get("/api/vehicles/1FTFW1E50PF999999").problem(http.StatusNotFound, "")
	c.get("/api/vehicles/nonsense").problem(http.StatusNotFound, "")
}

func TestTheApplicationIsServedBesideTheAPI(t *testing.T) {
	p := boot(t, func(c *config.Config) { c.Rest.WebDir = webDir(t) })
	c := p.anonymous()
	for _, path := range []string{"/", "/dealer", "/admin/dealers"} {
		a := c.get(path).want(http.StatusOK)
		if string(a.body) != "<!doctype html>" || a.header.Get("Cache-Control") != "no-cache" || !strings.Contains(a.header.Get("Content-Security-Policy"), "script-src 'self'") {
			t.Errorf("%s: %v %q", path, a.header, a.body)
		}
	}
	for accepted, want := range map[string]string{"": "0", "gzip, deflate": "zipped", "gzip, deflate, br, zstd": "brotli", "br;q=0, gzip": "zipped"} {
		a := c.get("/assets/app-1.js", "Accept-Encoding", accepted).want(http.StatusOK)
		if string(a.body) != want || !strings.Contains(a.header.Get("Content-Type"), "javascript") || a.header.Get("Vary") != "Accept-Encoding" ||
			!strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("for %q: %v %q", accepted, a.header, a.body)
		}
	}
	for _, path := range []string{"/assets/gone.js", "/api/nothing", "/../go.mod", "/api", "/.vite/manifest.json"} {
		c.get(path).problem(http.StatusNotFound, "")
	}
}
