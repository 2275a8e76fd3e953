package risk

import (
	"errors"
	"math"
	"testing"
)

func TestInputIsRefusedByField(t *testing.T) {
	ok := func() Input {
		return Input{BatteryAgeMonths: months(30), VehicleAgeMonths: 40, AnnualMeanC: 12, Evidence: []Evidence{
			{Name: "short_trips", Present: true}, {Name: "slow_crank"}, {Name: "conductance_replace", AgeDays: 10},
		}}
	}
	if _, err := Default().Assess(ok()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, field string
		change      func(*Input)
	}{
		{"a battery from the future", "battery_age_months", func(in *Input) { in.BatteryAgeMonths = months(-0.1) }},
		{"a battery of a hundred years", "battery_age_months", func(in *Input) { in.BatteryAgeMonths = months(1201) }},
		{"a battery age that is no number", "battery_age_months", func(in *Input) { in.BatteryAgeMonths = months(math.NaN()) }},
		{"a vehicle from the future", "vehicle_age_months", func(in *Input) { in.VehicleAgeMonths = -1 }},
		{"a vehicle age that is no number", "vehicle_age_months", func(in *Input) { in.VehicleAgeMonths = math.NaN() }},
		{"an endless vehicle age", "vehicle_age_months", func(in *Input) { in.VehicleAgeMonths = math.Inf(1) }},
		{"a temperature in Fahrenheit", "annual_mean_temperature_c", func(in *Input) { in.AnnualMeanC = 54 }},
		{"a temperature of no place", "annual_mean_temperature_c", func(in *Input) { in.AnnualMeanC = -60 }},
		{"a temperature that is no number", "annual_mean_temperature_c", func(in *Input) { in.AnnualMeanC = math.NaN() }},
		{"negative failures", "cohort.failures", func(in *Input) { in.Cohort.Failures = -1 }},
		{"failures that are no number", "cohort.failures", func(in *Input) { in.Cohort.Failures = math.NaN() }},
		{"failures without exposure", "cohort.failures", func(in *Input) { in.Cohort.Failures = 1000 }},
		{"negative exposure", "cohort.exposure", func(in *Input) { in.Cohort.Exposure = -1 }},
		{"a wider cohort that is no number", "cohort.parent_mean", func(in *Input) { in.Cohort.ParentMean = math.NaN() }},
		{"a wider cohort that never fails", "cohort.parent_mean", func(in *Input) { in.Cohort.ParentMean = 0.001 }},
		{"a day before the year", "as_of_day", func(in *Input) { in.AsOfDay = -1 }},
		{"a day after the year", "as_of_day", func(in *Input) { in.AsOfDay = 367 }},
		{"an unknown sign", "evidence[1].name", func(in *Input) { in.Evidence[1].Name = "moon_phase" }},
		{"a sign without a name", "evidence[0].name", func(in *Input) { in.Evidence[0].Name = "" }},
		{"a group that is no sign", "evidence[0].name", func(in *Input) { in.Evidence[0].Name = "undercharge" }},
		{"a sign twice", "evidence[2].name", func(in *Input) { in.Evidence[2].Name = "short_trips" }},
		{"a sign from the future", "evidence[2].age_days", func(in *Input) { in.Evidence[2].AgeDays = -1 }},
		{"a sign's age that is no number", "evidence[0].age_days", func(in *Input) { in.Evidence[0].AgeDays = math.NaN() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := ok()
			c.change(&in)
			_, assessed := Default().Assess(in)
			_, estimated := Default().Estimate(in)
			_, facts := Default().Facts(in)
			for _, err := range []error{assessed, estimated, facts} {
				var bad *InputError
				if !errors.As(err, &bad) || bad.Field != c.field || bad.Detail == "" || bad.Error() != bad.Field+": "+bad.Detail {
					t.Errorf("%v, want field %s", err, c.field)
				}
			}
		})
	}
}

func TestOnlySignsThatFadeLookAtTheirAge(t *testing.T) {
	m := Default()
	for _, s := range m.Signs() {
		fresh := assess(t, m, Input{AnnualMeanC: 12, Evidence: []Evidence{{Name: s.Name, Present: true}}})
		old := assess(t, m, Input{AnnualMeanC: 12, Evidence: []Evidence{{Name: s.Name, Present: true, AgeDays: 100}}})
		if fades := s.Name == "conductance_replace"; (old.LogOdds < fresh.LogOdds) != fades {
			t.Errorf("%s: fresh %v, old %v", s.Name, fresh.LogOdds, old.LogOdds)
		}
	}
	// In the end nothing is left of a test.
	bare := assess(t, m, Input{AnnualMeanC: 12})
	ancient := assess(t, m, Input{AnnualMeanC: 12, Evidence: []Evidence{{Name: "conductance_replace", Present: true, AgeDays: 36500}}})
	if math.Abs(ancient.LogOdds-bare.LogOdds) > 1e-12 {
		t.Errorf("after a hundred years a test still says %v", ancient.LogOdds-bare.LogOdds)
	}
}
