package lead_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

const sharedPhone = "+13135550142"

// reached sets how a vehicle's owner is reached.
func reached(phone, email string) func(*vehicle.Vehicle) {
	return func(v *vehicle.Vehicle) { v.Customer.Phone, v.Customer.Email = phone, email }
}

// fleet scores so many vehicles of one telephone number.
func (b bundle) fleet(t *testing.T, vehicles int) []lead.Lead {
	t.Helper()
	for n := range vehicles {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n+1), fitted(60), reached(sharedPhone, ""))
	}
	b.score(t)
	leads := make([]lead.Lead, vehicles)
	for n := range leads {
		leads[n] = b.leadOf(t, storetest.VIN(n+1))
	}
	return leads
}

func (b bundle) stop(t *testing.T, l lead.Lead) lead.Activity {
	t.Helper()
	_, a := b.outcome(t, l, lead.Outcome{Code: lead.OutcomeDoNotContact})
	return a
}

func (b bundle) undo(t *testing.T, a lead.Activity) lead.Lead {
	t.Helper()
	l, err := b.leads.Undo(t.Context(), b.dealer.ID, a.LeadID, a.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (b bundle) open(t *testing.T) []vehicle.VIN {
	t.Helper()
	leads, err := b.leads.Top(t.Context(), b.dealer.ID, 500)
	if err != nil {
		t.Fatal(err)
	}
	var vins []vehicle.VIN
	for _, l := range leads {
		vins = append(vins, l.Vehicle.VIN)
	}
	slices.Sort(vins)
	return vins
}

func stoppedStanding(l lead.Lead) bool {
	return l.Status == lead.Closed && l.ClosedReason == lead.ClosedDoNotContact && l.ClosedAt != nil && l.CallBackAt == nil
}

func TestAWordNotToBeContactedHoldsForTheOtherVehiclesOfTheCustomer(t *testing.T) {
	for _, c := range []struct {
		name           string
		said, other    func(*vehicle.Vehicle)
		sameCustomer   bool
		differentHouse bool
	}{
		{name: "the same number", said: reached(sharedPhone, ""), other: reached(sharedPhone, "b@x.example"), sameCustomer: true},
		{name: "the same e-mail in other letters", said: reached("", "Ana@X.example"), other: reached("+13135550199", "aNa@x.example"), sameCustomer: true},
		{name: "only the same name", said: reached(sharedPhone, "a@x.example"), other: reached("+13135550199", "b@x.example")},
		{name: "neither has a number or an e-mail", said: reached("", ""), other: reached("", "")},
		{name: "the same remark in place of a number", said: reached("ask at the desk", ""), other: reached("ask at the desk", "")},
		{name: "the same number at another dealer", said: reached(sharedPhone, ""), other: reached(sharedPhone, ""), differentHouse: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			theirs := b
			if c.differentHouse {
				theirs.dealer = storetest.Dealer(t, b.db, "B1")
			}
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60), c.said)
			storetest.Vehicle(t, b.db, theirs.dealer.ID, storetest.VIN(2), fitted(60), c.other)
			b.score(t)
			theirs.score(t)
			a := b.stop(t, b.leadOf(t, storetest.VIN(1)))
			l := theirs.leadOf(t, storetest.VIN(2))
			if stoppedStanding(l) != c.sameCustomer || l.Stopped != c.sameCustomer {
				t.Fatalf("the other lead is %s for %q, stopped: %v", l.Status, l.ClosedReason, l.Stopped)
			}
			want := 0
			if c.sameCustomer {
				want = 1
			}
			if a.OtherVehicles == nil || *a.OtherVehicles != want {
				t.Fatalf("it holds for %v others, want %d", a.OtherVehicles, want)
			}
		})
	}
}

