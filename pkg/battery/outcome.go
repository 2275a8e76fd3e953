package battery

import (
	"time"

	"dealerportal/pkg/vehicle"
)

// Outcome is what became of the battery that an estimate was about.
type Outcome int

// The outcomes. Failed and Sound can be held against the estimate, the others say nothing of it.
const (
	NotInspected  Outcome = iota // nobody recorded anything
	Failed                       // it failed and was replaced, or it failed a test and was replaced
	Sound                        // it was inspected and stayed
	ReplacedEarly                // it was replaced and had not failed, or nobody said that it had
	Undecided                    // it failed its latest test and was not replaced
	NotInVehicle                 // it had left the vehicle by the estimate, or on its day, which was only recorded later
)

// OutcomeOf is what became of a battery within the horizon of an estimate, by the events of its vehicle
// in order of day. Only what happened on a later day than that of the estimate and was recorded after it
// counts: anything else may have been evidence, and is never an outcome as well. The horizon ends with its
// last day. Where another battery had been fitted by the day of the estimate, which did not know of it, what
// is seen later is of that one and says nothing of the estimate.
func OutcomeOf(events []Event, asOf time.Time, horizonDays int) Outcome {
	first := vehicle.DateOf(asOf.UTC())
	last := vehicle.DateOf(first.Time().AddDate(0, 0, horizonDays))
	var later []Event
	for _, e := range events {
		switch {
		case !e.RecordedAt.After(asOf) || e.OccurredOn.After(last):
		case e.OccurredOn.After(first):
			later = append(later, e)
		case e.Kind.Fits():
			return NotInVehicle
		}
	}
	outcome := NotInspected
	for _, day := range days(later) {
		if day.from.After(first) { // the record had another battery in it before the event
			return ReplacedEarly
		}
		switch day.end(outcome == Undecided) {
		case failure:
			return Failed
		case removal:
			return ReplacedEarly
		}
		if day.test == Replace {
			outcome = Undecided
		} else {
			outcome = Sound
		}
	}
	return outcome
}

// day is everything that was recorded of one day: without a time of the day, the test comes first and
// the new battery after it.
type day struct {
	on           vehicle.Date
	test         Result // Replace when any test said so
	fitted       bool
	afterFailure bool
	from         vehicle.Date // the latest that the battery was known to be from
}

// days puts events in order of day together by day.
func days(events []Event) []day {
	var list []day
	for _, e := range events {
		if n := len(list); n == 0 || list[n-1].on != e.OccurredOn {
			list = append(list, day{on: e.OccurredOn})
		}
		d := &list[len(list)-1]
		if e.BatteryFrom != nil && e.BatteryFrom.After(d.from) {
			d.from = *e.BatteryFrom
		}
		switch {
		case e.Kind.Fits():
			d.fitted = true
			d.afterFailure = d.afterFailure || e.Kind == ReplacedAfterFailure
		case d.test != Replace:
			d.test = e.Result
		}
	}
	return list
}

// end is how a battery left its vehicle.
type end int

const (
	stayed  end = iota
	failure     // it failed, or failed its latest test
	removal     // it was replaced, and nothing says that it had failed
)

// end is what a day did to the battery that was in the vehicle when it began. failedTest says that the
// battery's latest test before had failed.
func (d day) end(failedTest bool) end {
	if d.test != "" {
		failedTest = d.test == Replace
	}
	switch {
	case !d.fitted:
		return stayed
	case d.afterFailure || failedTest:
		return failure
	}
	return removal
}
