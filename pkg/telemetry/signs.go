package telemetry

import (
	"slices"
	"time"

	"dealerportal/pkg/vehicle"
)

// fittedBy is when a battery is surely in the vehicle, counted from the start of its day in UTC: the day
// ends last in Hawaii, ten hours behind. The test that led to the replacement is from that day, too,
// and is of the old battery.
const fittedBy = 34 * time.Hour

// Signs derives all eleven signs, in order of name, from a vehicle's record and its readings in any
// order. Readings after asOf do not count, nor do those that are older than a rule's window, nor, for
// what says something of the battery, those from before it was fitted. A sign that nobody looked for is
// unobserved, never absent.
func Signs(v vehicle.Vehicle, readings []Reading, asOf time.Time) []Sign {
	sorted := slices.Clone(readings)
	slices.SortStableFunc(sorted, func(a, b Reading) int { return a.ObservedAt.Compare(b.ObservedAt) })
	signs := make([]Sign, len(rules))
	for i, rule := range rules {
		signs[i] = Sign{Name: rule.Sign}
		if derive, ok := fromRecord[rule.Sign]; ok {
			signs[i].State = stateOf(derive(v))
			continue
		}
		signs[i].State, signs[i].ObservedAt = fromReadings[rule.Sign](rule, rule.window(v, sorted, asOf), asOf)
	}
	return signs
}

// window are the readings that count for a rule, oldest first.
func (r Rule) window(v vehicle.Vehicle, sorted []Reading, asOf time.Time) []Reading {
	from := asOf.Add(-daysLong(r.WindowDays))
	if r.OfBattery && v.BatteryInstalled != nil {
		if fitted := v.BatteryInstalled.Time().Add(fittedBy); fitted.After(from) {
			from = fitted
		}
	}
	first, _ := slices.BinarySearchFunc(sorted, from, func(x Reading, t time.Time) int { return x.ObservedAt.Compare(t) })
	last := first
	for last < len(sorted) && !sorted[last].ObservedAt.After(asOf) {
		last++
	}
	return sorted[first:last]
}

// fromRecord are the signs that the vehicle's record states.
var fromRecord = map[string]func(vehicle.Vehicle) *bool{
	CommercialUse:     func(v vehicle.Vehicle) *bool { return v.CommercialUse },
	RoughService:      func(v vehicle.Vehicle) *bool { return v.RoughService },
	PriorEarlyFailure: func(v vehicle.Vehicle) *bool { return v.PriorEarlyFailure },
}

// fromReadings are the signs that are derived from the readings in a rule's window.
var fromReadings = map[string]func(r Rule, window []Reading, asOf time.Time) (State, time.Time){
	BMSLowSOH: func(r Rule, window []Reading, _ time.Time) (State, time.Time) {
		return latest(window, func(x Reading) bool { return x.Kind == BatterySOH }, func(x Reading) bool { return x.Value < r.Limit })
	},
	ConductanceReplace: func(_ Rule, window []Reading, _ time.Time) (State, time.Time) {
		return latest(window, func(x Reading) bool { return x.Kind == ConductanceTest }, func(x Reading) bool { return x.Text == testReplace })
	},
	KeyOffDrainHigh: func(r Rule, window []Reading, _ time.Time) (State, time.Time) {
		return latest(window, func(x Reading) bool { return x.Kind == KeyOffDrain }, func(x Reading) bool { return x.Value > r.Limit })
	},
	LowRestVoltage: func(r Rule, window []Reading, _ time.Time) (State, time.Time) {
		return latest(window,
			func(x Reading) bool { return x.Kind == RestVoltage && x.RestHours >= leastRestHours },
			func(x Reading) bool { return x.Value < r.Limit })
	},
	ChargingFault: chargingFault,
	LongParked:    longParked,
	ShortTrips:    shortTrips,
	SlowCrank:     slowCrank,
}

// latest decides by the latest reading that counts.
func latest(window []Reading, counts, present func(Reading) bool) (State, time.Time) {
	for _, x := range slices.Backward(window) {
		if counts(x) {
			return stateIf(present(x)), x.ObservedAt
		}
	}
	return Unobserved, time.Time{}
}

// chargingFault looks for a code of the charging system. A later scan without any code takes it back;
// one with other codes does not, because devices report codes one by one.
func chargingFault(_ Rule, window []Reading, _ time.Time) (State, time.Time) {
	var scanned, found, clean time.Time
	for _, x := range window {
		if x.Kind != DTC {
			continue
		}
		scanned = x.ObservedAt
		if x.Text == "" {
			clean = x.ObservedAt
		} else if len(x.Text) >= 5 && chargingCodes[x.Text[:5]] != "" {
			found = x.ObservedAt
		}
	}
	switch {
	case scanned.IsZero():
		return Unobserved, time.Time{}
	case !found.IsZero() && !clean.After(found):
		return Present, found
	}
	return Absent, scanned
}

// longParked looks for one long standing. Trips speak against it only when there are enough of them to
// show that the vehicle is used.
func longParked(r Rule, window []Reading, _ time.Time) (State, time.Time) {
	var long, last time.Time
	parked, trips := 0, 0
	for _, x := range window {
		switch {
		case x.Kind == Trip:
			trips++
		case x.Kind == Parked && x.Value >= r.Limit:
			long = x.ObservedAt
			continue
		case x.Kind == Parked:
			parked++
		default:
			continue
		}
		last = x.ObservedAt
	}
	switch {
	case !long.IsZero():
		return Present, long
	case parked > 0 || trips >= r.Least:
		return Absent, last
	}
	return Unobserved, time.Time{}
}

func shortTrips(r Rule, window []Reading, _ time.Time) (State, time.Time) {
	trips, short, last := 0, 0, time.Time{}
	for _, x := range window {
		if x.Kind != Trip {
			continue
		}
		trips, last = trips+1, x.ObservedAt
		if x.Value < shortTripMiles {
			short++
		}
	}
	if trips < r.Least {
		return Unobserved, time.Time{}
	}
	return stateIf(float64(short) >= r.Limit*float64(trips)), last
}

// slowCrank compares a vehicle with itself, because crank times differ between engines. The days of the
// latest cranks are no part of the history that they are compared with.
func slowCrank(r Rule, window []Reading, asOf time.Time) (State, time.Time) {
	since := asOf.Add(-daysLong(crankDays))
	var history, recent []float64
	var last time.Time
	for _, x := range window {
		switch {
		case x.Kind != CrankTime:
		case x.ObservedAt.Before(since):
			history = append(history, x.Value)
		default:
			recent, last = append(recent, x.Value), x.ObservedAt
		}
	}
	if len(recent) < recentCranks || len(history) < r.Least {
		return Unobserved, time.Time{}
	}
	now := median(recent[len(recent)-recentCranks:])
	return stateIf(now >= r.Limit*median(history)), last
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}

func stateOf(fact *bool) State {
	if fact == nil {
		return Unobserved
	}
	return stateIf(*fact)
}

func stateIf(present bool) State {
	if present {
		return Present
	}
	return Absent
}
