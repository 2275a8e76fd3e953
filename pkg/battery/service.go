package battery

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

const (
	earliestYear = 1980
	// testedAt is the time of its day, in UTC, that a test is taken for. By then the day has begun in all of
	// America, and a test on the day after a battery was fitted is one of that battery.
	testedAt = 12 * time.Hour
	// longestSource is what the source of a reading may have as well.
	longestSource = 60
)

// Service is the use of events.
type Service struct {
	store    Store
	rescorer rescorer
	calendar *dealer.Calendar
	now      func() time.Time
	newID    func() string
}

// NewService makes the service; rescorer is told when an event changed what is known of a vehicle.
func NewService(store Store, rescorer rescorer, now func() time.Time, newID func() string) *Service {
	return &Service{store: store, rescorer: rescorer, calendar: dealer.NewCalendar(store, now), now: now, newID: newID}
}

// Record stores what happened, and has the vehicle scored by what follows from it: a battery that was
// fitted is the one now in the vehicle unless a later one is known, a test is evidence, and an early
// failure is part of the vehicle's record. The same event again changes nothing, and is given as it was
// recorded first. VIN, Kind, Result, OccurredOn, Source and RecordedBy of e count.
func (s *Service) Record(ctx context.Context, dealerID dealer.ID, e Event) (recorded Event, added bool, err error) {
	vin, err := vehicle.ParseVIN(string(e.VIN))
	if err != nil {
		return Event{}, false, noSuchVehicle()
	}
	now := s.now().UTC().Truncate(time.Millisecond)
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		v, err := s.store.Vehicle(ctx, dealerID, vin)
		if err != nil {
			return err
		}
		there, err := s.calendar.Now(ctx, dealerID)
		if err != nil {
			return err
		}
		if e, err = check(e, v, vehicle.DateOf(there)); err != nil {
			return err
		}
		events, err := s.store.BatteryEvents(ctx, dealerID, vin)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(events, e.same); i >= 0 {
			recorded, added = events[i], false
			return nil
		}
		recorded = e
		recorded.ID, recorded.RecordedAt = s.newID(), now
		recorded.BatteryFrom = batteryFrom(e, v, events)
		if recorded.FailedEarly = failedEarly(recorded, v); recorded.FailedEarly {
			recorded.EarlyFailureBefore = earlyFailureBefore(v, events)
		}
		added, err = s.save(ctx, dealerID, v, &recorded, events)
		return err
	})
	if err != nil {
		return Event{}, false, err
	}
	if added {
		s.rescorer.Rescore(ctx, dealerID)
	}
	return recorded, added, nil
}

// save stores an event with what follows from it and the others of its vehicle. When somebody else has just
// recorded the same one, e is that one and nothing follows.
func (s *Service) save(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle, e *Event, others []Event) (added bool, err error) {
	if added, err = s.store.SaveBatteryEvent(ctx, dealerID, *e); err != nil {
		return false, err
	}
	if !added {
		events, err := s.store.BatteryEvents(ctx, dealerID, v.VIN)
		if i := slices.IndexFunc(events, e.same); i >= 0 {
			*e = events[i]
		}
		return false, err
	}
	if err := s.setReading(ctx, dealerID, *e, append(slices.Clone(others), *e)); err != nil {
		return false, err
	}
	vehicle.BatteryHistory{FittedOn: fittedOn(*e), FailedEarly: e.FailedEarly}.Apply(&v)
	v.UpdatedAt = e.RecordedAt
	return true, s.store.SaveVehicle(ctx, dealerID, v)
}

// setReading makes the tests of the day of e, among the events that there are now, one reading of the vehicle:
// that of the test that counts. Any other of that day goes, so that the evidence says what the outcome does. It
// does nothing for what is no test.
func (s *Service) setReading(ctx context.Context, dealerID dealer.ID, e Event, events []Event) error {
	if e.Kind != Tested {
		return nil
	}
	var counts *Event
	old := []telemetry.Reading{readingOf(e)}
	for i := range events {
		other := &events[i]
		if other.Kind != Tested || other.OccurredOn != e.OccurredOn {
			continue
		}
		old = append(old, readingOf(*other))
		if counts == nil || other.Result == Replace {
			counts = other
		}
	}
	for _, r := range old {
		if err := s.store.DeleteReading(ctx, dealerID, r); err != nil {
			return err
		}
	}
	if counts == nil {
		return nil
	}
	_, err := s.store.SaveReading(ctx, dealerID, readingOf(*counts))
	return err
}

