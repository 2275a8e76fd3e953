package lead_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// happened records an event of the nth vehicle on the day of the clock, without having anything scored.
func (b bundle) happened(t *testing.T, n int, kind battery.Kind, result battery.Result) {
	t.Helper()
	s := battery.NewService(b.db, later{}, b.clock.Now, func() string { return storetest.ID("event") })
	e := battery.Event{VIN: storetest.VIN(n), Kind: kind, Result: result, OccurredOn: vehicle.DateOf(b.clock.Now())}
	if _, added, err := s.Record(t.Context(), b.dealer.ID, e); err != nil || !added {
		t.Fatalf("added: %v, %v", added, err)
	}
}

func (b bundle) counts(t *testing.T) []lead.CohortCounts {
	t.Helper()
	counts, err := b.db.CohortCounts(t.Context(), b.dealer.ID, risk.Default().Version(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

const dayLong = 24 * time.Hour

// A fleet of two families in one climate, whose batteries fail and last before the eyes of the dealer.
// What is counted is worked out by hand here, and an estimate made of it.
func TestTheRecordOfTheCohortIsCountedAndEstimatesBeginFromIt(t *testing.T) {
	b := setup(t)
	transit := func(v *vehicle.Vehicle) {
		v.Model, v.Family, v.Kind, v.Chemistry = "Transit", "Transit", vehicle.Van, vehicle.Flooded
	}
	for n := 1; n <= 5; n++ {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(48))
	}
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(6), fitted(30), transit)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(7), transit) // nobody knows when it was fitted
	b.score(t)
	if len(b.counts(t)) != 0 {
		t.Fatal("a dealer that recorded nothing has counts")
	}
	b.clock.Move(10 * dayLong)
	b.happened(t, 1, battery.ReplacedPreventively, "") // the watch begins
	watched := b.clock.Now()
	b.clock.Move(60 * dayLong)
	b.happened(t, 2, battery.ReplacedAfterFailure, "")
	failed := b.clock.Now()
	b.clock.Move(30 * dayLong)
	b.happened(t, 3, battery.Tested, battery.Replace)
	b.happened(t, 3, battery.ReplacedPreventively, "")
	end := b.clock.Now()
	b.clock.Move(dayLong)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(6), fitted(30), transit) // it waits again
	b.score(t)

	m, climate := risk.Default(), climateOf(t, "TX")
	months := func(from vehicle.Date, to time.Time) float64 {
		return vehicle.MonthsSince(from, vehicle.DateOf(to).Time())
	}
	old := vehicle.DateOf(storetest.Start.AddDate(0, -48, 0))
	stretch := func(from vehicle.Date, begin, end time.Time, failed, agm bool) risk.Interval {
		return risk.Interval{FromMonths: months(from, begin), ToMonths: months(from, end), Failed: failed, AnnualMeanC: climate, AGM: agm}
	}
	record := func(intervals ...risk.Interval) risk.Record {
		r, err := m.Record(intervals)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	truck := record(
		stretch(vehicle.DateOf(watched), watched, end, false, true), // the new one in the first
		stretch(old, watched, failed, true, true), stretch(vehicle.DateOf(failed), failed, end, false, true),
		stretch(old, watched, end, true, true), // it failed its test and was replaced
		stretch(old, watched, end, false, true), stretch(old, watched, end, false, true),
	)
	van := record(stretch(vehicle.DateOf(storetest.Start.AddDate(0, -30, 0)), watched, end, false, false))
	band := vehicle.ClimateBand(climate)
	want := []lead.CohortCounts{{AsOf: b.clock.Now(), Records: []lead.CohortRecord{
		{CohortKey: lead.CohortKey{Family: "F-150", Climate: band, Chemistry: vehicle.AGM}, Record: truck},
		{CohortKey: lead.CohortKey{Family: "Transit", Climate: band, Chemistry: vehicle.Flooded}, Record: van},
	}}}
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-12*(1+math.Abs(a)) })
	if diff := cmp.Diff(want, b.counts(t), near); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}

	// The van's estimate learns from the fleet, and less from the trucks than they do themselves.
	fleet := risk.Record{Failures: truck.Failures + van.Failures, Exposure: truck.Exposure + van.Exposure}
	for n, nested := range map[int][]risk.Record{2: {fleet, truck, truck, truck}, 6: {fleet, van, van, van}} {
		cohort, err := m.CohortOf(nested)
		if err != nil {
			t.Fatal(err)
		}
		v, err := b.db.Vehicle(t.Context(), b.dealer.ID, storetest.VIN(n))
		if err != nil {
			t.Fatal(err)
		}
		var evidence []risk.Evidence
		if v.PriorEarlyFailure != nil {
			evidence = append(evidence, risk.Evidence{Name: "prior_early_failure", Present: *v.PriorEarlyFailure})
		}
		a, err := m.Assess(risk.Input{
			BatteryAgeMonths: v.BatteryAgeMonths(b.clock.Now()), VehicleAgeMonths: v.AgeMonths(b.clock.Now()), AnnualMeanC: climate,
			Cohort: cohort, AGM: v.Chemistry == vehicle.AGM, Evidence: evidence,
		})
		if err != nil {
			t.Fatal(err)
		}
		got := b.leadOf(t, storetest.VIN(n)).Score
		if math.Abs(got.Probability-a.Probability) > 1e-12 {
			t.Errorf("vehicle %d: the estimate is %v, want %v", n, got.Probability, a.Probability)
		}
		for _, step := range got.Explanation {
			if step.Name == "cohort_record" && step.LogOdds <= 0 {
				t.Errorf("vehicle %d: two failures in so little time moved the estimate by %v", n, step.LogOdds)
			}
		}
	}
}

