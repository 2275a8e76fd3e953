package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
)

// Activities is what every database does with the history of leads.
func Activities(t *testing.T, fresh Fresh) {
	outcome := func(l lead.Lead, code lead.OutcomeCode, at time.Time) lead.Activity {
		return lead.Activity{
			ID: ID("activity"), LeadID: l.ID, At: at, Kind: lead.OutcomeRecorded, Code: code,
			From: &lead.Standpoint{Status: lead.New}, To: &lead.Standpoint{Status: lead.Contacted},
		}
	}
	t.Run("an activity comes back as it was saved, with its people", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		l := Lead(t, db, d.ID, VIN(1))
		at, closed := Start.Add(24*time.Hour), Start.Add(time.Millisecond)
		full := outcome(l, lead.OutcomeDoNotContact, Start)
		full.Person, full.Note = &lead.Person{ID: ann.ID, Name: "Ann"}, "said \"no\"\n100% 👍"
		full.From = &lead.Standpoint{Status: lead.Callback, CallBackAt: &at}
		full.To = &lead.Standpoint{Status: lead.Closed, ClosedReason: lead.ClosedDoNotContact, ClosedAt: &closed}
		must(t, db.AddActivity(ctx, d.ID, full))
		bare := lead.Activity{ID: ID("activity"), LeadID: l.ID, At: Start, Kind: lead.Assigned, Assignee: &lead.Assignee{ID: ann.ID, Name: "Ann"}}
		must(t, db.AddActivity(ctx, d.ID, bare))
		for _, want := range []lead.Activity{full, bare} {
			got, err := db.Activity(ctx, d.ID, l.ID, want.ID)
			must(t, err)
			same(t, got, want)
		}
		_, err := db.Activity(ctx, d.ID, Lead(t, db, d.ID, VIN(2)).ID, full.ID)
		wantKind(t, err, fault.NotFound)
	})
	t.Run("a history is read newest first, page by page, of one lead", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l, neighbour := Lead(t, db, d.ID, VIN(1)), Lead(t, db, d.ID, VIN(2))
		var want []lead.Activity
		for i := range 5 { // two of them at one time
			a := outcome(l, lead.OutcomeNoAnswer, Start.Add(time.Duration(i/2)*time.Hour))
			must(t, db.AddActivity(ctx, d.ID, a))
			want = append([]lead.Activity{a}, want...)
		}
		must(t, db.AddActivity(ctx, d.ID, outcome(neighbour, lead.OutcomeBooked, Start.Add(time.Hour))))
		var got []lead.Activity
		var after *lead.ActivityPosition
		for {
			page, err := db.Activities(ctx, d.ID, l.ID, after, 2)
			must(t, err)
			got = append(got, page...)
			if len(page) < 2 {
				break
			}
			after = &lead.ActivityPosition{At: page[1].At, ID: page[1].ID}
		}
		same(t, got, want)
	})
	t.Run("what is taken back is marked once, and no longer the latest change of status", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		latest := func(want string) {
			t.Helper()
			got, err := db.LatestStatusChange(ctx, d.ID, l.ID)
			if must(t, err); got != want {
				t.Fatalf("the latest change of status is %q, want %q", got, want)
			}
		}
		latest("")
		first, second := outcome(l, lead.OutcomeVoicemail, Start), outcome(l, lead.OutcomeReached, Start)
		must(t, db.AddActivity(ctx, d.ID, first))
		must(t, db.AddActivity(ctx, d.ID, second))
		must(t, db.AddActivity(ctx, d.ID, lead.Activity{ID: ID("activity"), LeadID: l.ID, At: Start, Kind: lead.NoteWritten, Note: "x"}))
		latest(second.ID)
		must(t, db.MarkUndone(ctx, d.ID, second.ID))
		must(t, db.AddActivity(ctx, d.ID, lead.Activity{ID: ID("activity"), LeadID: l.ID, At: Start, Kind: lead.Undone, From: second.To, To: second.From, Undoes: second.ID}))
		latest(first.ID)
		wantKind(t, db.MarkUndone(ctx, d.ID, second.ID), fault.Conflict)
		got, err := db.Activity(ctx, d.ID, l.ID, second.ID)
		if must(t, err); !got.Undone {
			t.Fatal("it is not marked")
		}
	})
	t.Run("outcomes are counted by code in a span of time, without those taken back", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l, m, theirs := Lead(t, db, d.ID, VIN(1)), Lead(t, db, d.ID, VIN(2)), Lead(t, db, other.ID, VIN(1))
		undone := outcome(l, lead.OutcomeBooked, Start)
		for _, a := range []lead.Activity{
			undone, outcome(l, lead.OutcomeVoicemail, Start), outcome(l, lead.OutcomeVoicemail, Start.Add(time.Hour)),
			outcome(m, lead.OutcomeVoicemail, Start), outcome(m, lead.OutcomeBooked, Start),
			outcome(m, lead.OutcomeReached, Start.Add(-time.Millisecond)), outcome(m, lead.OutcomeReached, Start.Add(2*time.Hour)),
		} {
			must(t, db.AddActivity(ctx, d.ID, a))
		}
		must(t, db.AddActivity(ctx, other.ID, outcome(theirs, lead.OutcomeBooked, Start)))
		must(t, db.MarkUndone(ctx, d.ID, undone.ID))
		got, err := db.OutcomeCounts(ctx, d.ID, Start, Start.Add(2*time.Hour))
		must(t, err)
		same(t, got, map[lead.OutcomeCode]lead.OutcomeCount{lead.OutcomeVoicemail: {Outcomes: 3, Leads: 2}, lead.OutcomeBooked: {Outcomes: 1, Leads: 1}})
	})
	t.Run("the facts of a score are those of that score alone", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		Vehicle(t, db, d.ID, VIN(1))
		_, err := db.LatestFacts(ctx, d.ID, VIN(1), Start, Model)
		wantKind(t, err, fault.NotFound)
		s := Score(VIN(1), 0.3)
		s.Facts = lead.Facts{VehicleAgeMonths: 36, Evidence: []risk.Evidence{{Name: "slow_crank", Present: true, AgeDays: 2}}}
		must(t, db.SaveScore(ctx, d.ID, s, 1))
		got, err := db.LatestFacts(ctx, d.ID, VIN(1), Start, Model)
		must(t, err)
		same(t, got, s.Facts)
		for _, c := range []struct {
			at    time.Time
			model string
		}{{Start.Add(time.Second), Model}, {Start, "another"}} {
			_, err = db.LatestFacts(ctx, d.ID, VIN(1), c.at, c.model)
			wantKind(t, err, fault.NotFound)
		}
		_, err = db.LatestFacts(ctx, other.ID, VIN(1), Start, Model)
		wantKind(t, err, fault.NotFound)
	})
	t.Run("OtherDealerCannotRead or add to a history", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l := Lead(t, db, d.ID, VIN(1))
		a := outcome(l, lead.OutcomeBooked, Start)
		must(t, db.AddActivity(ctx, d.ID, a))
		list, err := db.Activities(ctx, other.ID, l.ID, nil, 9)
		if must(t, err); len(list) != 0 {
			t.Fatalf("the other dealer reads %v", list)
		}
		_, err = db.Activity(ctx, other.ID, l.ID, a.ID)
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.MarkUndone(ctx, other.ID, a.ID), fault.Conflict)
		latest, err := db.LatestStatusChange(ctx, other.ID, l.ID)
		if must(t, err); latest != "" {
			t.Fatalf("the other dealer reads %s", latest)
		}
		wantKind(t, db.AddActivity(ctx, other.ID, outcome(l, lead.OutcomeBooked, Start)), fault.NotFound)
	})
}