// readingOf is a test as a reading of the vehicle.
func readingOf(e Event) telemetry.Reading {
	at := e.OccurredOn.Time().Add(testedAt)
	if at.After(e.RecordedAt) {
		at = e.RecordedAt
	}
	return telemetry.Reading{VIN: e.VIN, Kind: telemetry.ConductanceTest, ObservedAt: at, Text: string(e.Result), Source: e.Source}
}

// TakeBack undoes the recording of an event, with what followed from it: a test is evidence no more, and the
// vehicle's record says of its battery what it said before, or what the other events say. NotFound when there
// is no such event.
func (s *Service) TakeBack(ctx context.Context, dealerID dealer.ID, vin, id string) error {
	parsed, err := vehicle.ParseVIN(vin)
	if err != nil {
		return noSuchVehicle()
	}
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		v, err := s.store.Vehicle(ctx, dealerID, parsed)
		if err != nil {
			return err
		}
		events, err := s.store.BatteryEvents(ctx, dealerID, parsed)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(events, func(e Event) bool { return e.ID == id })
		if i < 0 {
			return fault.Newf(fault.NotFound, "There is no such event.")
		}
		e := events[i]
		v.UpdatedAt = s.now().UTC().Truncate(time.Millisecond)
		if err := s.store.DeleteBatteryEvent(ctx, dealerID, parsed, id, v.UpdatedAt); err != nil {
			return err
		}
		others := slices.Delete(slices.Clone(events), i, i+1)
		if err := s.setReading(ctx, dealerID, e, others); err != nil {
			return err
		}
		for _, changed := range withoutFitting(e, others, v) {
			if err := s.store.UpdateBatteryEvent(ctx, dealerID, changed); err != nil {
				return err
			}
		}
		undo(&v, e, events, others)
		return s.store.SaveVehicle(ctx, dealerID, v)
	})
	if err == nil {
		s.rescorer.Rescore(ctx, dealerID)
	}
	return err
}

// withoutFitting corrects the events that stay when e goes: what happened to the battery that e is said to have
// fitted happened to the one before it. It gives those that it changed.
func withoutFitting(e Event, others []Event, v vehicle.Vehicle) (changed []Event) {
	if !e.Kind.Fits() || slices.ContainsFunc(others, func(o Event) bool { return o.Kind.Fits() && o.OccurredOn == e.OccurredOn }) {
		return nil
	}
	for i := range others {
		if o := &others[i]; o.BatteryFrom != nil && *o.BatteryFrom == e.OccurredOn {
			o.BatteryFrom = latestFitting(*o, e.BatteryFrom, others)
			o.FailedEarly = failedEarly(*o, v)
			changed = append(changed, *o)
		}
	}
	return changed
}

// undo takes out of a vehicle's record what it has from an event, given the events with it as they were and
// those that stay as they are now.
func undo(v *vehicle.Vehicle, e Event, before, others []Event) {
	var h vehicle.BatteryHistory
	for _, other := range others {
		h.FailedEarly = h.FailedEarly || other.FailedEarly
		if on := fittedOn(other); on != nil && (h.FittedOn == nil || on.After(*h.FittedOn)) {
			h.FittedOn = on
		}
	}
	if e.Kind.Fits() && v.BatteryInstalled != nil && *v.BatteryInstalled == e.OccurredOn {
		v.BatteryInstalled = e.BatteryFrom
	}
	if i := slices.IndexFunc(before, func(b Event) bool { return b.FailedEarly }); i >= 0 {
		v.PriorEarlyFailure = before[i].EarlyFailureBefore
	}
	h.Apply(v)
}

