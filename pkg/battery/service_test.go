package battery_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

type bundle struct {
	db        *store.DB
	clock     *storetest.Clock
	leads     *lead.Service
	vehicles  *vehicle.Service
	batteries *battery.Service
	dealer    dealer.Dealer
}

func setup(t *testing.T) bundle {
	t.Helper()
	clock := storetest.NewClock()
	db := storetest.Open(t, storetest.SQLiteURL(t), clock.Now)
	newID := func() string { return storetest.ID("id") }
	leads := lead.NewService(db, risk.Default(), clock.Now, newID, slog.New(slog.DiscardHandler))
	return bundle{
		db: db, clock: clock, leads: leads, vehicles: vehicle.NewService(db, leads, clock.Now),
		batteries: battery.NewService(db, leads, clock.Now, newID), dealer: storetest.Dealer(t, db, "A1"),
	}
}

// daysAgo is a day before the clock's first one.
func daysAgo(n int) vehicle.Date { return vehicle.DateOf(storetest.Start.AddDate(0, 0, -n)) }

func (b bundle) record(t *testing.T, e battery.Event) battery.Event {
	t.Helper()
	if e.VIN == "" {
		e.VIN = storetest.VIN(1)
	}
	recorded, added, err := b.batteries.Record(t.Context(), b.dealer.ID, e)
	if err != nil || !added {
		t.Fatalf("%+v was not recorded: %v", e, err)
	}
	return recorded
}

func (b bundle) vehicle(t *testing.T) vehicle.Vehicle {
	t.Helper()
	v, err := b.db.Vehicle(t.Context(), b.dealer.ID, storetest.VIN(1))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (b bundle) probability(t *testing.T) float64 {
	t.Helper()
	l, err := b.db.LatestLead(t.Context(), b.dealer.ID, storetest.VIN(1))
	if err != nil {
		t.Fatal(err)
	}
	return l.Score.Probability
}

func (b bundle) sign(t *testing.T, name string) telemetry.State {
	t.Helper()
	signs, err := telemetry.NewService(b.db, b.leads, b.clock.Now).SignsOf(t.Context(), b.dealer.ID, b.vehicle(t))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(signs, func(s telemetry.Sign) bool { return s.Name == name })
	return signs[i].State
}

func ptr[T any](v T) *T { return &v }

func TestAnEventIsKeptAsItWasRecorded(t *testing.T) {
	b := setup(t)
	u := storetest.User(t, b.db, b.dealer, "Ann")
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = ptr(daysAgo(900)) })
	first := b.record(t, battery.Event{VIN: vehicle.VIN(strings.ToLower(string(storetest.VIN(1)))), Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(30), Source: " repair order ", RecordedBy: u.ID})
	want := battery.Event{
		ID: first.ID, VIN: storetest.VIN(1), Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(30), Source: "repair order",
		BatteryFrom: ptr(daysAgo(900)), RecordedAt: storetest.Start, RecordedBy: u.ID,
	}
	if diff := cmp.Diff(want, first); diff != "" || first.ID == "" {
		t.Fatal(diff)
	}
	second := b.record(t, battery.Event{Kind: battery.ReplacedPreventively, OccurredOn: daysAgo(3)})
	events, err := b.batteries.Events(t.Context(), b.dealer.ID, string(storetest.VIN(1)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]battery.Event{second, first}, events); diff != "" {
		t.Fatalf("newest first: %s", diff)
	}
}

func TestTheSameEventAgainChangesNothing(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
	first := b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(30), Source: "repair order"})
	before, revision := b.vehicle(t), b.revision(t)
	b.clock.Move(time.Hour)
	again, added, err := b.batteries.Record(t.Context(), b.dealer.ID, battery.Event{VIN: storetest.VIN(1), Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(30), Source: "again"})
	if err != nil || added {
		t.Fatalf("added: %v, %v", added, err)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Fatal(diff)
	}
	if diff := cmp.Diff(before, b.vehicle(t)); diff != "" || b.revision(t) != revision {
		t.Fatalf("something was changed: %s", diff)
	}
}

func (b bundle) revision(t *testing.T) int64 {
	t.Helper()
	n, err := b.db.DealerRevision(t.Context(), b.dealer.ID)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestANewBatteryLowersTheEstimateAtOnce(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = ptr(daysAgo(1800)) })
	b.leads.Rescore(t.Context(), b.dealer.ID)
	before := b.probability(t)
	b.record(t, battery.Event{Kind: battery.ReplacedPreventively, OccurredOn: daysAgo(1)})
	if after := b.probability(t); after >= before/5 {
		t.Fatalf("the estimate went from %v to %v", before, after)
	}
}

