package lead_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// mixedFleet is a scored fleet with batteries of many ages, some unknown, and signs of three groups.
func mixedFleet(t *testing.T, b bundle, d dealer.Dealer, vehicles int) {
	t.Helper()
	for n := range vehicles {
		storetest.Vehicle(t, b.db, d.ID, storetest.VIN(n), func(v *vehicle.Vehicle) {
			v.CommercialUse = ptr(n%2 == 0)
			if n%3 > 0 {
				fitted(5 + n*7%90)(v)
			}
			if n%4 == 0 {
				v.Model, v.Family, v.Kind, v.Chemistry = "Escape", "Escape", vehicle.SUV, vehicle.Flooded
			}
		})
		volts, soh := 12.6, 90.0
		if n%5 == 0 {
			volts = 12.0
		}
		if n%7 == 0 {
			soh = 50
		}
		for _, r := range []telemetry.Reading{
			{Kind: telemetry.RestVoltage, Value: volts, RestHours: 8}, {Kind: telemetry.BatterySOH, Value: soh},
			{Kind: telemetry.ConductanceTest, Text: []string{"pass", "replace"}[n%2]},
		} {
			r.VIN, r.ObservedAt = storetest.VIN(n), storetest.Start.AddDate(0, 0, -3-n%40)
			_, err := b.db.SaveReading(t.Context(), d.ID, r)
			must(t, err)
		}
	}
	must(t, b.leads.ScoreDue(t.Context(), d.ID))
}

func (b bundle) try(t *testing.T, trial lead.Trial, dealers ...dealer.Dealer) lead.Outlook {
	t.Helper()
	o, err := b.leads.TryFleet(t.Context(), dealers, trial)
	must(t, err)
	return o
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6 }

func TestATrialOfNothingShowsTheFleetAsItIs(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 60)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(99)) // waits for its estimate
	o := b.try(t, lead.Trial{}, b.dealer)
	if o.Vehicles != 60 || o.NotEstimated != 1 || o.Moved != 0 || len(o.Moves) != 0 || o.ModelVersion != risk.Default().Version() || o.HorizonDays != 180 {
		t.Fatalf("%+v", o)
	}
	var probabilities []float64
	counts := map[lead.Priority]int{}
	cents, without := int64(0), 0
	standings, err := b.db.Standings(t.Context(), b.dealer.ID, risk.Default().Version())
	must(t, err)
	for _, s := range standings {
		probabilities = append(probabilities, s.Probability)
		p := lead.PriorityOf(s.Probability, dealer.DefaultThresholds, nil, storetest.Start)
		counts[p]++
		if price, ok := b.dealer.Settings.PriceFor(s.Family); p != lead.Retention && ok {
			cents += price.TotalCents()
		} else if p != lead.Retention {
			without++
		}
	}
	mass, below, low, high := risk.PoissonBinomial(probabilities), 0.0, -1, -1
	for k, m := range mass {
		if below += m; below >= 0.05 && low < 0 {
			low = k
		}
		if below >= 0.95 && high < 0 {
			high = k
		}
	}
	sum := 0.0
	for _, p := range probabilities {
		sum += p
	}
	for name, v := range map[string]lead.FleetView{"present": o.Present, "trial": o.Trial} {
		for _, p := range lead.Priorities {
			if v.ByPriority[p] != counts[p] {
				t.Errorf("%s: %d are %s, want %d", name, v.ByPriority[p], p, counts[p])
			}
		}
		e := v.Expected
		if math.Abs(e.Expected-sum) > 1e-9 || e.Low != low || e.High != high {
			t.Errorf("%s: %v (%d to %d) expected, want %v (%d to %d)", name, e.Expected, e.Low, e.High, sum, low, high)
		}
		if !(e.ScenarioLow.Expected < 0.8*sum && e.ScenarioHigh.Expected > 1.2*sum) {
			t.Errorf("%s: the scenarios around %v are %v and %v", name, sum, e.ScenarioLow.Expected, e.ScenarioHigh.Expected)
		}
		if v.ServiceCents != cents || v.WithoutPrice != without || v.Currency != "USD" || cents == 0 || without == 0 {
			t.Errorf("%s: %d cents and %d without a price, want %d and %d", name, v.ServiceCents, v.WithoutPrice, cents, without)
		}
	}
}

