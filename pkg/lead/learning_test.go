package lead_test

import (
	"math"
	"testing"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// What was known of a vehicle when it was estimated, and what became of its battery, is counted on top of what was
// assumed; the model in use stays as it is.
func TestTheModelLearnsFromRecordedOutcomes(t *testing.T) {
	b := setup(t)
	facts := func(n int) (early, commercial *bool) {
		if n < 40 { // of the others nothing is known
			early, commercial = ptr(n%4 == 0), ptr(n%3 == 0)
		}
		return early, commercial
	}
	failed := func(n int) bool { return n%5 < 2 }
	for n := range 60 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(40), func(v *vehicle.Vehicle) { v.PriorEarlyFailure, v.CommercialUse = facts(n) })
	}
	b.score(t)
	counts := map[bool]map[bool]float64{true: {}, false: {}} // of early failures, by what became of the battery
	inspected, failures := 0, 0
	for n := range 60 {
		if n%6 == 5 {
			continue // nobody looked
		}
		kind := battery.Tested
		if failed(n) {
			kind = battery.ReplacedAfterFailure
			failures++
		}
		inspected++
		storetest.BatteryEvent(t, b.db, b.dealer.ID, storetest.VIN(n), kind, vehicle.DateOf(storetest.Start.AddDate(0, 0, 10+n)))
		if early, _ := facts(n); early != nil {
			counts[failed(n)][*early]++
		}
	}
	learn := func() lead.Lesson {
		t.Helper()
		l, err := b.leads.Learn(t.Context(), []dealer.Dealer{b.dealer})
		must(t, err)
		return l
	}
	if l := learn(); l.Followed != 0 || l.Outcomes != 0 || l.Model.Version() != risk.Default().Version() {
		t.Fatalf("before any horizon has ended: %+v", l)
	}
	b.clock.Move(182 * dayLong)
	// The record of today is not what the estimates were made of.
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(50), func(v *vehicle.Vehicle) { v.PriorEarlyFailure = ptr(true) })
	b.score(t)
	l := learn()
	if l.Followed != 60 || l.Outcomes != inspected || l.Failures != failures {
		t.Fatalf("%d estimates, %d outcomes, %d failures; want 60, %d and %d", l.Followed, l.Outcomes, l.Failures, inspected, failures)
	}
	was, is := risk.Default().ParameterSet(), l.Model.ParameterSet()
	for i, f := range is.Facts {
		if f.Name != "prior_early_failure" {
			continue
		}
		for _, c := range []struct {
			what     string
			was, now risk.Beta
			seen     map[bool]float64
		}{{"failing", was.Facts[i].IfFailing, f.IfFailing, counts[true]}, {"sound", was.Facts[i].IfSound, f.IfSound, counts[false]}} {
			if math.Abs(c.now.A-c.was.A-c.seen[true]) > 1e-9 || math.Abs(c.now.B-c.was.B-c.seen[false]) > 1e-9 || c.now.Outcomes != c.seen[true]+c.seen[false] || c.now.Outcomes == 0 {
				t.Errorf("if %s: from %+v to %+v with %v", c.what, c.was, c.now, c.seen)
			}
		}
	}
	for _, g := range is.Groups {
		if learned := g.IfFailing.Outcomes+g.IfSound.Outcomes > 0; learned != (g.Name == "duty") {
			t.Errorf("%s has learned from %v outcomes", g.Name, g.IfFailing.Outcomes+g.IfSound.Outcomes)
		}
	}
	if again := learn(); again.Model.Version() != l.Model.Version() || l.Model.Version() == risk.Default().Version() {
		t.Errorf("the same history gives %s and %s", l.Model.Version(), again.Model.Version())
	}
	if got := b.leadOf(t, storetest.VIN(5)).Score.ModelVersion; got != risk.Default().Version() || is.Updated != b.clock.Now().Format("2006-01-02") {
		t.Errorf("the model in use is %s; what was learned is of %s", got, is.Updated)
	}
}
