package demo_test

import (
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// The signs that were invented for the demo are no worse and no better than the model says that signs are:
// with them as many batteries are expected to need replacement as the ages, the climate and what is not
// known of the hazard allow for without them.
func TestTheDemoIsAsRiskyAsFleetsLikeItAre(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	p.seed(t, "")
	for _, code := range []string{"LAKESIDE", "MESA"} {
		bare, err := p.Leads.TryFleet(t.Context(), []dealer.Dealer{p.dealer(t, code)}, lead.Trial{Groups: []string{}})
		if err != nil {
			t.Fatal(err)
		}
		n := float64(bare.Vehicles)
		mean, low, high := bare.Present.Expected.Expected/n, bare.Trial.Expected.ScenarioLow.Expected/n, bare.Trial.Expected.ScenarioHigh.Expected/n
		t.Logf("%s: mean %.4f of %d vehicles; without signs %.4f, from %.4f to %.4f", code, mean, bare.Vehicles, bare.Trial.Expected.Expected/n, low, high)
		if bare.Vehicles == 0 || bare.NotEstimated != 0 || mean < low || mean > high {
			t.Errorf("%s: the mean probability is %.4f, and without signs it is from %.4f to %.4f", code, mean, low, high)
		}
	}
}

// Each dealership has had the portal for some months: it has recorded what happened to batteries, which moves its
// estimates, and estimates have come to the end of their horizon.
func TestTheDemoHasAHistory(t *testing.T) {
	p := newPortal(t, storetest.SQLiteURL(t))
	p.seed(t, "")
	for _, code := range []string{"LAKESIDE", "MESA"} {
		d := p.dealer(t, code)
		events, err := p.db.DealerBatteryEvents(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[battery.Kind]int{}
		fitted := map[vehicle.VIN]vehicle.Date{}
		for _, e := range events {
			kinds[e.Kind]++
			if !strings.HasPrefix(e.Source, "demo ") || e.OccurredOn.After(vehicle.DateOf(now)) || vehicle.DateOf(e.RecordedAt) != e.OccurredOn {
				t.Errorf("%s: %+v", code, e)
			}
			if e.Kind.Fits() {
				fitted[e.VIN] = e.OccurredOn
			}
		}
		if kinds[battery.Tested] < 8 || kinds[battery.ReplacedAfterFailure] < 2 || len(fitted) < 4 || len(events) > 80 {
			t.Errorf("%s: %v", code, kinds)
		}
		for vin, on := range fitted {
			if v, err := p.Vehicles.Get(t.Context(), d.ID, string(vin)); err != nil || v.BatteryInstalled == nil || *v.BatteryInstalled != on {
				t.Errorf("%s: the battery of %s is from %v, and was fitted on %v", code, vin, v.BatteryInstalled, on)
			}
		}
		counts, err := p.db.CohortCounts(t.Context(), d.ID, risk.Default().Version(), now)
		if err != nil || len(counts) != 1 {
			t.Fatalf("%s: %+v, %v", code, counts, err)
		}
		var sum risk.Record
		for _, r := range counts[0].Records {
			sum.Failures, sum.Exposure = sum.Failures+r.Failures, sum.Exposure+r.Exposure
		}
		if sum.Failures < 1 || sum.Exposure < 1 || sum.Failures > 3*sum.Exposure || sum.Exposure > 8*sum.Failures {
			t.Errorf("%s: %v failures on an exposure of %.2f", code, sum.Failures, sum.Exposure)
		}
		report, err := p.Leads.Calibration(t.Context(), []dealer.Dealer{d})
		if err != nil {
			t.Fatal(err)
		}
		if report.Followed < 50 || report.Total.Outcomes < 5 || report.Total.Outcomes >= report.Followed || report.LeftOut.NotInspected == 0 {
			t.Errorf("%s: %d estimates, %d outcomes, %+v", code, report.Followed, report.Total.Outcomes, report.LeftOut)
		}
		t.Logf("%s: %v; %v failures on an exposure of %.2f; %d estimates with %d outcomes", code, kinds, sum.Failures, sum.Exposure, report.Followed, report.Total.Outcomes)
	}
}

// Outcomes that are drawn from the demo's own estimates agree with them by the report, and outcomes of a
// world in which batteries fail far more often do not.
func TestTheReportTellsTheDemosOwnWorldFromAnother(t *testing.T) {
	for _, c := range []struct {
		name       string
		odds       float64 // of failure, as a multiple of those of the estimate
		consistent bool
	}{{"its own", 1, true}, {"another", 4, false}} {
		t.Run(c.name, func(t *testing.T) {
			p := newPortal(t, storetest.SQLiteURL(t))
			p.seed(t, "")
			r := rand.New(rand.NewPCG(3, 5))
			var dealers []dealer.Dealer
			later := now.AddDate(0, 0, 200)
			leads := lead.NewService(p.db, risk.Default(), func() time.Time { return later }, func() string { return storetest.ID("lead") }, slog.New(slog.NewTextHandler(io.Discard, nil)))
			drawn := 0
			for _, code := range []string{"LAKESIDE", "MESA"} {
				d := p.dealer(t, code)
				dealers = append(dealers, d)
				scores, err := p.db.FollowedScores(t.Context(), d.ID, later)
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range scores {
					if s.AsOf.Before(now) { // what became of it is part of the demo
						continue
					}
					drawn++
					kind := battery.Tested
					if odds := c.odds * s.Probability / (1 - s.Probability); r.Float64() < odds/(1+odds) {
						kind = battery.ReplacedAfterFailure
					}
					storetest.BatteryEvent(t, p.db, d.ID, s.VIN, kind, vehicle.DateOf(s.AsOf.AddDate(0, 0, 1+r.IntN(s.HorizonDays))))
				}
			}
			report, err := leads.Calibration(t.Context(), dealers)
			if err != nil {
				t.Fatal(err)
			}
			if known := report.Total.Outcomes - drawn; drawn < 600 || known < 30 || known > 60 || report.Fit == nil {
				t.Fatalf("%d outcomes were drawn: %+v", drawn, report)
			}
			t.Logf("observed %d of %d, expected %.1f; slope %.2f, intercept %.2f, p %.2g", report.Total.Observed, report.Total.Outcomes, report.Total.Expected, report.Fit.Slope, report.Fit.Intercept, report.Fit.PValue)
			if report.Fit.Consistent != c.consistent {
				t.Errorf("the report says that the estimates are consistent: %v", report.Fit.Consistent)
			}
		})
	}
}
