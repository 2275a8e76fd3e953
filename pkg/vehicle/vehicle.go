// Package vehicle is about the fleet: vehicles, what is known of their batteries, and how to reach
// their owners.
package vehicle

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// Vehicle is one customer's vehicle. A nil pointer or an empty text is a fact that is not known.
type Vehicle struct {
	VIN               VIN
	CheckDigitWrong   bool
	Year              int
	Make              string
	Model             string
	Family            string
	Kind              Kind
	Mileage           *int
	MileageReadOn     *Date
	City              string
	State             string
	ZIP               string
	InServiceOn       *Date
	BatteryInstalled  *Date
	Chemistry         Chemistry
	CommercialUse     *bool
	RoughService      *bool
	PriorEarlyFailure *bool
	Customer          Customer
	UpdatedAt         time.Time
}

// Customer is the vehicle's owner, as far as the dealer knows.
type Customer struct {
	Name  string
	Phone string
	Email string
}

// Kind is what sort of vehicle it is, as far as a message cares.
type Kind string

// The kinds of vehicle.
const (
	Pickup Kind = "pickup"
	Van    Kind = "van"
	SUV    Kind = "suv"
	Car    Kind = "car"
	Hybrid Kind = "hybrid"
)

// Chemistry is how the battery is built.
type Chemistry string

// The chemistries.
const (
	UnknownChemistry Chemistry = "unknown"
	Flooded          Chemistry = "flooded"
	EFB              Chemistry = "efb"
	AGM              Chemistry = "agm"
)

// Page is a part of a longer list: at most Limit items after the cursor.
type Page struct {
	After string
	Limit int
	Query string
}

// SaveResult is what saving a vehicle did.
type SaveResult int

// The results of saving.
const (
	Unchanged SaveResult = iota
	Added
	Replaced
)

// Store keeps vehicles.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// Vehicle answers NotFound for a VIN that this dealer does not have.
	Vehicle(ctx context.Context, dealerID dealer.ID, vin VIN) (Vehicle, error)
	// Vehicles are those after the cursor, in order of VIN.
	Vehicles(ctx context.Context, dealerID dealer.ID, page Page) ([]Vehicle, error)
	// SaveVehicle adds or replaces one and makes it due for scoring.
	SaveVehicle(ctx context.Context, dealerID dealer.ID, v Vehicle) error
	// BatteryHistory is what was recorded of the batteries of a vehicle; nothing for one that this dealer does
	// not have.
	BatteryHistory(ctx context.Context, dealerID dealer.ID, vin VIN) (BatteryHistory, error)
	// BatteriesCorrected says that the record of a battery that was there was corrected: what was counted of the
	// dealer's batteries until then holds no more.
	BatteriesCorrected(ctx context.Context, dealerID dealer.ID, at time.Time) error
	// DealerByID answers NotFound when there is none.
	DealerByID(ctx context.Context, dealerID dealer.ID) (dealer.Dealer, error)
}

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID dealer.ID)
}

// Service is the use of vehicles.
type Service struct {
	store    Store
	rescorer rescorer
	calendar *dealer.Calendar
	now      func() time.Time
}

// NewService makes the service; rescorer is told when a vehicle changed.
func NewService(store Store, rescorer rescorer, now func() time.Time) *Service {
	return &Service{store: store, rescorer: rescorer, calendar: dealer.NewCalendar(store, now), now: now}
}

// Get finds a vehicle by its VIN in any case; a VIN that is none is not found.
func (s *Service) Get(ctx context.Context, dealerID dealer.ID, vin string) (Vehicle, error) {
	v, err := ParseVIN(vin)
	if err != nil {
		return Vehicle{}, fault.Newf(fault.NotFound, "There is no such vehicle.")
	}
	return s.store.Vehicle(ctx, dealerID, v)
}

// List gives a page of vehicles in order of VIN.
func (s *Service) List(ctx context.Context, dealerID dealer.ID, page Page) ([]Vehicle, error) {
	return s.store.Vehicles(ctx, dealerID, page)
}

// Now is the time by the clocks of a dealer, by whose calendar a vehicle's dates are judged.
func (s *Service) Now(ctx context.Context, dealerID dealer.ID) (time.Time, error) {
	return s.calendar.Now(ctx, dealerID)
}

// Put adds or replaces a vehicle and has it scored.
func (s *Service) Put(ctx context.Context, dealerID dealer.ID, v Vehicle) (Vehicle, SaveResult, error) {
	saved, result, err := s.Save(ctx, dealerID, v)
	if err == nil && result != Unchanged {
		s.rescorer.Rescore(ctx, dealerID)
	}
	return saved, result, err
}

// Save adds or replaces a vehicle and leaves it due for scoring; who saves many tells the rescorer
// once, at the end. What was recorded of the vehicle's batteries is not taken back. A vehicle that says
// what is stored already is left alone.
func (s *Service) Save(ctx context.Context, dealerID dealer.ID, v Vehicle) (Vehicle, SaveResult, error) {
	now, err := s.Now(ctx, dealerID)
	if err != nil {
		return Vehicle{}, Unchanged, err
	}
	if v, err = Normalize(v, now); err != nil {
		return Vehicle{}, Unchanged, err
	}
	result := Added
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		old, err := s.store.Vehicle(ctx, dealerID, v.VIN)
		if err == nil {
			if err := s.keepBattery(ctx, dealerID, old, &v); err != nil {
				return err
			}
		}
		switch {
		case err == nil && old.Same(v):
			v, result = old, Unchanged
			return nil
		case err == nil:
			result = Replaced
		case fault.KindOf(err) != fault.NotFound:
			return err
		}
		v.UpdatedAt = s.now().UTC().Truncate(time.Millisecond)
		if err == nil && !old.countsAs(v) {
			if err := s.store.BatteriesCorrected(ctx, dealerID, v.UpdatedAt); err != nil {
				return err
			}
		}
		return s.store.SaveVehicle(ctx, dealerID, v)
	})
	return v, result, err
}
