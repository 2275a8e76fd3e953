package dealer_test

import (
	"context"
	"slices"
	"testing"

	"dealerportal/pkg/callhours"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
)

// told writes down whose vehicles are to be scored.
type told []dealer.ID

func (r *told) Rescore(_ context.Context, dealerID dealer.ID) { *r = append(*r, dealerID) }

func setup(t *testing.T) (*store.DB, *dealer.Service, *told) {
	t.Helper()
	db, rescored := storetest.SQLite(t), &told{}
	return db, dealer.NewService(db, rescored, storetest.NewClock().Now, func() string { return storetest.ID("dealer") }), rescored
}

func good() dealer.Settings {
	return dealer.Settings{
		Thresholds: dealer.DefaultThresholds, Tone: "friendly", Language: "en",
		Prices:  []dealer.Price{{Family: "F-150", PartsCents: 20_000, LabourCents: 5_000, Currency: "USD"}},
		Climate: []dealer.ClimateOverride{{State: "AZ", AnnualMeanC: 22.5, Source: "A station of the dealer's own (test)"}},
	}
}

func fieldsOf(t *testing.T, err error) (names []string) {
	t.Helper()
	if fault.KindOf(err) != fault.Invalid {
		t.Fatalf("got %v, want an error about fields", err)
	}
	for _, f := range fault.As(err).Fields {
		names = append(names, f.Name)
	}
	return names
}

func TestSettingsThatAreNotAcceptableAreNamed(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, field string
		change      func(*dealer.Settings)
	}{
		{"a threshold of one", "thresholds.high", func(s *dealer.Settings) { s.Thresholds.High = 1 }},
		{"a threshold of nothing", "thresholds.follow_up", func(s *dealer.Settings) { s.Thresholds.FollowUp = 0 }},
		{"thresholds in the wrong order", "thresholds", func(s *dealer.Settings) { s.Thresholds.Moderate = 0.5 }},
		{"an unknown tone", "tone", func(s *dealer.Settings) { s.Tone = "loud" }},
		{"an unknown language", "language", func(s *dealer.Settings) { s.Language = "xx" }},
		{"a family with two prices", "price_list", func(s *dealer.Settings) {
			s.Prices = append(s.Prices, dealer.Price{Family: "f-150", Currency: "USD"})
		}},
		{"a negative price", "price_list", func(s *dealer.Settings) { s.Prices[0].PartsCents = -1 }},
		{"a state with two temperatures", "climate", func(s *dealer.Settings) { s.Climate = append(s.Climate, s.Climate[0]) }},
		{"a negative share that is held back", "uncontacted_percent", func(s *dealer.Settings) { s.UncontactedPercent = -1 }},
		{"a share held back above the most", "uncontacted_percent", func(s *dealer.Settings) { s.UncontactedPercent = dealer.MostUncontacted + 1 }},
		{"a temperature out of range", "climate", func(s *dealer.Settings) { s.Climate[0].AnnualMeanC = 72 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := good()
			c.change(&s)
			if got := fieldsOf(t, s.Check()); !slices.Contains(got, c.field) {
				t.Fatalf("the fields at fault are %v, want %s", got, c.field)
			}
		})
	}
}

func TestPricesAndTemperaturesAreFoundByTheirKey(t *testing.T) {
	s := good()
	if p, ok := s.PriceFor("f-150"); !ok || p.TotalCents() != 25_000 {
		t.Errorf("%+v, %v", p, ok)
	}
	if _, ok := s.PriceFor("Escape"); ok {
		t.Error("a family without a price has one")
	}
	if c, ok := s.ClimateFor("AZ"); !ok || c.AnnualMeanC != 22.5 {
		t.Errorf("%+v, %v", c, ok)
	}
	if _, ok := s.ClimateFor("MI"); ok {
		t.Error("a state without a temperature of its own has one")
	}
}

