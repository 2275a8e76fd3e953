package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

// Stops is what every database does with who is not to be contacted.
func Stops(t *testing.T, fresh Fresh) {
	owned := func(t *testing.T, db *store.DB, d dealer.Dealer, n int, phone, email string) lead.Lead {
		t.Helper()
		Vehicle(t, db, d.ID, VIN(n), func(v *vehicle.Vehicle) { v.Customer.Phone, v.Customer.Email = phone, email })
		return Lead(t, db, d.ID, VIN(n))
	}
	saved := func(t *testing.T, db *store.DB, d dealer.Dealer, l lead.Lead, phone, email string, at time.Time) lead.Stop {
		t.Helper()
		s := lead.Stop{LeadID: l.ID, VIN: l.Vehicle.VIN, Phone: phone, Email: email, At: at}
		must(t, db.SaveStop(t.Context(), d.ID, s))
		return s
	}
	t.Run("a word comes back as it was saved, with the e-mail in small letters, and is taken away once", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		_, err := db.Stop(ctx, d.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		want := saved(t, db, d, l, "+13135550142", "Ana@X.example", Start.Add(time.Millisecond))
		want.Email = "ana@x.example"
		got, err := db.Stop(ctx, d.ID, l.ID)
		must(t, err)
		same(t, got, want)
		wantKind(t, db.SaveStop(ctx, d.ID, want), fault.Conflict)
		must(t, db.DeleteStop(ctx, d.ID, l.ID))
		wantKind(t, db.DeleteStop(ctx, d.ID, l.ID), fault.NotFound)
		_, err = db.StopOf(ctx, d.ID, VIN(1))
		wantKind(t, err, fault.NotFound)
	})
	t.Run("the same number or the same e-mail is the same customer, and nothing is nobody", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		said := owned(t, db, d, 1, "+13135550142", "ana@x.example")
		byPhone, byEmail := owned(t, db, d, 2, "+13135550142", ""), owned(t, db, d, 3, "+13135550199", "ANA@x.example")
		stranger, unknown := owned(t, db, d, 4, "+13135550199", "b@x.example"), owned(t, db, d, 5, "", "")
		saved(t, db, d, said, "+13135550142", "ana@x.example", Start)
		saved(t, db, d, unknown, "", "", Start)
		for _, c := range []struct {
			lead lead.Lead
			want bool
		}{{said, true}, {byPhone, true}, {byEmail, true}, {stranger, false}, {unknown, false}} {
			got, err := db.Lead(ctx, d.ID, c.lead.ID)
			must(t, err)
			latest, err := db.LatestLead(ctx, d.ID, c.lead.Vehicle.VIN)
			must(t, err)
			if got.Stopped != c.want || latest.Stopped != c.want {
				t.Errorf("%s is stopped: %v and %v, want %v", c.lead.Vehicle.VIN, got.Stopped, latest.Stopped, c.want)
			}
		}
		for _, f := range []lead.Filter{{}, {Sort: lead.NewestFirst}, {Sort: lead.OldestFirst}, {Statuses: []lead.Status{lead.New, lead.Closed}}} {
			f.Limit = 9
			list, err := db.Leads(ctx, d.ID, f)
			must(t, err)
			stopped := 0
			for _, l := range list {
				if l.Stopped {
					stopped++
				}
			}
			if len(list) != 5 || stopped != 3 {
				t.Errorf("of %d leads %d are stopped", len(list), stopped)
			}
		}
		vins := func(got []vehicle.VIN, err error) map[vehicle.VIN]bool {
			t.Helper()
			must(t, err)
			set := map[vehicle.VIN]bool{}
			for i, vin := range got {
				if i > 0 && got[i-1] >= vin {
					t.Fatalf("%v are not in order", got)
				}
				set[vin] = true
			}
			return set
		}
		all := map[vehicle.VIN]bool{VIN(1): true, VIN(2): true, VIN(3): true}
		same(t, vins(db.VehiclesOfCustomer(ctx, d.ID, "+13135550142", "Ana@x.example")), all)
		same(t, vins(db.VehiclesOfCustomer(ctx, d.ID, "", "")), nil)
		same(t, vins(db.StoppedVehicles(ctx, d.ID, "", "Z")), all)
		same(t, vins(db.StoppedVehicles(ctx, d.ID, VIN(2), VIN(2))), map[vehicle.VIN]bool{VIN(2): true})
	})
	t.Run("what was said about the vehicle itself comes first, then the oldest word", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		first, second, third := owned(t, db, d, 1, "+13135550142", ""), owned(t, db, d, 2, "", "ana@x.example"), owned(t, db, d, 3, "+13135550142", "ana@x.example")
		older := saved(t, db, d, second, "", "ana@x.example", Start)
		saved(t, db, d, first, "+13135550142", "", Start.Add(time.Hour))
		got, err := db.StopOf(ctx, d.ID, VIN(3))
		must(t, err)
		same(t, got, older)
		own := saved(t, db, d, third, "", "", Start.Add(2*time.Hour))
		got, err = db.StopOf(ctx, d.ID, VIN(3))
		must(t, err)
		same(t, got, own)
	})
	t.Run("a lead that a word closed is its until that is taken back, whatever the vehicle's record says", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		said, other := owned(t, db, d, 1, "+13135550142", ""), owned(t, db, d, 2, "+13135550142", "")
		stop := saved(t, db, d, said, "+13135550142", "", Start)
		n := 1
		a := lead.Activity{
			ID: ID("activity"), LeadID: other.ID, At: Start, Kind: lead.StatusChanged, From: &lead.Standpoint{Status: lead.New},
			To: &lead.Standpoint{Status: lead.Closed, ClosedReason: lead.ClosedDoNotContact}, Stop: &lead.StopRef{LeadID: said.ID, VIN: VIN(1)}, OtherVehicles: &n,
		}
		must(t, db.AddActivity(ctx, d.ID, a))
		got, err := db.Activity(ctx, d.ID, other.ID, a.ID)
		must(t, err)
		same(t, got, a)
		Vehicle(t, db, d.ID, VIN(2))
		holds, err := db.StopOf(ctx, d.ID, VIN(2))
		must(t, err)
		same(t, holds, stop)
		closed, err := db.LeadsClosedByStop(ctx, d.ID, said.ID)
		must(t, err)
		same(t, closed, []lead.StoppedLead{{LeadID: other.ID, ActivityID: a.ID, VIN: VIN(2)}})
		must(t, db.MarkUndone(ctx, d.ID, a.ID))
		closed, err = db.LeadsClosedByStop(ctx, d.ID, said.ID)
		must(t, err)
		same(t, closed, nil)
		_, err = db.StopOf(ctx, d.ID, VIN(2))
		wantKind(t, err, fault.NotFound)
	})
	t.Run("a word is on every page of the dealer's leads at once", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		revision := func() int64 {
			t.Helper()
			n, err := db.DealerRevision(ctx, d.ID)
			must(t, err)
			return n
		}
		before := revision()
		saved(t, db, d, l, "", "", Start)
		if got := revision(); got != before+1 {
			t.Fatalf("the revision went from %d to %d", before, got)
		}
		must(t, db.DeleteStop(ctx, d.ID, l.ID))
		if got := revision(); got != before+2 {
			t.Fatalf("the revision went from %d to %d", before, got)
		}
	})
	t.Run("OtherDealerCannotRead, add or take away a word, and is not bound by it", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l := owned(t, db, d, 1, "+13135550142", "ana@x.example")
		theirs := owned(t, db, other, 1, "+13135550142", "ana@x.example")
		s := saved(t, db, d, l, "+13135550142", "ana@x.example", Start)
		_, err := db.Stop(ctx, other.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		_, err = db.StopOf(ctx, other.ID, VIN(1))
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.SaveStop(ctx, other.ID, s), fault.NotFound)
		wantKind(t, db.DeleteStop(ctx, other.ID, l.ID), fault.NotFound)
		stopped, err := db.StoppedVehicles(ctx, other.ID, "", "Z")
		if must(t, err); len(stopped) != 0 {
			t.Fatalf("the other dealer reads %v", stopped)
		}
		if got, err := db.Lead(ctx, other.ID, theirs.ID); err != nil || got.Stopped {
			t.Fatalf("%+v, %v", got, err)
		}
	})
}