func climateOf(t *testing.T, state string) float64 {
	t.Helper()
	c, ok := vehicle.ClimateOf(state)
	if !ok {
		t.Fatalf("no climate of %s is known", state)
	}
	return c.AnnualMeanC
}

func TestCountsHoldForADayUnlessTheModelIsAnother(t *testing.T) {
	b := setup(t)
	for n := 1; n <= 4; n++ {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(48))
	}
	b.score(t)
	b.happened(t, 1, battery.ReplacedPreventively, "")
	b.clock.Move(40 * dayLong)
	b.happened(t, 2, battery.ReplacedAfterFailure, "")
	b.score(t)
	first := b.counts(t)
	if len(first) != 1 || len(first[0].Records) == 0 {
		t.Fatalf("counted %+v", first)
	}
	b.clock.Move(dayLong - time.Minute)
	b.happened(t, 3, battery.ReplacedAfterFailure, "")
	b.score(t)
	if got := b.counts(t); len(got) != 1 {
		t.Fatalf("counted anew within a day: %+v", got)
	}
	b.clock.Move(time.Minute)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(4), fitted(50))
	b.score(t)
	if got := b.counts(t); len(got) != 2 || got[1].Records[0].Failures != 2 || got[1].AsOf != b.clock.Now() {
		t.Fatalf("after a day there are %+v", got)
	}
	b.clock.Move(30 * dayLong)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(4), fitted(51))
	b.score(t)
	if got := b.counts(t); len(got) != 2 {
		t.Fatalf("nothing was recorded since, and there are %+v", got)
	}
}

// Wrong entries must not leave a fleet without estimates.
func TestARecordBeyondAnythingExpectedIsLeftOut(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(48))
	b.score(t)
	before := b.leadOf(t, storetest.VIN(1)).Score
	b.happened(t, 1, battery.ReplacedPreventively, "")
	key := lead.CohortKey{Family: "F-150", Climate: vehicle.ClimateBand(climateOf(t, "TX")), Chemistry: vehicle.AGM}
	absurd := lead.CohortCounts{AsOf: b.clock.Now(), Records: []lead.CohortRecord{{CohortKey: key, Record: risk.Record{Failures: 5000, Exposure: 1e-6}}}}
	if err := b.db.SaveCohortCounts(t.Context(), b.dealer.ID, before.ModelVersion, absurd); err != nil {
		t.Fatal(err)
	}
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(48))
	b.score(t)
	if after := b.leadOf(t, storetest.VIN(1)).Score; after.Probability != before.Probability {
		t.Fatalf("the estimate went from %v to %v", before.Probability, after.Probability)
	}
}

