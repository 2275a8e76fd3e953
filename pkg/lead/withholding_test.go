package lead_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

func (b bundle) holdBack(t *testing.T, percent int) {
	t.Helper()
	d, err := b.db.DealerByID(t.Context(), b.dealer.ID)
	must(t, err)
	d.Settings.UncontactedPercent = percent
	must(t, b.db.SaveSettings(t.Context(), b.dealer.ID, d.Settings))
}

func (b bundle) rescore(t *testing.T) {
	t.Helper()
	must(t, b.db.MarkFleetStale(t.Context(), b.dealer.ID))
	b.score(t)
}

// hasLead says whether the vehicle has ever had a lead.
func (b bundle) hasLead(t *testing.T, vin vehicle.VIN) bool {
	t.Helper()
	_, err := b.db.LatestLead(t.Context(), b.dealer.ID, vin)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	return err == nil
}

// hundredth is the draw by its definition, from 0 to 99.
func hundredth(id dealer.ID, vin vehicle.VIN, day time.Time) int {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", id, vin, day.Format("2006-01-02")))
	return int(float64(binary.BigEndian.Uint64(sum[:8])) / (1 << 64) * 100)
}

// drawn finds the first vehicles whose draws are below the percentage on the first day, and are not on the second.
func (b bundle) drawn(t *testing.T, percent, want int, not ...time.Time) (vins []vehicle.VIN) {
	t.Helper()
	for n := 0; len(vins) < want; n++ {
		vin, only := storetest.VIN(n), true
		for _, day := range not {
			only = only && hundredth(b.dealer.ID, vin, day) >= percent
		}
		if only && hundredth(b.dealer.ID, vin, storetest.Start) < percent {
			vins = append(vins, vin)
		}
	}
	return vins
}

func TestTheDrawIsTheSameForEverAndTakesTheShareItIsAskedFor(t *testing.T) {
	const vehicles = 2000
	counts := map[int]int{}
	for n := range vehicles {
		vin := storetest.VIN(n)
		within := false
		for _, percent := range []int{0, 1, 5, 10} {
			in := lead.Drawn("d1", vin, storetest.Start, percent)
			if in != (hundredth("d1", vin, storetest.Start) < percent) {
				t.Fatalf("%s at %d %%: %v", vin, percent, in)
			}
			if within && !in {
				t.Fatalf("%s is in a smaller share and not in that of %d %%", vin, percent)
			}
			if in {
				counts[percent]++
			}
			within = in
		}
		// The draw is by the day, and not by the time of it.
		if lead.Drawn("d1", vin, storetest.Start, 10) != lead.Drawn("d1", vin, storetest.Start.Truncate(dayLong).Add(dayLong-1), 10) {
			t.Fatalf("%s is drawn by the time of day", vin)
		}
	}
	if want := map[int]int{1: 15, 5: 104, 10: 200}; fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Errorf("of %d vehicles are drawn: %v, want %v", vehicles, counts, want)
	}
	for name, other := range map[string]func(vehicle.VIN) bool{
		"day":    func(vin vehicle.VIN) bool { return lead.Drawn("d1", vin, storetest.Start.Add(dayLong), 10) },
		"dealer": func(vin vehicle.VIN) bool { return lead.Drawn("d2", vin, storetest.Start, 10) },
	} {
		both := 0
		for n := range vehicles {
			if vin := storetest.VIN(n); other(vin) && lead.Drawn("d1", vin, storetest.Start, 10) {
				both++
			}
		}
		if both > counts[10]/4 {
			t.Errorf("another %s draws %d of the same %d", name, both, counts[10])
		}
	}
}

