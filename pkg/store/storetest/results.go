package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/lead"
	"dealerportal/pkg/results"
)

// Results is what every database does with the outcomes that results are made of.
func Results(t *testing.T, fresh Fresh) {
	outcome := func(l lead.Lead, code lead.OutcomeCode, at time.Time) lead.Activity {
		return lead.Activity{ID: ID("activity"), LeadID: l.ID, At: at, Kind: lead.OutcomeRecorded, Code: code}
	}
	t.Run("the outcomes of a span are read in order of time, with their vehicles and priorities", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		first, second := Lead(t, db, d.ID, VIN(1)), Lead(t, db, d.ID, VIN(2))
		end := Start.Add(24 * time.Hour)
		for _, a := range []lead.Activity{
			outcome(second, lead.OutcomeBooked, end.Add(-time.Millisecond)),
			outcome(first, lead.OutcomeNoAnswer, Start),
			outcome(first, lead.OutcomeReached, end),
			outcome(first, lead.OutcomeReached, Start.Add(-time.Millisecond)),
			{ID: ID("activity"), LeadID: first.ID, At: Start, Kind: lead.NoteWritten, Note: "called"},
		} {
			must(t, db.AddActivity(ctx, d.ID, a))
		}
		got, err := db.Contacts(ctx, d.ID, Start, end)
		must(t, err)
		same(t, got, []results.Contact{
			{LeadID: first.ID, VIN: VIN(1), Priority: first.Priority, Code: lead.OutcomeNoAnswer, At: Start},
			{LeadID: second.ID, VIN: VIN(2), Priority: second.Priority, Code: lead.OutcomeBooked, At: end.Add(-time.Millisecond)},
		})
	})
	t.Run("what was taken back is not among them", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		slip := outcome(l, lead.OutcomeBooked, Start)
		must(t, db.AddActivity(ctx, d.ID, slip))
		must(t, db.MarkUndone(ctx, d.ID, slip.ID))
		must(t, db.AddActivity(ctx, d.ID, lead.Activity{ID: ID("activity"), LeadID: l.ID, At: Start, Kind: lead.Undone, Undoes: slip.ID}))
		got, err := db.Contacts(ctx, d.ID, Start, Start.Add(time.Hour))
		must(t, err)
		same(t, got, nil)
	})
	t.Run("another dealer cannot read them", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		must(t, db.AddActivity(ctx, d.ID, outcome(Lead(t, db, d.ID, VIN(1)), lead.OutcomeBooked, Start)))
		got, err := db.Contacts(ctx, other.ID, Start, Start.Add(time.Hour))
		must(t, err)
		same(t, got, nil)
	})
}
