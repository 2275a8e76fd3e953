package lead_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"log/slog"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// world is a dealer whose batteries do what a model says, and whose fleet is scored by another or the
// same one.
type world struct {
	bundle
	r        *rand.Rand
	truth    *risk.Model
	causes   risk.ParameterSet
	vehicles []simulated
}

type simulated struct {
	vin       vehicle.VIN
	failed    bool
	inspected bool
	day       int // of what is recorded, after the estimate
}

// simulate draws a fleet and what becomes of it from the true model, has it scored by the model that is
// believed, and lets the horizon pass. Nine in ten are inspected, whatever becomes of them.
func simulate(t *testing.T, truth, believed *risk.Model, vehicles int) world {
	t.Helper()
	if testing.Short() {
		t.Skip("-short leaves out simulated fleets: each takes seconds")
	}
	b := setup(t)
	b.leads = lead.NewService(b.db, believed, b.clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	w := world{bundle: b, r: rand.New(rand.NewPCG(7, 11)), truth: truth, causes: truth.ParameterSet()}
	w.inOne(t, func(ctx context.Context) {
		for n := range vehicles {
			w.draw(ctx, t, n)
		}
	})
	w.score(t)
	w.clock.Move(time.Duration(truth.HorizonDays()+2) * dayLong)
	w.inOne(t, func(ctx context.Context) {
		for _, v := range w.vehicles {
			w.record(ctx, t, v)
		}
	})
	return w
}

func (w *world) inOne(t *testing.T, f func(ctx context.Context)) {
	t.Helper()
	if err := w.db.InTx(t.Context(), func(ctx context.Context) error { f(ctx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// draw adds a vehicle: first whether its battery will fail, by the prior of the true model, then the causes
// and signs that such a battery has.
func (w *world) draw(ctx context.Context, t *testing.T, n int) {
	t.Helper()
	state := []string{"MI", "TX", "AZ", "OH", "CA"}[w.r.IntN(5)]
	v := vehicle.Vehicle{
		VIN: storetest.VIN(n), Year: 2015 + w.r.IntN(10), Make: "Ford", Model: "F-150", Family: "F-150", Kind: vehicle.Pickup,
		State: state, Chemistry: vehicle.Flooded, UpdatedAt: storetest.Start,
	}
	if w.r.IntN(2) == 0 {
		on := vehicle.DateOf(storetest.Start.AddDate(0, 0, -w.r.IntN(2400)))
		v.BatteryInstalled = &on
	}
	prior, err := w.truth.Estimate(risk.Input{
		BatteryAgeMonths: v.BatteryAgeMonths(storetest.Start), VehicleAgeMonths: v.AgeMonths(storetest.Start), AnnualMeanC: climateOf(t, state),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := simulated{vin: v.VIN, failed: w.r.Float64() < prior.Prior, inspected: w.r.IntN(10) > 0, day: 1 + w.r.IntN(w.truth.HorizonDays())}
	w.vehicles = append(w.vehicles, s)
	signs := w.signs(s.failed)
	fact := func(name string) *bool { present := signs[name]; return &present }
	v.CommercialUse, v.RoughService, v.PriorEarlyFailure = fact(telemetry.CommercialUse), fact(telemetry.RoughService), fact(telemetry.PriorEarlyFailure)
	must(t, w.db.SaveVehicle(ctx, w.dealer.ID, v))
	if v.BatteryInstalled != nil && v.BatteryInstalled.After(vehicle.DateOf(storetest.Start.AddDate(0, 0, -5))) {
		return // readings of it would be taken for those of the battery before
	}
	reading := func(kind telemetry.Kind, present bool, bad, good float64) {
		r := telemetry.Reading{VIN: v.VIN, Kind: kind, ObservedAt: storetest.Start.Add(-time.Hour), Value: good, RestHours: 8}
		if present {
			r.Value = bad
		}
		_, err := w.db.SaveReading(ctx, w.dealer.ID, r)
		must(t, err)
	}
	reading(telemetry.RestVoltage, signs[telemetry.LowRestVoltage], 12.1, 12.6)
	reading(telemetry.BatterySOH, signs[telemetry.BMSLowSOH], 55, 90)
	reading(telemetry.KeyOffDrain, signs[telemetry.KeyOffDrainHigh], 90, 20)
}

// signs draws every sign of a battery that fails or does not.
func (w *world) signs(failed bool) map[string]bool {
	chance := func(with, without risk.Beta, is bool) bool {
		p := without.Value
		if is {
			p = with.Value
		}
		return w.r.Float64() < p
	}
	signs := map[string]bool{}
	for _, g := range w.causes.Groups {
		cause := chance(g.IfFailing, g.IfSound, failed)
		for _, s := range g.Signs {
			signs[s.Name] = chance(s.WithCause, s.WithoutCause, cause)
		}
	}
	for _, f := range w.causes.Facts {
		signs[f.Name] = chance(f.IfFailing, f.IfSound, failed)
	}
	return signs
}

// record writes down what an inspection of a vehicle finds.
func (w *world) record(ctx context.Context, t *testing.T, s simulated) {
	t.Helper()
	if !s.inspected {
		return
	}
	e := battery.Event{ID: storetest.ID("event"), VIN: s.vin, Kind: battery.Tested, Result: battery.Pass, OccurredOn: vehicle.DateOf(storetest.Start.AddDate(0, 0, s.day)), RecordedAt: w.clock.Now()}
	if s.failed {
		e.Kind, e.Result = battery.ReplacedAfterFailure, ""
	}
	_, err := w.db.SaveBatteryEvent(ctx, w.dealer.ID, e)
	must(t, err)
}

func (w *world) report(t *testing.T) lead.Calibration {
	t.Helper()
	c, err := w.leads.Calibration(t.Context(), []dealer.Dealer{w.dealer})
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOutcomesOfTheModelItselfAreReportedAsCalibrated(t *testing.T) {
	w := simulate(t, risk.Default(), risk.Default(), 3000)
	c := w.report(t)
	var inspected, failed int
	for _, v := range w.vehicles {
		if v.inspected {
			inspected++
			if v.failed {
				failed++
			}
		}
	}
	if c.Followed != len(w.vehicles) || c.Total.Outcomes != inspected || c.Total.Observed != failed || c.LeftOut != (lead.LeftOut{NotInspected: len(w.vehicles) - inspected}) {
		t.Fatalf("of %d vehicles, %d inspected and %d failed, the report has %d, %d and %d, and left out %+v", len(w.vehicles), inspected, failed, c.Followed, c.Total.Outcomes, c.Total.Observed, c.LeftOut)
	}
	sd := 0.0
	for _, bin := range c.Bins {
		share := bin.Expected / float64(bin.Outcomes)
		sd += float64(bin.Outcomes) * share * (1 - share)
	}
	if z := (float64(c.Total.Observed) - c.Total.Expected) / math.Sqrt(sd); math.Abs(z) > 4 {
		t.Errorf("%d failures, %.1f expected: %.1f standard errors", c.Total.Observed, c.Total.Expected, z)
	}
	if c.Fit == nil || !c.Fit.Consistent || math.Abs(c.Fit.Slope-1) > 4*c.Fit.SlopeSE || math.Abs(c.Fit.Intercept) > 4*c.Fit.InterceptSE {
		t.Errorf("the line through the outcomes is %+v", c.Fit)
	}
	if c.Compared != inspected || c.Baseline == nil || c.Baseline.Brier >= c.Baseline.BrierOfPrior || c.Baseline.LogLoss >= c.Baseline.LogLossOfPrior {
		t.Errorf("beside age and climate alone the estimates are %+v, from %d outcomes", c.Baseline, c.Compared)
	}
	for _, s := range c.Signs {
		if s.Off {
			t.Errorf("%s is found in %.3f, %.3f expected, and that is called wrong", s.Name, s.Observed, s.Expected)
		}
	}
	if len(c.ModelVersions) != 1 || c.ModelVersions[0] != risk.Default().Version() {
		t.Errorf("the versions are %v", c.ModelVersions)
	}
	t.Logf("observed %d, expected %.1f; slope %.3f ± %.3f, intercept %.3f ± %.3f, p %.3f; Brier %.5f, of age and climate %.5f; ECE %.4f",
		c.Total.Observed, c.Total.Expected, c.Fit.Slope, c.Fit.SlopeSE, c.Fit.Intercept, c.Fit.InterceptSE, c.Fit.PValue, c.Baseline.Brier, c.Baseline.BrierOfPrior, c.Scores.Error)
}

func TestABrokenParameterShowsInTheReport(t *testing.T) {
	for _, c := range []struct {
		name  string
		wrong func(*risk.ParameterSet)
		shows func(lead.Calibration) bool
	}{
		{
			"batteries are believed to live much shorter",
			func(p *risk.ParameterSet) {
				for i := range p.Values {
					if p.Values[i].Name == "reference_life" {
						p.Values[i].Value = 50
					}
				}
			},
			func(c lead.Calibration) bool {
				return float64(c.Total.Observed) < 0.7*c.Total.Expected && !c.Fit.Consistent && c.Fit.Intercept < -4*c.Fit.InterceptSE
			},
		},
		{
			"hard use is believed to say far more than it does",
			func(p *risk.ParameterSet) {
				for i := range p.Groups {
					if g := &p.Groups[i]; g.Name == "duty" {
						g.IfFailing = risk.Beta{Value: 0.95, A: 19, B: 1}
						g.IfSound = risk.Beta{Value: 0.05, A: 1, B: 19}
					}
				}
			},
			func(c lead.Calibration) bool { return c.Fit.Slope < 0.9 && !c.Fit.Consistent },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := risk.Default().ParameterSet()
			c.wrong(&set)
			believed, err := risk.New(set)
			must(t, err)
			w := simulate(t, risk.Default(), believed, 2000)
			report := w.report(t)
			if report.Fit == nil || !c.shows(report) {
				t.Fatalf("%d of %d failed, %.1f expected, and the line is %+v", report.Total.Observed, report.Total.Outcomes, report.Total.Expected, report.Fit)
			}
			t.Logf("observed %d, expected %.1f; slope %.3f, intercept %.3f, p %.2g", report.Total.Observed, report.Total.Expected, report.Fit.Slope, report.Fit.Intercept, report.Fit.PValue)
		})
	}
}
