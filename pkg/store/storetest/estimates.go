package storetest

import (
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

// Estimates is what every database does with what estimates rest on and are held against.
func Estimates(t *testing.T, fresh Fresh) {
	t.Run("the counts in force at a time and all from later come back as they were saved", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		record := func(family, climate string, chemistry vehicle.Chemistry, failures, exposure float64) lead.CohortRecord {
			return lead.CohortRecord{CohortKey: lead.CohortKey{Family: family, Climate: climate, Chemistry: chemistry}, Record: risk.Record{Failures: failures, Exposure: exposure}}
		}
		first := lead.CohortCounts{AsOf: Start, Records: []lead.CohortRecord{record("F-150", "cool", vehicle.AGM, 2, 0.1+0.2)}}
		empty := lead.CohortCounts{AsOf: Start.Add(time.Hour)}
		last := lead.CohortCounts{AsOf: Start.Add(2 * time.Hour), Records: []lead.CohortRecord{
			record("", "", vehicle.EFB, 0, 1e-9), record("E Z", "hot", vehicle.AGM, 3, 2), record("E-Z", "hot", vehicle.AGM, 4, 2), record("Escape", "cool", vehicle.AGM, 1, 4),
		}}
		for _, c := range []lead.CohortCounts{last, first, empty} {
			must(t, db.SaveCohortCounts(ctx, d.ID, "v1", c))
		}
		for name, c := range map[string]struct {
			version string
			since   time.Time
			want    []lead.CohortCounts
		}{
			"before all":          {"v1", Start.Add(-time.Millisecond), []lead.CohortCounts{first, empty, last}},
			"at the first":        {"v1", Start, []lead.CohortCounts{first, empty, last}},
			"between":             {"v1", Start.Add(90 * time.Minute), []lead.CohortCounts{empty, last}},
			"after all":           {"v1", Start.Add(time.Hour * 1000), []lead.CohortCounts{last}},
			"of another version":  {"v2", Start, nil},
			"before another's is": {"v0", time.Time{}, nil},
		} {
			got, err := db.CohortCounts(ctx, d.ID, c.version, c.since)
			must(t, err)
			t.Log(name)
			same(t, got, c.want)
		}
		changed := first
		changed.Records = nil
		must(t, db.SaveCohortCounts(ctx, d.ID, "v1", changed))
		got, err := db.CohortCounts(ctx, d.ID, "v1", Start)
		must(t, err)
		same(t, got[0], first)
	})
	t.Run("the state says when was last counted by a version, and what was recorded and corrected last", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		corrected := time.Time{}
		want := func(version string, counted, recorded time.Time) {
			t.Helper()
			got, err := db.CohortState(ctx, d.ID, version)
			must(t, err)
			same(t, got, lead.CohortState{Counted: counted, Recorded: recorded, Corrected: corrected})
		}
		at := func(after time.Duration) func(*battery.Event) {
			return func(e *battery.Event) { e.RecordedAt = Start.Add(after) }
		}
		want("v1", time.Time{}, time.Time{})
		BatteryEvent(t, db, d.ID, VIN(1), battery.Tested, day(9), at(time.Hour))
		BatteryEvent(t, db, d.ID, VIN(1), battery.Installed, day(9), at(time.Hour))
		want("v1", time.Time{}, time.Time{})
		BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedAfterFailure, day(1), at(2*time.Hour))
		BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedPreventively, day(2), at(time.Hour))
		must(t, db.SaveCohortCounts(ctx, d.ID, "v1", lead.CohortCounts{AsOf: Start}))
		must(t, db.SaveCohortCounts(ctx, d.ID, "v1", lead.CohortCounts{AsOf: Start.Add(-time.Hour)}))
		want("v1", Start, Start.Add(2*time.Hour))
		want("v2", time.Time{}, Start.Add(2*time.Hour))
		gone := BatteryEvent(t, db, d.ID, VIN(1), battery.ReplacedAfterFailure, day(8), at(3*time.Hour))
		want("v1", Start, Start.Add(3*time.Hour))
		corrected = Start.Add(4 * time.Hour)
		must(t, db.DeleteBatteryEvent(ctx, d.ID, VIN(1), gone.ID, corrected))
		want("v1", Start, Start.Add(2*time.Hour))
		must(t, db.BatteriesCorrected(ctx, d.ID, Start)) // from before, which says nothing new
		want("v1", Start, Start.Add(2*time.Hour))
		corrected = Start.Add(5 * time.Hour)
		must(t, db.BatteriesCorrected(ctx, d.ID, corrected))
		want("v1", Start, Start.Add(2*time.Hour))
		wantKind(t, db.BatteriesCorrected(ctx, "nobody", corrected), fault.NotFound)
	})
	t.Run("a vehicle is watched from its first score on", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		fitted := day(8)
		v := Vehicle(t, db, d.ID, VIN(1), func(v *vehicle.Vehicle) { v.BatteryInstalled = &fitted })
		Vehicle(t, db, d.ID, VIN(2))
		Vehicle(t, db, d.ID, VIN(3)) // never scored
		score(t, db, d.ID, VIN(1), Start, 90)
		score(t, db, d.ID, VIN(1), Start.Add(time.Hour), 90)
		score(t, db, d.ID, VIN(2), Start.Add(time.Hour), 90)
		got, err := db.WatchedVehicles(ctx, d.ID)
		must(t, err)
		want := []lead.WatchedVehicle{
			{VIN: VIN(1), Family: v.Family, State: v.State, Chemistry: v.Chemistry, FittedOn: &fitted, Since: Start},
			{VIN: VIN(2), Family: v.Family, State: v.State, Chemistry: v.Chemistry, Since: Start.Add(time.Hour)},
		}
		if VIN(2) < VIN(1) {
			slices.Reverse(want)
		}
		same(t, got, want)
	})
	t.Run("contact is lost by leads that were closed because the battery was seen to or the owner is gone", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		closed := Start.Add(time.Hour)
		var want []lead.LostContact
		for n, c := range []struct {
			reason lead.ClosedReason
			lost   bool
		}{
			{lead.ClosedReplaced, true}, {lead.ClosedDoneElsewhere, true}, {lead.ClosedNotOwner, true}, {lead.ClosedDoNotContact, true},
			{lead.ClosedBatteryGood, false}, {lead.ClosedDeclined, false}, {lead.ClosedOther, false}, {"", false},
		} {
			Lead(t, db, d.ID, VIN(n), func(l *lead.Lead) {
				if l.ClosedReason = c.reason; c.reason != "" {
					l.Status, l.ClosedAt = lead.Closed, &closed
				}
			})
			if c.lost {
				want = append(want, lead.LostContact{VIN: VIN(n), At: closed, Reason: c.reason})
			}
		}
		slices.SortFunc(want, func(a, b lead.LostContact) int {
			if a.VIN < b.VIN {
				return -1
			}
			return 1
		})
		got, err := db.LostContacts(ctx, d.ID)
		must(t, err)
		same(t, got, want)
	})
	t.Run("a vehicle is followed by one score at a time, and by the next from the end of its horizon", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		const horizon = 30
		var followed []lead.FollowedScore
		for _, after := range []int{0, 1, 29, 30, 31, 59, 75, 104, 105, 200} {
			s := score(t, db, d.ID, VIN(1), Start.AddDate(0, 0, after), horizon, func(s *lead.Score) { s.RankedOnly = after == 75 })
			switch after {
			case 0, 30, 75, 105, 200:
				followed = append(followed, lead.FollowedScore{VIN: VIN(1), AsOf: s.AsOf, ModelVersion: s.ModelVersion, HorizonDays: horizon, Probability: s.Probability, Prior: &s.Prior, Facts: s.Facts.String(), RankedOnly: s.RankedOnly})
			}
		}
		score(t, db, d.ID, VIN(1), Start.AddDate(0, 0, 200), horizon) // the same one again, as after a failure
		for _, c := range []struct {
			now  time.Time
			want int
		}{
			{Start.AddDate(0, 0, 31).Add(-time.Millisecond), 0},
			{Start.AddDate(0, 0, 31), 1},
			{Start.AddDate(0, 0, 230), 4},
			{Start.AddDate(1, 0, 0), 5},
		} {
			got, err := db.FollowedScores(ctx, d.ID, c.now)
			must(t, err)
			same(t, got, followed[:c.want])
		}
	})
	t.Run("a vehicle is held back by the estimate that it is followed by, and uncontacted unless a lead of it was opened or changed in the horizon", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		const horizon = 30
		ends := Start.AddDate(0, 0, horizon)
		touched := map[vehicle.VIN]bool{}
		for n, l := range []struct {
			opened, changed time.Time // no lead for none
			touched         bool
		}{
			{},
			{Start, Start, true},
			{ends.Add(-time.Millisecond), ends, true},
			{ends, ends, false},
			{Start.AddDate(0, 0, -200), Start.Add(-time.Millisecond), false},
			{Start.AddDate(0, 0, -200), Start, true},
		} {
			Vehicle(t, db, d.ID, VIN(n))
			Vehicle(t, db, other.ID, VIN(n))
			score(t, db, d.ID, VIN(n), Start, horizon)
			score(t, db, other.ID, VIN(n), Start, horizon)
			must(t, db.Withhold(ctx, d.ID, VIN(n), Start))
			if touched[VIN(n)] = l.touched; !l.opened.IsZero() {
				Lead(t, db, d.ID, VIN(n), func(x *lead.Lead) { x.CreatedAt, x.UpdatedAt = l.opened, l.changed })
			}
		}
		later := score(t, db, d.ID, VIN(0), Start.AddDate(0, 0, 7), horizon) // within the horizon: nothing changes
		score(t, db, d.ID, VIN(0), Start, horizon)                           // the same one again
		got, err := db.FollowedScores(ctx, d.ID, ends.AddDate(0, 0, 1))
		must(t, err)
		if len(got) != len(touched) {
			t.Fatalf("%d are followed", len(got))
		}
		for _, s := range got {
			if s.Uncontacted == touched[s.VIN] {
				t.Errorf("%s is uncontacted: %v", s.VIN, s.Uncontacted)
			}
		}
		w, err := db.FollowedWindow(ctx, d.ID, VIN(0))
		must(t, err)
		same(t, w, lead.Window{AsOf: Start, HorizonDays: horizon, Withheld: true})
		wantKind(t, db.Withhold(ctx, d.ID, VIN(0), later.AsOf), fault.NotFound)
		next := score(t, db, d.ID, VIN(0), ends, horizon)
		w, err = db.FollowedWindow(ctx, d.ID, VIN(0))
		must(t, err)
		same(t, w, lead.Window{AsOf: next.AsOf, HorizonDays: horizon})
		_, err = db.FollowedWindow(ctx, d.ID, VIN(99))
		wantKind(t, err, fault.NotFound)
		// OtherDealer: the same vehicles are not held back there.
		got, err = db.FollowedScores(ctx, other.ID, ends.AddDate(0, 0, 1))
		must(t, err)
		for _, s := range got {
			if s.Uncontacted {
				t.Errorf("the other dealer's %s is held back", s.VIN)
			}
		}
	})
	t.Run("the fleet is every vehicle with its latest score and what that was made of", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		v := Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		score(t, db, d.ID, VIN(1), Start.Add(-time.Hour), 90)
		s := score(t, db, d.ID, VIN(1), Start, 90)
		got, err := db.Fleet(ctx, d.ID, Model)
		must(t, err)
		want := []lead.FleetVehicle{
			{VIN: VIN(1), Family: v.Family, State: v.State, Chemistry: v.Chemistry, AsOf: Start, Probability: s.Probability, Facts: s.Facts.String()},
			{VIN: VIN(2), Family: v.Family, State: v.State, Chemistry: v.Chemistry},
		}
		if VIN(2) < VIN(1) {
			slices.Reverse(want)
		}
		same(t, got, want)
		got, err = db.Fleet(ctx, d.ID, "another model")
		must(t, err)
		for i := range want {
			want[i].AsOf, want[i].Probability, want[i].Facts = time.Time{}, 0, ""
		}
		same(t, got, want)
	})
	t.Run("OtherDealerCannotRead what estimates rest on, and counts for itself", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		closed := Start
		Lead(t, db, mine.ID, VIN(1), func(l *lead.Lead) {
			l.Status, l.ClosedReason, l.ClosedAt = lead.Closed, lead.ClosedReplaced, &closed
		})
		score(t, db, mine.ID, VIN(1), Start, 30)
		BatteryEvent(t, db, mine.ID, VIN(1), battery.ReplacedAfterFailure, day(1))
		counts := lead.CohortCounts{AsOf: Start, Records: []lead.CohortRecord{{CohortKey: lead.CohortKey{Family: "F-150"}, Record: risk.Record{Exposure: 1}}}}
		must(t, db.SaveCohortCounts(ctx, mine.ID, Model, counts))
		must(t, db.BatteriesCorrected(ctx, mine.ID, Start))
		if state, err := db.CohortState(ctx, other.ID, Model); err != nil || state != (lead.CohortState{}) {
			t.Fatalf("the other dealer's state is %+v, %v", state, err)
		}
		for name, read := range map[string]func() (int, error){
			"counts":   func() (int, error) { x, err := db.CohortCounts(ctx, other.ID, Model, Start); return len(x), err },
			"vehicles": func() (int, error) { x, err := db.WatchedVehicles(ctx, other.ID); return len(x), err },
			"contacts": func() (int, error) { x, err := db.LostContacts(ctx, other.ID); return len(x), err },
			"scores": func() (int, error) {
				x, err := db.FollowedScores(ctx, other.ID, Start.AddDate(1, 0, 0))
				return len(x), err
			},
			"fleet": func() (int, error) { x, err := db.Fleet(ctx, other.ID, Model); return len(x), err },
		} {
			if n, err := read(); err != nil || n != 0 {
				t.Errorf("the other dealer reads %d %s, %v", n, name, err)
			}
		}
		theirs := lead.CohortCounts{AsOf: Start}
		must(t, db.SaveCohortCounts(ctx, other.ID, Model, theirs))
		got, err := db.CohortCounts(ctx, mine.ID, Model, Start)
		must(t, err)
		same(t, got, []lead.CohortCounts{counts})
	})
	t.Run("counts of a dealer that is not there are not found", func(t *testing.T) {
		db := open(t, fresh)
		wantKind(t, db.SaveCohortCounts(t.Context(), "nobody", "v1", lead.CohortCounts{AsOf: Start}), fault.NotFound)
	})
}

// score gives a vehicle a score as of a time, which leaves nothing to be scored.
func score(t testing.TB, db *store.DB, dealerID dealer.ID, vin vehicle.VIN, asOf time.Time, horizonDays int, change ...func(*lead.Score)) lead.Score {
	t.Helper()
	s := Score(vin, 0.25)
	s.AsOf, s.HorizonDays, s.Prior = asOf, horizonDays, 0.125
	age := 40.25
	s.Facts = lead.Facts{BatteryAgeMonths: &age, VehicleAgeMonths: 41.5, Evidence: []risk.Evidence{{Name: "slow_crank", Present: true}, {Name: "old_test", AgeDays: 2.5}}}
	for _, f := range change {
		f(&s)
	}
	must(t, db.SaveScore(t.Context(), dealerID, s, 1))
	return s
}