func TestWhatAWordClosedIsToldAndTakenBackExactly(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 5)
	ann := storetest.User(t, b.db, b.dealer, "Ann").ID
	at := storetest.Start.Add(48 * time.Hour)
	b.change(t, leads[1], lead.Change{Status: ptr(lead.Callback), CallBackAt: &at, Note: ptr("after five"), AssigneeID: &ann})
	b.change(t, leads[2], lead.Change{Status: ptr(lead.Booked)})
	declined := b.change(t, leads[3], lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined)})
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(9), fitted(60))
	b.score(t)
	before := map[vehicle.VIN]lead.Lead{}
	for _, l := range leads {
		before[l.Vehicle.VIN] = b.leadOf(t, l.Vehicle.VIN)
	}
	counts := func() map[lead.OutcomeCode]lead.OutcomeCount {
		n, err := b.leads.OutcomeCounts(t.Context(), b.dealer.ID, storetest.Start, storetest.Start.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	head, err := b.db.EventHead(t.Context(), b.dealer.ID)
	if err != nil {
		t.Fatal(err)
	}

	b.clock.Move(time.Minute)
	_, said := b.outcome(t, b.leadOf(t, leads[0].Vehicle.VIN), lead.Outcome{Code: lead.OutcomeDoNotContact, By: ann})
	if *said.OtherVehicles != 4 {
		t.Fatalf("it holds for %d others", *said.OtherVehicles)
	}
	if got := b.open(t); !slices.Equal(got, []vehicle.VIN{storetest.VIN(9)}) {
		t.Fatalf("the queue has %v", got)
	}
	for _, n := range []int{1, 2, 4} {
		l := b.leadOf(t, leads[n].Vehicle.VIN)
		if !stoppedStanding(l) || l.Version != before[l.Vehicle.VIN].Version+1 || l.Note != before[l.Vehicle.VIN].Note {
			t.Fatalf("%+v", l)
		}
		a := b.history(t, l.ID)[0]
		if a.Kind != lead.StatusChanged || a.Person == nil || a.Person.Name != "Ann" || a.Stop == nil || *a.Stop != (lead.StopRef{LeadID: leads[0].ID, VIN: leads[0].Vehicle.VIN}) {
			t.Fatalf("its history says %+v", a)
		}
		w := b.whereabouts(t, string(l.Vehicle.VIN), lead.Filter{})
		if w.Stands != lead.LeadClosed || w.ReturnsAt != nil || w.Stop == nil || w.Stop.VIN != leads[0].Vehicle.VIN || !w.Stop.At.Equal(storetest.Start.Add(time.Minute)) {
			t.Fatalf("it stands as %+v", w)
		}
	}
	if w := b.whereabouts(t, string(declined.Vehicle.VIN), lead.Filter{}); w.Stands != lead.NotToBeContacted || w.ReturnsAt != nil || w.Lead.ClosedReason != lead.ClosedDeclined {
		t.Fatalf("one that had declined stands as %+v", w)
	}
	if got := counts(); got[lead.OutcomeDoNotContact] != (lead.OutcomeCount{Outcomes: 1, Leads: 1}) {
		t.Fatalf("one was said, and counted is %+v", got)
	}
	events, err := b.db.Events(t.Context(), b.dealer.ID, head, 50)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, e := range events {
		told[e.Subject] = e.Name == event.LeadChanged
	}
	for _, n := range []int{0, 1, 2, 4} {
		if !told[leads[n].ID] {
			t.Fatalf("nobody was told of the lead of vehicle %d", n+1)
		}
	}

	b.clock.Move(9 * time.Minute)
	b.undo(t, said)
	for _, l := range leads {
		got, was := b.leadOf(t, l.Vehicle.VIN), before[l.Vehicle.VIN]
		if got.ID != was.ID || got.Status != was.Status || got.ClosedReason != was.ClosedReason || (got.CallBackAt == nil) != (was.CallBackAt == nil) ||
			got.Note != was.Note || (got.Assignee == nil) != (was.Assignee == nil) || got.Stopped {
			t.Fatalf("the lead is\n%+v, and was\n%+v", got, was)
		}
		if w := b.whereabouts(t, string(l.Vehicle.VIN), lead.Filter{}); w.Stop != nil {
			t.Fatalf("%+v still holds", w.Stop)
		}
	}
	back := b.history(t, leads[2].ID)
	if back[0].Kind != lead.Undone || back[0].Undoes != back[1].ID || !back[1].Undone || back[0].To.Status != lead.Booked {
		t.Fatalf("its history says %+v", back[:2])
	}
	if got := counts(); got[lead.OutcomeDoNotContact].Outcomes != 0 {
		t.Fatalf("it was taken back, and counted is %+v", got)
	}
	if _, err := b.leads.Undo(t.Context(), b.dealer.ID, said.LeadID, said.ID, ""); fault.KindOf(err) != fault.Conflict {
		t.Fatal(err)
	}
}

func TestAVehicleThatComesLaterIsLeftAloneToo(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 1)
	said := b.stop(t, leads[0])
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(2), fitted(60), reached(sharedPhone, ""))
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(3), fitted(60))
	b.score(t)
	if got := b.open(t); !slices.Equal(got, []vehicle.VIN{storetest.VIN(3)}) {
		t.Fatalf("the queue has %v", got)
	}
	w := b.whereabouts(t, string(storetest.VIN(2)), lead.Filter{})
	if w.Stands != lead.NotToBeContacted || w.Stop == nil || w.Stop.VIN != storetest.VIN(1) || w.Lead != nil || w.ReturnsAt != nil {
		t.Fatalf("it stands as %+v", w)
	}
	// Another record names the number for a vehicle whose lead is open: its lead is withheld at once, and closed as
	// soon as it is scored.
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(3), fitted(60), reached(sharedPhone, ""))
	if l := b.leadOf(t, storetest.VIN(3)); !l.Stopped || l.Status != lead.New {
		t.Fatalf("%+v", l)
	}
	b.score(t)
	l := b.leadOf(t, storetest.VIN(3))
	if a := b.history(t, l.ID)[0]; !stoppedStanding(l) || a.Person != nil || a.Stop == nil || a.Stop.VIN != storetest.VIN(1) {
		t.Fatalf("%+v by %+v", l, a)
	}
	b.undo(t, said)
	if got := b.open(t); len(got) != 3 {
		t.Fatalf("then the queue has %v", got)
	}
}

