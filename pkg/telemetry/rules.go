package telemetry

import (
	"slices"
	"time"
)

// The names of the signs, as the risk model knows them.
const (
	BMSLowSOH          = "bms_low_soh"
	ChargingFault      = "charging_fault"
	CommercialUse      = "commercial_use"
	ConductanceReplace = "conductance_replace"
	KeyOffDrainHigh    = "key_off_drain"
	LongParked         = "long_parked"
	LowRestVoltage     = "low_rest_voltage"
	PriorEarlyFailure  = "prior_early_failure"
	RoughService       = "rough_service"
	ShortTrips         = "short_trips"
	SlowCrank          = "slow_crank"
)

// Rule says by what a sign is present or absent. Limit, Least and WindowDays are the numbers that Words
// speak of.
type Rule struct {
	Sign string
	// Words say the rule in one sentence, fit to be shown.
	Words string
	// Limit is where present begins, in Unit.
	Limit float64
	Unit  string
	// Least is how many readings it takes to say anything; with fewer the sign is unobserved.
	Least int
	// WindowDays is how far back readings count; 0 for a sign that comes from the vehicle's record.
	WindowDays int
	// OfBattery is set for what says something of the battery itself: readings from before the battery
	// now fitted do not count. How the vehicle is used does not change with its battery.
	OfBattery bool
}

const (
	shortTripMiles = 5.0 // a trip below this is short
	leastRestHours = 6.0 // before this, surface charge hides the state of the battery
	recentCranks   = 3   // as many of the latest crank times are compared with the vehicle's own history
	crankDays      = 30  // those must be from this many days
)

// The numbers are assumptions except where a source is named: 12.4 V after six hours is about 70 % of
// charge (BCI's table for flooded batteries), and 50 mA is the upper end of what a Ford manual allows (that of the
// 2023 Edge). 14 days at that drain take about 17 Ah.
var rules = []Rule{
	{
		Sign: BMSLowSOH, Limit: 70, Unit: "%", Least: 1, WindowDays: 60, OfBattery: true,
		Words: "The latest state of health by the battery monitor, within 60 days, is below 70 %.",
	},
	{
		Sign: ChargingFault, Least: 1, WindowDays: 90, OfBattery: true,
		Words: "A diagnostic scan within 90 days found a code of the charging system, and no later scan found none at all.",
	},
	{Sign: CommercialUse, Words: "The vehicle's record says that it is in commercial use."},
	{
		Sign: ConductanceReplace, Least: 1, WindowDays: 365, OfBattery: true,
		Words: "The latest conductance test, within 365 days, said that the battery should be replaced. The older the test, the less it counts.",
	},
	{
		Sign: KeyOffDrainHigh, Limit: 50, Unit: "mA", Least: 1, WindowDays: 90, OfBattery: true,
		Words: "The latest measurement of the drain with the key off, within 90 days, is above 50 mA.",
	},
	{
		Sign: LongParked, Limit: 14, Unit: "days", Least: 10, WindowDays: 90, OfBattery: true,
		Words: "The vehicle stood for 14 days or more at a time within 90 days. Absent only when a shorter standing or at least 10 trips are known.",
	},
	{
		Sign: LowRestVoltage, Limit: 12.4, Unit: "V", Least: 1, WindowDays: 90, OfBattery: true,
		Words: "The latest voltage after at least 6 hours of rest, within 90 days, is below 12.4 V.",
	},
	{Sign: PriorEarlyFailure, Words: "The vehicle's record says that an earlier battery failed early."},
	{Sign: RoughService, Words: "The vehicle's record says that it is used on rough roads."},
	{
		Sign: ShortTrips, Limit: 0.5, Unit: "share", Least: 10, WindowDays: 60,
		Words: "At least half of 10 or more trips within 60 days were shorter than five miles.",
	},
	{
		Sign: SlowCrank, Limit: 1.25, Unit: "ratio", Least: 5, WindowDays: 365, OfBattery: true,
		Words: "The median of the last 3 crank times, all within 30 days, is at least 25 % above the median of 5 or more of the same vehicle from before those 30 days, within 365 days.",
	},
}

// chargingCodes are the trouble codes that count as a fault of the charging system. Which of them do is a choice of
// the portal.
var chargingCodes = map[string]string{
	"P0562": "system voltage low",
	"P0563": "system voltage high",
	"P0620": "generator control circuit",
	"P0621": "generator lamp circuit",
	"P0622": "generator field circuit",
	"P0625": "generator field circuit low",
	"P0626": "generator field circuit high",
	"P065B": "generator control circuit range or performance",
}

// Rules are the rules of all signs, in order of name.
func Rules() []Rule { return slices.Clone(rules) }

// SinceFor is how far back readings are needed to derive the signs as of a time.
func SinceFor(asOf time.Time) time.Time {
	days := 0
	for _, r := range rules {
		days = max(days, r.WindowDays)
	}
	return asOf.Add(-daysLong(days))
}

func daysLong(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
