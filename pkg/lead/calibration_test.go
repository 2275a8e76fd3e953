package lead_test

import (
	"strings"
	"testing"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// followed gives the nth vehicle an estimate as of Start that it is followed by, and what was recorded so
// many days later; no kind for nothing.
func (b bundle) followed(t *testing.T, d dealer.Dealer, n int, probability, prior float64, kind battery.Kind, result battery.Result, days int) {
	t.Helper()
	storetest.Vehicle(t, b.db, d.ID, storetest.VIN(n))
	s := storetest.Score(storetest.VIN(n), probability)
	s.HorizonDays, s.Prior = 180, prior
	must(t, b.db.SaveScore(t.Context(), d.ID, s, 1))
	if kind != "" {
		storetest.BatteryEvent(t, b.db, d.ID, storetest.VIN(n), kind, vehicle.DateOf(storetest.Start.AddDate(0, 0, days)), func(e *battery.Event) { e.Result = result })
	}
}

func (b bundle) calibration(t *testing.T, dealers ...dealer.Dealer) lead.Calibration {
	t.Helper()
	c, err := b.leads.Calibration(t.Context(), dealers)
	must(t, err)
	return c
}

func TestEstimatesThatSayNothingAreLeftOutAndCounted(t *testing.T) {
	b := setup(t)
	b.followed(t, b.dealer, 1, 0.2, 0.1, battery.Tested, battery.Pass, 30)
	b.followed(t, b.dealer, 2, 0.2, 0.1, battery.ReplacedAfterFailure, "", 30)
	b.followed(t, b.dealer, 3, 0.2, 0.1, battery.ReplacedPreventively, "", 30)
	b.followed(t, b.dealer, 4, 0.2, 0.1, battery.Installed, "", 30)
	b.followed(t, b.dealer, 5, 0.2, 0.1, battery.Tested, battery.Replace, 30)
	b.followed(t, b.dealer, 6, 0.2, 0.1, "", "", 0)
	b.followed(t, b.dealer, 7, 0.2, 0.1, battery.ReplacedAfterFailure, "", 181)
	b.clock.Move(180 * dayLong)
	if c := b.calibration(t, b.dealer); c.Followed != 0 || c.Total.Outcomes != 0 {
		t.Fatalf("before the horizon has ended everywhere: %+v", c)
	}
	b.clock.Move(dayLong)
	c := b.calibration(t, b.dealer)
	if want := (lead.LeftOut{NotInspected: 2, ReplacedEarly: 2, Undecided: 1}); c.Followed != 7 || c.Total.Outcomes != 2 || c.LeftOut != want {
		t.Fatalf("%+v", c)
	}
	if !strings.HasPrefix(c.Bias, risk.CalibrationBias) || c.AsOf != b.clock.Now() {
		t.Fatalf("%q, %v", c.Bias, c.AsOf)
	}
}

func TestFiguresOfFewerThanThirtyOutcomesAreWithheld(t *testing.T) {
	b := setup(t)
	outcome := func(n int) {
		kind, result := battery.Tested, battery.Pass
		if n%3 == 0 {
			kind, result = battery.ReplacedAfterFailure, ""
		}
		b.followed(t, b.dealer, n, 0.2+float64(n%7)/20, 0.25, kind, result, 20)
	}
	for n := range 29 {
		outcome(n)
	}
	b.clock.Move(200 * dayLong)
	c := b.calibration(t, b.dealer)
	if c.Total.Outcomes != 29 || c.Total.Enough || c.Total.Expected != 0 || c.Total.Observed != 0 || c.Scores != nil || c.Fit != nil || c.Baseline != nil || c.Compared != 29 {
		t.Fatalf("29 outcomes: %+v", c)
	}
	outcome(29)
	c = b.calibration(t, b.dealer)
	if c.Total.Outcomes != 30 || !c.Total.Enough || c.Total.Observed != 10 || c.Scores == nil || c.Fit == nil || c.Baseline == nil {
		t.Fatalf("30 outcomes: %+v", c)
	}
	for _, bin := range c.Bins {
		if bin.Enough || bin.Observed != 0 || bin.Share != 0 {
			t.Fatalf("a bin of %d outcomes has figures: %+v", bin.Outcomes, bin)
		}
	}
}

// Scores from before the baseline was kept count everywhere but in the comparison with it.
func TestAnEstimateWithoutABaselineIsNotComparedWithOne(t *testing.T) {
	b := setup(t)
	for n := range 60 {
		kind, result := battery.Tested, battery.Pass
		if n%4 == 0 {
			kind, result = battery.ReplacedAfterFailure, ""
		}
		prior := 0.25
		if n >= 31 {
			prior = 0
		}
		b.followed(t, b.dealer, n, 0.1+float64(n%9)/30, prior, kind, result, 20)
	}
	b.clock.Move(200 * dayLong)
	c := b.calibration(t, b.dealer)
	if c.Total.Outcomes != 60 || c.Compared != 31 || c.Baseline == nil {
		t.Fatalf("%d outcomes, %d compared: %+v", c.Total.Outcomes, c.Compared, c.Baseline)
	}
	want := 0.0
	for n := range 31 {
		y := 0.0
		if n%4 == 0 {
			y = 1
		}
		want += (0.25 - y) * (0.25 - y) / 31
	}
	if d := c.Baseline.BrierOfPrior - want; d > 1e-12 || d < -1e-12 {
		t.Fatalf("the baseline's score is %v, want %v", c.Baseline.BrierOfPrior, want)
	}
}

// A vehicle that is scored again and again is one estimate after another, and not as many as there are
// scores; an event counts for the one whose horizon it is in.
func TestAVehicleIsHeldAgainstOneEstimateAtATime(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(30))
	for range 60 { // every week, for a year and two months
		b.score(t)
		b.clock.Move(7 * dayLong)
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(30))
	}
	storetest.BatteryEvent(t, b.db, b.dealer.ID, storetest.VIN(1), battery.Tested, vehicle.DateOf(storetest.Start.AddDate(0, 0, 20)))
	storetest.BatteryEvent(t, b.db, b.dealer.ID, storetest.VIN(1), battery.ReplacedAfterFailure, vehicle.DateOf(storetest.Start.AddDate(0, 0, 200)))
	c := b.calibration(t, b.dealer)
	if c.Followed != 2 || c.Total.Outcomes != 2 {
		t.Fatalf("%d estimates, %d outcomes", c.Followed, c.Total.Outcomes)
	}
}