func TestAVehicleThatCannotBeScoredIsLeftAloneToo(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 2)
	// Nobody knows a temperature for it any more, and scoring passes it over.
	d := b.dealer
	d.State = "PR"
	if err := b.db.SaveDealer(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(2), fitted(60), func(v *vehicle.Vehicle) { v.State = "PR" }, reached("", "two@x.example"))
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60), reached(sharedPhone, "TWO@x.example"))
	b.stop(t, b.leadOf(t, storetest.VIN(1)))
	if l := b.leadOf(t, leads[1].Vehicle.VIN); !stoppedStanding(l) {
		t.Fatalf("%+v", l)
	}
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(3), fitted(60))
	b.score(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(3), fitted(60), func(v *vehicle.Vehicle) { v.State = "PR" }, reached(sharedPhone, ""))
	b.score(t)
	if l := b.leadOf(t, storetest.VIN(3)); !stoppedStanding(l) {
		t.Fatalf("%+v", l)
	}
}

func TestWhatFollowsFromAWordIsTakenBackWhereItWasSaid(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 2)
	b.stop(t, leads[0])
	l := b.leadOf(t, leads[1].Vehicle.VIN)
	refused := func(err error) {
		t.Helper()
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), string(storetest.VIN(1))) {
			t.Fatalf("got %v", err)
		}
	}
	_, err := b.leads.Undo(t.Context(), b.dealer.ID, l.ID, b.history(t, l.ID)[0].ID, "")
	refused(err)
	_, err = b.leads.Change(t.Context(), b.dealer.ID, l.ID, l.Version, lead.Change{ClosedReason: ptr(lead.ClosedOther)})
	refused(err)
	_, _, err = b.leads.RecordOutcome(t.Context(), b.dealer.ID, l.ID, l.Version, lead.Outcome{Code: lead.OutcomeReached})
	if fault.KindOf(err) != fault.Conflict {
		t.Fatal(err)
	}
	results, err := b.leads.ChangeMany(t.Context(), b.dealer.ID, []lead.OneChange{{ID: l.ID, Version: l.Version, Change: lead.Change{Status: ptr(lead.New)}}})
	if err != nil || fault.KindOf(results[0].Err) != fault.Conflict {
		t.Fatal(results, err)
	}
	// A vehicle that is another customer's now is let go by itself.
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(2), fitted(60), reached("+13135550199", ""))
	if l = b.leadOf(t, storetest.VIN(2)); !stoppedStanding(l) || l.Stopped {
		t.Fatalf("%+v", l)
	}
	l = b.change(t, l, lead.Change{ClosedReason: ptr(lead.ClosedNotOwner)})
	if w := b.whereabouts(t, string(l.Vehicle.VIN), lead.Filter{}); w.Stop != nil {
		t.Fatalf("%+v still holds", w.Stop)
	}
}