func TestATrialWithoutSomeGroupsEstimatesAsIfNobodyHadLooked(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 60)
	all := []string{"undercharge", "weak_battery", "duty", "charging_fault", "prior_early_failure"}
	for _, groups := range [][]string{{}, {"duty"}, {"undercharge", "duty"}, {"weak_battery"}, all} {
		t.Run(fmt.Sprint(groups), func(t *testing.T) {
			o := b.try(t, lead.Trial{Groups: groups}, b.dealer)
			want := map[string]float64{}
			sum := 0.0
			fleet, err := b.db.Fleet(t.Context(), b.dealer.ID, risk.Default().Version())
			must(t, err)
			for _, v := range fleet {
				f, err := lead.ParseFacts(v.Facts, nil)
				must(t, err)
				kept := slices.DeleteFunc(f.Evidence, func(e risk.Evidence) bool {
					i := slices.IndexFunc(risk.Default().Signs(), func(s risk.SignInfo) bool { return s.Name == e.Name })
					return !slices.Contains(groups, risk.Default().Signs()[i].Group)
				})
				a, err := risk.Default().Assess(risk.Input{
					BatteryAgeMonths: f.BatteryAgeMonths, VehicleAgeMonths: f.VehicleAgeMonths, AnnualMeanC: climateOf(t, "TX"), Evidence: kept, AGM: v.Chemistry == vehicle.AGM,
				})
				must(t, err)
				sum += a.Probability
				if !near(a.Probability, v.Probability) {
					want[string(v.VIN)] = a.Probability
				}
			}
			if !near(o.Trial.Expected.Expected/60, sum/60) {
				t.Errorf("%v expected, want %v", o.Trial.Expected.Expected, sum)
			}
			if o.Moved != len(want) || len(o.Moves) != min(20, len(want)) {
				t.Fatalf("%d moved and %d listed, want %d", o.Moved, len(o.Moves), len(want))
			}
			last := math.Inf(1)
			for _, m := range o.Moves {
				size := math.Abs(m.To - m.From)
				if size > last || !near(m.To, want[m.VIN]) || m.DealerCode != "A1" || m.PriorityTo != lead.PriorityOf(m.To, dealer.DefaultThresholds, nil, storetest.Start) {
					t.Errorf("%+v, want to %v; the one before moved by %v", m, want[m.VIN], last)
				}
				last = size
			}
		})
	}
}

func TestATrialOfThresholdsMovesPrioritiesAlone(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 60)
	wide := dealer.Thresholds{High: 0.999, Moderate: 0.998, FollowUp: 0.997}
	o := b.try(t, lead.Trial{Thresholds: &wide}, b.dealer)
	worth := 60 - o.Present.ByPriority[lead.Retention]
	if o.Trial.ByPriority[lead.Retention] != 60 || o.Moved != worth || worth == 0 {
		t.Fatalf("%d moved of %d: %+v", o.Moved, worth, o.Trial)
	}
	if o.Trial.Expected != o.Present.Expected || o.Trial.Priced != 0 || o.Trial.ServiceCents != 0 || o.Trial.Currency != "" {
		t.Fatalf("%+v beside %+v", o.Trial, o.Present)
	}
	for _, m := range o.Moves {
		if m.From != m.To || m.PriorityFrom == m.PriorityTo {
			t.Errorf("%+v", m)
		}
	}
}

