package vehicle

import (
	"context"
	"fmt"

	"dealerportal/pkg/dealer"
)

// BatteryHistory is what was recorded of a vehicle's batteries, as far as it belongs to the vehicle's
// record.
type BatteryHistory struct {
	// FittedOn is the latest day on which a battery was fitted; nil when none was recorded.
	FittedOn *Date
	// FailedEarly says whether one failed early.
	FailedEarly bool
}

// Apply puts what was recorded into the vehicle's record: the day on which the battery was fitted moves
// forward and never back, and an early failure stays one.
func (h BatteryHistory) Apply(v *Vehicle) {
	if h.FittedOn != nil && (v.BatteryInstalled == nil || h.FittedOn.After(*v.BatteryInstalled)) {
		on := *h.FittedOn
		v.BatteryInstalled = &on
	}
	if h.FailedEarly {
		yes := true
		v.PriorEarlyFailure = &yes
	}
}

// countsAs says whether the battery of v is counted as that of old is: fitted on the same day, and among the
// same vehicles.
func (v Vehicle) countsAs(other Vehicle) bool {
	return equal(v.BatteryInstalled, other.BatteryInstalled) && v.Family == other.Family && v.State == other.State && v.Chemistry == other.Chemistry
}

// builtBefore is how many years before its model year a vehicle, and the battery in it, may have been built.
const builtBefore = 2

// TooEarly says that a battery cannot have been in a vehicle of the model year on a day; empty when it can.
func TooEarly(d Date, modelYear int) string {
	if d.Year < modelYear-builtBefore {
		return fmt.Sprintf("is before a vehicle of the model year %d was built", modelYear)
	}
	return ""
}

// keepBattery lets no record from elsewhere, which may be from before, take back what was recorded of the
// batteries. It asks for that only where something would be taken back.
func (s *Service) keepBattery(ctx context.Context, dealerID dealer.ID, old Vehicle, v *Vehicle) error {
	older := old.BatteryInstalled != nil && (v.BatteryInstalled == nil || old.BatteryInstalled.After(*v.BatteryInstalled))
	denied := old.PriorEarlyFailure != nil && *old.PriorEarlyFailure && (v.PriorEarlyFailure == nil || !*v.PriorEarlyFailure)
	if !older && !denied {
		return nil
	}
	h, err := s.store.BatteryHistory(ctx, dealerID, v.VIN)
	h.Apply(v)
	return err
}
