package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/vehicle"
)

// Model is the model version of the scores that factories make.
const Model = "test.1"

var ids atomic.Int64

// ID makes an id that no other call in this process makes; later ones sort later.
func ID(prefix string) string { return fmt.Sprintf("%s-%08d", prefix, ids.Add(1)) }

// VIN makes the nth of a series of valid VINs, n up to 999,999. They differ in the check digit, so they do
// not sort by n.
func VIN(n int) vehicle.VIN {
	vin := []byte(fmt.Sprintf("1FTFW1E50PF%06d", n))
	const weights = "8765432X098765432"
	sum := 0
	for i, c := range vin {
		value := int(c - '0')
		if c >= 'A' {
			value = int("12345678.12345.7.923456789"[c-'A'] - '0')
		}
		weight := int(weights[i] - '0')
		if weights[i] == 'X' {
			weight = 10
		}
		sum += value * weight
	}
	vin[8] = "0123456789X"[sum%11]
	return vehicle.VIN(vin)
}

// Dealer adds a dealer with this code and default settings.
func Dealer(t testing.TB, db *store.DB, code string, change ...func(*dealer.Dealer)) dealer.Dealer {
	t.Helper()
	d := dealer.Dealer{
		ID: dealer.ID(ID("dealer")), Code: code, Name: "Dealer " + code, City: "Austin", State: "TX", TimeZone: "America/Chicago",
		Settings: dealer.Settings{
			Thresholds: dealer.DefaultThresholds, Tone: dealer.Tones[0], Language: dealer.Languages[0],
			Prices: []dealer.Price{{Family: "F-150", PartsCents: 21900, LabourCents: 6000, Currency: "USD"}},
		},
		CreatedAt: Start,
	}
	for _, f := range change {
		f(&d)
	}
	must(t, db.CreateDealer(context.Background(), d))
	return d
}

// User adds an advisor of the dealer.
func User(t testing.TB, db *store.DB, d dealer.Dealer, name string, change ...func(*account.User)) account.User {
	t.Helper()
	u := account.User{
		ID: ID("user"), Dealer: &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name},
		Name: name, Role: account.Advisor, PasswordHash: "no-password", CreatedAt: Start,
	}
	u.Email = strings.ToLower(u.ID) + "@example.com"
	for _, f := range change {
		f(&u)
	}
	must(t, db.CreateUser(context.Background(), u))
	return u
}

// Vehicle adds a vehicle, or replaces the one with this VIN. Its owner has no other one.
func Vehicle(t testing.TB, db *store.DB, dealerID dealer.ID, vin vehicle.VIN, change ...func(*vehicle.Vehicle)) vehicle.Vehicle {
	t.Helper()
	mileage := 48000
	v := vehicle.Vehicle{
		VIN: vin, Year: 2023, Make: "Ford", Model: "F-150 XLT", Family: "F-150", Kind: vehicle.Pickup,
		Mileage: &mileage, MileageReadOn: &vehicle.Date{Year: 2026, Month: 2, Day: 1},
		City: "Austin", State: "TX", ZIP: "78701", InServiceOn: &vehicle.Date{Year: 2023, Month: 3, Day: 4},
		Chemistry: vehicle.AGM, Customer: vehicle.Customer{Name: "Pat Doe", Phone: "+15125" + string(vin[len(vin)-6:]), Email: "pat." + strings.ToLower(string(vin)) + "@example.com"},
		UpdatedAt: Start,
	}
	for _, f := range change {
		f(&v)
	}
	must(t, db.SaveVehicle(context.Background(), dealerID, v))
	return v
}

// Score is an estimate of a vehicle with this probability, as of Start.
func Score(vin vehicle.VIN, probability float64) lead.Score {
	return lead.Score{
		VIN: vin, AsOf: Start, ModelVersion: Model, HorizonDays: 90,
		Probability: probability, Low: probability / 2, Median: probability, High: (1 + probability) / 2, LogOdds: -1.25,
		Explanation: lead.Explanation{
			{Name: "base", LogOdds: -2.5},
			{Name: "cranking", LogOdds: 1.25, Signs: []risk.BarSign{{Name: "slow_crank", Present: true}, {Name: "low_rest_voltage"}}},
		},
	}
}

// Lead adds a new lead of a vehicle, and the vehicle if the dealer does not have it yet. Its priority
// follows from its probability by the default thresholds unless change sets it.
func Lead(t testing.TB, db *store.DB, dealerID dealer.ID, vin vehicle.VIN, change ...func(*lead.Lead)) lead.Lead {
	t.Helper()
	v, err := db.Vehicle(context.Background(), dealerID, vin)
	if fault.KindOf(err) == fault.NotFound {
		v, err = Vehicle(t, db, dealerID, vin), nil
	}
	must(t, err)
	l := lead.Lead{
		ID: ID("lead"), CustomerName: v.Customer.Name,
		Vehicle: lead.Vehicle{
			VIN: vin, Year: v.Year, Make: v.Make, Model: v.Model, Family: v.Family, Kind: v.Kind,
			Mileage: v.Mileage, City: v.City, State: v.State,
		},
		Status: lead.New, Score: Score(vin, 0.4), Version: 1, CreatedAt: Start, UpdatedAt: Start,
	}
	for _, f := range change {
		f(&l)
	}
	if l.Priority == "" {
		l.Priority = lead.PriorityOf(l.Score.Probability, dealer.DefaultThresholds, l.CallBackAt, Start)
	}
	must(t, db.CreateLead(context.Background(), dealerID, l))
	return l
}

// Probability gives a lead an estimate.
func Probability(p float64) func(*lead.Lead) {
	return func(l *lead.Lead) { l.Score = Score(l.Vehicle.VIN, p) }
}