func TestTheDayOfTheBatteryMovesForwardAndNeverBack(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
	for _, c := range []struct {
		kind battery.Kind
		days int
		want int
	}{
		{battery.Installed, 500, 500},
		{battery.ReplacedAfterFailure, 100, 100},
		{battery.ReplacedPreventively, 300, 100}, // one that was entered late
		{battery.Tested, 5, 100},
		{battery.Installed, 0, 0},
	} {
		e := battery.Event{Kind: c.kind, OccurredOn: daysAgo(c.days)}
		if c.kind == battery.Tested {
			e.Result = battery.Pass
		}
		b.record(t, e)
		if got := b.vehicle(t).BatteryInstalled; got == nil || *got != daysAgo(c.want) {
			t.Fatalf("after %s %d days ago the battery is from %v, want %v", c.kind, c.days, got, daysAgo(c.want))
		}
	}
}

func TestATestIsEvidenceUntilTheBatteryIsReplaced(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = ptr(daysAgo(1200)) })
	b.leads.Rescore(t.Context(), b.dealer.ID)
	before := b.probability(t)
	// The day has only begun where the clock stands: the test is taken for now, and not for noon.
	b.record(t, battery.Event{Kind: battery.Tested, Result: battery.Replace, OccurredOn: daysAgo(0)})
	if got := b.sign(t, telemetry.ConductanceReplace); got != telemetry.Present {
		t.Fatalf("after a failed test the sign is %d", got)
	}
	if after := b.probability(t); after <= before*1.5 {
		t.Fatalf("a failed test moved the estimate from %v to %v", before, after)
	}
	b.record(t, battery.Event{Kind: battery.ReplacedPreventively, OccurredOn: daysAgo(0)})
	if got := b.sign(t, telemetry.ConductanceReplace); got != telemetry.Unobserved {
		t.Fatalf("after the replacement the sign is %d", got)
	}
	b.clock.Move(48 * time.Hour)
	b.record(t, battery.Event{Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(-1)}) // the day after
	if got := b.sign(t, telemetry.ConductanceReplace); got != telemetry.Absent {
		t.Fatalf("a test on the day after the replacement gave %d", got)
	}
}

func TestAnEarlyFailureBecomesPartOfTheVehiclesRecord(t *testing.T) {
	for _, c := range []struct {
		name      string
		fitted    *vehicle.Date
		inService *vehicle.Date
		earlier   []battery.Event
		kind      battery.Kind
		want      *bool
	}{
		{"young by the vehicle's record", ptr(daysAgo(35 * 30)), nil, nil, battery.ReplacedAfterFailure, ptr(true)},
		{"old enough by the vehicle's record", ptr(daysAgo(37 * 31)), nil, nil, battery.ReplacedAfterFailure, nil},
		{"young by an earlier event", nil, nil, []battery.Event{{Kind: battery.Installed, OccurredOn: daysAgo(700)}}, battery.ReplacedAfterFailure, ptr(true)},
		{"the latest one before counts", ptr(daysAgo(2000)), nil, []battery.Event{{Kind: battery.Installed, OccurredOn: daysAgo(700)}}, battery.ReplacedAfterFailure, ptr(true)},
		{"in a vehicle that is young itself", nil, ptr(daysAgo(600)), nil, battery.ReplacedAfterFailure, ptr(true)},
		{"of an age that nobody knows", nil, nil, nil, battery.ReplacedAfterFailure, nil},
		{"a precaution is no failure", ptr(daysAgo(300)), nil, nil, battery.ReplacedPreventively, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) {
				v.Year, v.BatteryInstalled, v.InServiceOn = 2019, c.fitted, c.inService
			})
			for _, e := range c.earlier {
				b.record(t, e)
			}
			e := b.record(t, battery.Event{Kind: c.kind, OccurredOn: daysAgo(1)})
			got := b.vehicle(t).PriorEarlyFailure
			if diff := cmp.Diff(c.want, got); diff != "" || e.FailedEarly != (c.want != nil) {
				t.Fatalf("early: %v, in the record: %s", e.FailedEarly, diff)
			}
		})
	}
}

