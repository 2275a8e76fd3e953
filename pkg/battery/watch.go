package battery

import (
	"slices"
	"time"

	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// Watch is the time in which it is known of a dealer's batteries that they failed, or did not: from the
// day on which the dealer first recorded a replacement to the day of the latest one. Before and after,
// nobody would have written a failure down, and a battery without one says nothing.
type Watch struct {
	From, To time.Time
}

// WatchOf is the watch that a dealer's events in any order give; false when they give none.
func WatchOf(events []Event) (Watch, bool) {
	var w Watch
	for _, e := range events {
		if e.Kind != ReplacedAfterFailure && e.Kind != ReplacedPreventively {
			continue
		}
		if w.From.IsZero() || e.RecordedAt.Before(w.From) {
			w.From = e.RecordedAt
		}
		if on := e.OccurredOn.Time(); on.After(w.To) {
			w.To = on
		}
	}
	w.From = startOfDay(w.From)
	return w, w.To.After(w.From)
}

// Watched is a vehicle as far as its batteries are watched.
type Watched struct {
	AnnualMeanC float64
	// AGM is set for that chemistry of the battery now in it. Earlier ones are taken to have been alike.
	AGM bool
	// FittedOn is when the battery now in the vehicle was fitted, by the vehicle's record; nil when that is
	// not known.
	FittedOn *vehicle.Date
	// Since is when the vehicle was first scored.
	Since time.Time
	// Lost are the times at which contact with the vehicle or its battery ended.
	Lost []Loss
}

// Loss is the end of a contact: the vehicle was sold, or its owner is not to be called any more, or, with
// Replaced, somebody said that its battery had been replaced.
type Loss struct {
	At       time.Time
	Replaced bool
}

// toldWithin is how long after a battery was fitted it may be said that the one before was replaced.
const toldWithin = 30 * 24 * time.Hour

// Intervals are the stretches of its batteries' lives that were watched, by the events of the vehicle in
// order of day: of each battery whose day of fitting is known, from when both it and the watch had
// begun to when it was replaced, contact was lost or the watch ended. A battery that was replaced
// without having failed lasted that long at least. One that was fitted nobody knows when says nothing.
func (w Watch) Intervals(v Watched, events []Event) []risk.Interval {
	begin := latest(w.From, startOfDay(v.Since))
	var intervals []risk.Interval
	var fitted *time.Time
	failedTest := false
	list := withFitted(days(events), v.FittedOn)
	for _, e := range events {
		list = withFitted(list, e.BatteryFrom)
	}
	for _, d := range list {
		ended := d.end(failedTest)
		if d.test != "" {
			failedTest = d.test == Replace
		}
		if ended == stayed {
			continue
		}
		if fitted != nil {
			intervals = w.add(intervals, v, begin, *fitted, d.on.Time(), ended == failure)
		}
		on := d.on.Time()
		fitted, failedTest = &on, false
	}
	if fitted != nil {
		intervals = w.add(intervals, v, begin, *fitted, w.To, false)
	}
	return intervals
}

// add adds what was watched of one battery, unless that is nothing.
func (w Watch) add(list []risk.Interval, v Watched, begin, fitted, end time.Time, failed bool) []risk.Interval {
	from := latest(begin, fitted)
	for _, lost := range v.Lost {
		at := startOfDay(lost.At)
		if lost.Replaced && at.Before(fitted.Add(toldWithin)) {
			continue // it was said of the battery before
		}
		if at.After(from) && at.Before(end) {
			end, failed = at, false
		}
	}
	if end.After(w.To) {
		end, failed = w.To, false
	}
	if !end.After(from) {
		return list
	}
	day := vehicle.DateOf(fitted)
	return append(list, risk.Interval{
		FromMonths: vehicle.MonthsSince(day, from), ToMonths: vehicle.MonthsSince(day, end), Failed: failed,
		AnnualMeanC: v.AnnualMeanC, AGM: v.AGM,
	})
}

// withFitted adds a day on which a battery was fitted by the vehicle's record, of now or of then, where no
// event says so.
func withFitted(list []day, fittedOn *vehicle.Date) []day {
	if fittedOn == nil {
		return list
	}
	i, found := slices.BinarySearchFunc(list, *fittedOn, func(d day, on vehicle.Date) int { return d.on.Time().Compare(on.Time()) })
	if found {
		list[i].fitted = true
		return list
	}
	return slices.Insert(list, i, day{on: *fittedOn, fitted: true})
}

func startOfDay(t time.Time) time.Time { return vehicle.DateOf(t.UTC()).Time() }

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
