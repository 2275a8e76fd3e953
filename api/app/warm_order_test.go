package app

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/vehicle"
)

// oneAtATime is a portal that writes texts ahead one at a time, for a dealer without vehicles.
func oneAtATime(t *testing.T, fake *llmtest.Server) *portal {
	t.Helper()
	p := boot(t, modelled(fake), func(c *config.Config) { c.Concurrency = 1 })
	p.dealer("OWN", "AZ", 0)
	return p
}

// spreadFleet is a file of vehicles that differ in model, use and the age of their batteries.
func spreadFleet(n int) csvFile {
	var f strings.Builder
	f.WriteString("vin,year,make,model,state,battery_installed_on,commercial_use,rough_service\n")
	for i := range n {
		v := testVehicle("OWN", "AZ", i)
		fmt.Fprintf(&f, "%s,%d,Ford,%s,AZ,%s,%t,%t\n", v.VIN, v.Year, v.Model, v.BatteryInstalled, *v.CommercialUse, *v.RoughService)
	}
	return csvFile(f.String())
}

// askedFor names the brief of a request.
func askedFor(t *testing.T, r llmtest.Request) string {
	t.Helper()
	var b outreach.Brief
	if err := json.Unmarshal([]byte(r.User), &b); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(b.Priority, b.VehicleKind, b.Reasons, b.Manner)
}

// wantMostValuableFirst says that the requests are for the briefs of all open leads, once each, in the order of what
// their best lead may bring: its price, or the mean of all prices, times its probability.
func wantMostValuableFirst(t *testing.T, c *client, asked []llmtest.Request, mean float64) {
	t.Helper()
	value, priced := map[string]float64{}, 0
	for _, l := range decode[oas.LeadPage](c.get("/api/leads?limit=200").want(http.StatusOK)).Leads {
		if l.Message.Kind != oas.Ai {
			t.Errorf("lead %s has a message of the kind %s", l.Id, l.Message.Kind)
		}
		b := record(c, l.Id).Brief
		price := mean
		if l.ServiceValue != nil {
			price = float64(l.ServiceValue.AmountCents)
			priced++
		}
		key := fmt.Sprint(string(b.Priority), b.VehicleKind, b.Reasons, b.Manner)
		value[key] = max(value[key], price*l.Risk.Probability)
	}
	var got []float64
	seen := map[string]bool{}
	for _, r := range asked {
		key := askedFor(t, r)
		if seen[key] || value[key] == 0 {
			t.Errorf("asked for %s, which no open lead has or was asked for before", key)
		}
		seen[key] = true
		got = append(got, value[key])
	}
	if len(got) != len(value) || !slices.IsSortedFunc(got, func(a, b float64) int { return cmp.Compare(b, a) }) {
		t.Errorf("%d of %d briefs were asked for, in the order of %v", len(got), len(value), got)
	}
	if mean != 1 && (priced == 0 || slices.IsSortedFunc(asked, func(a, b llmtest.Request) int {
		return slices.Index(priorityNames, askedFor(t, a)[:4]) - slices.Index(priorityNames, askedFor(t, b)[:4])
	})) {
		t.Error("the prices made no difference: the test shows nothing")
	}
}

var priorityNames = []string{"HIGH", "MODE", "FOLL", "RETE"}

func TestAfterAnImportTheTextsAreWrittenMostValuableLeadFirst(t *testing.T) {
	fake := llmtest.New(t)
	p := oneAtATime(t, fake)
	c := p.as("manager@own.example")
	settings := decode[oas.DealerSettings](c.get("/api/dealers/OWN/settings").want(http.StatusOK))
	settings.PriceList = []oas.Price{
		{Family: "F-150", PartsCents: 10_000, LabourCents: 5_000, Currency: oas.USD},
		{Family: "Fusion", PartsCents: 60_000, LabourCents: 25_000, Currency: oas.USD},
	}
	c.do("PUT", "/api/dealers/OWN/settings", settings).want(http.StatusOK)
	p.must(p.outreach.WarmDue(t.Context()))
	c.do("POST", "/api/imports?kind=vehicles", spreadFleet(40)).want(http.StatusOK)
	if fake.Calls() != 0 {
		t.Fatalf("%d calls before anything was due", fake.Calls())
	}
	p.must(p.outreach.WarmDue(t.Context()))
	wantMostValuableFirst(t, c, fake.Requests(), 50_000)
}

func TestAfterAScoringTheTextsAreWrittenMostProbableLeadFirstWhereThereIsNoPrice(t *testing.T) {
	fake := llmtest.New(t)
	p := oneAtATime(t, fake)
	d, err := p.dealers.ByCode(t.Context(), "OWN")
	p.must(err)
	for i := range 40 {
		v, err := vehicle.Normalize(testVehicle("OWN", "AZ", i), p.clock.Now())
		p.must(err)
		p.must(p.db.SaveVehicle(t.Context(), d.ID, v))
	}
	p.must(p.outreach.WarmDue(t.Context()))
	if fake.Calls() != 0 {
		t.Fatalf("%d calls before the scoring", fake.Calls())
	}
	p.must(p.leads.ScoreDue(t.Context(), d.ID))
	p.must(p.outreach.WarmDue(t.Context()))
	wantMostValuableFirst(t, p.as("advisor@own.example"), fake.Requests(), 1)
}

// A portal that serves does so by itself: whoever opens the queue some time after the import finds the texts there.
func TestTheFirstOpeningOfAQueueAfterAnImportShowsTextsOfTheModel(t *testing.T) {
	fake := llmtest.New(t)
	p := boot(t, modelled(fake))
	p.dealer("OWN", "AZ", 0)
	c := p.as("advisor@own.example")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- p.Serve(ctx, listener) }()
	defer func() {
		stop()
		p.must(<-served)
	}()
	c.do("POST", "/api/imports?kind=vehicles", spreadFleet(40)).want(http.StatusOK)
	conn, err := sql.Open("sqlite", strings.TrimPrefix(p.cfg.DatabaseURL, "sqlite:"))
	p.must(err)
	defer conn.Close()
	for end, drafts, before := time.Now().Add(30*time.Second), 0, -1; drafts == 0 || drafts != before || drafts != fake.Calls(); {
		if time.Now().After(end) {
			t.Fatalf("%d texts after %d calls", drafts, fake.Calls())
		}
		<-time.After(200 * time.Millisecond) // nobody asks meanwhile
		before = drafts
		p.must(conn.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM drafts").Scan(&drafts))
	}
	calls := fake.Calls()
	wantKinds(t, c.get("/api/generate-leads"), 8, 0, 0)
	if fake.Calls() != calls {
		t.Errorf("%d calls for the first opening", fake.Calls()-calls)
	}
}
