package lead_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// whereabouts asks where a vehicle stands.
func (b bundle) whereabouts(t *testing.T, vin string, f lead.Filter) lead.Whereabouts {
	t.Helper()
	w, err := b.leads.Whereabouts(t.Context(), b.dealer.ID, vin, f)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWhyAVehicleIsNotInTheQueue(t *testing.T) {
	b := setup(t)
	ann := storetest.User(t, b.db, b.dealer, "Ann")
	bob := storetest.User(t, b.db, b.dealer, "Bob")
	for n := range 4 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(20+n*20))
	}
	vin := func(n int) string { return string(storetest.VIN(n)) }

	t.Run("it waits for its first estimate", func(t *testing.T) {
		if w := b.whereabouts(t, vin(1), lead.Filter{}); w.Stands != lead.Waiting || w.Lead != nil {
			t.Fatalf("%+v", w)
		}
	})
	b.score(t)
	t.Run("it is there, with its rank; small letters are taken as capitals", func(t *testing.T) {
		w := b.whereabouts(t, " "+strings.ToLower(vin(3)), lead.Filter{})
		if w.Stands != lead.Here || w.Rank != 1 || w.Lead == nil || w.VIN != storetest.VIN(3) {
			t.Fatalf("%+v", w)
		}
		if w := b.whereabouts(t, vin(0), lead.Filter{}); w.Stands != lead.Here || w.Rank != 4 {
			t.Fatalf("%+v", w)
		}
	})
	t.Run("it is not of the fleet, or no VIN at all", func(t *testing.T) {
		if w := b.whereabouts(t, vin(77), lead.Filter{}); w.Stands != lead.NotInFleet {
			t.Fatalf("%+v", w)
		}
		if w := b.whereabouts(t, "1FTFW1E5", lead.Filter{}); w.Stands != lead.NotAVIN || !strings.Contains(w.Detail, "8 characters") {
			t.Fatalf("%+v", w)
		}
	})
	t.Run("the filters that leave it out are named", func(t *testing.T) {
		l := b.leadOf(t, storetest.VIN(3))
		b.change(t, l, lead.Change{AssigneeID: ptr(ann.ID)})
		not := lead.Retention
		w := b.whereabouts(t, vin(3), lead.Filter{Priorities: []lead.Priority{not}, Statuses: []lead.Status{lead.Booked}, Assignee: ptr(""), Query: "nobody"})
		if w.Stands != lead.FilteredOut || fmt.Sprint(w.LeftOutBy) != "[priority status assignee q]" || w.Rank != 1 {
			t.Fatalf("%+v", w)
		}
		if w := b.whereabouts(t, vin(3), lead.Filter{Priorities: []lead.Priority{l.Priority}, Assignee: ptr(ann.ID), Query: "pat doe"}); w.Stands != lead.Here || w.LeftOutBy != nil {
			t.Fatalf("%+v", w)
		}
	})
	t.Run("it has an appointment, unless those are asked for", func(t *testing.T) {
		b.change(t, b.leadOf(t, storetest.VIN(2)), lead.Change{Status: ptr(lead.Booked)})
		if w := b.whereabouts(t, vin(2), lead.Filter{}); w.Stands != lead.LeadBooked || w.Rank != 0 {
			t.Fatalf("%+v", w)
		}
		if w := b.whereabouts(t, vin(2), lead.Filter{Statuses: []lead.Status{lead.Booked}}); w.Stands != lead.Here {
			t.Fatalf("%+v", w)
		}
	})
	t.Run("its lead was closed: by whom, when, why, and until when", func(t *testing.T) {
		b.clock.Move(time.Hour)
		b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined), By: ann.ID})
		w := b.whereabouts(t, vin(1), lead.Filter{})
		closed := storetest.Start.Add(time.Hour)
		if w.Stands != lead.LeadClosed || w.ClosedBy != "Ann" || !w.Lead.ClosedAt.Equal(closed) || w.Lead.ClosedReason != lead.ClosedDeclined {
			t.Fatalf("%+v", w)
		}
		if w.ReturnsAt == nil || !w.ReturnsAt.Equal(closed.AddDate(0, 0, 90)) {
			t.Fatalf("it returns at %v", w.ReturnsAt)
		}
		// What is changed later is not closing it.
		b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{ClosedReason: ptr(lead.ClosedDoNotContact), By: bob.ID})
		if w := b.whereabouts(t, vin(1), lead.Filter{}); w.ClosedBy != "Ann" || w.ReturnsAt != nil {
			t.Fatalf("%+v", w)
		}
	})
	t.Run("another dealer's vehicle is unknown", func(t *testing.T) {
		other := storetest.Dealer(t, b.db, "B1")
		w, err := b.leads.Whereabouts(t.Context(), other.ID, vin(3), lead.Filter{})
		if err != nil || w.Stands != lead.NotInFleet || w.Lead != nil {
			t.Fatalf("%+v, %v", w, err)
		}
	})
}