func TestAFleetWithoutARecordedReplacementCostsOneStatementMoreInAll(t *testing.T) {
	run := func(vehicles int) int64 {
		b := setup(t)
		for n := range vehicles {
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n+1), fitted(48))
		}
		before := b.db.Statements()
		b.score(t)
		return b.db.Statements() - before
	}
	some, many := run(61), run(91) // of fewer each lead that changes is told of by itself
	if each := (many - some) / 30; (many-some)%30 != 0 || each != 6 {
		t.Errorf("a vehicle takes %d statements (%d for 61, %d for 91), want 6: readings, two of the score, the latest lead, the new one and its rank", each, some, many)
	}
}

// A large fleet in which nothing fails is far from what the model expects, and still has estimates.
func TestAFleetThatHardlyEverFailsKeepsItsEstimates(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(48))
	b.score(t)
	before := b.leadOf(t, storetest.VIN(1)).Score
	b.happened(t, 1, battery.Tested, battery.Pass)
	b.happened(t, 1, battery.ReplacedPreventively, "")
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(48))
	climate := vehicle.ClimateBand(climateOf(t, "TX"))
	calm := lead.CohortCounts{AsOf: b.clock.Now()}
	for _, family := range []string{"Escape", "F-150", "Transit"} {
		calm.Records = append(calm.Records, lead.CohortRecord{
			CohortKey: lead.CohortKey{Family: family, Climate: climate, Chemistry: vehicle.AGM}, Record: risk.Record{Failures: 1, Exposure: 2000},
		})
	}
	must(t, b.db.SaveCohortCounts(t.Context(), b.dealer.ID, before.ModelVersion, calm))
	b.score(t)
	after := b.leadOf(t, storetest.VIN(1)).Score
	record := 0.0
	for _, step := range after.Explanation {
		if step.Name == "cohort_record" {
			record = step.LogOdds
		}
	}
	if after.Probability >= before.Probability/20 || record > -3 {
		t.Fatalf("the estimate went from %v to %v, by %v for the record", before.Probability, after.Probability, record)
	}
}

// takeBack undoes an event of the nth vehicle.
func (b bundle) takeBack(t *testing.T, n int, kind battery.Kind) {
	t.Helper()
	s := battery.NewService(b.db, later{}, b.clock.Now, func() string { return storetest.ID("event") })
	events, err := b.db.BatteryEvents(t.Context(), b.dealer.ID, storetest.VIN(n))
	must(t, err)
	for _, e := range events {
		if e.Kind == kind {
			must(t, s.TakeBack(t.Context(), b.dealer.ID, string(e.VIN), e.ID))
			return
		}
	}
	t.Fatalf("vehicle %d has no event %s", n, kind)
}