func TestATrialOverSeveralDealersAddsThemUp(t *testing.T) {
	b := setup(t)
	cold := storetest.Dealer(t, b.db, "B1", func(d *dealer.Dealer) {
		d.Settings.Thresholds = dealer.Thresholds{High: 0.9, Moderate: 0.8, FollowUp: 0.7}
		d.Settings.Prices = nil
	})
	mixedFleet(t, b, b.dealer, 40)
	mixedFleet(t, b, cold, 20)
	one, two, both := b.try(t, lead.Trial{Groups: []string{}}, b.dealer), b.try(t, lead.Trial{Groups: []string{}}, cold), b.try(t, lead.Trial{Groups: []string{}}, b.dealer, cold)
	if both.Vehicles != 60 || both.Moved != one.Moved+two.Moved || both.Present.ServiceCents != one.Present.ServiceCents || two.Present.Priced != 0 {
		t.Fatalf("%+v and %+v give %+v", one, two, both)
	}
	for _, p := range lead.Priorities {
		if both.Trial.ByPriority[p] != one.Trial.ByPriority[p]+two.Trial.ByPriority[p] {
			t.Errorf("%s: %d and %d give %d", p, one.Trial.ByPriority[p], two.Trial.ByPriority[p], both.Trial.ByPriority[p])
		}
	}
	if !near(both.Trial.Expected.Expected, one.Trial.Expected.Expected+two.Trial.Expected.Expected) {
		t.Errorf("%v and %v give %v", one.Trial.Expected.Expected, two.Trial.Expected.Expected, both.Trial.Expected.Expected)
	}
	if both.Present.ByPriority[lead.High] != one.Present.ByPriority[lead.High]+two.Present.ByPriority[lead.High] || two.Present.ByPriority[lead.High] >= one.Present.ByPriority[lead.High]/2 {
		t.Errorf("each dealer's own thresholds: %d, %d, %d", one.Present.ByPriority[lead.High], two.Present.ByPriority[lead.High], both.Present.ByPriority[lead.High])
	}
}

// What was recorded of a cohort after a vehicle was scored is not in its estimate, nor in a trial of it.
func TestATrialUsesTheRecordOfTheCohortThatTheScoreUsed(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 30)
	before := b.try(t, lead.Trial{Groups: []string{}}, b.dealer)
	b.clock.Move(dayLong)
	b.happened(t, 0, battery.ReplacedAfterFailure, "")
	counts := lead.CohortCounts{AsOf: b.clock.Now(), Records: []lead.CohortRecord{{
		CohortKey: lead.CohortKey{Family: "F-150", Climate: vehicle.ClimateBand(climateOf(t, "TX")), Chemistry: vehicle.AGM}, Record: risk.Record{Failures: 40, Exposure: 5},
	}}}
	must(t, b.db.SaveCohortCounts(t.Context(), b.dealer.ID, risk.Default().Version(), counts))
	if after := b.try(t, lead.Trial{Groups: []string{}}, b.dealer); after.Trial.Expected != before.Trial.Expected || after.Present.Expected != before.Present.Expected {
		t.Fatalf("before they were scored by it: %+v, then %+v", before.Trial.Expected, after.Trial.Expected)
	}
	must(t, b.db.MarkFleetStale(t.Context(), b.dealer.ID))
	b.score(t)
	after := b.try(t, lead.Trial{Groups: []string{}}, b.dealer)
	if after.Trial.Expected.Expected < 2*before.Trial.Expected.Expected {
		t.Fatalf("after they were scored by it: %v, then %v", before.Trial.Expected.Expected, after.Trial.Expected.Expected)
	}
	// Without any sign the estimate is the prior, which is kept with the score.
	standings, err := b.db.FollowedScores(t.Context(), b.dealer.ID, storetest.Start.AddDate(2, 0, 0))
	must(t, err)
	sum := 0.0
	for _, s := range standings {
		sum += *s.Prior
	}
	if !near(sum, before.Trial.Expected.Expected) {
		t.Fatalf("without any sign %v are expected, and the priors of the first scores give %v", before.Trial.Expected.Expected, sum)
	}
}

