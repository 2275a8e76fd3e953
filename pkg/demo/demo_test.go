package demo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/account"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/demo"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

var now = time.Date(2026, time.November, 24, 15, 4, 5, 0, time.UTC)

// portal is a real store with the services over it and the real risk model.
type portal struct {
	demo.Seeder
	db *store.DB
}

func newPortal(t testing.TB, databaseURL string) *portal {
	t.Helper()
	clock := func() time.Time { return now }
	newID := func() string { return storetest.ID("demo") }
	db := storetest.Open(t, databaseURL, clock)
	leads := lead.NewService(db, risk.Default(), clock, newID, slog.New(slog.NewTextHandler(io.Discard, nil)))
	return &portal{db: db, Seeder: demo.Seeder{
		Tx: db, Leads: leads, Accounts: account.NewService(db, clock, newID, slog.New(slog.DiscardHandler)), Dealers: dealer.NewService(db, leads, clock, newID),
		Vehicles: vehicle.NewService(db, leads, clock), Readings: telemetry.NewService(db, leads, clock),
		At: func(now func() time.Time) demo.Services {
			leads := lead.NewService(db, risk.Default(), now, newID, slog.New(slog.NewTextHandler(io.Discard, nil)))
			return demo.Services{Leads: leads, Vehicles: vehicle.NewService(db, leads, now), Batteries: battery.NewService(db, demo.Later{}, now, newID)}
		},
	}}
}

func (p *portal) seed(t testing.TB, password string) []demo.SignIn {
	t.Helper()
	signIns, err := p.Seed(t.Context(), now, password)
	if err != nil {
		t.Fatal(err)
	}
	return signIns
}

