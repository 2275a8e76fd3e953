package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

const fleetUser = "admin@bench.example"

// signs are the names under which a lead's explanation can hold something that a message speaks of.
var signs = []string{
	"short_trips", "long_parked", "low_rest_voltage", "key_off_drain", "slow_crank", "bms_low_soh", "conductance_replace",
	"charging_fault", "commercial_use", "rough_service", "prior_early_failure", "battery_age", "climate",
}

var kinds = []vehicle.Kind{vehicle.Pickup, vehicle.Van, vehicle.SUV, vehicle.Car, vehicle.Hybrid}

// distinctBriefs is how many leads briefLead makes whose briefs all differ.
var distinctBriefs = len(signs) * (len(signs) - 1) * (len(signs) - 2) * len(kinds) * len(lead.Priorities)

// briefLead is the nth of the leads whose briefs all differ: in three signs and their order, then in the kind of
// vehicle, then in priority.
func briefLead(n int, id string, now time.Time) lead.Lead {
	var e lead.Explanation
	rest, left := n, append([]string(nil), signs...)
	for i := range 3 {
		at := rest % len(left)
		rest /= len(left)
		e = append(e, lead.Step{Name: left[at], LogOdds: 0.9 - 0.3*float64(i)})
		left = append(left[:at:at], left[at+1:]...)
	}
	kind := kinds[rest%len(kinds)]
	priority := lead.Priorities[rest/len(kinds)%len(lead.Priorities)]
	return lead.Lead{
		ID: id, Vehicle: lead.Vehicle{VIN: storetest.VIN(n), Kind: kind, Year: 2019, Make: "Ford", Model: "F-150", Family: "F-150"},
		CustomerName: fmt.Sprintf("Test Customer %d", n), Priority: priority, Status: lead.New, Version: 1, CreatedAt: now, UpdatedAt: now,
		Score: lead.Score{
			VIN: storetest.VIN(n), AsOf: now, ModelVersion: risk.Default().Version(), HorizonDays: 90, Probability: 0.2, Low: 0.1, Median: 0.2, High: 0.3,
			LogOdds: -1.4, Explanation: e,
		},
	}
}

// fleet is a database with dealerships whose leads all have briefs of their own, so that nothing that one batch
// has written serves another.
type fleet struct {
	url string
	// left are the codes of dealerships that nothing was asked of yet, by how many leads they have.
	left map[int][]string
	// briefs are what a model is told of the dealership's leads, by its code, as said by said.
	briefs map[string][]string
}

// seedFleet fills a database with so many dealerships of each size, and one admin.
func seedFleet(ctx context.Context, url string, sizes map[int]int) (f *fleet, err error) {
	f = &fleet{url: url, left: map[int][]string{}, briefs: map[string][]string{}}
	db, err := openStore(ctx, url)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	now := time.Now().UTC().Truncate(time.Millisecond)
	if err := addUser(ctx, db, fleetUser, account.Admin, nil); err != nil {
		return nil, err
	}
	n, dealers := 0, 0
	err = db.InTx(ctx, func(ctx context.Context) error {
		for size, count := range sizes {
			for range count {
				d := benchDealer(newID(), fmt.Sprintf("B%04d", dealers), now)
				dealers++
				if err := db.CreateDealer(ctx, d); err != nil {
					return err
				}
				for range size {
					l := briefLead(n, newID(), now)
					n++
					if err := addLead(ctx, db, d.ID, l); err != nil {
						return fmt.Errorf("lead %d: %w", n, err)
					}
					b := outreach.BriefFor(d, l)
					f.briefs[d.Code] = append(f.briefs[d.Code], said(b.VehicleKind, b.Priority, b.Reasons))
				}
				f.left[size] = append(f.left[size], d.Code)
			}
		}
		return nil
	})
	if err == nil && n > distinctBriefs {
		err = fmt.Errorf("%d leads cannot all have briefs of their own", n)
	}
	return f, err
}

func addLead(ctx context.Context, db *store.DB, dealerID dealer.ID, l lead.Lead) error {
	v := vehicle.Vehicle{
		VIN: l.Vehicle.VIN, Year: l.Vehicle.Year, Make: l.Vehicle.Make, Model: l.Vehicle.Model, Family: l.Vehicle.Family, Kind: l.Vehicle.Kind,
		City: "Lansing", State: "MI", ZIP: "48901", Chemistry: vehicle.UnknownChemistry,
		Customer: vehicle.Customer{Name: l.CustomerName}, UpdatedAt: l.UpdatedAt,
	}
	if err := db.SaveVehicle(ctx, dealerID, v); err != nil {
		return err
	}
	// The first change of a new vehicle is its mark 1: with its score, it waits for nothing.
	if err := db.SaveScore(ctx, dealerID, l.Score, 1); err != nil {
		return err
	}
	return db.CreateLead(ctx, dealerID, l)
}

// take gives a dealership of that size that nothing was asked of yet.
func (f *fleet) take(size int) string {
	left := f.left[size]
	f.left[size] = left[1:]
	return left[0]
}

// said is what a model is told of a lead, in a form that can be compared.
func said(kind, priority string, reasons []string) string {
	return kind + "|" + priority + "|" + strings.Join(reasons, "|")
}

// saidIn is the same of a question as it came in; empty for one that is none.
func saidIn(question string) string {
	var b struct {
		Kind     string `json:"vehicle_kind"`
		Priority string
		Reasons  []string
	}
	if json.Unmarshal([]byte(question), &b) != nil {
		return ""
	}
	return said(b.Kind, b.Priority, b.Reasons)
}
