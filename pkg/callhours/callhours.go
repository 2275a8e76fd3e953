// Package callhours is about when owners may be called: the hours of solicitation of each state, from a dated
// table with its sources, and the moments that they are. It reads no clock and keeps nothing.
//
// The table is from secondary sources and is not legal advice; a dealer can put hours of its own in the place of
// a state's. The hours are those of the owner's clock. Of a state with several time zones only the state is
// known, so that what is within the hours in each of its zones counts. A telephone number's area code is not
// looked at: there is no table of them here.
package callhours

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"dealerportal/pkg/fault"
)

// Window is a part of a day in minutes after midnight: from From on, before Until. The zero Window is no time
// at all.
type Window struct {
	From  int `json:"from"`
	Until int `json:"until"`
}

// None says whether it is no time at all.
func (w Window) None() bool { return w == Window{} }

// Within says whether no minute of it lies outside another window.
func (w Window) Within(outer Window) bool {
	return w.None() || w.From >= outer.From && w.Until <= outer.Until
}

// ParseWindow reads the two ends of a window, such as "09:00" and "20:00".
func ParseWindow(from, until string) (Window, error) {
	f, err := time.Parse("15:04", from)
	if err != nil {
		return Window{}, fmt.Errorf("%q is no time of a day", from)
	}
	u, err := time.Parse("15:04", until)
	if err != nil {
		return Window{}, fmt.Errorf("%q is no time of a day", until)
	}
	w := Window{From: f.Hour()*60 + f.Minute(), Until: u.Hour()*60 + u.Minute()}
	if w.From >= w.Until {
		return Window{}, fmt.Errorf("%s is not before %s", from, until)
	}
	return w, nil
}

// Ends are the two ends as ParseWindow reads them.
func (w Window) Ends() (from, until string) {
	return fmt.Sprintf("%02d:%02d", w.From/60, w.From%60), fmt.Sprintf("%02d:%02d", w.Until/60, w.Until%60)
}

// Week is the windows of the days of a week.
type Week struct {
	Weekdays Window `json:"weekdays"`
	Saturday Window `json:"saturday"`
	Sunday   Window `json:"sunday"`
}

// On is the window of a day.
func (w Week) On(day time.Weekday) Window {
	switch day {
	case time.Saturday:
		return w.Saturday
	case time.Sunday:
		return w.Sunday
	default:
		return w.Weekdays
	}
}

// Basis is where the hours of a place come from.
type Basis string

// The bases: a row of the state, the product's careful hours for a state without one, the strictest of all rows
// for a place that is not known, and what the dealer has set.
const (
	State   Basis = "state"
	Default Basis = "default"
	Unknown Basis = "unknown"
	Own     Basis = "own"
)

// Row is the hours of a place.
type Row struct {
	State         string // empty for a place that is not known
	Basis         Basis
	Week          Week
	TextsAreCalls bool
	Note          string
	Source        string
	// Zones are the time zones of the place, that of most of it first. For a place that is not known they are those
	// of the fifty states.
	Zones []*time.Location
}

// Set is the hours that a dealer has set for a state, and who did it when.
type Set struct {
	State         string    `json:"state"`
	Week          Week      `json:"week"`
	TextsAreCalls bool      `json:"texts_are_calls"`
	Note          string    `json:"note"`
	ByID          string    `json:"by_id"`
	ByName        string    `json:"by_name"`
	At            time.Time `json:"at"`
}

// Check says what is not acceptable in hours that a dealer sets: they lie within the federal ones.
func (s Set) Check() error {
	var bad []fault.Field
	if _, known := table.zones[s.State]; !known {
		bad = append(bad, fault.Field{Name: "state", Detail: "must be the two-letter code of a state"})
	}
	from, until := table.federal.Ends()
	for _, x := range []struct {
		name string
		w    Window
	}{{"weekdays", s.Week.Weekdays}, {"saturday", s.Week.Saturday}, {"sunday", s.Week.Sunday}} {
		if !x.w.Within(table.federal) {
			bad = append(bad, fault.Field{Name: x.name, Detail: "must lie between " + from + " and " + until + ", the federal hours"})
		}
	}
	if _, err := fault.CleanText("note", s.Note, 200); err != nil {
		bad = append(bad, fault.Field{Name: "note", Detail: "must be plain text of at most 200 characters"})
	}
	return fault.InvalidFields(bad)
}