// A file from before, or a record that leaves the battery out, must not undo what the workshop recorded.
func TestWhatWasRecordedIsNotTakenBackByTheVehiclesRecord(t *testing.T) {
	b := setup(t)
	v := storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = ptr(daysAgo(900)) })
	b.record(t, battery.Event{Kind: battery.ReplacedAfterFailure, OccurredOn: daysAgo(20)})
	for name, change := range map[string]func(*vehicle.Vehicle){
		"an older day":             func(*vehicle.Vehicle) {},
		"none":                     func(v *vehicle.Vehicle) { v.BatteryInstalled = nil },
		"denied the early failure": func(v *vehicle.Vehicle) { v.PriorEarlyFailure = ptr(false) },
	} {
		from := v
		change(&from)
		saved, result, err := b.vehicles.Save(t.Context(), b.dealer.ID, from)
		if err != nil || result != vehicle.Unchanged {
			t.Fatalf("%s: the result is %d, %v", name, result, err)
		}
		if saved.BatteryInstalled == nil || *saved.BatteryInstalled != daysAgo(20) || saved.PriorEarlyFailure == nil || !*saved.PriorEarlyFailure {
			t.Errorf("%s: the record is now %+v", name, saved)
		}
	}
	later := v
	later.BatteryInstalled = ptr(daysAgo(2))
	saved, result, err := b.vehicles.Save(t.Context(), b.dealer.ID, later)
	if err != nil || result != vehicle.Replaced || *saved.BatteryInstalled != daysAgo(2) {
		t.Fatalf("a battery from later is refused: %+v, %d, %v", saved, result, err)
	}
}

func TestEventsThatCannotBeAreRefusedByTheirFields(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1)) // of the model year 2023
	today := daysAgo(0)
	for _, c := range []struct {
		name, field string
		event       battery.Event
	}{
		{"no kind", "kind", battery.Event{OccurredOn: today}},
		{"another kind", "kind", battery.Event{Kind: "jumped", OccurredOn: today}},
		{"a test without a result", "result", battery.Event{Kind: battery.Tested, OccurredOn: today}},
		{"a test with another result", "result", battery.Event{Kind: battery.Tested, Result: "good", OccurredOn: today}},
		{"a replacement with a result", "result", battery.Event{Kind: battery.Installed, Result: battery.Pass, OccurredOn: today}},
		{"tomorrow", "occurred_on", battery.Event{Kind: battery.Installed, OccurredOn: daysAgo(-1)}},
		{"no day", "occurred_on", battery.Event{Kind: battery.Installed}},
		{"a day that is none", "occurred_on", battery.Event{Kind: battery.Installed, OccurredOn: vehicle.Date{Year: 2025, Month: 2, Day: 30}}},
		{"a day before 1980", "occurred_on", battery.Event{Kind: battery.Installed, OccurredOn: vehicle.Date{Year: 1979, Month: 12, Day: 31}}},
		{"a day before the vehicle was built", "occurred_on", battery.Event{Kind: battery.Installed, OccurredOn: vehicle.Date{Year: 2020, Month: 12, Day: 31}}},
		{"a source that is no text", "source", battery.Event{Kind: battery.Installed, OccurredOn: today, Source: "a\x00"}},
		{"a source that is too long", "source", battery.Event{Kind: battery.Installed, OccurredOn: today, Source: strings.Repeat("x", 61)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.event.VIN = storetest.VIN(1)
			_, _, err := b.batteries.Record(t.Context(), b.dealer.ID, c.event)
			e := fault.As(err)
			if e == nil || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
				t.Fatalf("got %v, want one about the field %s", err, c.field)
			}
		})
	}
	if events, err := b.batteries.Events(t.Context(), b.dealer.ID, string(storetest.VIN(1))); err != nil || len(events) != 0 {
		t.Fatalf("recorded all the same: %v, %v", events, err)
	}
	b.record(t, battery.Event{Kind: battery.Installed, OccurredOn: vehicle.Date{Year: 2021, Month: 1, Day: 1}})
}

