package lead_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

type bundle struct {
	db     *store.DB
	clock  *storetest.Clock
	leads  *lead.Service
	dealer dealer.Dealer
}

func setup(t *testing.T) bundle {
	t.Helper()
	clock := storetest.NewClock()
	db := storetest.Open(t, storetest.SQLiteURL(t), clock.Now)
	s := lead.NewService(db, risk.Default(), clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	return bundle{db: db, clock: clock, leads: s, dealer: storetest.Dealer(t, db, "A1")}
}

// fitted sets the day on which a vehicle's battery was fitted, so many months before the clock starts.
func fitted(months int) func(*vehicle.Vehicle) {
	return func(v *vehicle.Vehicle) {
		d := vehicle.DateOf(storetest.Start.AddDate(0, -months, 0))
		v.BatteryInstalled = &d
	}
}

func (b bundle) score(t *testing.T) {
	t.Helper()
	if err := b.leads.ScoreDue(t.Context(), b.dealer.ID); err != nil {
		t.Fatal(err)
	}
}

func (b bundle) leadOf(t *testing.T, vin vehicle.VIN) lead.Lead {
	t.Helper()
	l, err := b.db.LatestLead(t.Context(), b.dealer.ID, vin)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (b bundle) change(t *testing.T, l lead.Lead, c lead.Change) lead.Lead {
	t.Helper()
	changed, err := b.leads.Change(t.Context(), b.dealer.ID, l.ID, l.Version, c)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	e := fault.As(err)
	if e == nil || e.Kind != fault.Invalid || len(e.Fields) != 1 || e.Fields[0].Name != field {
		t.Fatalf("got %v, want one about the field %s", err, field)
	}
}

func ptr[T any](v T) *T { return &v }

// keptScores remembers the latest scores as they were given to the store.
type keptScores struct {
	*store.DB
	latest map[vehicle.VIN]lead.Score
}

func (k *keptScores) SaveScore(ctx context.Context, dealerID dealer.ID, s lead.Score, mark int64) error {
	k.latest[s.VIN] = s
	return k.DB.SaveScore(ctx, dealerID, s, mark)
}

// What is on a page has its interval by quadrature. A vehicle whose lead is closed for now is only ranked: by the
// same probability, with the interval of the delta method, until it may have a lead again.
func TestWhatIsOnNoPageIsRankedByTheDeltaMethod(t *testing.T) {
	b := setup(t)
	kept := &keptScores{DB: b.db, latest: map[vehicle.VIN]lead.Score{}}
	b.leads = lead.NewService(kept, risk.Default(), b.clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	for n := 1; n <= 4; n++ {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(n), fitted(50))
	}
	b.score(t)
	b.clock.Move(time.Hour)
	b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedDeclined)})
	b.change(t, b.leadOf(t, storetest.VIN(2)), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(lead.ClosedNotOwner)})
	b.change(t, b.leadOf(t, storetest.VIN(3)), lead.Change{Status: ptr(lead.Booked)})
	input := func() risk.Input {
		return risk.Input{
			BatteryAgeMonths: ptr(vehicle.MonthsSince(vehicle.DateOf(storetest.Start.AddDate(0, -50, 0)), b.clock.Now())),
			VehicleAgeMonths: 40, AnnualMeanC: climateOf(t, "TX"), AGM: true,
		}
	}
	check := func(n int, rankedOnly bool) {
		t.Helper()
		a, err := risk.Default().Assess(input())
		must(t, err)
		e, err := risk.Default().Estimate(input())
		must(t, err)
		want := [4]float64{a.Probability, a.Low, a.Median, a.High}
		if rankedOnly {
			want = [4]float64{e.Probability, e.Low, e.Probability, e.High}
		}
		s := kept.latest[storetest.VIN(n)]
		if got := [4]float64{s.Probability, s.Low, s.Median, s.High}; got != want || s.RankedOnly != rankedOnly || s.Prior != a.Prior || a.Low == e.Low {
			t.Errorf("vehicle %d: stored %+v, want %v", n, s, want)
		}
	}
	rescore := func(after time.Duration) {
		t.Helper()
		b.clock.Move(after)
		must(t, b.db.MarkFleetStale(t.Context(), b.dealer.ID))
		b.score(t)
	}
	rescore(dayLong)
	for n, rankedOnly := range map[int]bool{1: true, 2: true, 3: false, 4: false} {
		check(n, rankedOnly)
	}
	standings, err := b.db.Standings(t.Context(), b.dealer.ID, risk.Default().Version())
	must(t, err)
	if len(standings) != 4 || standings[0].Probability != standings[3].Probability {
		t.Errorf("vehicles that are alike rank as %+v", standings)
	}
	rescore(89 * dayLong) // ninety days after it was closed
	for n, rankedOnly := range map[int]bool{1: false, 2: true, 4: false} {
		check(n, rankedOnly)
	}
	if l := b.leadOf(t, storetest.VIN(1)); l.Status != lead.New || len(l.Score.Explanation) == 0 {
		t.Errorf("the lead after ninety days is %+v", l)
	}
}

