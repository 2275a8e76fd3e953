package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

const (
	manyStoredLeads = 100_000
	seedChunk       = 5_000
	seedUser        = "advisor@bench.example"
)

// seeded is a database with many leads of one dealer.
type seeded struct {
	path     string
	dealerID dealer.ID
}

// manyLeads is a database with many leads, made once.
func (b *bench) manyLeads(ctx context.Context) (seeded, error) {
	if b.leads == nil {
		fmt.Fprintf(b.notes, "Making %d leads.\n", manyStoredLeads)
		s, err := seedLeads(ctx, b.dir)
		if err != nil {
			return seeded{}, err
		}
		b.leads = &s
	}
	return *b.leads, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// openStore opens a database with the present schema.
func openStore(ctx context.Context, url string) (*store.DB, error) {
	db, err := store.Open(ctx, store.Config{URL: url}, time.Now)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// addUser adds somebody who can sign in; of no dealership for an admin.
func addUser(ctx context.Context, db *store.DB, email string, role account.Role, of *account.DealerRef) error {
	users := account.NewService(db, time.Now, newID, slog.New(slog.DiscardHandler))
	_, err := users.Create(ctx, account.NewUser{Email: email, Name: "Test " + string(role), Role: role, Password: benchPassword, Dealer: of})
	return err
}

// benchPrices are those of a dealership whose leads are worth something.
var benchPrices = []dealer.Price{{Family: "F-150", PartsCents: 21900, LabourCents: 6000, Currency: "USD"}}

// benchDealer is a dealership with the first of each setting, and no prices.
func benchDealer(id, code string, now time.Time) dealer.Dealer {
	return dealer.Dealer{
		ID: dealer.ID(id), Code: code, Name: "Bench Test Motors", City: "Lansing", State: "MI", TimeZone: "America/Detroit",
		Settings:  dealer.Settings{Thresholds: dealer.DefaultThresholds, Tone: dealer.Tones[0], Language: dealer.Languages[0]},
		CreatedAt: now,
	}
}

// seedLeads makes a database with many open leads, each of a vehicle of its own with a score of the
// model, through the store.
func seedLeads(ctx context.Context, dir string) (s seeded, err error) {
	s.path = filepath.Join(dir, "leads.db")
	db, err := openStore(ctx, "sqlite:"+s.path)
	if err != nil {
		return seeded{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now := time.Now().UTC().Truncate(time.Millisecond)
	d := benchDealer(newID(), "BENCH", now)
	d.Settings.Prices = benchPrices
	if err := db.CreateDealer(ctx, d); err != nil {
		return seeded{}, err
	}
	s.dealerID = d.ID
	if err := addUser(ctx, db, seedUser, account.Advisor, &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name}); err != nil {
		return seeded{}, err
	}
	for first := 0; first < manyStoredLeads; first += seedChunk {
		err := db.InTx(ctx, func(ctx context.Context) error {
			for n := first; n < first+seedChunk; n++ {
				if err := seedLead(ctx, db, d, n, newID(), now); err != nil {
					return fmt.Errorf("lead %d: %w", n, err)
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

// seedLead adds the nth lead. Ages, climates and signs vary with n, so that leads of every priority and
// explanations of many forms lie beside each other.
func seedLead(ctx context.Context, db *store.DB, d dealer.Dealer, n int, id string, now time.Time) error {
	families := []struct {
		model string
		kind  vehicle.Kind
	}{{"F-150", vehicle.Pickup}, {"Transit", vehicle.Van}, {"Explorer", vehicle.SUV}, {"Fusion", vehicle.Car}, {"Escape", vehicle.SUV}}
	family := families[n%len(families)]
	mileage := 8_000 + 37*n%140_000
	v := vehicle.Vehicle{
		VIN: storetest.VIN(n), Year: 2015 + n%9, Make: "Ford", Model: family.model, Family: family.model, Kind: family.kind,
		Mileage: &mileage, City: "Lansing", State: "MI", ZIP: "48901", Chemistry: vehicle.UnknownChemistry,
		Customer: vehicle.Customer{Name: fmt.Sprintf("Test Customer %d", n)}, UpdatedAt: now,
	}
	if err := db.SaveVehicle(ctx, d.ID, v); err != nil {
		return err
	}
	age := float64(6 + n*7%90)
	in := risk.Input{BatteryAgeMonths: &age, VehicleAgeMonths: age + float64(n%30), AnnualMeanC: 8 + float64(n%15)}
	if n%2 == 1 { // nobody knows
		in.BatteryAgeMonths = nil
	}
	for bit, sign := range []string{"short_trips", "long_parked", "slow_crank"} {
		if n>>bit&1 == 1 {
			in.Evidence = append(in.Evidence, risk.Evidence{Name: sign, Present: n>>(bit+3)&1 == 1, AgeDays: float64(n % 20)})
		}
	}
	a, err := risk.Default().Assess(in)
	if err != nil {
		return err
	}
	score := lead.Score{
		VIN: v.VIN, AsOf: now, ModelVersion: a.ModelVersion, HorizonDays: a.HorizonDays,
		Probability: a.Probability, Low: a.Low, Median: a.Median, High: a.High, LogOdds: a.LogOdds, Explanation: lead.Explain(a.Waterfall),
		Prior: a.Prior, Facts: lead.Facts{BatteryAgeMonths: in.BatteryAgeMonths, VehicleAgeMonths: in.VehicleAgeMonths, Evidence: in.Evidence},
	}
	// The first change of a new vehicle is its mark 1: with its score, it waits for nothing.
	if err := db.SaveScore(ctx, d.ID, score, 1); err != nil {
		return err
	}
	return db.CreateLead(ctx, d.ID, lead.Lead{
		ID: id, Vehicle: lead.Vehicle{VIN: v.VIN}, Priority: lead.PriorityOf(a.Probability, d.Settings.Thresholds, nil, now),
		Status: lead.New, Score: score, Version: 1, CreatedAt: now, UpdatedAt: now,
	})
}