func TestAVehicleWhereNoTemperatureIsKnownSaysSoAndTheLogCountsIt(t *testing.T) {
	var log bytes.Buffer
	clock := storetest.NewClock()
	db := storetest.Open(t, storetest.SQLiteURL(t), clock.Now)
	s := lead.NewService(db, risk.Default(), clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.NewTextHandler(&log, nil)))
	d := storetest.Dealer(t, db, "A1", func(d *dealer.Dealer) { d.State = "PR" })
	b := bundle{db: db, clock: clock, leads: s, dealer: d}
	for n := range 3 {
		storetest.Vehicle(t, db, d.ID, storetest.VIN(n), func(v *vehicle.Vehicle) { v.State = "PR" })
	}
	storetest.Vehicle(t, db, d.ID, storetest.VIN(3), func(v *vehicle.Vehicle) { v.State = "" })
	b.score(t)
	for n, state := range []string{"PR", "PR", "PR", ""} {
		if w := b.whereabouts(t, string(storetest.VIN(n)), lead.Filter{}); w.Stands != lead.NoClimate || w.State != state || w.Lead != nil {
			t.Fatalf("%+v", w)
		}
	}
	for _, line := range []string{"vehicles=3 field=state state=PR dealer_state=PR", `vehicles=1 field=state state="" dealer_state=PR`} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("the log lacks %q:\n%s", line, log.String())
		}
	}
	if strings.Contains(log.String(), string(storetest.VIN(0))) || strings.Contains(log.String(), "Pat") {
		t.Errorf("the log names a vehicle or its owner:\n%s", log.String())
	}
}

func TestSeveralLeadsAreChangedEachByItself(t *testing.T) {
	b := setup(t)
	for n := range 4 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(40))
	}
	b.score(t)
	var leads []lead.Lead
	for n := range 4 {
		leads = append(leads, b.leadOf(t, storetest.VIN(n)))
	}
	b.change(t, leads[1], lead.Change{Note: ptr("somebody was quicker")})
	contacted := lead.Change{Status: ptr(lead.Contacted)}
	got, err := b.leads.ChangeMany(t.Context(), b.dealer.ID, []lead.OneChange{
		{ID: leads[0].ID, Version: 1, Change: contacted},
		{ID: leads[1].ID, Version: 1, Change: contacted},
		{ID: "nothing", Version: 1, Change: contacted},
		{ID: leads[2].ID, Version: 1, Change: lead.Change{Status: ptr(lead.Callback)}},
		{ID: leads[3].ID, Version: 1, Change: contacted},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []fault.Kind{-1, fault.Changed, fault.NotFound, fault.Invalid, -1} {
		if (want < 0) != (got[i].Err == nil) || want >= 0 && fault.KindOf(got[i].Err) != want {
			t.Errorf("%d: %v, want kind %d", i, got[i].Err, want)
		}
	}
	for n, want := range []lead.Status{lead.Contacted, lead.New, lead.New, lead.Contacted} {
		if l := b.leadOf(t, storetest.VIN(n)); l.Status != want {
			t.Errorf("lead %d is %s", n, l.Status)
		}
	}
	if got[0].Lead.Version != 2 {
		t.Errorf("the version now is %d", got[0].Lead.Version)
	}
}

func TestALeadIsNamedOnceAndNotTooManyAreChanged(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(40))
	b.score(t)
	one := lead.OneChange{ID: b.leadOf(t, storetest.VIN(1)).ID, Version: 1, Change: lead.Change{Note: ptr("x")}}
	for _, many := range [][]lead.OneChange{{one, one}, make([]lead.OneChange, lead.MostChanges+1)} {
		_, err := b.leads.ChangeMany(t.Context(), b.dealer.ID, many)
		wantField(t, err, "changes")
	}
	if l := b.leadOf(t, storetest.VIN(1)); l.Version != 1 {
		t.Fatalf("the lead was changed: %+v", l)
	}
}

func TestAPersonsViews(t *testing.T) {
	b, ctx := setup(t), t.Context()
	ann := storetest.User(t, b.db, b.dealer, "Ann")
	save := func(name, query string) (lead.View, error) {
		return b.leads.CreateView(ctx, b.dealer.ID, ann.ID, name, query)
	}
	v, err := save("  mornings ", "?priority=HIGH")
	if err != nil || v.Name != "mornings" || v.Query != "priority=HIGH" || v.ID == "" {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := save("Afternoons", ""); err != nil {
		t.Fatal(err)
	}
	_, err = save(" ", "")
	wantField(t, err, "name")
	_, err = save(strings.Repeat("x", 61), "")
	wantField(t, err, "name")
	_, err = save("x", strings.Repeat("x", 501))
	wantField(t, err, "query")
	if _, err := save("mornings", ""); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("a name twice: %v", err)
	}
	views, err := b.leads.Views(ctx, b.dealer.ID, ann.ID)
	if err != nil || len(views) != 2 || views[0].Name != "Afternoons" {
		t.Fatalf("%+v, %v", views, err)
	}
	for n := len(views); n < 50; n++ {
		if _, err := save(fmt.Sprint("View ", n), ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := save("One too many", ""); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("the 51st view: %v", err)
	}
}

func TestPagesByAgeJoinWithoutAGap(t *testing.T) {
	b := setup(t)
	for n := range 7 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(40))
		b.score(t)
		b.clock.Move(time.Hour)
	}
	for _, sort := range []lead.Sort{lead.OldestFirst, lead.NewestFirst} {
		f := lead.Filter{Limit: 3, Sort: sort}
		var at []time.Time
		for {
			page, next, err := b.leads.List(t.Context(), b.dealer.ID, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page {
				at = append(at, l.CreatedAt)
			}
			if next == nil {
				break
			}
			f.After = next
		}
		if len(at) != 7 {
			t.Fatalf("%s: %d leads", sort, len(at))
		}
		for i := 1; i < len(at); i++ {
			if at[i].After(at[i-1]) != (sort == lead.OldestFirst) {
				t.Errorf("%s: %v stands before %v", sort, at[i-1], at[i])
			}
		}
	}
}