// At two in the morning of UTC it is still the day before at the dealer, and in the evening of UTC it is the day
// after in Guam.
func TestTheFutureBeginsWithTheDealersTomorrow(t *testing.T) {
	b := setup(t)
	guam := storetest.Dealer(t, b.db, "GUAM", func(d *dealer.Dealer) { d.TimeZone = "Pacific/Guam" })
	b.clock.Move(17 * time.Hour) // two o'clock of the next day
	for _, d := range []dealer.Dealer{b.dealer, guam} {
		storetest.Vehicle(t, b.db, d.ID, storetest.VIN(1))
		last := 0 // the day on which the clock was started
		if d.ID == guam.ID {
			last = 1
		}
		for ahead, ok := range map[int]bool{last: true, last + 1: false} {
			_, _, err := b.batteries.Record(t.Context(), d.ID, battery.Event{VIN: storetest.VIN(1), Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(-ahead)})
			if (err == nil) != ok || !ok && (fault.KindOf(err) != fault.Invalid || fault.As(err).Fields[0].Name != "occurred_on") {
				t.Errorf("%s, %v: %v", d.Code, daysAgo(-ahead), err)
			}
		}
	}
}

// A test that is evidence of an estimate is no outcome of it, wherever the dealer is.
func TestATestIsEvidenceOrOutcomeOfAnEstimateAndNeverBoth(t *testing.T) {
	for zone, at := range map[string]time.Duration{"America/Chicago": 17 * time.Hour, "Pacific/Guam": 6 * time.Hour} {
		t.Run(zone, func(t *testing.T) {
			b := setup(t)
			b.dealer = storetest.Dealer(t, b.db, "A2", func(d *dealer.Dealer) { d.TimeZone = zone })
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
			b.clock.Move(at)
			there, err := b.vehicles.Now(t.Context(), b.dealer.ID)
			if err != nil {
				t.Fatal(err)
			}
			e := b.record(t, battery.Event{Kind: battery.Tested, Result: battery.Pass, OccurredOn: vehicle.DateOf(there)})
			if b.sign(t, telemetry.ConductanceReplace) != telemetry.Absent {
				t.Fatal("the test is no evidence")
			}
			if got := battery.OutcomeOf([]battery.Event{e}, b.clock.Now(), 180); got != battery.NotInspected {
				t.Fatalf("it is evidence and gives the outcome %d", got)
			}
		})
	}
}

func TestAnotherDealersVehicleIsAsUnknownAsNone(t *testing.T) {
	b := setup(t)
	other := storetest.Dealer(t, b.db, "B1")
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
	b.record(t, battery.Event{Kind: battery.Installed, OccurredOn: daysAgo(10)})
	var messages []string
	for _, vin := range []vehicle.VIN{storetest.VIN(1), storetest.VIN(2), "nothing"} {
		_, _, err := b.batteries.Record(context.Background(), other.ID, battery.Event{VIN: vin, Kind: battery.Installed, OccurredOn: daysAgo(1)})
		_, err2 := b.batteries.Events(context.Background(), other.ID, string(vin))
		for _, err := range []error{err, err2} {
			if fault.KindOf(err) != fault.NotFound {
				t.Fatalf("%s: %v", vin, err)
			}
			messages = append(messages, fault.As(err).Message)
		}
	}
	if len(slices.Compact(messages)) != 1 {
		t.Fatalf("the answers differ: %q", messages)
	}
}

// On a database that lets several write at once the same event may come from two at the same time.
func TestOfManyWhoRecordTheSameEventOneDoes(t *testing.T) {
	for name, fresh := range map[string]storetest.Fresh{"SQLite": storetest.SQLiteURL, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			clock := storetest.NewClock()
			db := storetest.Open(t, fresh(t), clock.Now)
			d := storetest.Dealer(t, db, "A1")
			storetest.Vehicle(t, db, d.ID, storetest.VIN(1))
			s := battery.NewService(db, nobody{}, clock.Now, func() string { return storetest.ID("event") })
			type result struct {
				id    string
				added bool
				err   error
			}
			const many = 8
			results := make(chan result, many)
			for range many {
				go func() {
					e, added, err := s.Record(t.Context(), d.ID, battery.Event{VIN: storetest.VIN(1), Kind: battery.Tested, Result: battery.Pass, OccurredOn: daysAgo(3)})
					results <- result{e.ID, added, err}
				}()
			}
			ids, added := map[string]bool{}, 0
			for range many {
				r := <-results
				if r.err != nil {
					t.Fatal(r.err)
				}
				ids[r.id] = true
				if r.added {
					added++
				}
			}
			if len(ids) != 1 || added != 1 {
				t.Fatalf("%d were added, as %v", added, ids)
			}
		})
	}
}

// nobody is told that vehicles wait.
type nobody struct{}

func (nobody) Rescore(context.Context, dealer.ID) {}

func TestMain(m *testing.M) { storetest.Main(m) }
