package storetest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

// LeadLists is what every database does with many leads: pages, filters, search and counts.
func LeadLists(t *testing.T, fresh Fresh) {
	t.Run("leads come by priority, then probability, then id, and pages join without a gap", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		var all []lead.Lead
		for n := range 24 {
			// Several share a place in the order, so that a page ends between them.
			all = append(all, Lead(t, db, d.ID, VIN(n), Probability([]float64{0.5, 0.2, 0.1, 0.01, 0.5, 0.31}[n%6])))
		}
		slices.SortFunc(all, func(a, b lead.Lead) int {
			return cmp.Or(
				cmp.Compare(lead.SortKey(a.Priority, a.Score.Probability), lead.SortKey(b.Priority, b.Score.Probability)),
				cmp.Compare(a.ID, b.ID))
		})
		for limit := 1; limit <= 25; limit += 4 {
			same(t, walk(t, db, d.ID, lead.Filter{Limit: limit}), idsOf(all))
		}
		first, err := db.Leads(ctx, d.ID, lead.Filter{Limit: 5})
		must(t, err)
		same(t, first, all[:5])
	})
	t.Run("the filters choose by status, priority and assignee", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		ann, bob := User(t, db, d, "Ann"), User(t, db, d, "Bob")
		names := map[string]string{}
		n := 0
		for _, s := range []lead.Status{lead.New, lead.Contacted, lead.Callback, lead.Booked, lead.Closed} {
			for _, p := range lead.Priorities {
				l := Lead(t, db, d.ID, VIN(n), func(l *lead.Lead) {
					l.Status, l.Priority = s, p
					if s == lead.Closed {
						l.ClosedReason = lead.ClosedOther
					}
					switch p {
					case lead.High:
						l.Assignee = &lead.Assignee{ID: ann.ID}
					case lead.Moderate:
						l.Assignee = &lead.Assignee{ID: bob.ID}
					}
				})
				names[l.ID] = fmt.Sprintf("%s/%s", p, s)
				n++
			}
		}
		nobody := ""
		for _, c := range []struct {
			name   string
			filter lead.Filter
			want   []string
		}{
			{"nothing asked for gives the open ones", lead.Filter{}, cross(lead.Priorities, lead.New, lead.Contacted, lead.Callback)},
			{"one open status", lead.Filter{Statuses: []lead.Status{lead.Contacted}}, cross(lead.Priorities, lead.Contacted)},
			{"statuses that are not open", lead.Filter{Statuses: []lead.Status{lead.Booked, lead.Closed}}, cross(lead.Priorities, lead.Booked, lead.Closed)},
			{"one that is not open", lead.Filter{Statuses: []lead.Status{lead.Closed}}, cross(lead.Priorities, lead.Closed)},
			{"statuses of both kinds", lead.Filter{Statuses: []lead.Status{lead.New, lead.Closed}}, cross(lead.Priorities, lead.New, lead.Closed)},
			{"one priority", lead.Filter{Priorities: []lead.Priority{lead.Moderate}}, cross([]lead.Priority{lead.Moderate}, lead.New, lead.Contacted, lead.Callback)},
			{"priorities apart", lead.Filter{Priorities: []lead.Priority{lead.Retention, lead.High}, Statuses: []lead.Status{lead.New}},
				cross([]lead.Priority{lead.High, lead.Retention}, lead.New)},
			{"neighbouring priorities", lead.Filter{Priorities: []lead.Priority{lead.FollowUp, lead.Moderate}, Statuses: []lead.Status{lead.New}},
				cross([]lead.Priority{lead.Moderate, lead.FollowUp}, lead.New)},
			{"a person", lead.Filter{Assignee: &ann.ID}, cross([]lead.Priority{lead.High}, lead.New, lead.Contacted, lead.Callback)},
			{"nobody", lead.Filter{Assignee: &nobody, Statuses: []lead.Status{lead.Booked}}, cross([]lead.Priority{lead.FollowUp, lead.Retention}, lead.Booked)},
			{"all at once", lead.Filter{Assignee: &bob.ID, Priorities: []lead.Priority{lead.Moderate}, Statuses: []lead.Status{lead.Closed, lead.New}, Query: "pat"},
				cross([]lead.Priority{lead.Moderate}, lead.New, lead.Closed)},
			{"a status that there is not", lead.Filter{Statuses: []lead.Status{"ne"}}, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				for _, limit := range []int{1, 3, 100} {
					c.filter.Limit = limit
					var got []string
					for _, id := range walk(t, db, d.ID, c.filter) {
						got = append(got, names[id])
					}
					same(t, got, c.want)
				}
			})
		}
	})
	t.Run("a search finds what is written, in any case, in the vehicle's texts and the note", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1), func(v *vehicle.Vehicle) { v.Customer.Name = `Zoë O'Neil 100%_\` })
		Vehicle(t, db, d.ID, VIN(2), func(v *vehicle.Vehicle) { v.Customer.Name, v.City = "Bob 1000", "WACO" })
		first := Lead(t, db, d.ID, VIN(1)).ID
		second := Lead(t, db, d.ID, VIN(2), func(l *lead.Lead) { l.Note = "Ruft am MONTAG an – über 50_50" }).ID
		for query, want := range map[string][]string{
			"ZOË": {first}, "o'neil": {first}, "100%": {first}, "100": {first, second}, `%_\`: {first}, "waco": {second},
			"montag": {second}, "ÜBER": {second}, "50_50": {second}, "50x50": nil, `"`: nil, "%%": nil, "f-150": {first, second},
			" ": {first, second},
		} {
			t.Logf("search for %q", query)
			same(t, walk(t, db, d.ID, lead.Filter{Query: query, Limit: 5}), want)
		}
		must(t, db.UpdateLead(t.Context(), d.ID, lead.Lead{ID: second, Status: lead.New, Priority: lead.High, Note: "Dienstag"}, 1))
		same(t, walk(t, db, d.ID, lead.Filter{Query: "montag", Limit: 5}), nil)
		same(t, walk(t, db, d.ID, lead.Filter{Query: "DIENSTAG", Limit: 5}), []string{second})
	})
	t.Run("a changed estimate or decision moves a lead to its new place", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		a, b := Lead(t, db, d.ID, VIN(1), Probability(0.2)), Lead(t, db, d.ID, VIN(2), Probability(0.25))
		same(t, walk(t, db, d.ID, lead.Filter{Limit: 5}), []string{b.ID, a.ID})
		must(t, db.RefreshLead(ctx, d.ID, a.ID, Score(VIN(1), 0.6), lead.High, Start))
		same(t, walk(t, db, d.ID, lead.Filter{Limit: 5}), []string{a.ID, b.ID})
		a.Priority = lead.Retention
		must(t, db.UpdateLead(ctx, d.ID, a, 1))
		same(t, walk(t, db, d.ID, lead.Filter{Limit: 5}), []string{b.ID, a.ID})
		b.Status, b.ClosedReason = lead.Closed, lead.ClosedReplaced
		must(t, db.UpdateLead(ctx, d.ID, b, 1))
		same(t, walk(t, db, d.ID, lead.Filter{Limit: 5}), []string{a.ID})
	})
	t.Run("tallies count the open leads of each priority and add up their probabilities", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		for n, p := range []float64{0.5, 0.4, 0.2, 0.01} {
			Lead(t, db, d.ID, VIN(n), Probability(p))
		}
		Lead(t, db, d.ID, VIN(8), Probability(0.9), func(l *lead.Lead) { l.Status = lead.Booked })
		got, err := db.Tallies(ctx, d.ID)
		must(t, err)
		for p, tally := range got {
			tally.Expected = math.Round(tally.Expected*1e9) / 1e9
			got[p] = tally
		}
		same(t, got, map[lead.Priority]lead.Tally{
			lead.High: {Count: 2, Expected: 0.9}, lead.Moderate: {Count: 1, Expected: 0.2}, lead.Retention: {Count: 1, Expected: 0.01},
		})
		Lead(t, db, Dealer(t, db, "B1").ID, VIN(1), Probability(0.8))
		called := Start // whose time has come
		Lead(t, db, d.ID, VIN(9), Probability(0.02), func(l *lead.Lead) { l.Status, l.CallBackAt = lead.Callback, &called })
		probabilities, err := db.OpenProbabilities(ctx, d.ID)
		must(t, err)
		same(t, probabilities, []float64{0.5, 0.4, 0.2, 0.02}) // none of another dealer: OtherDealerCannotRead
	})
	t.Run("due call-backs are the open leads of low priority whose time has come, of every dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		callback := func(d dealer.Dealer, n int, at time.Time, change ...func(*lead.Lead)) string {
			return Lead(t, db, d.ID, VIN(n), append([]func(*lead.Lead){Probability(0.01), func(l *lead.Lead) {
				l.Status, l.CallBackAt, l.Priority = lead.Callback, &at, lead.Retention
			}}, change...)...).ID
		}
		second := callback(a, 1, Start)
		first := callback(b, 2, Start.Add(-time.Hour))
		callback(a, 3, Start.Add(time.Millisecond))
		callback(a, 4, Start, func(l *lead.Lead) { l.Priority = lead.FollowUp })
		callback(a, 5, Start, func(l *lead.Lead) { l.Status = lead.Booked })
		Lead(t, db, a.ID, VIN(6), Probability(0.01))
		got, err := db.DueCallbacks(ctx, Start)
		must(t, err)
		same(t, got, []lead.DueCallback{{DealerID: b.ID, LeadID: first}, {DealerID: a.ID, LeadID: second}})
	})
}

// walk reads all pages and gives the ids in their order.
func walk(t testing.TB, db *store.DB, id dealer.ID, f lead.Filter) []string {
	t.Helper()
	var got []string
	for {
		page, err := db.Leads(t.Context(), id, f)
		must(t, err)
		if len(page) > f.Limit {
			t.Fatalf("%d leads on a page of %d", len(page), f.Limit)
		}
		got = append(got, idsOf(page)...)
		if len(page) < f.Limit {
			return got
		}
		last := lead.PlaceOf(page[len(page)-1], f.Sort)
		f.After = &last
	}
}

func idsOf(leads []lead.Lead) []string {
	var ids []string
	for _, l := range leads {
		ids = append(ids, l.ID)
	}
	return ids
}

// cross names leads by priority, then by status.
func cross(priorities []lead.Priority, statuses ...lead.Status) []string {
	var names []string
	for _, p := range priorities {
		for _, s := range statuses {
			names = append(names, fmt.Sprintf("%s/%s", p, s))
		}
	}
	return names
}