// RowOf is the hours for a state: those that the dealer has set, or those of the table. A text that is no
// state's code is a place that is not known.
func RowOf(state string, own []Set) Row {
	for _, s := range own {
		if s.State == state {
			return Row{State: state, Basis: Own, Week: s.Week, TextsAreCalls: s.TextsAreCalls, Note: s.Note, Zones: table.zones[state]}
		}
	}
	return Listed(state)
}

// Listed is the table's row for a state, whatever a dealer has set.
func Listed(state string) Row {
	if r, ok := table.rows[state]; ok {
		return r
	}
	return table.unknown
}

// States are the codes of all states that the table knows, in order.
func States() []string { return table.states }

// OpenAt are the states in which owners may be called at a moment; an empty one is among them when those may
// be whose state is not known.
func OpenAt(own []Set, at time.Time) []string {
	open := []string{}
	for _, state := range append([]string{""}, table.states...) {
		if RowOf(state, own).Open(at) {
			open = append(open, state)
		}
	}
	return open
}

// Open says whether a moment is within the hours in all zones.
func (r Row) Open(at time.Time) bool {
	for _, zone := range r.Zones {
		here := at.In(zone)
		w, minute := r.Week.On(here.Weekday()), here.Hour()*60+here.Minute()
		if minute < w.From || minute >= w.Until {
			return false
		}
	}
	return true
}

// The next time is looked for in the days after today: nearly always it is soon, and otherwise a week has every
// day, and a day more for what is left of today.
var lookAhead = []int{1, 8}

// Next is the time that is open at a moment, or else the one that opens next: from from on, before until. It is
// false when there is none, because no day has any, or no minute is within the hours in all zones.
func (r Row) Next(at time.Time) (from, until time.Time, ok bool) {
	for _, days := range lookAhead {
		var open []span
		for i, zone := range r.Zones {
			one := spansOf(r.Week, zone, at, days)
			if i == 0 {
				open = one
			} else {
				open = intersect(open, one)
			}
		}
		for _, s := range open {
			if s.until.After(at) {
				return s.from.UTC(), s.until.UTC(), true
			}
		}
	}
	return time.Time{}, time.Time{}, false
}

// span is the time from from on, before until.
type span struct{ from, until time.Time }

// spansOf are the windows of so many days after today in a zone, and from yesterday on: the zone's yesterday may be
// another zone's today.
func spansOf(week Week, zone *time.Location, at time.Time, days int) []span {
	spans := make([]span, 0, days+2)
	year, month, day := at.In(zone).Date()
	for i := -1; i <= days; i++ {
		w := week.On(time.Date(year, month, day+i, 12, 0, 0, 0, zone).Weekday())
		if w.None() {
			continue
		}
		// By the clock, and not so many minutes after midnight: a day on which clocks are changed has an hour more or less.
		spans = append(spans, span{
			time.Date(year, month, day+i, 0, w.From, 0, 0, zone),
			time.Date(year, month, day+i, 0, w.Until, 0, 0, zone),
		})
	}
	return spans
}

// intersect is what lies in both of two lists of spans, each in order and without overlap.
func intersect(a, b []span) (both []span) {
	for len(a) > 0 && len(b) > 0 {
		s := span{latest(a[0].from, b[0].from), earliest(a[0].until, b[0].until)}
		if s.from.Before(s.until) {
			both = append(both, s)
		}
		if a[0].until.Before(b[0].until) {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Replace is what a dealer has set with another row in the place of the one of its state, in order of state.
func Replace(own []Set, s Set) []Set {
	all := append(Without(own, s.State), s)
	slices.SortFunc(all, func(a, b Set) int { return cmp.Compare(a.State, b.State) })
	return all
}

// Without is what a dealer has set but for a state.
func Without(own []Set, state string) []Set {
	return slices.DeleteFunc(slices.Clone(own), func(s Set) bool { return s.State == state })
}
