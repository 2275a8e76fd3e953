package telemetry

import (
	"context"
	"fmt"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

const (
	// maxBatch is how many readings one batch may hold.
	maxBatch = 5_000
	// maxFaults is how many faults of a batch are listed one by one.
	maxFaults = 100
)

// Service is the use of readings.
type Service struct {
	store    Store
	rescorer rescorer
	now      func() time.Time
}

// NewService makes the service; rescorer is told when a batch changed what is known of vehicles.
func NewService(store Store, rescorer rescorer, now func() time.Time) *Service {
	return &Service{store: store, rescorer: rescorer, now: now}
}

// Ingest stores a batch of readings of the dealer's vehicles, all or nothing, and has the vehicles
// scored again that it changed. accepted counts the readings that were added or replaced, unchanged
// those that were there already. When a reading is not acceptable the error is Invalid and names every
// fault with the place of the reading, such as "readings[3].vin"; a vehicle that the dealer does not have
// is such a fault. Of more than a hundred faults the rest is only counted.
func (s *Service) Ingest(ctx context.Context, dealerID dealer.ID, readings []Reading) (accepted, unchanged int, err error) {
	batch, err := s.check(ctx, dealerID, readings)
	if err != nil {
		return 0, 0, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		accepted, unchanged = 0, 0
		stale := map[vehicle.VIN]bool{}
		for i, r := range batch {
			changed, err := s.store.SaveReading(ctx, dealerID, r)
			if fault.KindOf(err) == fault.NotFound {
				return unknownVehicle(place(i) + "vin")
			}
			if err != nil {
				return err
			}
			if !changed {
				unchanged++
				continue
			}
			accepted++
			if !stale[r.VIN] {
				stale[r.VIN] = true
				if err := s.store.MarkStale(ctx, dealerID, r.VIN); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	if accepted > 0 {
		s.rescorer.Rescore(ctx, dealerID)
	}
	return accepted, unchanged, nil
}

// check gives the batch in normal form, or every fault in it.
func (s *Service) check(ctx context.Context, dealerID dealer.ID, readings []Reading) ([]Reading, error) {
	switch {
	case len(readings) == 0:
		return nil, fault.InvalidField("readings", "is empty")
	case len(readings) > maxBatch:
		return nil, fault.InvalidField("readings", "has %d readings; a batch may hold %d", len(readings), maxBatch)
	}
	now := s.now()
	batch := make([]Reading, len(readings))
	known := map[vehicle.VIN]bool{}
	var bad []fault.Field
	for i, r := range readings {
		r, err := Normalize(r, now)
		if err != nil {
			for _, f := range fault.As(err).Fields {
				bad = append(bad, fault.Field{Name: place(i) + f.Name, Detail: f.Detail})
			}
			continue
		}
		has, asked := known[r.VIN]
		if !asked {
			if has, err = s.store.HasVehicle(ctx, dealerID, r.VIN); err != nil {
				return nil, err
			}
			known[r.VIN] = has
		}
		if !has {
			bad = append(bad, unknownVehicle(place(i)+"vin").Fields...)
		}
		batch[i] = r
	}
	if len(bad) == 0 {
		return batch, nil
	}
	err := fault.InvalidFields(bad[:min(len(bad), maxFaults)])
	if more := len(bad) - maxFaults; more > 0 {
		e := fault.As(err)
		e.Message = fmt.Sprintf("%d fields are not acceptable; the first %d are listed, %d more are not. The first is %s: %s",
			len(bad), maxFaults, more, bad[0].Name, bad[0].Detail)
	}
	return nil, err
}

// Save stores one reading and leaves its vehicle due for scoring when that changed anything; who saves
// many tells the rescorer once, at the end. A vehicle that the dealer does not have is Invalid.
func (s *Service) Save(ctx context.Context, dealerID dealer.ID, r Reading) (changed bool, err error) {
	r, err = Normalize(r, s.now())
	if err != nil {
		return false, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		changed, err = s.store.SaveReading(ctx, dealerID, r)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			return unknownVehicle("vin")
		case err != nil || !changed:
			return err
		}
		return s.store.MarkStale(ctx, dealerID, r.VIN)
	})
	return changed && err == nil, err
}

// History are the readings of a vehicle that its signs are derived from, oldest first.
func (s *Service) History(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) ([]Reading, error) {
	return s.store.Readings(ctx, dealerID, vin, SinceFor(s.now()))
}

// SignsOf are the signs of a vehicle now.
func (s *Service) SignsOf(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle) ([]Sign, error) {
	readings, err := s.History(ctx, dealerID, v.VIN)
	if err != nil {
		return nil, err
	}
	return Signs(v, readings, s.now()), nil
}

func place(i int) string { return fmt.Sprintf("readings[%d].", i) }

func unknownVehicle(field string) *fault.Error {
	return fault.InvalidField(field, "is not a vehicle of this dealer")
}

// List gives at most limit readings of one vehicle since a time and of some kinds, newest first, and says whether there
// are more. NotFound for a vehicle that this dealer does not have.
func (s *Service) List(ctx context.Context, dealerID dealer.ID, vin string, since time.Time, kinds []Kind, limit int) (list []Reading, more bool, err error) {
	v, err := vehicle.ParseVIN(vin)
	if err != nil {
		return nil, false, fault.Newf(fault.NotFound, "There is no such vehicle.")
	}
	has, err := s.store.HasVehicle(ctx, dealerID, v)
	if err != nil {
		return nil, false, err
	}
	if !has {
		return nil, false, fault.Newf(fault.NotFound, "There is no such vehicle.")
	}
	list, err = s.store.RecentReadings(ctx, dealerID, v, since, kinds, limit+1)
	if len(list) > limit {
		return list[:limit], true, err
	}
	return list, false, err
}
