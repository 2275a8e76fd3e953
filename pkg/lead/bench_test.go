package lead_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// variedFleet is a scored fleet in which hardly any two vehicles are alike: 20 states, 10 families and 4
// chemistries, each with a record of its own, and of 35 in 100 nobody knows how old the battery is.
func variedFleet(b *testing.B, db *store.DB, d dealer.Dealer, vehicles int) {
	b.Helper()
	states := []string{"AL", "AZ", "CA", "CO", "FL", "GA", "IL", "MA", "MI", "MN", "MO", "NC", "NV", "NY", "OH", "OR", "PA", "TX", "VA", "WA"}
	families := []string{"F-150", "Super Duty", "Ranger", "Transit", "Explorer", "Escape", "Edge", "Expedition", "Fusion", "Mustang"}
	chemistries := []vehicle.Chemistry{vehicle.UnknownChemistry, vehicle.Flooded, vehicle.EFB, vehicle.AGM}
	signs, model := risk.Default().Signs(), risk.Default()
	counts := lead.CohortCounts{AsOf: storetest.Start.AddDate(0, 0, -30)}
	for i, family := range families {
		for j, band := range []string{"cold", "cool", "mild", "warm", "hot"} {
			for k, chemistry := range chemistries {
				counts.Records = append(counts.Records, lead.CohortRecord{
					CohortKey: lead.CohortKey{Family: family, Climate: band, Chemistry: chemistry},
					Record:    risk.Record{Failures: float64((i + 2*j + 3*k) % 9), Exposure: 0.5 + float64((3*i+j+k)%11)},
				})
			}
		}
	}
	if err := db.SaveCohortCounts(b.Context(), d.ID, model.Version(), counts); err != nil {
		b.Fatal(err)
	}
	const chunk = 5000
	for first := 0; first < vehicles; first += chunk {
		err := db.InTx(b.Context(), func(ctx context.Context) error {
			for n := first; n < first+chunk; n++ {
				v := vehicle.Vehicle{
					VIN: storetest.VIN(n), Year: 2015, Make: "Ford", Model: families[n/20%10], Family: families[n/20%10], Kind: vehicle.SUV,
					State: states[n%20], Chemistry: chemistries[n/200%4], UpdatedAt: storetest.Start,
				}
				if err := db.SaveVehicle(ctx, d.ID, v); err != nil {
					return err
				}
				s := storetest.Score(v.VIN, 0.01+float64(n%97)/300)
				s.AsOf = storetest.Start.AddDate(0, 0, -n%7) // a run of last week, day by day
				s.ModelVersion, s.Facts = model.Version(), lead.Facts{VehicleAgeMonths: 12 + float64(n*31%1440)/10}
				if n*7%20 >= 7 { // 65 in 100
					age := float64(n*13%9000)/100 + 0.123456789
					s.Facts.BatteryAgeMonths = &age
				}
				for i, sign := range signs {
					if state := (n*2654435761>>i ^ n>>(i+3)) % 3; state > 0 {
						e := risk.Evidence{Name: sign.Name, Present: state == 1}
						if sign.FadesDays > 0 {
							e.AgeDays = float64(n%200) + 0.5
						}
						s.Facts.Evidence = append(s.Facts.Evidence, e)
					}
				}
				if err := db.SaveScore(ctx, d.ID, s, 1); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTryFleet100k is a trial over a fleet of 100,000 vehicles, from the database to the answer.
func BenchmarkTryFleet100k(b *testing.B) {
	clock := storetest.NewClock()
	db := storetest.Open(b, storetest.SQLiteURL(b), clock.Now)
	leads := lead.NewService(db, risk.Default(), clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	d := storetest.Dealer(b, db, "A1")
	const vehicles = 100_000
	variedFleet(b, db, d, vehicles)
	for b.Loop() {
		start := time.Now()
		if _, err := db.Fleet(b.Context(), d.ID, risk.Default().Version()); err != nil {
			b.Fatal(err)
		}
		read := time.Since(start)
		start = time.Now()
		o, err := leads.TryFleet(b.Context(), []dealer.Dealer{d}, lead.Trial{Groups: []string{"duty", "undercharge"}})
		if err != nil || o.Vehicles != vehicles {
			b.Fatalf("%d vehicles, %v", o.Vehicles, err)
		}
		b.ReportMetric(float64(read.Milliseconds()), "ms-read")
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "ms-trial")
	}
}