// A failure that never was leaves the counts at once, and with the last of them the whole record goes: from
// estimates as well as from trials of them.
func TestWhatIsTakenBackLeavesTheRecordAtOnce(t *testing.T) {
	b := setup(t)
	for n := 1; n <= 4; n++ {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(48))
	}
	b.score(t)
	before := b.leadOf(t, storetest.VIN(4)).Score
	b.happened(t, 1, battery.ReplacedPreventively, "")
	b.clock.Move(40 * dayLong)
	b.happened(t, 2, battery.ReplacedAfterFailure, "")
	b.happened(t, 3, battery.ReplacedAfterFailure, "")
	b.score(t)
	if got := b.counts(t); len(got) != 1 || got[0].Records[0].Failures != 2 {
		t.Fatalf("counted %+v", got)
	}
	b.clock.Move(time.Minute)
	b.takeBack(t, 3, battery.ReplacedAfterFailure)
	b.score(t)
	if got := b.counts(t); len(got) != 2 || got[1].Records[0].Failures != 1 || got[1].AsOf != b.clock.Now() {
		t.Fatalf("after one of two failures was taken back: %+v", got)
	}
	b.clock.Move(time.Minute)
	b.takeBack(t, 2, battery.ReplacedAfterFailure)
	b.takeBack(t, 1, battery.ReplacedPreventively)
	b.clock.Move(time.Second)
	must(t, b.db.MarkFleetStale(t.Context(), b.dealer.ID))
	b.score(t)
	if got := b.counts(t); len(got) != 3 || len(got[2].Records) != 0 {
		t.Fatalf("after all were taken back: %+v", got)
	}
	after := b.leadOf(t, storetest.VIN(4)).Score
	a, err := risk.Default().Assess(risk.Input{
		BatteryAgeMonths: ptr(vehicle.MonthsSince(vehicle.DateOf(storetest.Start.AddDate(0, -48, 0)), b.clock.Now())), AnnualMeanC: climateOf(t, "TX"), AGM: true,
	})
	must(t, err)
	if math.Abs(after.Probability-a.Probability) > 1e-12 || after.Probability <= before.Probability {
		t.Fatalf("the estimate is %v, and without a record %v", after.Probability, a.Probability)
	}
	// A trial without any sign gives the prior of each score.
	bare := b.try(t, lead.Trial{Groups: []string{}}, b.dealer)
	if !near(bare.Trial.Expected.Expected, bare.Present.Expected.Expected) || !near(bare.Trial.Expected.ScenarioHigh.Expected, bare.Present.Expected.ScenarioHigh.Expected) || bare.Moved != 0 {
		t.Fatalf("a trial of a fleet without signs moves %d, from %+v to %+v", bare.Moved, bare.Present.Expected, bare.Trial.Expected)
	}
	b.clock.Move(3 * dayLong)
	must(t, b.db.MarkFleetStale(t.Context(), b.dealer.ID))
	b.score(t)
	if got := b.counts(t); len(got) != 3 {
		t.Fatalf("nothing was recorded or taken back since, and there are %+v", got)
	}
}

// The day on which a battery was fitted decides what its failure says: with another day the record is another.
func TestACorrectedDayOfFittingIsCountedAnew(t *testing.T) {
	for name, correct := range map[string]func(*vehicle.Vehicle){
		"another day":       fitted(20),
		"another chemistry": func(v *vehicle.Vehicle) { v.Chemistry = vehicle.Flooded },
		"another state":     func(v *vehicle.Vehicle) { v.State = "MI" },
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			vehicles := vehicle.NewService(b.db, later{}, b.clock.Now)
			var v vehicle.Vehicle
			for n := 1; n <= 3; n++ {
				v = storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(40))
			}
			b.score(t)
			b.happened(t, 1, battery.ReplacedPreventively, "")
			b.clock.Move(40 * dayLong)
			b.happened(t, 2, battery.ReplacedAfterFailure, "")
			b.score(t)
			first := b.counts(t)
			b.clock.Move(time.Minute)
			v.Mileage = ptr(90_000)
			_, _, err := vehicles.Save(t.Context(), b.dealer.ID, v)
			must(t, err)
			b.score(t)
			if got := b.counts(t); len(got) != 1 {
				t.Fatalf("a mileage has the cohorts counted anew: %+v", got)
			}
			correct(&v)
			_, _, err = vehicles.Save(t.Context(), b.dealer.ID, v)
			must(t, err)
			b.score(t)
			got := b.counts(t)
			if len(got) != 2 || cmp.Equal(got[1].Records, first[0].Records) {
				t.Fatalf("there are %+v", got)
			}
		})
	}
}
