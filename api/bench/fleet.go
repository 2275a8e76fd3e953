package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// triedVehicles is how many vehicles a trial goes over.
const triedVehicles = 100_000

// What the vehicles of the fleet have, in every combination.
var (
	fleetStates = []string{
		"AL", "AZ", "CA", "CO", "FL", "GA", "IL", "MA", "MI", "MN", "MO", "NC", "NV", "NY", "OH", "OR", "PA", "TX", "VA", "WA",
	}
	fleetFamilies    = []string{"F-150", "Super Duty", "Ranger", "Transit", "Explorer", "Escape", "Edge", "Expedition", "Fusion", "Mustang"}
	fleetChemistries = []vehicle.Chemistry{vehicle.UnknownChemistry, vehicle.Flooded, vehicle.EFB, vehicle.AGM}
)

// seedVariedFleet makes a database with a varied fleet: 20 states, 10 families and 4 chemistries, whose cohorts have
// records of their own, estimates from every day of a week, and 35 batteries in 100 of which nobody knows the age.
// Hardly any two vehicles share a calculation.
func seedVariedFleet(ctx context.Context, dir string) (s seeded, err error) {
	s.path = filepath.Join(dir, "fleet.db")
	db, err := openStore(ctx, "sqlite:"+s.path)
	if err != nil {
		return seeded{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now := time.Now().UTC().Truncate(time.Millisecond)
	d := benchDealer(newID(), "FLEET", now)
	d.Settings.Prices = benchPrices
	if err := db.CreateDealer(ctx, d); err != nil {
		return seeded{}, err
	}
	s.dealerID = d.ID
	counts := fleetCounts(now.AddDate(0, 0, -30))
	if err := db.SaveCohortCounts(ctx, d.ID, risk.Default().Version(), counts); err != nil {
		return seeded{}, err
	}
	for first := 0; first < triedVehicles; first += seedChunk {
		err := db.InTx(ctx, func(ctx context.Context) error {
			for n := first; n < first+seedChunk; n++ {
				if err := seedVariedVehicle(ctx, db, d.ID, n, now); err != nil {
					return fmt.Errorf("vehicle %d: %w", n, err)
				}
			}
			return nil
		})
		if err != nil {
			return seeded{}, err
		}
	}
	return s, nil
}

// fleetCounts are records of every cohort, no two of which say the same.
func fleetCounts(asOf time.Time) lead.CohortCounts {
	counts := lead.CohortCounts{AsOf: asOf}
	climates := map[string]bool{}
	for _, state := range fleetStates {
		c, _ := vehicle.ClimateOf(state)
		climates[vehicle.ClimateBand(c.AnnualMeanC)] = true
	}
	for i, family := range fleetFamilies {
		for j, chemistry := range fleetChemistries {
			for climate := range climates {
				counts.Records = append(counts.Records, lead.CohortRecord{
					CohortKey: lead.CohortKey{Family: family, Climate: climate, Chemistry: chemistry},
					Record:    risk.Record{Failures: float64((i + 3*j + len(climate)) % 9), Exposure: 0.5 + float64(i) + float64(j)/4 + float64(len(climate))/16},
				})
			}
		}
	}
	counts.Sort()
	return counts
}

func seedVariedVehicle(ctx context.Context, db *store.DB, dealerID dealer.ID, n int, now time.Time) error {
	states, families, chemistries := len(fleetStates), len(fleetFamilies), len(fleetChemistries)
	family := fleetFamilies[n/states%families]
	v := vehicle.Vehicle{
		VIN: storetest.VIN(n), Year: 2015 + n%9, Make: "Ford", Model: family, Family: family, Kind: vehicle.SUV,
		State: fleetStates[n%states], Chemistry: fleetChemistries[n/states/families%chemistries],
		Customer: vehicle.Customer{Name: fmt.Sprintf("Test Customer %d", n)}, UpdatedAt: now,
	}
	if err := db.SaveVehicle(ctx, dealerID, v); err != nil {
		return err
	}
	in := riskInput(n, n*7%20 >= 7)
	if n%5 == 0 { // and one in five was tested a while ago
		in.Evidence = append(in.Evidence, risk.Evidence{Name: "conductance_replace", Present: n%10 == 0, AgeDays: float64(n%300) + 0.5})
	}
	c, _ := vehicle.ClimateOf(v.State)
	in.AnnualMeanC = c.AnnualMeanC
	e, err := risk.Default().Estimate(in)
	if err != nil {
		return err
	}
	return db.SaveScore(ctx, dealerID, lead.Score{
		VIN: v.VIN, AsOf: now.AddDate(0, 0, -n%7), ModelVersion: risk.Default().Version(), HorizonDays: risk.Default().HorizonDays(),
		Probability: e.Probability, Low: e.Low, Median: e.Probability, High: e.High, LogOdds: e.LogOdds, Prior: e.Prior,
		Facts: lead.Facts{BatteryAgeMonths: in.BatteryAgeMonths, VehicleAgeMonths: in.VehicleAgeMonths, Evidence: in.Evidence},
	}, 1)
}