func TestEveryVehicleGetsTheEstimateThatTheModelGives(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(50), func(v *vehicle.Vehicle) { v.State = "AZ"; v.CommercialUse = ptr(true) })
	reading := telemetry.Reading{VIN: storetest.VIN(1), Kind: telemetry.RestVoltage, ObservedAt: storetest.Start.Add(-time.Hour), Value: 12.1, RestHours: 8}
	if _, err := b.db.SaveReading(t.Context(), b.dealer.ID, reading); err != nil {
		t.Fatal(err)
	}
	b.score(t)
	got := b.leadOf(t, storetest.VIN(1))

	v, err := b.db.Vehicle(t.Context(), b.dealer.ID, storetest.VIN(1))
	if err != nil {
		t.Fatal(err)
	}
	climate, _ := vehicle.ClimateOf("AZ")
	want, err := risk.Default().Assess(risk.Input{
		BatteryAgeMonths: v.BatteryAgeMonths(storetest.Start), VehicleAgeMonths: v.AgeMonths(storetest.Start), AnnualMeanC: climate.AnnualMeanC,
		Evidence: []risk.Evidence{{Name: "commercial_use", Present: true}, {Name: "low_rest_voltage", Present: true, AgeDays: 1.0 / 24}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := got.Score
	if s.Probability != want.Probability || s.Low != want.Low || s.High != want.High || s.ModelVersion != want.ModelVersion || s.HorizonDays != want.HorizonDays {
		t.Fatalf("got %+v, want %+v", s, want)
	}
	if s.AsOf != storetest.Start {
		t.Fatalf("the estimate is as of %v", s.AsOf)
	}
	if want := lead.PriorityOf(s.Probability, dealer.DefaultThresholds, nil, storetest.Start); got.Priority != want || got.Status != lead.New {
		t.Fatalf("the lead is %s and %s", got.Priority, got.Status)
	}
}

func TestAScoringRunTouchesOnlyWhatWaits(t *testing.T) {
	b := setup(t)
	for i := range 450 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(i+1), fitted(12+i%60))
	}
	b.score(t)
	first := b.leadOf(t, storetest.VIN(7))
	other := b.leadOf(t, storetest.VIN(8))
	b.clock.Move(time.Hour)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(7), fitted(90))
	b.score(t)
	if after := b.leadOf(t, storetest.VIN(7)); after.ID != first.ID || after.Score.Probability <= first.Score.Probability || !after.Score.AsOf.After(first.Score.AsOf) {
		t.Fatalf("the lead went from %+v to %+v", first.Score, after.Score)
	}
	if after := b.leadOf(t, storetest.VIN(8)); after.Score.AsOf != other.Score.AsOf || after.UpdatedAt != other.UpdatedAt {
		t.Fatalf("a vehicle that did not wait was scored again")
	}
}

func TestAStoppedRunGoesOnWhereItStopped(t *testing.T) {
	b := setup(t)
	for i := range 250 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(i+1))
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := b.leads.ScoreDue(ctx, b.dealer.ID); err == nil {
		t.Fatal("a run that was stopped says that it went well")
	}
	b.score(t)
	due, err := b.db.DueVehicles(t.Context(), b.dealer.ID, 10)
	if err != nil || len(due) != 0 {
		t.Fatalf("%d vehicles still wait, %v", len(due), err)
	}
	b.leadOf(t, storetest.VIN(250))
}

func TestANewEstimateLeavesWhatAPersonDecided(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60))
	b.score(t)
	l := b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{Status: ptr(lead.Contacted), Note: ptr("asked to wait")})
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(2))
	b.score(t)
	after := b.leadOf(t, storetest.VIN(1))
	if after.Status != lead.Contacted || after.Note != "asked to wait" || after.Version != l.Version {
		t.Fatalf("the lead is now %+v", after)
	}
	if after.Score.Probability >= l.Score.Probability || after.Priority != lead.Retention {
		t.Fatalf("a new battery gave %v and %s", after.Score.Probability, after.Priority)
	}
}

func TestAVehicleIsLeftAloneAfterItsLeadWasClosed(t *testing.T) {
	for _, c := range []struct {
		name   string
		reason lead.ClosedReason
		after  time.Duration
		again  bool
	}{
		{"within 90 days", lead.ClosedDeclined, 89 * 24 * time.Hour, false},
		{"after 90 days", lead.ClosedDeclined, 90 * 24 * time.Hour, true},
		{"never, when the owner asked for it", lead.ClosedDoNotContact, 1000 * 24 * time.Hour, false},
		{"never, when it is somebody else's", lead.ClosedNotOwner, 1000 * 24 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60))
			b.score(t)
			closed := b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{Status: ptr(lead.Closed), ClosedReason: ptr(c.reason)})
			b.clock.Move(c.after)
			storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(61))
			b.score(t)
			if got := b.leadOf(t, storetest.VIN(1)); (got.ID != closed.ID) != c.again {
				t.Fatalf("the lead is %s (%s), the closed one was %s", got.ID, got.Status, closed.ID)
			}
		})
	}
}