func (p *portal) dealer(t testing.TB, code string) dealer.Dealer {
	t.Helper()
	d, err := p.Dealers.ByCode(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var everyStatus = []lead.Status{lead.New, lead.Contacted, lead.Callback, lead.Booked, lead.Closed}

func (p *portal) leads(t testing.TB, d dealer.Dealer, statuses ...lead.Status) []lead.Lead {
	t.Helper()
	leads, _, err := p.Leads.List(t.Context(), d.ID, lead.Filter{Statuses: statuses, Limit: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	return leads
}

func (p *portal) fleet(t testing.TB, d dealer.Dealer) ([]vehicle.Vehicle, map[vehicle.VIN][]telemetry.Reading) {
	t.Helper()
	vehicles, err := p.Vehicles.List(t.Context(), d.ID, vehicle.Page{Limit: 1_000})
	if err != nil {
		t.Fatal(err)
	}
	readings := map[vehicle.VIN][]telemetry.Reading{}
	for _, v := range vehicles {
		if readings[v.VIN], err = p.db.Readings(t.Context(), d.ID, v.VIN, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	return vehicles, readings
}

// everything is all that the demo dealerships have, a line for each vehicle with its readings and what happened to
// its batteries, without the times of storing.
func (p *portal) everything(t testing.TB) (lines []string) {
	t.Helper()
	for _, code := range []string{"LAKESIDE", "MESA"} {
		vehicles, readings := p.fleet(t, p.dealer(t, code))
		for _, v := range vehicles {
			v.UpdatedAt = time.Time{}
			events, err := p.db.BatteryEvents(t.Context(), p.dealer(t, code).ID, v.VIN)
			if err != nil {
				t.Fatal(err)
			}
			for i := range events {
				events[i].ID = ""
			}
			line, err := json.Marshal([]any{code, v, readings[v.VIN], events})
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
	}
	return lines
}

func TestTheDemo(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	signIns := p.seed(t, "")
	t.Run("is two dealerships and five users", func(t *testing.T) { checkUsers(t, p, signIns) })
	for _, code := range []string{"LAKESIDE", "MESA"} {
		d := p.dealer(t, code)
		t.Run(code+" has a fleet of which some is known and some is not", func(t *testing.T) { checkFleet(t, p, d) })
		t.Run(code+" has eight briefs for its top eight leads", func(t *testing.T) { checkTop(t, p, d) })
	}
	t.Run("has queues in which not everything is urgent", func(t *testing.T) { checkQueues(t, p) })
}

func checkUsers(t *testing.T, p *portal, signIns []demo.SignIn) {
	t.Helper()
	var emails []string
	for _, s := range signIns {
		emails = append(emails, s.Email)
		u, _, _, err := p.Accounts.SignIn(t.Context(), s.Email, s.Password)
		if err != nil || u.Role != s.Role || !strings.Contains(u.Name, "Demo") {
			t.Errorf("%s: %v is %v, %v", s.Email, u.Name, u.Role, err)
		}
		code := ""
		if u.Dealer != nil {
			code = u.Dealer.Code
		}
		if want := map[string]string{"lakeside.example": "LAKESIDE", "mesa.example": "MESA", "portal.example": ""}[strings.SplitN(s.Email, "@", 2)[1]]; code != want {
			t.Errorf("%s is of the dealer %q", s.Email, code)
		}
	}
	want := []string{"advisor@lakeside.example", "manager@lakeside.example", "advisor@mesa.example", "manager@mesa.example", "admin@portal.example"}
	if !slices.Equal(emails, want) || signIns[0].Password == signIns[1].Password {
		t.Errorf("sign-ins: %v", signIns)
	}
	for code, want := range map[string]dealer.Dealer{
		"LAKESIDE": {Name: "Lakeside Ford (demo)", City: "Ann Arbor", State: "MI", TimeZone: "America/Detroit"},
		"MESA":     {Name: "Mesa Ford (demo)", City: "Mesa", State: "AZ", TimeZone: "America/Phoenix"},
	} {
		d := p.dealer(t, code)
		got := dealer.Dealer{Name: d.Name, City: d.City, State: d.State, TimeZone: d.TimeZone}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := d.Settings.Check(); err != nil || len(d.Settings.Prices) < 10 {
			t.Errorf("%s: %d prices, %v", code, len(d.Settings.Prices), err)
		}
	}
}

var (
	phonePattern = regexp.MustCompile(`^\+1[2-9][0-9]{2}55501[0-9]{2}$`)
	emailPattern = regexp.MustCompile(`^[a-z]+\.demo-[a-z]+\.[0-9]+@example\.com$`)
	namePattern  = regexp.MustCompile(`^[A-Z][a-z]+ Demo-[A-Z][a-z]+$`)
)

// checkFleet looks at what every vehicle must have, and at what some must have and others must not.
func checkFleet(t *testing.T, p *portal, d dealer.Dealer) {
	t.Helper()
	vehicles, readings := p.fleet(t, d)
	if len(vehicles) < 300 {
		t.Errorf("%s has %d vehicles", d.Code, len(vehicles))
	}
	const yearCodes = "ABCDEFGHJKLMNPRSTVWXY123456789"
	seen := map[string]int{}
	count := func(what string, yes bool) {
		if yes {
			seen[what]++
		}
	}
	phones := map[string]bool{}
	for _, v := range vehicles {
		if !v.VIN.CheckDigitOK() || v.CheckDigitWrong || v.VIN[9] != yearCodes[(v.Year-2010)%30] || v.Year < 2010 || v.Year > 2027 || !strings.ContainsRune("ABCDEFGHJKLMNPRSTUVWXYZ", rune(v.VIN[6])) {
			t.Errorf("%s is no VIN of %d", v.VIN, v.Year)
		}
		c := v.Customer
		if !namePattern.MatchString(c.Name) || c.Phone != "" && (!phonePattern.MatchString(c.Phone) || phones[c.Phone]) || c.Email != "" && !emailPattern.MatchString(c.Email) {
			t.Errorf("the owner %+v", c)
		}
		phones[c.Phone] = c.Phone != ""
		_, priced := d.Settings.PriceFor(v.Family)
		count("families without a price", !priced)
		count("families with a price", priced)
		count("unknown battery dates", v.BatteryInstalled == nil)
		count("known battery dates", v.BatteryInstalled != nil)
		count("unknown mileages", v.Mileage == nil)
		count("owners without a telephone", c.Phone == "")
		count("kind "+string(v.Kind), true)
		count("vehicles without readings", len(readings[v.VIN]) == 0)
		for _, sign := range telemetry.Signs(v, readings[v.VIN], now) {
			count(sign.Name+map[telemetry.State]string{telemetry.Present: " present", telemetry.Absent: " absent", telemetry.Unobserved: " unobserved"}[sign.State], true)
		}
		for _, r := range readings[v.VIN] {
			if !strings.HasPrefix(r.Source, "demo ") || r.ObservedAt.After(now) {
				t.Errorf("a reading by %q at %v", r.Source, r.ObservedAt)
			}
		}
	}
	wanted := []string{
		"families without a price", "families with a price", "unknown battery dates", "known battery dates", "unknown mileages",
		"owners without a telephone", "vehicles without readings", "kind pickup", "kind van", "kind suv", "kind car", "kind hybrid",
	}
	for _, rule := range telemetry.Rules() {
		wanted = append(wanted, rule.Sign+" present", rule.Sign+" absent", rule.Sign+" unobserved")
	}
	for _, what := range wanted {
		if seen[what] < 3 {
			t.Errorf("%s: %d %s", d.Code, seen[what], what)
		}
	}
}

func checkTop(t *testing.T, p *portal, d dealer.Dealer) {
	t.Helper()
	top, err := p.Leads.Top(t.Context(), d.ID, 8)
	if err != nil || len(top) != 8 {
		t.Fatalf("%d leads, %v", len(top), err)
	}
	briefs := map[string]bool{}
	for _, l := range top {
		briefs[outreach.BriefFor(d, l).Key("prompt", "model")] = true
		if l.Priority != lead.High || l.Status != lead.New {
			t.Errorf("a lead of the top is %s and %s", l.Priority, l.Status)
		}
	}
	if len(briefs) != 8 {
		t.Errorf("%d briefs", len(briefs))
	}
}

func checkQueues(t *testing.T, p *portal) {
	t.Helper()
	mean := map[string]float64{}
	for _, code := range []string{"LAKESIDE", "MESA"} {
		d := p.dealer(t, code)
		share := map[string]float64{}
		leads := p.leads(t, d, everyStatus...)
		reasons := map[lead.ClosedReason]bool{}
		for _, l := range leads {
			share[string(l.Priority)] += 1 / float64(len(leads))
			share[string(l.Status)]++
			mean[code] += l.Score.Probability / float64(len(leads))
			if l.Status == lead.Closed {
				reasons[l.ClosedReason] = true
			}
			if l.Assignee != nil {
				share["assigned"]++
			}
			if l.Note != "" && !strings.HasPrefix(l.Note, "Demo: ") {
				t.Errorf("the note %q does not say demo", l.Note)
			}
		}
		for what, between := range map[string][2]float64{
			"HIGH": {0.05, 0.10}, "MODERATE": {0.10, 0.20}, "FOLLOW_UP": {0.15, 0.30}, "RETENTION": {0.40, 0.70},
			"contacted": {2, 5}, "callback": {2, 5}, "booked": {2, 5}, "closed": {5, 10}, "assigned": {3, 10},
		} {
			if share[what] < between[0] || share[what] > between[1] {
				t.Errorf("%s: %s is %g, want %g to %g", code, what, share[what], between[0], between[1])
			}
		}
		if len(reasons) < 5 {
			t.Errorf("%s: leads were closed for %v", code, reasons)
		}
	}
	if !(mean["LAKESIDE"] > 0.07 && mean["LAKESIDE"] < mean["MESA"] && mean["MESA"] < 0.15) {
		t.Errorf("mean probabilities: %v", mean)
	}
}

func TestTwoDemosOfOneDayAreTheSame(t *testing.T) {
	a, b := newPortal(t, storetest.SQLiteURL(t)), newPortal(t, storetest.SQLiteURL(t))
	a.seed(t, "")
	b.seed(t, "")
	if diff := cmp.Diff(a.everything(t), b.everything(t)); diff != "" {
		t.Errorf("%.4000s", diff)
	}
}

func TestASecondSeedingKeepsTheDataAndWhatPeopleHaveChanged(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	first := p.seed(t, "a password that stays")
	d := p.dealer(t, "LAKESIDE")
	_, token, _, err := p.Accounts.SignIn(t.Context(), "advisor@lakeside.example", "a password that stays")
	if err != nil {
		t.Fatal(err)
	}
	l := p.leads(t, d)[0]
	closed, note := lead.Closed, "Sold the car."
	if _, err := p.Leads.Change(t.Context(), d.ID, l.ID, l.Version, lead.Change{Status: &closed, Note: &note}); err != nil {
		t.Fatal(err)
	}
	v, err := p.Vehicles.Get(t.Context(), d.ID, string(l.Vehicle.VIN))
	if err != nil {
		t.Fatal(err)
	}
	v.Customer.Name = "Pat Demo-Newname"
	if _, _, err := p.Vehicles.Put(t.Context(), d.ID, v); err != nil {
		t.Fatal(err)
	}
	settings := d.Settings
	settings.Prices = nil
	if err := p.Dealers.ChangeSettings(t.Context(), d.ID, settings); err != nil {
		t.Fatal(err)
	}
	fleet, leads := p.everything(t), p.leads(t, d, everyStatus...)
	p.seed(t, "a password that stays")
	again := p.seed(t, "")
	if diff := cmp.Diff(fleet, p.everything(t)); diff != "" {
		t.Errorf("the fleet has changed: %.4000s", diff)
	}
	if diff := cmp.Diff(leads, p.leads(t, d, everyStatus...)); diff != "" {
		t.Errorf("the leads have changed: %.4000s", diff)
	}
	if n := len(p.dealer(t, "LAKESIDE").Settings.Prices); n != 0 {
		t.Errorf("the price list that was taken away has %d prices", n)
	}
	if u, err := p.Accounts.Authenticate(t.Context(), token); err != nil || u.Email != "advisor@lakeside.example" {
		t.Errorf("who was signed in no longer is: %v", err)
	}
	for i, s := range again {
		if _, _, _, err := p.Accounts.SignIn(t.Context(), s.Email, first[i].Password); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%s: the password before: %v", s.Email, err)
		}
		if _, _, _, err := p.Accounts.SignIn(t.Context(), s.Email, s.Password); err != nil {
			t.Errorf("%s: the new password: %v", s.Email, err)
		}
	}
}

// cutOff ends the nth transaction just before it would have been committed.
type cutOff struct {
	*store.DB
	n int
}

func (c *cutOff) InTx(ctx context.Context, f func(context.Context) error) error {
	return c.DB.InTx(ctx, func(ctx context.Context) error {
		if err := f(ctx); err != nil {
			return err
		}
		if c.n--; c.n == 0 {
			return errors.New("the power is gone")
		}
		return nil
	})
}

func TestASeedingThatWasCutOffIsCompletedByTheNext(t *testing.T) {
	whole := newPortal(t, storetest.SQLiteURL(t))
	whole.seed(t, "")
	for n, code := range []string{1: "LAKESIDE", 2: "MESA"} {
		if code == "" {
			continue
		}
		p := newPortal(t, storetest.SQLiteURL(t))
		p.Tx = &cutOff{p.db, n}
		if _, err := p.Seed(t.Context(), now, ""); err == nil {
			t.Fatal("nothing was cut off")
		}
		if _, err := p.Dealers.ByCode(t.Context(), code); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s is half there: %v", code, err)
		}
		p.seed(t, "")
		if diff := cmp.Diff(whole.everything(t), p.everything(t)); diff != "" {
			t.Errorf("%.4000s", diff)
		}
		for _, code := range []string{"LAKESIDE", "MESA"} {
			if a, b := len(whole.leads(t, whole.dealer(t, code), everyStatus...)), len(p.leads(t, p.dealer(t, code), everyStatus...)); a != b {
				t.Errorf("%s has %d leads, not %d", code, b, a)
			}
		}
	}
}

func TestARealDealersCodeIsLeftAlone(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	storetest.Dealer(t, p.db, "MESA")
	if _, err := p.Seed(t.Context(), now, ""); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("%v", err)
	}
	if people, err := p.Accounts.People(t.Context(), p.dealer(t, "MESA").ID); err != nil || len(people) != 0 {
		t.Errorf("it was given the users %v, %v", people, err)
	}
}

func TestAPasswordThatIsTooShortIsRefused(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	if _, err := p.Seed(t.Context(), now, "short"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}

// Seeding is part of the first start, so it may not ask much of the database.
func TestSeedingTakesFewStatements(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	before := p.db.Statements()
	p.seed(t, "")
	if used := p.db.Statements() - before; used > 20_000 {
		t.Errorf("%d statements", used)
	}
	before = p.db.Statements()
	p.seed(t, "")
	if used := p.db.Statements() - before; used > 40 {
		t.Errorf("%d statements for what is there already", used)
	}
}

func TestTwoProcessesMaySeedAtOnce(t *testing.T) {
	url := storetest.Postgres(t)
	done := make(chan error, 2)
	for range 2 {
		p := newPortal(t, url)
		go func() {
			_, err := p.Seed(context.WithoutCancel(t.Context()), now, "a password for both")
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	p := newPortal(t, url)
	if d := p.dealer(t, "MESA"); len(p.leads(t, d, everyStatus...)) < 300 {
		t.Error("there is no complete fleet")
	}
}

func TestMain(m *testing.M) { storetest.Main(m) }

func BenchmarkSeed(b *testing.B) {
	for range b.N {
		b.StopTimer()
		p := newPortal(b, storetest.SQLiteURL(b))
		b.StartTimer()
		p.seed(b, "")
	}
}
