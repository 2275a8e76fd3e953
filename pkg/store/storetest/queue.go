package storetest

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// Queue is what every database does with the queue besides its order: leads by age, counts under filters,
// where a vehicle stands, and who closed a lead.
func Queue(t *testing.T, fresh Fresh) {
	t.Run("leads come by age in both directions, and pages join without a gap", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		var all []lead.Lead
		for n := range 17 {
			// Several were opened at the same time, so that a page ends between them.
			all = append(all, Lead(t, db, d.ID, VIN(n), func(l *lead.Lead) { l.CreatedAt = Start.Add(time.Duration(n%5) * time.Hour) }))
		}
		Lead(t, db, d.ID, VIN(99), func(l *lead.Lead) { l.Status, l.ClosedReason = lead.Closed, lead.ClosedOther })
		slices.SortFunc(all, func(a, b lead.Lead) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
		for limit := 1; limit <= 18; limit += 4 {
			same(t, walk(t, db, d.ID, lead.Filter{Limit: limit, Sort: lead.OldestFirst}), idsOf(all))
		}
		slices.Reverse(all)
		for limit := 1; limit <= 18; limit += 4 {
			same(t, walk(t, db, d.ID, lead.Filter{Limit: limit, Sort: lead.NewestFirst}), idsOf(all))
		}
	})
	t.Run("the filters choose from leads by age, too", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		mine := Lead(t, db, d.ID, VIN(1), Probability(0.5), func(l *lead.Lead) { l.Assignee = &lead.Assignee{ID: ann.ID} })
		low := Lead(t, db, d.ID, VIN(2), Probability(0.01), func(l *lead.Lead) { l.Note = "100% sure" })
		booked := Lead(t, db, d.ID, VIN(3), func(l *lead.Lead) { l.Status = lead.Booked })
		Lead(t, db, Dealer(t, db, "B1").ID, VIN(1))
		for _, s := range []lead.Sort{lead.OldestFirst, lead.NewestFirst} {
			same(t, walk(t, db, d.ID, lead.Filter{Limit: 9, Sort: s, Assignee: &ann.ID}), []string{mine.ID})
			same(t, walk(t, db, d.ID, lead.Filter{Limit: 9, Sort: s, Priorities: []lead.Priority{lead.Retention}}), []string{low.ID})
			same(t, walk(t, db, d.ID, lead.Filter{Limit: 9, Sort: s, Query: "100%"}), []string{low.ID})
			same(t, walk(t, db, d.ID, lead.Filter{Limit: 9, Sort: s, Statuses: []lead.Status{lead.Booked}}), []string{booked.ID})
		}
	})
	t.Run("open leads are counted by assignee and by search", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		Lead(t, db, d.ID, VIN(1), Probability(0.5), func(l *lead.Lead) { l.Assignee = &lead.Assignee{ID: ann.ID} })
		Lead(t, db, d.ID, VIN(2), Probability(0.25), func(l *lead.Lead) { l.Note = "Call after FIVE" })
		Lead(t, db, d.ID, VIN(3), func(l *lead.Lead) { l.Status, l.Assignee = lead.Booked, &lead.Assignee{ID: ann.ID} })
		Lead(t, db, Dealer(t, db, "B1").ID, VIN(2))
		for _, c := range []struct {
			f    lead.Filter
			want map[lead.Priority]lead.Tally
		}{
			{lead.Filter{Assignee: &ann.ID}, map[lead.Priority]lead.Tally{lead.High: {Count: 1, Expected: 0.5}}},
			{lead.Filter{Assignee: new(string)}, map[lead.Priority]lead.Tally{lead.Moderate: {Count: 1, Expected: 0.25}}},
			{lead.Filter{Query: "after five"}, map[lead.Priority]lead.Tally{lead.Moderate: {Count: 1, Expected: 0.25}}},
			{lead.Filter{Query: "nobody"}, map[lead.Priority]lead.Tally{}},
		} {
			got, err := db.TalliesOf(ctx, d.ID, c.f)
			must(t, err)
			same(t, got, c.want)
		}
	})
	t.Run("leads are those of states in which owners may be called, in every order and in the counts", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		in := func(n int, state string, change ...func(*lead.Lead)) lead.Lead {
			l := Lead(t, db, d.ID, VIN(n), append(change, Probability(0.9-float64(n)/100))...)
			v, err := db.Vehicle(ctx, d.ID, VIN(n))
			must(t, err)
			v.State = state
			must(t, db.SaveVehicle(ctx, d.ID, v))
			return l
		}
		michigan, nowhere, ohio := in(1, "MI"), in(2, ""), in(3, "OH")
		closed := func(why lead.ClosedReason) func(*lead.Lead) {
			return func(l *lead.Lead) { l.Status, l.ClosedReason = lead.Closed, why }
		}
		in(4, "MI", closed(lead.ClosedDoNotContact))
		declined := in(5, "MI", closed(lead.ClosedDeclined))
		in(6, "MI", func(l *lead.Lead) { l.Status = lead.Booked })
		Vehicle(t, db, Dealer(t, db, "B1").ID, VIN(1))
		every := []lead.Status{lead.New, lead.Closed}
		for _, c := range []struct {
			states   []string
			statuses []lead.Status
			want     []lead.Lead
		}{
			{nil, nil, []lead.Lead{michigan, nowhere, ohio}},
			{[]string{}, nil, nil},
			{[]string{"MI"}, nil, []lead.Lead{michigan}},
			{[]string{""}, nil, []lead.Lead{nowhere}},
			{[]string{"AK", "OH", "MI"}, nil, []lead.Lead{michigan, ohio}},
			{[]string{"", "OH"}, nil, []lead.Lead{nowhere, ohio}},
			{[]string{"MI"}, []lead.Status{lead.Closed}, []lead.Lead{declined}},
			{[]string{"MI"}, every, []lead.Lead{michigan, declined}},
		} {
			f := lead.Filter{Limit: 9, Statuses: c.statuses}
			if c.states != nil {
				f.Callable = &c.states
			}
			want := idsOf(c.want)
			same(t, walk(t, db, d.ID, f), want)
			for _, s := range []lead.Sort{lead.OldestFirst, lead.NewestFirst} {
				f.Sort = s
				got := walk(t, db, d.ID, f)
				slices.Sort(got)
				slices.Sort(want)
				same(t, got, want)
			}
			if c.states == nil || c.statuses != nil {
				continue
			}
			tallies, err := db.TalliesOf(ctx, d.ID, f)
			if must(t, err); tallies[lead.High].Count != len(c.want) {
				t.Errorf("%v: %+v", c.states, tallies)
			}
		}
	})
	t.Run("a lead's rank is its place among the dealer's open leads", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		third := Lead(t, db, d.ID, VIN(1), Probability(0.2))
		first := Lead(t, db, d.ID, VIN(2), Probability(0.9))
		second := Lead(t, db, d.ID, VIN(3), Probability(0.8))
		Lead(t, db, d.ID, VIN(4), Probability(0.95), func(l *lead.Lead) { l.Status = lead.Booked })
		Lead(t, db, Dealer(t, db, "B1").ID, VIN(1), Probability(0.99))
		for i, l := range []lead.Lead{first, second, third} {
			rank, err := db.LeadRank(ctx, d.ID, l.ID)
			if must(t, err); rank != i+1 {
				t.Errorf("the rank of lead %d is %d", i+1, rank)
			}
		}
	})
	t.Run("whether a search finds a lead is what the list says", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l := Lead(t, db, d.ID, VIN(1), func(l *lead.Lead) { l.Note = "Prefers mornings" })
		for query, want := range map[string]bool{"": true, "pat d": true, string(VIN(1)): true, "MORNINGS": true, "evenings": false, "%": false} {
			got, err := db.LeadMatches(ctx, d.ID, l.ID, query)
			must(t, err)
			list, err := db.Leads(ctx, d.ID, lead.Filter{Query: query, Limit: 9})
			if must(t, err); got != want || (len(list) == 1) != want {
				t.Errorf("%q: %t, and the list has %d", query, got, len(list))
			}
		}
		found, err := db.LeadMatches(ctx, other.ID, l.ID, "pat")
		if must(t, err); found {
			t.Error("another dealer finds it")
		}
	})
	t.Run("a vehicle was scored when it has a score, and not because it no longer waits", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		for n := 1; n <= 3; n++ {
			Vehicle(t, db, d.ID, VIN(n))
			Vehicle(t, db, other.ID, VIN(n))
		}
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.5), 1))
		must(t, db.SkipDue(ctx, d.ID, VIN(2), 1))
		for n, want := range map[int]bool{1: true, 2: false, 3: false, 4: false} {
			got, err := db.WasScored(ctx, d.ID, VIN(n))
			if must(t, err); got != want {
				t.Errorf("vehicle %d: %t", n, got)
			}
		}
		if got, err := db.WasScored(ctx, other.ID, VIN(1)); err != nil || got {
			t.Errorf("the other dealer's: %t, %v", got, err)
		}
	})
	t.Run("who closed a lead is remembered by name", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		ann := User(t, db, d, "Ann")
		closed := Start.Add(time.Hour)
		l := Lead(t, db, d.ID, VIN(1), func(l *lead.Lead) {
			l.Status, l.ClosedReason, l.ClosedAt = lead.Closed, lead.ClosedOther, &closed
		})
		wantCloser := func(want string) {
			t.Helper()
			name, err := db.ClosedBy(ctx, d.ID, l.ID)
			if must(t, err); name != want {
				t.Fatalf("closed by %q, want %q", name, want)
			}
		}
		wantCloser("")
		must(t, db.AddActivity(ctx, d.ID, lead.Activity{
			ID: ID("activity"), LeadID: l.ID, At: closed, Kind: lead.StatusChanged, Person: &lead.Person{ID: ann.ID},
			From: &lead.Standpoint{Status: lead.New}, To: &lead.Standpoint{Status: lead.Closed, ClosedReason: lead.ClosedOther, ClosedAt: &closed},
		}))
		wantCloser("Ann")
		if name, err := db.ClosedBy(ctx, other.ID, l.ID); err != nil || name != "" {
			t.Fatalf("the other dealer reads %q, %v", name, err)
		}
	})
}