func TestNobodyIsHeldBackUnlessTheDealerSaysSo(t *testing.T) {
	b := setup(t)
	vins := b.drawn(t, 10, 3)
	for _, vin := range vins {
		storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(80))
	}
	b.score(t)
	b.holdBack(t, 10) // what is open stays
	b.clock.Move(dayLong)
	b.rescore(t)
	for _, vin := range vins {
		if l := b.leadOf(t, vin); l.Status != lead.New || !l.Score.AsOf.Equal(b.clock.Now()) {
			t.Errorf("%+v", l)
		}
		if w := b.whereabouts(t, string(vin), lead.Filter{}); w.Stands != lead.Here {
			t.Errorf("%+v", w)
		}
	}
	// Nor is a vehicle held back within the horizon of an estimate that did not, however late it may have a lead again.
	b.change(t, b.leadOf(t, vins[0]), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined)})
	b.clock.Move(100 * dayLong)
	b.rescore(t)
	if l := b.leadOf(t, vins[0]); l.Status != lead.New || l.Priority == lead.Retention {
		t.Errorf("%+v", l)
	}
}

func TestADrawnVehicleWorthACallGetsNoLeadUntilItsHorizonIsOver(t *testing.T) {
	b := setup(t)
	b.holdBack(t, 10)
	horizon := 180 * dayLong
	ends := storetest.Start.Add(horizon)
	vins := b.drawn(t, 10, 2, ends)
	held, quiet := vins[0], vins[1]
	var free vehicle.VIN
	for n := 0; free == ""; n++ {
		if vin := storetest.VIN(n); hundredth(b.dealer.ID, vin, storetest.Start) >= 10 {
			free = vin
		}
	}
	old := fitted(80)
	storetest.Vehicle(t, b.db, b.dealer.ID, held, old)
	storetest.Vehicle(t, b.db, b.dealer.ID, free, old)
	storetest.Vehicle(t, b.db, b.dealer.ID, quiet, fitted(0)) // not worth a call: it has its lead of the last priority
	b.score(t)
	if b.hasLead(t, held) || !b.hasLead(t, free) || b.leadOf(t, quiet).Priority != lead.Retention {
		t.Fatal("not the drawn vehicle that is worth a call is held back, and only that one")
	}
	w := b.whereabouts(t, string(held), lead.Filter{})
	if w.Stands != lead.Withheld || w.ReturnsAt == nil || !w.ReturnsAt.Equal(ends) || w.Lead != nil {
		t.Fatalf("%+v", w)
	}
	for range 25 { // every week
		b.clock.Move(7 * dayLong)
		b.rescore(t)
		if b.hasLead(t, held) {
			t.Fatalf("it has a lead at %v", b.clock.Now())
		}
	}
	b.clock.Move(ends.Sub(b.clock.Now()))
	b.rescore(t)
	if l := b.leadOf(t, held); l.Priority == lead.Retention || !l.CreatedAt.Equal(ends) {
		t.Fatalf("after the horizon: %+v", l)
	}
	if w := b.whereabouts(t, string(held), lead.Filter{}); w.Stands != lead.Here {
		t.Fatalf("%+v", w)
	}
}

// A battery that is new in the meantime is no reason for a lead within the horizon: a lead of the last priority
// could become one to call.
func TestAVehicleThatIsHeldBackStaysSoWhenItsEstimateFalls(t *testing.T) {
	b := setup(t)
	b.holdBack(t, 10)
	vin := b.drawn(t, 10, 1)[0]
	storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(80))
	b.score(t)
	b.clock.Move(dayLong)
	storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(0))
	b.score(t)
	if b.hasLead(t, vin) {
		t.Fatal("it has a lead")
	}
}