func TestAPromisedCallRaisesALeadWhenItIsDue(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(1))
	b.score(t)
	at := storetest.Start.Add(time.Hour)
	l := b.change(t, b.leadOf(t, storetest.VIN(1)), lead.Change{Status: ptr(lead.Callback), CallBackAt: &at})
	if l.Priority != lead.Retention {
		t.Fatalf("before it is due the lead is %s", l.Priority)
	}
	b.clock.Move(time.Hour)
	if err := b.leads.RaiseDueCallbacks(t.Context()); err != nil {
		t.Fatal(err)
	}
	if l := b.leadOf(t, storetest.VIN(1)); l.Priority != lead.FollowUp {
		t.Fatalf("when it is due the lead is %s", l.Priority)
	}
}

func TestScoresAreKeptAsHistoryAndAgeWithinAWeek(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(40))
	b.score(t)
	first := b.leadOf(t, storetest.VIN(1)).Score
	b.clock.Move(7*24*time.Hour + time.Second)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { b.leads.Run(ctx, time.Hour); close(done) }()
	// The worker's first round runs before it takes a request, so an answer means that the round is over.
	b.leads.Rescore(ctx, b.dealer.ID)
	for b.leadOf(t, storetest.VIN(1)).Score.AsOf.Equal(first.AsOf) {
		b.leads.Rescore(ctx, b.dealer.ID)
	}
	stop()
	<-done
	if now := b.leadOf(t, storetest.VIN(1)).Score; now.Probability <= first.Probability {
		t.Fatalf("a week older the battery went from %v to %v", first.Probability, now.Probability)
	}
}

func TestWhatAPersonMayChange(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1))
	b.score(t)
	ann := storetest.User(t, b.db, b.dealer, "Ann")
	stranger := storetest.User(t, b.db, storetest.Dealer(t, b.db, "B1"), "Bob")
	soon, past, far := storetest.Start.Add(time.Hour), storetest.Start.Add(-time.Hour), storetest.Start.AddDate(3, 0, 0)
	l := b.leadOf(t, storetest.VIN(1))
	for _, c := range []struct {
		name, field string
		change      lead.Change
	}{
		{"a call-back needs a time", "call_back_at", lead.Change{Status: ptr(lead.Callback)}},
		{"the time of a call-back lies ahead", "call_back_at", lead.Change{Status: ptr(lead.Callback), CallBackAt: &past}},
		{"and not years ahead", "call_back_at", lead.Change{Status: ptr(lead.Callback), CallBackAt: &far}},
		{"a time belongs to a call-back", "call_back_at", lead.Change{CallBackAt: &soon}},
		{"a reason belongs to closing", "closed_reason", lead.Change{ClosedReason: ptr(lead.ClosedDeclined)}},
		{"somebody of another dealer gets no lead", "assignee_id", lead.Change{AssigneeID: &stranger.ID}},
		{"a note is text", "note", lead.Change{Note: ptr("a\x00b")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := b.leads.Change(t.Context(), b.dealer.ID, l.ID, l.Version, c.change)
			wantField(t, err, c.field)
			if after := b.leadOf(t, storetest.VIN(1)); after.Version != l.Version {
				t.Fatal("the lead was changed all the same")
			}
		})
	}
	l = b.change(t, l, lead.Change{Status: ptr(lead.Callback), CallBackAt: &soon, AssigneeID: &ann.ID})
	if l.Assignee == nil || l.Assignee.Name != "Ann" || l.CallBackAt == nil || !l.CallBackAt.Equal(soon) {
		t.Fatalf("the lead is %+v", l)
	}
	l = b.change(t, l, lead.Change{Status: ptr(lead.Booked), AssigneeID: ptr("")})
	if l.Assignee != nil || l.CallBackAt != nil {
		t.Fatalf("the lead is %+v", l)
	}
	if _, err := b.leads.Change(t.Context(), b.dealer.ID, l.ID, l.Version-1, lead.Change{Note: ptr("late")}); fault.KindOf(err) != fault.Changed {
		t.Fatalf("a change of an older version: %v", err)
	}
	l = b.change(t, l, lead.Change{Status: ptr(lead.Closed)})
	if l.ClosedReason != lead.ClosedOther || l.ClosedAt == nil {
		t.Fatalf("the lead is %+v", l)
	}
	if _, err := b.leads.Change(t.Context(), b.dealer.ID, l.ID, l.Version, lead.Change{Status: ptr(lead.New)}); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("a closed lead was opened again: %v", err)
	}
}

