// Package battery is about what happened to batteries: when they were fitted, tested and replaced, and
// what that says of the estimates that were made before.
package battery

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// Kind is what happened.
type Kind string

// The kinds of event.
const (
	Installed            Kind = "installed"              // fitted, and nobody said why
	ReplacedAfterFailure Kind = "replaced_after_failure" // the old one failed
	ReplacedPreventively Kind = "replaced_preventively"  // the old one still worked
	Tested               Kind = "tested"                 // a conductance or load test; Result says how it went
)

// Fits says whether a battery was fitted by it.
func (k Kind) Fits() bool { return k != Tested }

// Result is how a test went.
type Result string

// The results of a test.
const (
	Pass    Result = "pass"
	Replace Result = "replace"
)

// Event is something that happened to the battery of a vehicle. Vehicle, kind, result and day make it
// one and the same.
type Event struct {
	ID         string
	VIN        vehicle.VIN
	Kind       Kind
	Result     Result // empty for what is no test
	OccurredOn vehicle.Date
	Source     string
	// BatteryFrom is the day on which the battery that it happened to was fitted, as far as that was known when
	// it was recorded: the vehicle's record keeps the latest one only.
	BatteryFrom *vehicle.Date
	// FailedEarly is set when the battery that was replaced after a failure was younger than EarlyMonths.
	FailedEarly bool
	// EarlyFailureBefore is what the vehicle's record said of an early failure before the first event did; it is
	// set with FailedEarly.
	EarlyFailureBefore *bool
	RecordedAt         time.Time
	RecordedBy         string // the user's id; empty for nobody
}

// EarlyMonths is the age below which a failure is an early one: the length of the usual warranty. It is an
// assumption, as is the strength of the sign that follows from it.
const EarlyMonths = 36.0

// Store keeps events.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// Vehicle answers NotFound for a VIN that this dealer does not have.
	Vehicle(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (vehicle.Vehicle, error)
	// SaveVehicle adds or replaces one and makes it due for scoring.
	SaveVehicle(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle) error
	// SaveReading adds a reading or replaces the same one.
	SaveReading(ctx context.Context, dealerID dealer.ID, r telemetry.Reading) (changed bool, err error)
	// SaveBatteryEvent adds an event, unless the same one is there; added says whether it did. NotFound says
	// that the dealer has no such vehicle.
	SaveBatteryEvent(ctx context.Context, dealerID dealer.ID, e Event) (added bool, err error)
	// UpdateBatteryEvent replaces what was worked out of an event: BatteryFrom and FailedEarly. NotFound when the
	// vehicle of this dealer has none with the id.
	UpdateBatteryEvent(ctx context.Context, dealerID dealer.ID, e Event) error
	// DeleteBatteryEvent takes an event away, and says that what was counted of the dealer's batteries until then
	// holds no more; NotFound when the vehicle of this dealer has none with the id.
	DeleteBatteryEvent(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, id string, at time.Time) error
	// DeleteReading takes a reading away; one that is not there is no error.
	DeleteReading(ctx context.Context, dealerID dealer.ID, r telemetry.Reading) error
	// BatteryEvents are those of one vehicle, in order of day, then of when they were recorded.
	BatteryEvents(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) ([]Event, error)
	// DealerByID answers NotFound when there is none.
	DealerByID(ctx context.Context, dealerID dealer.ID) (dealer.Dealer, error)
}

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID dealer.ID)
}