// Views is what every database does with people's saved views.
func Views(t *testing.T, fresh Fresh) {
	t.Run("a view is saved, renamed and deleted", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		v := lead.View{ID: ID("view"), Name: "Mornings", Query: "priority=HIGH&q=100%25"}
		must(t, db.CreateView(ctx, d.ID, ann.ID, v))
		second := lead.View{ID: ID("view"), Name: "Mine", Query: "assignee=me"}
		must(t, db.CreateView(ctx, d.ID, ann.ID, second))
		wantKind(t, db.CreateView(ctx, d.ID, ann.ID, lead.View{ID: ID("view"), Name: "Mine"}), fault.Conflict)

		v.Name, v.Query = "Early", ""
		must(t, db.UpdateView(ctx, d.ID, ann.ID, v))
		got, err := db.Views(ctx, d.ID, ann.ID)
		must(t, err)
		same(t, got, []lead.View{v, second})
		wantKind(t, db.UpdateView(ctx, d.ID, ann.ID, lead.View{ID: v.ID, Name: "Mine"}), fault.Conflict)

		must(t, db.DeleteView(ctx, d.ID, ann.ID, v.ID))
		wantKind(t, db.DeleteView(ctx, d.ID, ann.ID, v.ID), fault.NotFound)
		wantKind(t, db.UpdateView(ctx, d.ID, ann.ID, v), fault.NotFound)
		got, err = db.Views(ctx, d.ID, ann.ID)
		must(t, err)
		same(t, got, []lead.View{second})
	})
	t.Run("OtherDealerCannotRead, change or delete a view, and neither can another person", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		ann, bob := User(t, db, d, "Ann"), User(t, db, d, "Bob")
		v := lead.View{ID: ID("view"), Name: "Mornings"}
		must(t, db.CreateView(ctx, d.ID, ann.ID, v))
		must(t, db.CreateView(ctx, d.ID, bob.ID, lead.View{ID: ID("view"), Name: "Mornings"}))
		theirs, err := db.Views(ctx, other.ID, ann.ID)
		if must(t, err); len(theirs) != 0 {
			t.Fatalf("at the other dealer there are %v", theirs)
		}
		bobs, err := db.Views(ctx, d.ID, bob.ID)
		if must(t, err); len(bobs) != 1 || bobs[0].ID == v.ID {
			t.Fatalf("the other person sees %v", bobs)
		}
		wantKind(t, db.UpdateView(ctx, other.ID, ann.ID, v), fault.NotFound)
		wantKind(t, db.UpdateView(ctx, d.ID, bob.ID, v), fault.NotFound)
		wantKind(t, db.DeleteView(ctx, other.ID, ann.ID, v.ID), fault.NotFound)
		wantKind(t, db.DeleteView(ctx, d.ID, bob.ID, v.ID), fault.NotFound)
		got, err := db.Views(ctx, d.ID, ann.ID)
		must(t, err)
		same(t, got, []lead.View{v})
	})
}
