package storetest

import (
	"context"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
)

// Leads is what every database does with single leads; LeadLists is about many.
func Leads(t *testing.T, fresh Fresh) {
	t.Run("a lead comes back as it was saved, with its vehicle, customer and assignee", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		at, percentile, se := Start.Add(time.Minute+time.Millisecond), 0.75, 3.25
		full := Lead(t, db, d.ID, VIN(1), Probability(0.123456789012345), func(l *lead.Lead) {
			l.Status, l.ClosedReason, l.ClosedAt, l.CallBackAt = lead.Closed, lead.ClosedDeclined, &at, &at
			l.Assignee = &lead.Assignee{ID: ann.ID, Name: ann.Name}
			l.Note, l.Version = "said \"no\"\n100% 👍", 7
			l.Cohort = lead.Cohort{Label: "F-150 2023 TX", Size: 40, Percentile: &percentile, SE: &se}
		})
		wantLead(t, db, d.ID, full)
		wantLead(t, db, d.ID, Lead(t, db, d.ID, VIN(2), func(l *lead.Lead) { l.Score.Explanation = nil }))
	})
	t.Run("a vehicle has at most one lead that is not closed", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		first := Lead(t, db, d.ID, VIN(1), func(l *lead.Lead) { l.Status = lead.Booked })
		second := first
		second.ID = ID("lead")
		wantKind(t, db.CreateLead(ctx, d.ID, second), fault.Conflict)
		_, err := db.Lead(ctx, d.ID, second.ID)
		wantKind(t, err, fault.NotFound)
		Lead(t, db, other.ID, VIN(1))

		closed := first
		closed.Status, closed.ClosedReason = lead.Closed, lead.ClosedOther
		must(t, db.UpdateLead(ctx, d.ID, closed, 1))
		must(t, db.CreateLead(ctx, d.ID, second))
		reopened := closed
		reopened.Status, reopened.ClosedReason = lead.New, ""
		wantKind(t, db.UpdateLead(ctx, d.ID, reopened, 2), fault.Conflict)
	})
	t.Run("a conflict leaves the transaction that it happened in whole", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		must(t, db.InTx(ctx, func(ctx context.Context) error {
			wantKind(t, db.CreateLead(ctx, d.ID, l), fault.Conflict)
			l.ID, l.Vehicle.VIN = ID("lead"), VIN(2)
			return db.CreateLead(ctx, d.ID, l)
		}))
		_, err := db.Lead(ctx, d.ID, l.ID)
		must(t, err)
	})
	t.Run("a lead of a vehicle that the dealer does not have is not found", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		l := Lead(t, db, Dealer(t, db, "A1").ID, VIN(1))
		l.ID = ID("lead")
		wantKind(t, db.CreateLead(ctx, Dealer(t, db, "B1").ID, l), fault.NotFound)
	})
	t.Run("the newest lead of a vehicle is the one that is not closed, or was made last", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		_, err := db.LatestLead(ctx, d.ID, VIN(1))
		wantKind(t, err, fault.NotFound)
		closedAt := func(at time.Time) func(*lead.Lead) {
			return func(l *lead.Lead) { l.Status, l.ClosedReason, l.CreatedAt = lead.Closed, lead.ClosedOther, at }
		}
		late := Lead(t, db, d.ID, VIN(1), closedAt(Start.Add(time.Hour)))
		Lead(t, db, d.ID, VIN(1), closedAt(Start))
		Lead(t, db, d.ID, VIN(2))
		got, err := db.LatestLead(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, late)
		open := Lead(t, db, d.ID, VIN(1))
		got, err = db.LatestLead(ctx, d.ID, VIN(1))
		must(t, err)
		same(t, got, open)
	})
	t.Run("an update saves what people decide, counts the version up and leaves the estimate", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		l := Lead(t, db, d.ID, VIN(1), Probability(0.2))
		score := Score(VIN(1), 0.21)
		must(t, db.RefreshLead(ctx, d.ID, l.ID, score, lead.Moderate, Start.Add(time.Minute)))
		at := Start.Add(24 * time.Hour)
		l.Status, l.CallBackAt, l.Note, l.Priority, l.UpdatedAt = lead.Callback, &at, "Call on Tuesday", lead.FollowUp, Start.Add(time.Hour)
		l.Assignee = &lead.Assignee{ID: ann.ID, Name: "Ann"}
		must(t, db.UpdateLead(ctx, d.ID, l, 1))
		l.Version, l.Score = 2, score
		wantLead(t, db, d.ID, l)
		wantPlace(t, db, d.ID, l)

		l.Status, l.CallBackAt, l.Assignee, l.Note = lead.New, nil, nil, ""
		must(t, db.UpdateLead(ctx, d.ID, l, 2))
		l.Version = 3
		wantLead(t, db, d.ID, l)
	})
	t.Run("an update of another version is refused and changes nothing", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		changed := l
		changed.Note = "mine"
		wantKind(t, db.UpdateLead(ctx, d.ID, changed, 2), fault.Changed)
		wantKind(t, db.UpdateLead(ctx, d.ID, changed, 0), fault.Changed)
		wantLead(t, db, d.ID, l)
		changed.ID = "nothing"
		wantKind(t, db.UpdateLead(ctx, d.ID, changed, 1), fault.NotFound)
	})
	t.Run("a new estimate leaves the version and what people decided", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		percentile := 0.5
		l := Lead(t, db, d.ID, VIN(1), func(l *lead.Lead) {
			l.Status, l.Note, l.Version, l.Cohort = lead.Booked, "kept", 4, lead.Cohort{Label: "c", Size: 9, Percentile: &percentile}
		})
		l.Score, l.Priority, l.UpdatedAt = Score(VIN(1), 0.05), lead.Retention, Start.Add(time.Hour)
		must(t, db.RefreshLead(ctx, d.ID, l.ID, l.Score, l.Priority, l.UpdatedAt))
		wantLead(t, db, d.ID, l)
		wantKind(t, db.RefreshLead(ctx, d.ID, "nothing", l.Score, l.Priority, l.UpdatedAt), fault.NotFound)
	})
	t.Run("a rank is saved with the vehicle's open lead only", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		closed := Lead(t, db, d.ID, VIN(1), func(l *lead.Lead) { l.Status, l.ClosedReason = lead.Closed, lead.ClosedOther })
		mine, neighbour, theirs := Lead(t, db, d.ID, VIN(1)), Lead(t, db, d.ID, VIN(2)), Lead(t, db, other.ID, VIN(1))
		percentile, se := 0.25, 4.5
		for _, c := range []lead.Cohort{{Label: "x", Size: 30, Percentile: &percentile, SE: &se}, {Label: "x", Size: 30, Percentile: &percentile}, {Label: "x", Size: 30}, {Label: "y", Size: 31}} {
			must(t, db.SaveCohort(ctx, d.ID, VIN(1), c))
			mine.Cohort = c
			wantLead(t, db, d.ID, mine)
		}
		must(t, db.SaveCohort(ctx, d.ID, VIN(9), lead.Cohort{}))
		wantLead(t, db, d.ID, closed)
		wantLead(t, db, d.ID, neighbour)
		wantLead(t, db, other.ID, theirs)
	})
	t.Run("OtherDealerCannotRead or change a lead", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l := Lead(t, db, d.ID, VIN(1))
		Vehicle(t, db, other.ID, VIN(1))
		_, err := db.Lead(ctx, other.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		_, err = db.LatestLead(ctx, other.ID, VIN(1))
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.UpdateLead(ctx, other.ID, l, 1), fault.NotFound)
		wantKind(t, db.RefreshLead(ctx, other.ID, l.ID, Score(VIN(1), 0.9), lead.High, Start), fault.NotFound)
		must(t, db.SaveCohort(ctx, other.ID, VIN(1), lead.Cohort{Label: "x"}))
		list, err := db.Leads(ctx, other.ID, lead.Filter{Limit: 9})
		must(t, err)
		tallies, err := db.Tallies(ctx, other.ID)
		if must(t, err); len(list) != 0 || len(tallies) != 0 {
			t.Fatalf("the other dealer sees %v and %v", list, tallies)
		}
		wantLead(t, db, d.ID, l)
	})
}

func wantLead(t testing.TB, db *store.DB, id dealer.ID, want lead.Lead) {
	t.Helper()
	got, err := db.Lead(t.Context(), id, want.ID)
	must(t, err)
	same(t, got, want)
}

// wantPlace checks that a lead stands where its priority and probability say, by asking for what comes
// after the place just before it.
func wantPlace(t testing.TB, db *store.DB, id dealer.ID, want lead.Lead) {
	t.Helper()
	key := lead.SortKey(want.Priority, want.Score.Probability)
	for after, found := range map[lead.Position]int{{SortKey: key - 1, ID: "zzzz"}: 1, {SortKey: key, ID: want.ID}: 0} {
		list, err := db.Leads(t.Context(), id, lead.Filter{After: &after, Limit: 9})
		if must(t, err); len(list) != found {
			t.Fatalf("%d leads after %+v, want %d: the lead is not at its place %d", len(list), after, found, key)
		}
	}
}
