package storetest

import (
	"testing"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// Vehicles is what every database does with vehicles.
func Vehicles(t *testing.T, fresh Fresh) {
	t.Run("a vehicle comes back as it was saved, facts that are not known included", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		yes, no := true, false
		full := Vehicle(t, db, d.ID, VIN(1), func(v *vehicle.Vehicle) {
			v.CheckDigitWrong, v.CommercialUse, v.RoughService, v.PriorEarlyFailure = true, &yes, &no, &yes
			v.BatteryInstalled = &vehicle.Date{Year: 2024, Month: 2, Day: 29}
			v.Customer.Name = `Zoë "Q" O'Neil \ 100% _`
		})
		bare := vehicle.Vehicle{VIN: VIN(2), Year: 2001, Make: "Ford", Model: "Focus", Kind: vehicle.Car, Chemistry: vehicle.UnknownChemistry, UpdatedAt: Start}
		must(t, db.SaveVehicle(ctx, d.ID, bare))
		for _, want := range []vehicle.Vehicle{full, bare} {
			got, err := db.Vehicle(ctx, d.ID, want.VIN)
			must(t, err)
			same(t, got, want)
		}
		must(t, db.SaveVehicle(ctx, d.ID, func() vehicle.Vehicle { v := bare; v.VIN = full.VIN; return v }()))
		got, err := db.Vehicle(ctx, d.ID, full.VIN)
		must(t, err)
		bare.VIN = full.VIN
		same(t, got, bare)
	})
	t.Run("OtherDealerCannotRead or change a vehicle, and may have the same one", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		v := Vehicle(t, db, mine.ID, VIN(1))
		_, err := db.Vehicle(ctx, other.ID, VIN(1))
		wantKind(t, err, fault.NotFound)
		has, err := db.HasVehicle(ctx, other.ID, VIN(1))
		if must(t, err); has {
			t.Fatal("the other dealer has the vehicle")
		}
		list, err := db.Vehicles(ctx, other.ID, vehicle.Page{Limit: 10})
		if must(t, err); len(list) != 0 {
			t.Fatalf("the other dealer sees %v", list)
		}
		wantKind(t, db.MarkStale(ctx, other.ID, VIN(1)), fault.NotFound)
		Vehicle(t, db, other.ID, VIN(1), func(v *vehicle.Vehicle) { v.Customer.Name = "Somebody Else" })
		got, err := db.Vehicle(ctx, mine.ID, VIN(1))
		must(t, err)
		same(t, got, v)
	})
	t.Run("a vehicle of a dealer that is not there is not found", func(t *testing.T) {
		db := open(t, fresh)
		wantKind(t, db.SaveVehicle(t.Context(), "nobody", vehicle.Vehicle{VIN: VIN(1), Kind: vehicle.Car, Chemistry: vehicle.AGM}), fault.NotFound)
	})
	t.Run("pages follow each other without a gap or a repetition", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		var want []vehicle.VIN
		for n := range 7 {
			want = append(want, Vehicle(t, db, d.ID, VIN(n)).VIN)
		}
		var got []vehicle.VIN
		page := vehicle.Page{Limit: 3}
		for range 4 {
			list, err := db.Vehicles(ctx, d.ID, page)
			must(t, err)
			for _, v := range list {
				got = append(got, v.VIN)
				page.After = string(v.VIN)
			}
		}
		// The check digit stands before the number and decides the order.
		sortVINs(want)
		same(t, got, want)
	})
	t.Run("a search finds what is written, in any case, in VIN, customer, make, model and city", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1), func(v *vehicle.Vehicle) {
			v.Customer.Name, v.City, v.Model = `Zoë O'Neil 100%_\`, "El Paso", "Transit 250"
		})
		Vehicle(t, db, d.ID, VIN(2), func(v *vehicle.Vehicle) { v.Customer.Name, v.City = "Bob 100", "Waco" })
		for query, want := range map[string][]vehicle.VIN{
			"zOË": {VIN(1)}, "o'NEIL": {VIN(1)}, "100%": {VIN(1)}, "100": {VIN(1), VIN(2)}, "%_": {VIN(1)}, `_\`: {VIN(1)},
			"_": {VIN(1)}, `"`: nil, "TRANSIT 250": {VIN(1)}, "ford f-150": {VIN(2)}, " paso ": {VIN(1)}, "'; DROP TABLE": nil,
			string(VIN(2))[9:]: {VIN(2)}, "": {VIN(1), VIN(2)},
		} {
			list, err := db.Vehicles(ctx, d.ID, vehicle.Page{Limit: 10, Query: query})
			must(t, err)
			var got []vehicle.VIN
			for _, v := range list {
				got = append(got, v.VIN)
			}
			t.Logf("search for %q", query)
			sortVINs(want)
			same(t, got, want)
		}
	})
	t.Run("a saved vehicle waits for scoring", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(1))
		wantDue(t, db, d.ID, VIN(1))
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.3), markOf(t, db, d.ID, VIN(1))))
		wantDue(t, db, d.ID)
		Vehicle(t, db, d.ID, VIN(1))
		wantDue(t, db, d.ID, VIN(1))
		must(t, db.SaveScore(ctx, d.ID, Score(VIN(1), 0.3), markOf(t, db, d.ID, VIN(1))))
		must(t, db.MarkStale(ctx, d.ID, VIN(1)))
		wantDue(t, db, d.ID, VIN(1))
	})
}
