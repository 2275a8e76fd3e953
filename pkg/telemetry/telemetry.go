// Package telemetry is about readings of vehicles, and the signs of a battery's condition that are
// derived from them.
package telemetry

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/vehicle"
)

// Kind is what was read.
type Kind string

// The kinds of reading, with what Value, RestHours or Text hold.
const (
	RestVoltage     Kind = "rest_voltage"     // Value in volts after RestHours hours at rest
	KeyOffDrain     Kind = "key_off_drain"    // Value in milliamperes
	Trip            Kind = "trip"             // one trip; Value in miles
	Parked          Kind = "parked"           // one time of standing that ended then; Value in days
	CrankTime       Kind = "crank_time"       // Value in milliseconds
	BatterySOH      Kind = "battery_soh"      // state of health by the battery monitor; Value in percent
	ConductanceTest Kind = "conductance_test" // Text is "pass" or "replace"
	DTC             Kind = "dtc"              // a diagnostic scan; Text is a trouble code, or empty for none found
)

// Reading is one observation of a vehicle. Vehicle, kind, time, source and, for a trouble code, the
// code itself make it one and the same.
type Reading struct {
	VIN        vehicle.VIN
	Kind       Kind
	ObservedAt time.Time
	Value      float64
	RestHours  float64
	Text       string
	Source     string
}

// State is what is known of a sign. The three are never mixed up: what nobody looked at is not absent.
type State int8

// The states.
const (
	Unobserved State = iota
	Absent
	Present
)

// Sign is a sign with its state, and when that was last seen.
type Sign struct {
	Name       string
	State      State
	ObservedAt time.Time
}

// Store keeps readings.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// SaveReading adds a reading or replaces the same one; changed says whether anything did.
	// NotFound says that the dealer has no such vehicle.
	SaveReading(ctx context.Context, dealerID dealer.ID, r Reading) (changed bool, err error)
	// Readings are those of one vehicle since a time, oldest first.
	Readings(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, since time.Time) ([]Reading, error)
	// RecentReadings are at most limit of one vehicle since a time and of some kinds, newest first; none stands for all
	// kinds.
	RecentReadings(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, since time.Time, kinds []Kind, limit int) ([]Reading, error)
	// HasVehicle says whether the dealer has the vehicle.
	HasVehicle(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (bool, error)
	// MarkStale makes a vehicle due for scoring.
	MarkStale(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) error
}

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID dealer.ID)
}