// Estimates by different versions of the model are not comparable: a vehicle counts when it has one by the present
// version.
func TestATrialLeavesOutWhatAnotherVersionEstimated(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 12)
	before := b.try(t, lead.Trial{Groups: []string{}}, b.dealer)
	b.clock.Move(dayLong)
	for n := range 5 {
		s := storetest.Score(storetest.VIN(n), 0.9)
		s.AsOf, s.ModelVersion, s.Facts = b.clock.Now(), "battery-00000000", lead.Facts{VehicleAgeMonths: 30}
		must(t, b.db.SaveScore(t.Context(), b.dealer.ID, s, 1))
	}
	after := b.try(t, lead.Trial{Groups: []string{}}, b.dealer)
	if before.Vehicles != 12 || after.Vehicles != 7 || after.NotEstimated != 5 || after.Present.Expected.Expected >= before.Present.Expected.Expected {
		t.Fatalf("%d vehicles, then %d and %d without an estimate; %v expected, then %v",
			before.Vehicles, after.Vehicles, after.NotEstimated, before.Present.Expected.Expected, after.Present.Expected.Expected)
	}
	for _, m := range after.Moves {
		if m.From == 0.9 {
			t.Errorf("%+v", m)
		}
	}
}

// By the price of a call and of what it may find, the vehicles that are worth one are those from cost over benefit
// on, by their estimates in the trial.
func TestATrialCountsWhatIsWorthACall(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 60)
	for _, groups := range [][]string{nil, {}} {
		o := b.try(t, lead.Trial{Groups: groups, Worth: &lead.CallWorth{CostOfContact: 6, BenefitIfFailing: 50}}, b.dealer)
		bare := b.try(t, lead.Trial{Groups: groups, Thresholds: &dealer.Thresholds{High: 0.9, Moderate: 0.8, FollowUp: 0.12}}, b.dealer)
		want := 60 - bare.Trial.ByPriority[lead.Retention]
		if o.Worth == nil || o.Worth.Cutoff != 0.12 || o.Worth.Vehicles != want || want == 0 || want == 60 || o.Worth.Expected < 0.12*float64(want) || o.Worth.Expected > o.Trial.Expected.Expected {
			t.Errorf("%v: %+v, want %d of %v", groups, o.Worth, want, o.Trial.Expected.Expected)
		}
	}
	if o := b.try(t, lead.Trial{}, b.dealer); o.Worth != nil {
		t.Errorf("nobody said what a call costs: %+v", o.Worth)
	}
	for field, w := range map[string]lead.CallWorth{
		"worth.cost_of_contact": {BenefitIfFailing: 50}, "worth.benefit_if_failing": {CostOfContact: 6, BenefitIfFailing: 6},
	} {
		_, err := b.leads.TryFleet(t.Context(), []dealer.Dealer{b.dealer}, lead.Trial{Worth: &w})
		wantField(t, err, field)
	}
}

func TestATrialOfWhatIsNotThereIsRefusedByItsField(t *testing.T) {
	b := setup(t)
	for field, trial := range map[string]lead.Trial{
		"groups[1]":           {Groups: []string{"duty", "age"}},
		"groups[0]":           {Groups: []string{"slow_crank"}}, // a sign, and no group
		"thresholds.moderate": {Thresholds: &dealer.Thresholds{High: 0.3, Moderate: 0, FollowUp: -1}},
		"thresholds":          {Thresholds: &dealer.Thresholds{High: 0.3, Moderate: 0.4, FollowUp: 0.1}},
	} {
		_, err := b.leads.TryFleet(t.Context(), []dealer.Dealer{b.dealer}, trial)
		e := fault.As(err)
		if e == nil || e.Kind != fault.Invalid || e.Fields[0].Name != field {
			t.Errorf("%+v: %v, want one about %s", trial, err, field)
		}
	}
}

func TestATrialReadsTheFleetInTwoStatementsForEachDealer(t *testing.T) {
	b := setup(t)
	mixedFleet(t, b, b.dealer, 50)
	before := b.db.Statements()
	b.try(t, lead.Trial{Groups: []string{"duty"}}, b.dealer)
	if n := b.db.Statements() - before; n != 2 {
		t.Errorf("%d statements", n)
	}
}