func TestARankIsAmongRealVehiclesAndIsWithheldWhenThereAreTooFew(t *testing.T) {
	b := setup(t)
	for i := range 50 {
		storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(i+1), fitted(10+i))
	}
	b.score(t)
	if c := b.leadOf(t, storetest.VIN(50)).Cohort; c.Percentile != nil || c.Size != 49 {
		t.Fatalf("among 49 others the rank is %+v", c)
	}
	// One more makes fifty others. Those that wait are ranked; the oldest battery is above all of them.
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(51), fitted(80))
	b.score(t)
	c := b.leadOf(t, storetest.VIN(51)).Cohort
	if c.Percentile == nil || *c.Percentile != 100 || c.Size != 50 || c.Label == "" {
		t.Fatalf("the oldest of 51 has the rank %+v", c)
	}
	// Vehicles of another family widen the comparison step by step, down to the whole fleet.
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(52), fitted(30), func(v *vehicle.Vehicle) { v.Model, v.Family, v.Kind = "Escape", "Escape", vehicle.SUV })
	b.score(t)
	alone := b.leadOf(t, storetest.VIN(52)).Cohort
	if alone.Percentile == nil || alone.Size != 51 || alone.Label == c.Label {
		t.Fatalf("the only vehicle of its family has the rank %+v", alone)
	}
}

func TestAVehicleWithoutAnyClimateIsSkippedAndHoldsUpNobody(t *testing.T) {
	b := setup(t)
	nowhere := storetest.Dealer(t, b.db, "N1", func(d *dealer.Dealer) { d.State = "ZZ" })
	storetest.Vehicle(t, b.db, nowhere.ID, storetest.VIN(1), func(v *vehicle.Vehicle) { v.State = "" })
	storetest.Vehicle(t, b.db, nowhere.ID, storetest.VIN(2), func(v *vehicle.Vehicle) { v.State = "MI" })
	if err := b.leads.ScoreDue(t.Context(), nowhere.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.LatestLead(t.Context(), nowhere.ID, storetest.VIN(1)); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("a vehicle that cannot be scored has a lead: %v", err)
	}
	if _, err := b.db.LatestLead(t.Context(), nowhere.ID, storetest.VIN(2)); err != nil {
		t.Fatal(err)
	}
}

// later is told that vehicles wait, and leaves them.
type later struct{}

func (later) Rescore(context.Context, dealer.ID) {}

// What is saved while a run is under way counts for that run as well, and is not taken for done.
func TestSettingsSavedDuringARunAreApplied(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60))
	strict := b.dealer.Settings
	strict.Thresholds = dealer.Thresholds{High: 0.9, Moderate: 0.01, FollowUp: 0.005}
	saved := false
	clock := func() time.Time {
		if !saved { // the run asks for the time after it has read the dealer
			saved = true
			if err := b.db.SaveSettings(t.Context(), b.dealer.ID, strict); err != nil {
				t.Error(err)
			}
			if err := b.db.MarkFleetStale(t.Context(), b.dealer.ID); err != nil {
				t.Error(err)
			}
		}
		return b.clock.Now()
	}
	s := lead.NewService(b.db, risk.Default(), clock, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	if err := s.ScoreDue(t.Context(), b.dealer.ID); err != nil {
		t.Fatal(err)
	}
	if got := b.leadOf(t, storetest.VIN(1)); got.Priority != lead.Moderate {
		t.Fatalf("by the settings that were saved meanwhile the lead is %s, with %v", got.Priority, got.Score.Probability)
	}
}

// A run that was stopped between estimates and ranks leaves leads without a rank; the next one finds them,
// though nothing waits for an estimate.
func TestALeadThatWasLeftWithoutARankGetsOne(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60))
	score := storetest.Score(storetest.VIN(1), 0.4)
	score.ModelVersion = risk.Default().Version()
	if err := b.db.SaveScore(t.Context(), b.dealer.ID, score, 1); err != nil {
		t.Fatal(err)
	}
	storetest.Lead(t, b.db, b.dealer.ID, storetest.VIN(1))
	dealers, err := b.db.DueDealers(t.Context())
	if err != nil || len(dealers) != 1 {
		t.Fatalf("dealers with something to do: %v, %v", dealers, err)
	}
	b.score(t)
	if c := b.leadOf(t, storetest.VIN(1)).Cohort; c.Label == "" {
		t.Fatalf("the rank is %+v", c)
	}
	if dealers, err = b.db.DueDealers(t.Context()); err != nil || len(dealers) != 0 {
		t.Fatalf("dealers with something to do: %v, %v", dealers, err)
	}
}
