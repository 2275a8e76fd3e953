package demo

import (
	"math"
	"time"

	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// Who takes the readings of the demo.
const (
	gateway  = "demo gateway"
	workshop = "demo workshop"
)

// fittingDays are those around the fitting of a battery, in which nothing is read.
const fittingDays = 3

// scribe writes the readings of one vehicle.
type scribe struct {
	*draw
	vin      vehicle.VIN
	readings []telemetry.Reading
}

// add writes a reading from some days ago, in the hours of a day in America.
func (s *scribe) add(kind telemetry.Kind, daysAgo, value float64, source string) *telemetry.Reading {
	at := s.day.AddDate(0, 0, -int(daysAgo)).Add(-time.Duration(s.IntN(9*60)) * time.Minute)
	s.readings = append(s.readings, telemetry.Reading{VIN: s.vin, Kind: kind, ObservedAt: at, Value: round(value), Source: source})
	return &s.readings[len(s.readings)-1]
}

func round(x float64) float64 { return math.Round(x*100) / 100 }

// readings draws the readings that show these signs, by the rules of pkg/telemetry. None is older than
// the battery.
func (d *draw) readings(v vehicle.Vehicle, batteryMonths float64, c condition) []telemetry.Reading {
	s := &scribe{draw: d, vin: v.VIN}
	history := batteryMonths*daysPerMonth - fittingDays
	s.trips(c)
	s.cranks(c, history)
	one := func(sign string, most float64, write func(daysAgo float64, present bool)) {
		if state := c[sign]; state != telemetry.Unobserved {
			write(d.between(2, min(most, history)), state == telemetry.Present)
		}
	}
	one(telemetry.LowRestVoltage, 25, func(daysAgo float64, present bool) {
		s.add(telemetry.RestVoltage, daysAgo, pick(present, d.between(12.05, 12.36), d.between(12.46, 12.7)), gateway).RestHours = round(d.between(6.5, 13))
	})
	one(telemetry.BMSLowSOH, 30, func(daysAgo float64, present bool) {
		s.add(telemetry.BatterySOH, daysAgo, pick(present, d.between(48, 68), d.between(76, 98)), gateway)
	})
	one(telemetry.KeyOffDrainHigh, 70, func(daysAgo float64, present bool) {
		s.add(telemetry.KeyOffDrain, daysAgo, pick(present, d.between(55, 140), d.between(12, 42)), workshop)
	})
	one(telemetry.ConductanceReplace, 80, func(daysAgo float64, present bool) {
		s.add(telemetry.ConductanceTest, daysAgo, 0, workshop).Text = map[bool]string{true: "replace", false: "pass"}[present]
	})
	one(telemetry.ChargingFault, 70, func(daysAgo float64, present bool) {
		code := ""
		if present {
			code = []string{"P0562", "P0620", "P0625", "P065B"}[d.IntN(4)]
		}
		s.add(telemetry.DTC, daysAgo, 0, workshop).Text = code
	})
	return s.readings
}

// trips writes trips and times of standing.
func (s *scribe) trips(c condition) {
	if state := c[telemetry.ShortTrips]; state != telemetry.Unobserved {
		const n = 11
		short := s.IntN(5)
		if state == telemetry.Present {
			short = 6 + s.IntN(5)
		}
		for i := range n {
			miles := s.between(6, 38)
			if i < short {
				miles = s.between(0.8, 4.6)
			}
			s.add(telemetry.Trip, 2+4*float64(i)+s.between(0, 3), miles, gateway)
		}
	}
	switch c[telemetry.LongParked] {
	case telemetry.Present:
		s.add(telemetry.Parked, s.between(2, 40), s.between(15, 30), gateway)
	case telemetry.Absent:
		s.add(telemetry.Parked, s.between(2, 40), s.between(1, 7), gateway)
	}
}

// cranks writes crank times: some from before the last month, and three from within it.
func (s *scribe) cranks(c condition, historyDays float64) {
	const before, recent = 6, 3
	state := c[telemetry.SlowCrank]
	if state == telemetry.Unobserved {
		return
	}
	usual := s.between(560, 820)
	since := min(300, historyDays)
	for i := range before {
		s.add(telemetry.CrankTime, 36+(since-38)*float64(i)/before, usual*s.between(0.96, 1.04), gateway)
	}
	now := usual * s.between(0.97, 1.06)
	if state == telemetry.Present {
		now = usual * s.between(1.36, 1.6)
	}
	for i := range recent {
		s.add(telemetry.CrankTime, 2+6*float64(i)+s.between(0, 5), now*s.between(0.98, 1.02), gateway)
	}
}