func TestANewDealerHasTheDefaultsAndNoPrices(t *testing.T) {
	_, dealers, _ := setup(t)
	d, err := dealers.Create(t.Context(), dealer.New{Code: "NEW-1", Name: " New Ford (test) ", State: "MI", TimeZone: "America/Detroit"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := dealers.ByCode(t.Context(), "NEW-1")
	if err != nil || got.ID != d.ID || got.Name != "New Ford (test)" || got.Settings.Thresholds != dealer.DefaultThresholds || len(got.Settings.Prices) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if _, err := dealers.Create(t.Context(), dealer.New{Code: "NEW-1", Name: "Other (test)", State: "MI", TimeZone: "America/Detroit"}); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("a code that is taken: %v", err)
	}
}

func TestWhatANewDealerNeeds(t *testing.T) {
	_, dealers, _ := setup(t)
	_, err := dealers.Create(t.Context(), dealer.New{Code: "new", Name: "\x00", City: "\x00", State: "ZZ", TimeZone: "Local"})
	if got, want := fieldsOf(t, err), []string{"code", "name", "city", "state", "time_zone"}; !slices.Equal(got, want) {
		t.Fatalf("the fields at fault are %v, want %v", got, want)
	}
}

// Thresholds, temperatures and prices change estimates and leads: the fleet is looked at again.
func TestNewSettingsHaveTheFleetScoredAgain(t *testing.T) {
	db, dealers, rescored := setup(t)
	d, other := storetest.Dealer(t, db, "A1"), storetest.Dealer(t, db, "B1")
	for _, x := range []dealer.Dealer{d, other} {
		storetest.Vehicle(t, db, x.ID, storetest.VIN(1))
		if err := db.SkipDue(t.Context(), x.ID, storetest.VIN(1), 1); err != nil {
			t.Fatal(err)
		}
	}
	bad := good()
	bad.Tone = "loud"
	if err := dealers.ChangeSettings(t.Context(), d.ID, bad); err == nil || len(*rescored) != 0 {
		t.Fatalf("%v, %v", err, *rescored)
	}
	if err := dealers.ChangeSettings(t.Context(), d.ID, good()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(*rescored, told{d.ID}) {
		t.Fatalf("to be scored: %v", *rescored)
	}
	due, err := db.DueDealers(t.Context())
	if err != nil || !slices.Equal(due, []dealer.ID{d.ID}) {
		t.Fatalf("waiting: %v, %v", due, err)
	}
}

func TestARenamedDealerKeepsTheRestAndAnotherStateIsAnotherClimate(t *testing.T) {
	db, dealers, rescored := setup(t)
	d := storetest.Dealer(t, db, "A1")
	storetest.Vehicle(t, db, d.ID, storetest.VIN(1))
	text := func(s string) *string { return &s }
	got, err := dealers.Change(t.Context(), d.ID, dealer.Change{Name: text(" North Ford (test) "), TimeZone: text("America/Denver")})
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "North Ford (test)" || got.TimeZone != "America/Denver" || got.City != d.City || got.State != d.State || got.Code != d.Code {
		t.Fatalf("%+v", got)
	}
	if len(*rescored) != 0 {
		t.Fatal("a name has the fleet scored anew")
	}
	if got, err = dealers.Change(t.Context(), d.ID, dealer.Change{State: text("MN")}); err != nil || got.State != "MN" {
		t.Fatalf("%+v, %v", got, err)
	}
	if !slices.Equal(*rescored, []dealer.ID{d.ID}) {
		t.Fatalf("scored anew: %v", *rescored)
	}
	_, err = dealers.Change(t.Context(), d.ID, dealer.Change{Name: text(" "), City: text("a\x00b"), State: text("ZZ"), TimeZone: text("Local")})
	if f := fieldsOf(t, err); !slices.Equal(f, []string{"name", "city", "state", "time_zone"}) {
		t.Fatalf("at fault: %v", f)
	}
	if kept, err := dealers.ByID(t.Context(), d.ID); err != nil || kept.State != "MN" {
		t.Fatalf("what was refused was kept: %+v, %v", kept, err)
	}
	_, err = dealers.Change(t.Context(), "nobody", dealer.Change{})
	if fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
}

func TestADealersOwnCallingHoursAreSetAndTakenBack(t *testing.T) {
	db, dealers, rescored := setup(t)
	d, other := storetest.Dealer(t, db, "A1"), storetest.Dealer(t, db, "B1")
	own := callhours.Set{State: "TX", Week: callhours.Week{Weekdays: callhours.Window{From: 600, Until: 720}}, Note: " Counsel (test) ", ByID: "u1", ByName: "Pat"}
	set, err := dealers.SetCallHours(t.Context(), d.ID, own, 0)
	if err != nil || set.CallHours.Version != 1 || len(set.CallHours.Set) != 1 {
		t.Fatalf("%+v, %v", set.CallHours, err)
	}
	if got := set.CallHours.Set[0]; got.Note != "Counsel (test)" || !got.At.Equal(storetest.Start) || got.ByName != "Pat" {
		t.Errorf("%+v", got)
	}
	if _, err := dealers.SetCallHours(t.Context(), d.ID, own, 0); fault.KindOf(err) != fault.Changed {
		t.Errorf("over a version that is gone: %v", err)
	}
	wide := own
	wide.Week.Sunday = callhours.Window{From: 7 * 60, Until: 12 * 60}
	if _, err := dealers.SetCallHours(t.Context(), d.ID, wide, 1); !slices.Equal(fieldsOf(t, err), []string{"sunday"}) {
		t.Errorf("wider than the federal hours: %v", err)
	}
	if _, err := dealers.DropCallHours(t.Context(), d.ID, "OH", 1); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a state without hours of its own: %v", err)
	}
	if _, err := dealers.DropCallHours(t.Context(), d.ID, "TX", 0); fault.KindOf(err) != fault.Changed {
		t.Errorf("over a version that is gone: %v", err)
	}
	if got, err := dealers.ByID(t.Context(), other.ID); err != nil || got.CallHours.Version != 0 {
		t.Errorf("the other dealer: %+v, %v", got.CallHours, err)
	}
	if got, err := dealers.DropCallHours(t.Context(), d.ID, "TX", 1); err != nil || len(got.CallHours.Set) != 0 || got.CallHours.Version != 2 {
		t.Errorf("%+v, %v", got.CallHours, err)
	}
	if len(*rescored) != 0 {
		t.Errorf("hours change no estimate, and %v were scored", *rescored)
	}
}
