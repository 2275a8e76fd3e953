package lead_test

import (
	"context"
	"testing"
	"time"

	"log/slog"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// BenchmarkTryFleet100k is a trial over a fleet of 100,000 vehicles, from the database to the answer.
func BenchmarkTryFleet100k(b *testing.B) {
	clock := storetest.NewClock()
	db := storetest.Open(b, storetest.SQLiteURL(b), clock.Now)
	leads := lead.NewService(db, risk.Default(), clock.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
	d := storetest.Dealer(b, db, "A1")
	const vehicles = 100_000
	signs := risk.Default().Signs()
	for first := 0; first < vehicles; first += 5000 {
		err := db.InTx(b.Context(), func(ctx context.Context) error {
			for n := first; n < first+5000; n++ {
				v := vehicle.Vehicle{VIN: storetest.VIN(n), Year: 2015, Family: []string{"F-150", "Escape", "Transit"}[n%3], Kind: vehicle.SUV, State: []string{"MI", "TX", "AZ"}[n%7%3], Chemistry: vehicle.AGM, UpdatedAt: storetest.Start}
				if err := db.SaveVehicle(ctx, d.ID, v); err != nil {
					return err
				}
				s := storetest.Score(v.VIN, 0.01+float64(n%97)/300)
				s.ModelVersion, s.Facts = risk.Default().Version(), lead.Facts{VehicleAgeMonths: 20 + float64(n%100)}
				if n%2 == 0 {
					age := float64(n%90) + 0.123456789
					s.Facts.BatteryAgeMonths = &age
				}
				for i, sign := range signs {
					if (n>>i)%3 > 0 {
						e := risk.Evidence{Name: sign.Name, Present: (n>>i)%3 == 1}
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
	for b.Loop() {
		start := time.Now()
		if _, err := db.Fleet(b.Context(), d.ID); err != nil {
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