func TestAReportIsOfTheDealersThatItIsAskedFor(t *testing.T) {
	b := setup(t)
	other := storetest.Dealer(t, b.db, "B1")
	for n := range 20 {
		b.followed(t, b.dealer, n, 0.2, 0.1, battery.ReplacedAfterFailure, "", 20)
		b.followed(t, other, n, 0.2, 0.1, battery.Tested, battery.Pass, 20)
	}
	b.clock.Move(200 * dayLong)
	for name, c := range map[string]struct {
		got      lead.Calibration
		outcomes int
	}{
		"one":     {b.calibration(t, b.dealer), 20},
		"both":    {b.calibration(t, b.dealer, other), 40},
		"no more": {b.calibration(t), 0},
	} {
		if c.got.Total.Outcomes != c.outcomes || c.got.Followed != c.outcomes {
			t.Errorf("%s: %d outcomes", name, c.got.Total.Outcomes)
		}
	}
	if both := b.calibration(t, b.dealer, other); both.Total.Observed != 20 || !both.Total.Enough {
		t.Errorf("%+v", both.Total)
	}
}

func TestSignsAreCountedInTheFleetAsItWasScored(t *testing.T) {
	b := setup(t)
	for n := range 40 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(20), func(v *vehicle.Vehicle) {
			if n < 35 {
				v.CommercialUse = ptr(n < 30)
			}
		})
		age := dayLong
		if n%2 == 0 {
			age = 30 * dayLong // it has faded
		}
		_, err := b.db.SaveReading(t.Context(), b.dealer.ID, telemetry.Reading{VIN: storetest.VIN(n), Kind: telemetry.ConductanceTest, ObservedAt: storetest.Start.Add(-age), Text: "replace"})
		must(t, err)
	}
	b.score(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(50)) // not scored
	for _, s := range b.calibration(t, b.dealer).Signs {
		switch s.Name {
		case telemetry.CommercialUse:
			if s.Looked != 35 || s.Observed != 30.0/35 || !s.Off {
				t.Errorf("commercial use: %+v", s)
			}
		case telemetry.ConductanceReplace:
			if s.Looked != 20 || s.Enough {
				t.Errorf("fresh tests: %+v", s)
			}
		default:
			if s.Looked != 0 || s.Expected <= 0 {
				t.Errorf("%+v", s)
			}
		}
	}
}
