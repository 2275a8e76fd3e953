package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/callhours"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// Dealers is what every database does with dealers and their settings.
func Dealers(t *testing.T, fresh Fresh) {
	t.Run("a dealer comes back as it was saved, by id and by code", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "AUS-1", func(d *dealer.Dealer) {
			d.Name, d.City = `O'Hara "Ford" %_\`, "São Paulo"
			d.Settings.Thresholds = dealer.Thresholds{High: 0.3000000001, Moderate: 0.1, FollowUp: 0.07}
			d.Settings.Prices = []dealer.Price{{Family: "Z", PartsCents: 1 << 40, LabourCents: 0, Currency: "USD"}, {Family: "A", PartsCents: 1, LabourCents: 2, Currency: "EUR"}}
			d.Settings.Climate = []dealer.ClimateOverride{{State: "TX", AnnualMeanC: 18.25, Source: "own"}, {State: "AL", AnnualMeanC: -3, Source: ""}}
			d.Settings.UncontactedPercent = 10
			d.CreatedAt = Start.Add(123 * time.Millisecond)
		})
		Dealer(t, db, "OTHER")
		byID, err := db.DealerByID(ctx, d.ID)
		must(t, err)
		same(t, byID, d)
		byCode, err := db.DealerByCode(ctx, "AUS-1")
		must(t, err)
		same(t, byCode, d)
	})
	t.Run("a code that is taken is a conflict and changes nothing", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		first := Dealer(t, db, "AUS-1")
		second := first
		second.ID, second.Name = "another", "Another"
		wantKind(t, db.CreateDealer(ctx, second), fault.Conflict)
		got, err := db.DealerByCode(ctx, "AUS-1")
		must(t, err)
		same(t, got, first)
	})
	t.Run("an unknown dealer is not found", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		_, err := db.DealerByID(ctx, "nobody")
		wantKind(t, err, fault.NotFound)
		_, err = db.DealerByCode(ctx, "nobody")
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.SaveSettings(ctx, "nobody", dealer.Settings{Thresholds: dealer.DefaultThresholds}), fault.NotFound)
	})
	t.Run("saved settings replace all that were there", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "AUS-1", func(d *dealer.Dealer) {
			d.Settings.Climate = []dealer.ClimateOverride{{State: "TX", AnnualMeanC: 20}}
		})
		d.Settings = dealer.Settings{
			Thresholds: dealer.Thresholds{High: 0.5, Moderate: 0.4, FollowUp: 0.3}, Tone: "brief", Language: "en",
			Prices: []dealer.Price{{Family: "Escape", PartsCents: 100, LabourCents: 50, Currency: "USD"}}, UncontactedPercent: 5,
		}
		must(t, db.SaveSettings(ctx, d.ID, d.Settings))
		got, err := db.DealerByID(ctx, d.ID)
		must(t, err)
		same(t, got, d)
	})
	t.Run("another name and place change nothing else, and no other dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		changed := d
		changed.Name, changed.City, changed.State, changed.TimeZone = "Another", "Mesa", "AZ", "America/Phoenix"
		changed.Code, changed.Settings.Tone = "not saved", "not saved"
		must(t, db.SaveDealer(ctx, changed))
		changed.Code, changed.Settings.Tone = d.Code, d.Settings.Tone
		for _, want := range []dealer.Dealer{changed, other} {
			got, err := db.DealerByID(ctx, want.ID)
			must(t, err)
			same(t, got, want)
		}
		wantKind(t, db.SaveDealer(ctx, dealer.Dealer{ID: "nobody"}), fault.NotFound)
	})
	t.Run("own calling hours come back as they were saved, and only over the version that was read", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		set := []callhours.Set{
			{State: "AL", Week: callhours.Week{Weekdays: callhours.Window{From: 600, Until: 720}}, Note: `"ü"`, ByID: "u1", ByName: "Pat", At: Start.Add(time.Millisecond)},
			{State: "TX", Week: callhours.Week{Saturday: callhours.Window{From: 540, Until: 1260}}, TextsAreCalls: true, ByID: "u2", ByName: "Kim", At: Start},
		}
		before, err := db.DealerRevision(ctx, d.ID)
		must(t, err)
		must(t, db.SaveCallHours(ctx, d.ID, set, 0))
		wantKind(t, db.SaveCallHours(ctx, d.ID, nil, 0), fault.Changed)
		wantKind(t, db.SaveCallHours(ctx, "nobody", set, 0), fault.NotFound)
		d.CallHours = dealer.CallHours{Set: set, Version: 1}
		for _, want := range []dealer.Dealer{d, other} {
			got, err := db.DealerByID(ctx, want.ID)
			must(t, err)
			same(t, got, want)
			list, err := db.Dealers(ctx, &want.ID)
			must(t, err)
			same(t, list, []dealer.Overview{{Dealer: want}})
		}
		after, err := db.DealerRevision(ctx, d.ID)
		if must(t, err); after <= before {
			t.Error("the dealer's pages do not notice")
		}
		must(t, db.SaveSettings(ctx, d.ID, d.Settings))
		must(t, db.SaveCallHours(ctx, d.ID, nil, 1))
		d.CallHours = dealer.CallHours{Version: 2}
		got, err := db.DealerByID(ctx, d.ID)
		must(t, err)
		same(t, got, d)
	})
	t.Run("OtherDealerCannotChange settings or see them", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		changed := other.Settings
		changed.Tone, changed.Prices = "formal", nil
		must(t, db.SaveSettings(ctx, other.ID, changed))
		got, err := db.DealerByID(ctx, mine.ID)
		must(t, err)
		same(t, got, mine)
		list, err := db.Dealers(ctx, &mine.ID)
		must(t, err)
		if len(list) != 1 || list[0].ID != mine.ID {
			t.Fatalf("asked for one dealer, got %+v", list)
		}
	})
	t.Run("the overview counts a dealer's own work, in order of name", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		named := func(name string) func(*dealer.Dealer) { return func(d *dealer.Dealer) { d.Name = name } }
		z, a, m := Dealer(t, db, "Z", named("beta")), Dealer(t, db, "A", named("Gamma")), Dealer(t, db, "M", named("Alpha"))
		for n := range 3 {
			Lead(t, db, z.ID, VIN(n), func(l *lead.Lead) {
				if n == 0 {
					l.Status, l.ClosedReason = lead.Closed, lead.ClosedOther
				}
			})
		}
		Lead(t, db, z.ID, VIN(3), Probability(0.01)) // nobody needs to call about this one
		Vehicle(t, db, a.ID, VIN(1))
		score := Score(VIN(1), 0.5)
		score.AsOf = Start.Add(time.Hour)
		must(t, db.SaveScore(ctx, z.ID, score, 1))
		must(t, db.SaveScore(ctx, z.ID, Score(VIN(2), 0.5), 1))
		list, err := db.Dealers(ctx, nil)
		must(t, err)
		scored := score.AsOf
		same(t, list, []dealer.Overview{{Dealer: m}, {Dealer: z, Vehicles: 4, OpenLeads: 2, LastScoredAt: &scored}, {Dealer: a, Vehicles: 1}})
	})
	t.Run("a stale fleet waits for scoring, and no other fleet", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		for _, d := range []dealer.Dealer{mine, other} {
			for n := range 2 {
				Vehicle(t, db, d.ID, VIN(n))
				must(t, db.SaveScore(ctx, d.ID, Score(VIN(n), 0.2), 1))
			}
		}
		wantDueDealers(t, db)
		must(t, db.MarkFleetStale(ctx, mine.ID))
		wantDueDealers(t, db, mine.ID)
		wantDue(t, db, mine.ID, VIN(0), VIN(1))
		wantDue(t, db, other.ID)
	})
}