func TestAStopIsCorrectedAtTheLeadThatItWasSaidAbout(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 2)
	closed := b.change(t, leads[0], lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDoNotContact)})
	if a := b.history(t, closed.ID)[0]; a.OtherVehicles == nil || *a.OtherVehicles != 1 || !stoppedStanding(b.leadOf(t, storetest.VIN(2))) {
		t.Fatalf("%+v", a)
	}
	b.clock.Move(40 * 24 * time.Hour)
	b.score(t)
	closed = b.change(t, closed, lead.Change{ClosedReason: ptr(lead.ClosedDeclined)})
	if l := b.leadOf(t, storetest.VIN(2)); l.Status != lead.New || l.Stopped || closed.Stopped || closed.Status != lead.Closed {
		t.Fatalf("%+v, %+v", closed, l)
	}
}

func TestASecondWordOfTheCustomerGoesOnWhenTheFirstIsTakenBack(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60), reached(sharedPhone, ""))
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(2), fitted(60), reached("", "ana@x.example"))
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(3), fitted(60), reached(sharedPhone, "ana@x.example"))
	b.score(t)
	first := b.stop(t, b.leadOf(t, storetest.VIN(1)))
	b.clock.Move(time.Minute)
	second := b.stop(t, b.leadOf(t, storetest.VIN(2)))
	b.undo(t, first)
	if l := b.leadOf(t, storetest.VIN(1)); l.Status != lead.New {
		t.Fatalf("%+v", l)
	}
	l := b.leadOf(t, storetest.VIN(3))
	if a := b.history(t, l.ID)[0]; !stoppedStanding(l) || a.Stop == nil || a.Stop.VIN != storetest.VIN(2) {
		t.Fatalf("%+v by %+v", l, a)
	}
	b.undo(t, second)
	if l = b.leadOf(t, storetest.VIN(3)); l.Status != lead.New || len(b.open(t)) != 3 {
		t.Fatalf("%+v", l)
	}
}

func TestNoOtherUndoOpensALeadWhoseOwnerIsToBeLeftAlone(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 2)
	_, declined := b.outcome(t, leads[1], lead.Outcome{Code: lead.OutcomeDeclined})
	b.stop(t, leads[0])
	if _, err := b.leads.Undo(t.Context(), b.dealer.ID, declined.LeadID, declined.ID, ""); fault.KindOf(err) != fault.Conflict {
		t.Fatal(err)
	}
	if l := b.leadOf(t, storetest.VIN(2)); l.Status != lead.Closed || l.ClosedReason != lead.ClosedDeclined {
		t.Fatalf("%+v", l)
	}
}

// An import and scoring go on beside the word: when all is done, no lead of the customer is open.
func TestAWordBesideAnImportLeavesNoLeadOpen(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 20)
	var wg sync.WaitGroup
	errs := make(chan error, 3)
	work := func(f func() error) { wg.Go(func() { errs <- f() }) }
	work(func() error {
		for n := range 20 {
			v, err := b.db.Vehicle(t.Context(), b.dealer.ID, storetest.VIN(n+1))
			if err == nil {
				v.VIN = storetest.VIN(100 + n)
				err = b.db.SaveVehicle(t.Context(), b.dealer.ID, v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	work(func() error { return b.leads.ScoreDue(t.Context(), b.dealer.ID) })
	work(func() error {
		_, _, err := b.leads.RecordOutcome(t.Context(), b.dealer.ID, leads[7].ID, leads[7].Version, lead.Outcome{Code: lead.OutcomeDoNotContact})
		return err
	})
	wg.Wait()
	if err := errors.Join(<-errs, <-errs, <-errs); err != nil {
		t.Fatal(err)
	}
	b.score(t)
	if got := b.open(t); len(got) != 0 {
		t.Fatalf("the queue has %v", got)
	}
}

// What the list of leads costs does not go up with who is to be left alone.
func TestAListOfLeadsTakesAsManyStatementsAsWithoutStops(t *testing.T) {
	b := setup(t)
	leads := b.fleet(t, 3)
	for n := range 5 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(50+n), fitted(60), reached("", fmt.Sprintf("%d@x.example", n)))
	}
	b.score(t)
	b.stop(t, leads[0])
	before := b.db.Statements()
	if got := b.open(t); len(got) != 5 {
		t.Fatalf("the queue has %v", got)
	}
	if n := b.db.Statements() - before; n != 1 {
		t.Fatalf("%d statements", n)
	}
}