// Events are those of a vehicle, newest first.
func (s *Service) Events(ctx context.Context, dealerID dealer.ID, vin string) ([]Event, error) {
	v, err := vehicle.ParseVIN(vin)
	if err != nil {
		return nil, noSuchVehicle()
	}
	if _, err := s.store.Vehicle(ctx, dealerID, v); err != nil {
		return nil, err
	}
	events, err := s.store.BatteryEvents(ctx, dealerID, v)
	slices.Reverse(events)
	return events, err
}

func noSuchVehicle() error { return fault.Newf(fault.NotFound, "There is no such vehicle.") }

// check brings an event into the form in which it is stored, or says which fields are not acceptable.
// today is the day at the dealer.
func check(e Event, v vehicle.Vehicle, today vehicle.Date) (Event, error) {
	var bad []fault.Field
	add := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Detail: fmt.Sprintf(format, args...)})
	}
	switch e.Kind {
	case Tested:
		if e.Result != Pass && e.Result != Replace {
			add("result", "is needed for a test: pass or replace")
		}
	case Installed, ReplacedAfterFailure, ReplacedPreventively:
		if e.Result != "" {
			add("result", "belongs to a test only")
		}
	default:
		add("kind", "is not a kind of event")
	}
	switch d := e.OccurredOn; {
	case vehicle.DateOf(d.Time()) != d:
		add("occurred_on", "is not a date of the calendar")
	case d.Year < earliestYear:
		add("occurred_on", "is before %d", earliestYear)
	case vehicle.TooEarly(d, v.Year) != "":
		add("occurred_on", "%s", vehicle.TooEarly(d, v.Year))
	case d.After(today):
		add("occurred_on", "lies in the future")
	}
	source, err := fault.CleanText("source", e.Source, longestSource)
	if err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	if err := fault.InvalidFields(bad); err != nil {
		return Event{}, err
	}
	return Event{VIN: v.VIN, Kind: e.Kind, Result: e.Result, OccurredOn: e.OccurredOn, Source: source, RecordedBy: e.RecordedBy}, nil
}

// same says whether other is this event.
func (e Event) same(other Event) bool {
	return e.VIN == other.VIN && e.Kind == other.Kind && e.Result == other.Result && e.OccurredOn == other.OccurredOn
}

// fittedOn is the day on which an event fitted a battery; nil for a test.
func fittedOn(e Event) *vehicle.Date {
	if !e.Kind.Fits() {
		return nil
	}
	return &e.OccurredOn
}

// batteryFrom is the latest day before an event on which a battery was fitted, by the vehicle's record and its
// events; nil where none is known.
func batteryFrom(e Event, v vehicle.Vehicle, events []Event) *vehicle.Date {
	return latestFitting(e, v.BatteryInstalled, events)
}

// latestFitting is the latest of a day, where there is one, and those of the events, before that of e.
func latestFitting(e Event, on *vehicle.Date, events []Event) *vehicle.Date {
	var from *vehicle.Date
	consider := func(d *vehicle.Date) {
		if d != nil && e.OccurredOn.After(*d) && (from == nil || d.After(*from)) {
			from = d
		}
	}
	consider(on)
	for _, other := range events {
		consider(fittedOn(other))
	}
	return from
}

// earlyFailureBefore is what the vehicle's record said of an early failure before any of its events did.
func earlyFailureBefore(v vehicle.Vehicle, events []Event) *bool {
	if i := slices.IndexFunc(events, func(e Event) bool { return e.FailedEarly }); i >= 0 {
		return events[i].EarlyFailureBefore
	}
	return v.PriorEarlyFailure
}

// failedEarly says whether a battery failed before EarlyMonths. Where it is not known when it was fitted, its
// age counts from the vehicle's first day in use, which no battery of it is older than. Where neither is known
// nobody can say.
func failedEarly(e Event, v vehicle.Vehicle) bool {
	since := e.BatteryFrom
	if since == nil && v.InServiceOn != nil && e.OccurredOn.After(*v.InServiceOn) {
		since = v.InServiceOn
	}
	return e.Kind == ReplacedAfterFailure && since != nil && vehicle.MonthsSince(*since, e.OccurredOn.Time()) < EarlyMonths
}