func TestALowerShareReleasesThoseItNoLongerReaches(t *testing.T) {
	b := setup(t)
	b.holdBack(t, 10)
	vin := b.drawn(t, 10, 1)[0]
	storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(80))
	b.score(t)
	share := hundredth(b.dealer.ID, vin, storetest.Start)
	for _, c := range []struct {
		percent int
		lead    bool
	}{{share + 1, false}, {share, true}, {10, true}} {
		b.holdBack(t, c.percent)
		b.clock.Move(time.Hour)
		b.rescore(t)
		if got := b.hasLead(t, vin); got != c.lead {
			t.Fatalf("drawn at %d, with a share of %d %%: %v", share, c.percent, got)
		}
	}
	// It was called about, so it is not held back once more within the horizon, and it is not in the sample.
	b.change(t, b.leadOf(t, vin), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined)})
	if w := b.whereabouts(t, string(vin), lead.Filter{}); w.Stands != lead.LeadClosed {
		t.Fatalf("%+v", w)
	}
	b.clock.Move(100 * dayLong)
	b.rescore(t)
	if l := b.leadOf(t, vin); l.Status != lead.New {
		t.Fatalf("%+v", l)
	}
	b.clock.Move(100 * dayLong)
	if c := b.calibration(t, b.dealer); c.Followed != 1 || c.Uncontacted.Followed != 0 {
		t.Fatalf("%+v", c)
	}
}

// A vehicle whose earlier lead was closed long ago is drawn like one that never had any.
func TestAVehicleWithAnOldClosedLeadSaysThatItIsHeldBack(t *testing.T) {
	b := setup(t)
	ends := storetest.Start.Add(180 * dayLong)
	var vin vehicle.VIN
	for n := 0; vin == ""; n++ {
		if x := storetest.VIN(n); hundredth(b.dealer.ID, x, ends) < 10 {
			vin = x
		}
	}
	storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(80))
	b.score(t)
	first := b.change(t, b.leadOf(t, vin), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined)})
	b.holdBack(t, 10)
	b.clock.Move(180 * dayLong)
	b.rescore(t)
	if l := b.leadOf(t, vin); l.ID != first.ID {
		t.Fatalf("it has another lead: %+v", l)
	}
	w := b.whereabouts(t, string(vin), lead.Filter{})
	if w.Stands != lead.Withheld || w.Lead == nil || !w.ReturnsAt.Equal(ends.Add(180*dayLong)) {
		t.Fatalf("%+v", w)
	}
	if w := b.whereabouts(t, string(vin), lead.Filter{Statuses: []lead.Status{lead.Closed}}); w.Stands != lead.Here {
		t.Fatalf("%+v", w)
	}
}

func TestTheUncontactedSampleIsReportedBesideTheWhole(t *testing.T) {
	b := setup(t)
	for n := range 40 {
		kind, result := battery.Tested, battery.Pass
		if n%4 == 0 {
			kind, result = battery.ReplacedAfterFailure, ""
		}
		b.followed(t, b.dealer, n, 0.25, 0.1, kind, result, 20)
		if n < 29 {
			must(t, b.db.Withhold(t.Context(), b.dealer.ID, storetest.VIN(n), storetest.Start))
		}
	}
	b.followed(t, b.dealer, 40, 0.25, 0.1, "", "", 0)
	must(t, b.db.Withhold(t.Context(), b.dealer.ID, storetest.VIN(40), storetest.Start))
	b.clock.Move(200 * dayLong)
	c := b.calibration(t, b.dealer)
	if u := c.Uncontacted; u.Followed != 30 || u.Total.Outcomes != 29 || u.Total.Enough || u.Total.Expected != 0 {
		t.Fatalf("29 outcomes: %+v", u)
	}
	if c.Followed != 41 || c.Total.Outcomes != 40 || !c.Total.Enough {
		t.Fatalf("%+v", c)
	}
	if !strings.Contains(c.Bias, "uncontacted sample") {
		t.Errorf("the bias does not say which figures are which: %q", c.Bias)
	}
	must(t, b.db.Withhold(t.Context(), b.dealer.ID, storetest.VIN(29), storetest.Start))
	u := b.calibration(t, b.dealer).Uncontacted
	if u.Followed != 31 || u.Total.Outcomes != 30 || !u.Total.Enough || u.Total.Observed != 8 || u.Total.Expected != 7.5 {
		t.Fatalf("30 outcomes: %+v", u)
	}
}
