package demo

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

const (
	// watchedDays is for how long the demo dealerships have had the portal: long enough for estimates whose horizon
	// has ended.
	watchedDays = 215
	// repairs is where the demo's events are known from.
	repairs = "demo repair order"
)

// Services are those that what happened is recorded by.
type Services struct {
	Vehicles  *vehicle.Service
	Leads     *lead.Service
	Batteries *battery.Service
}

// Later is told that vehicles wait for scoring, and lets them: what is recorded of the past is scored at the end,
// all at once.
type Later struct{}

// Rescore does nothing.
func (Later) Rescore(context.Context, dealer.ID) {}

// history is what has become of a part of the fleet since the dealership has had the portal: the vehicles as they
// were known then, and what was recorded since, in order of day.
type history struct {
	vehicles []vehicle.Vehicle
	events   []battery.Event
}

// historyOf draws a history that leads to these cars. The showcases have none.
func historyOf(h house, cars []car, now time.Time) history {
	var past history
	for i := len(showcases); i < len(cars); i++ {
		c := cars[i]
		if i%h.watchedOneIn != h.watchedFirst || c.ageMonths*daysPerMonth < watchedDays+30 {
			continue
		}
		d := &draw{Rand: rand.New(rand.NewPCG(h.seed, h.history+uint64(i))), house: h, day: now.UTC().Truncate(24 * time.Hour), serial: i + 1}
		v, events := d.past(c)
		past.vehicles = append(past.vehicles, v)
		past.events = append(past.events, events...)
	}
	slices.SortStableFunc(past.events, func(a, b battery.Event) int {
		return a.OccurredOn.Time().Compare(b.OccurredOn.Time())
	})
	return past
}

// past draws a car as it was known when the portal came, and what happened to its batteries since.
func (d *draw) past(c car) (vehicle.Vehicle, []battery.Event) {
	v := c.vehicle
	start := vehicle.DateOf(d.day.AddDate(0, 0, -watchedDays))
	if v.MileageReadOn != nil && !start.After(*v.MileageReadOn) {
		v.Mileage, v.MileageReadOn = nil, nil
	}
	event := func(kind battery.Kind, result battery.Result, on vehicle.Date) battery.Event {
		return battery.Event{VIN: v.VIN, Kind: kind, Result: result, OccurredOn: on, Source: repairs}
	}
	fittedDays := math.Round(c.batteryMonths * daysPerMonth)
	if c.formerMonths > 0 && fittedDays < watchedDays { // the battery of then is no more
		v.BatteryInstalled = nil
		if d.chance(0.95) {
			from := d.ago(c.formerMonths)
			v.BatteryInstalled = &from
		}
		on := d.ago(max(c.batteryMonths, 1/daysPerMonth))
		switch what := d.Float64(); {
		case what < 0.7:
			return v, []battery.Event{event(battery.ReplacedAfterFailure, "", on)}
		case what < 0.85:
			return v, []battery.Event{event(battery.Tested, battery.Replace, on), event(battery.ReplacedPreventively, "", on)}
		case what < 0.95:
			return v, []battery.Event{event(battery.ReplacedPreventively, "", on)}
		}
		return v, []battery.Event{event(battery.Installed, "", on)}
	}
	// What the workshop has a reading of is not told twice.
	testedDays := math.Round(d.between(watchedDays-175, watchedDays-10))
	if c.condition[telemetry.ConductanceReplace] == telemetry.Unobserved && fittedDays > testedDays+fittingDays && d.chance(0.3) {
		return v, []battery.Event{event(battery.Tested, battery.Pass, vehicle.DateOf(d.day.AddDate(0, 0, -int(testedDays))))}
	}
	return v, nil
}

// live records a history as it happened: the vehicles are estimated when the portal comes, and each event is
// recorded in the afternoon of its day.
func (s Seeder) live(ctx context.Context, d dealer.Dealer, past history, now time.Time) error {
	today := now.UTC().Truncate(24 * time.Hour)
	clock := today.AddDate(0, 0, -watchedDays).Add(16 * time.Hour)
	then := s.At(func() time.Time { return clock })
	for _, v := range past.vehicles {
		if _, _, err := then.Vehicles.Save(ctx, d.ID, v); err != nil {
			return err
		}
	}
	if err := then.Leads.ScoreDue(ctx, d.ID); err != nil {
		return err
	}
	for _, e := range past.events {
		clock = e.OccurredOn.Time().Add(22 * time.Hour)
		if _, _, err := then.Batteries.Record(ctx, d.ID, e); err != nil {
			return err
		}
	}
	return nil
}
