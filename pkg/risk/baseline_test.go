package risk

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func changed(t rapid.TB, change func(*ParameterSet)) *Model {
	t.Helper()
	set := Default().ParameterSet()
	change(&set)
	m, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func setValue(set *ParameterSet, name string, v float64) {
	for i := range set.Values {
		if set.Values[i].Name == name {
			set.Values[i].Value = v
		}
	}
}

func TestLifeHalvesWithTheWarmingThatHalvesIt(t *testing.T) {
	m := Default()
	if got := m.life(12); got != 72 {
		t.Errorf("life at the reference is %v", got)
	}
	if got := m.life(37); math.Abs(got-36) > 1e-12 {
		t.Errorf("life 25 °C warmer is %v", got)
	}
}

func TestAnOlderBatteryAndAHotterPlaceAreWorse(t *testing.T) {
	m := Default()
	last := 0.0
	for age := 0.0; age <= 200; age += 5 {
		p := assess(t, m, Input{BatteryAgeMonths: &age, AnnualMeanC: 10}).Prior
		if p <= last {
			t.Fatalf("at %g months %v after %v", age, p, last)
		}
		last = p
	}
	for _, age := range []*float64{nil, months(40)} {
		cool := assess(t, m, Input{BatteryAgeMonths: age, VehicleAgeMonths: 60, AnnualMeanC: 8})
		hot := assess(t, m, Input{BatteryAgeMonths: age, VehicleAgeMonths: 60, AnnualMeanC: 24})
		if hot.Prior <= cool.Prior {
			t.Errorf("%v in the heat, %v in the cool", hot.Prior, cool.Prior)
		}
	}
}

func TestANewVehicleOfUnknownBatteryAgeHasANewBattery(t *testing.T) {
	m := Default()
	unknown := assess(t, m, Input{AnnualMeanC: 14})
	known := assess(t, m, Input{BatteryAgeMonths: months(0), AnnualMeanC: 14})
	if math.Abs(unknown.LogOdds-known.LogOdds) > 1e-12 {
		t.Errorf("%v, known %v", unknown.LogOdds, known.LogOdds)
	}
}

func TestAKnownAgeDoesNotLookAtTheVehicle(t *testing.T) {
	m := Default()
	a := assess(t, m, Input{BatteryAgeMonths: months(20), VehicleAgeMonths: 30, AnnualMeanC: 14})
	b := assess(t, m, Input{BatteryAgeMonths: months(20), VehicleAgeMonths: 200, AnnualMeanC: 14})
	if a.LogOdds != b.LogOdds {
		t.Errorf("%v and %v", a.LogOdds, b.LogOdds)
	}
}

// Ages of vehicles count in whole months, as the renewal process does.
func TestUnknownAgesCountVehicleAgeInWholeMonths(t *testing.T) {
	m := Default()
	whole := assess(t, m, Input{VehicleAgeMonths: 84, AnnualMeanC: 14}).LogOdds
	for _, v := range []float64{83.5, 84.49} {
		if got := assess(t, m, Input{VehicleAgeMonths: v, AnnualMeanC: 14}).LogOdds; got != whole {
			t.Errorf("at %v months %v, at 84 %v", v, got, whole)
		}
	}
	if got := assess(t, m, Input{VehicleAgeMonths: 84.5, AnnualMeanC: 14}).LogOdds; got == whole {
		t.Error("84.5 months count like 84")
	}
}

func TestCohortRecordPullsTowardItsOwnRate(t *testing.T) {
	m := Default()
	none := assess(t, m, Input{BatteryAgeMonths: months(48), AnnualMeanC: 12})
	last := none.Prior
	for _, failures := range []float64{10, 100, 1000} {
		// Three times the failures of the fleet, on ever more exposure.
		a := assess(t, m, Input{BatteryAgeMonths: months(48), AnnualMeanC: 12, Cohort: Cohort{Failures: failures, Exposure: failures / 3}})
		if a.Prior <= last {
			t.Fatalf("%v failures: %v after %v", failures, a.Prior, last)
		}
		last = a.Prior
	}
	x := m.exposure(48, m.life(12), m.prior(12, 0))
	if want := -math.Expm1(-3 * x); math.Abs(last-want) > 0.01 {
		t.Errorf("a large record gives %v, three times the hazard is %v", last, want)
	}
}

func TestAWiderCohortIsTheMeanOfOneWithoutARecord(t *testing.T) {
	m := Default()
	a := assess(t, m, Input{BatteryAgeMonths: months(48), AnnualMeanC: 12, Cohort: Cohort{ParentMean: 1}})
	b := assess(t, m, Input{BatteryAgeMonths: months(48), AnnualMeanC: 12})
	if a.LogOdds != b.LogOdds {
		t.Errorf("a parent of one changes %v to %v", b.LogOdds, a.LogOdds)
	}
	if got := m.HazardOf(Cohort{ParentMean: 1.7}); math.Abs(got-1.7) > 1e-15 {
		t.Errorf("hazard %v", got)
	}
}

func TestSeasonMovesExposureBetweenMonthsOnly(t *testing.T) {
	winter := changed(t, func(set *ParameterSet) {
		set.Season.Values = []float64{1.5, 1.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1.5, 1.5}
	})
	plain := Default()
	at := func(m *Model, day int) float64 {
		return assess(t, m, Input{BatteryAgeMonths: months(40), AnnualMeanC: 12, AsOfDay: day}).Prior
	}
	if autumn, spring := at(winter, 290), at(winter, 105); autumn <= at(plain, 290) || spring >= at(plain, 105) {
		t.Errorf("autumn %v, spring %v, without a season %v", autumn, spring, at(plain, 105))
	}
	if got, want := at(winter, 0), at(plain, 0); got != want {
		t.Errorf("the mean of the year is %v, want %v", got, want)
	}
	// Where the hazard does not grow, exposure over a year is that of a year without a season.
	flat := func(set *ParameterSet) {
		setValue(set, "shape", math.Nextafter(1, 2))
		setValue(set, "horizon", 365)
	}
	year := changed(t, flat)
	yearly := changed(t, func(set *ParameterSet) {
		flat(set)
		set.Season.Values = []float64{1.5, 1.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1.5, 1.5}
	})
	for _, day := range []int{1, 32, 100, 250, 366} {
		with := yearly.exposure(40, 72, yearly.prior(12, day))
		without := year.exposure(40, 72, year.prior(12, 0))
		if math.Abs(with/without-1) > 0.001 {
			t.Errorf("from day %d a year's exposure is %v, without a season %v", day, with, without)
		}
	}
}

// The exposure over the horizon is that of its days, each with the factor of its month.
func TestSeasonWeighsEveryDayByItsMonth(t *testing.T) {
	season := []float64{1.5, 1.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1.5, 1.5}
	m := changed(t, func(set *ParameterSet) {
		set.Season.Values = season
		setValue(set, "agm_factor", 0.7)
	})
	const slices = 20 // of a day
	for _, day := range []int{1, 31, 180, 355} {
		c := m.prior(12, day)
		c.factor = 0.7
		want := 0.0
		for i := range m.horizonDays * slices {
			from, to := float64(i)/slices/DaysPerMonth, float64(i+1)/slices/DaysPerMonth
			month := int(float64(day-1)/DaysPerMonth+(from+to)/2) % monthsOfYear
			want += 0.7 * season[month] * (m.cumulative(40+to, 72) - m.cumulative(40+from, 72))
		}
		if got := m.exposure(40, 72, c); math.Abs(got/want-1) > 1e-3 {
			t.Errorf("from day %d: %v, by days %v", day, got, want)
		}
		slope := (m.exposure(40.001, 72, c) - m.exposure(39.999, 72, c)) / 0.002
		if got := m.exposureSlope(40, 72, c); math.Abs(got/slope-1) > 1e-6 {
			t.Errorf("from day %d: slope %v, by differences %v", day, got, slope)
		}
	}
}

func TestSeasonIsInTheClimateBar(t *testing.T) {
	m := changed(t, func(set *ParameterSet) {
		set.Season.Values = []float64{1.5, 1.5, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1.5, 1.5}
	})
	for _, age := range []*float64{nil, months(40)} {
		a := assess(t, m, Input{BatteryAgeMonths: age, VehicleAgeMonths: 60, AnnualMeanC: 12, AsOfDay: 290})
		for _, bar := range a.Waterfall {
			if bar.Name == barClimate && bar.LogOdds <= 0 || bar.Name == barCohort && bar.LogOdds != 0 {
				t.Errorf("%s %v", bar.Name, bar.LogOdds)
			}
		}
	}
}

func TestAGMFactorActsOnAGMOnly(t *testing.T) {
	m := changed(t, func(set *ParameterSet) { setValue(set, "agm_factor", 0.5) })
	for _, age := range []*float64{nil, months(40)} {
		in := Input{BatteryAgeMonths: age, VehicleAgeMonths: 60, AnnualMeanC: 12}
		flooded := assess(t, m, in)
		in.AGM = true
		agm := assess(t, m, in)
		if agm.Prior >= flooded.Prior || flooded.Prior != assess(t, Default(), Input{BatteryAgeMonths: age, VehicleAgeMonths: 60, AnnualMeanC: 12}).Prior {
			t.Errorf("AGM %v, flooded %v", agm.Prior, flooded.Prior)
		}
	}
}

// A factor on the hazard is the same thing as another life, for known ages and for unknown ones, whose
// distribution follows from it too.
func TestAFactorOnTheHazardIsAnotherLife(t *testing.T) {
	factor := changed(t, func(set *ParameterSet) { setValue(set, "agm_factor", 0.5) })
	life := changed(t, func(set *ParameterSet) { setValue(set, "reference_life", 72*math.Cbrt(2)) })
	for _, age := range []*float64{nil, months(40)} {
		in := Input{BatteryAgeMonths: age, VehicleAgeMonths: 100, AnnualMeanC: 17}
		want := assess(t, life, in)
		in.AGM = true
		got := assess(t, factor, in)
		if math.Abs(got.LogOdds-want.LogOdds) > 1e-9 || math.Abs(got.High-want.High) > 1e-9 || math.Abs(got.ScenarioLow-want.ScenarioLow) > 1e-9 {
			t.Errorf("%+v, another life gives %+v", got, want)
		}
	}
}

// A setting grows with the oldest vehicle it was asked for; what was there must not change by a bit.
func TestAnEstimateDoesNotDependOnWhoAskedBefore(t *testing.T) {
	in := Input{VehicleAgeMonths: 50, AnnualMeanC: 13.7}
	fresh := changed(t, func(*ParameterSet) {})
	want := assess(t, fresh, in)
	for _, before := range []float64{3, 63, 64, 200, 1200} {
		m := changed(t, func(*ParameterSet) {})
		assess(t, m, Input{VehicleAgeMonths: before, AnnualMeanC: 13.7})
		if got := assess(t, m, in); got.LogOdds != want.LogOdds || got.Low != want.Low || got.High != want.High {
			t.Errorf("after a vehicle of %g months %v, before any %v", before, got.LogOdds, want.LogOdds)
		}
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	m := changed(t, func(*ParameterSet) {})
	first := assess(t, m, Input{VehicleAgeMonths: 30, AnnualMeanC: 0})
	for i := range 5 * maxSettings {
		if _, err := m.Estimate(Input{VehicleAgeMonths: 30, AnnualMeanC: float64(i) / 100}); err != nil {
			t.Fatal(err)
		}
		if n := m.settings.len(); n > 2*maxSettings {
			t.Fatalf("%d settings are held", n)
		}
	}
	if again := assess(t, m, Input{VehicleAgeMonths: 30, AnnualMeanC: 0}); again.LogOdds != first.LogOdds {
		t.Errorf("%v after it was dropped, %v before", again.LogOdds, first.LogOdds)
	}
}

func TestTheCacheKeepsWhatIsAskedForAgain(t *testing.T) {
	m := changed(t, func(*ParameterSet) {})
	at := func(meanC float64) *Setting {
		s, err := m.Setting(Input{AnnualMeanC: meanC})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	kept := at(-5)
	for i := range 3 * maxSettings {
		at(float64(i) / 100)
		if at(-5) != kept {
			t.Fatalf("dropped after %d others although it was in use", i+1)
		}
	}
}
