// Package results says what came of calling owners: how many were contacted, reached and booked, and at how many of
// the vehicles that were inspected after it the fault was confirmed.
package results

import (
	"context"
	"slices"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// longest is the longest period that is looked at, in days.
const longest = 731

// Contact is an outcome that somebody recorded of a lead.
type Contact struct {
	LeadID   string
	VIN      vehicle.VIN
	Priority lead.Priority // that the lead has now, or had when it was closed
	Code     lead.OutcomeCode
	At       time.Time
}

// Period is from one day to another, both included, in each dealer's own time zone.
type Period struct {
	From, To vehicle.Date
}

// Check says what is not acceptable in a period.
func (p Period) Check() error {
	switch {
	case p.From.After(p.To):
		return fault.InvalidField("from", "must not be after to")
	case p.To.Time().Sub(p.From.Time()) >= longest*24*time.Hour:
		return fault.InvalidField("from", "must lie within two years before to")
	}
	return nil
}

// span is when the period begins and when it is over in a time zone.
func (p Period) span(zone *time.Location) (since, before time.Time) {
	day := func(d vehicle.Date, after int) time.Time {
		return time.Date(d.Year, d.Month, d.Day+after, 0, 0, 0, 0, zone)
	}
	return day(p.From, 0), day(p.To, 1)
}

// Figures are what came of the leads that were contacted.
type Figures struct {
	// Contacted are the leads of which an outcome was recorded, however many.
	Contacted int
	// Reached are those of them whose owner somebody spoke to, and Booked those that agreed on a visit.
	Reached, Booked risk.Share
	// Confirmed are those whose battery was found to be at fault, of those whose battery was inspected.
	Confirmed risk.Share
}

// Tally is how often an outcome was recorded, and of how many leads.
type Tally struct {
	Rule            lead.OutcomeRule
	Outcomes, Leads int
}

// Inspections are the contacted leads whose battery was inspected, by what was found.
type Inspections struct {
	ReplacedAfterFailure, TestedReplace, TestedPass int
}

// Results are a dealer's.
type Results struct {
	Dealer      dealer.Dealer
	Total       Figures
	ByPriority  map[lead.Priority]Figures
	Outcomes    []Tally
	Inspections Inspections
}

// Store keeps what the figures are made of.
type Store interface {
	// Contacts are the outcomes of a span of time that were not taken back, in order of time.
	Contacts(ctx context.Context, dealerID dealer.ID, since, before time.Time) ([]Contact, error)
	// DealerBatteryEvents are those of all the dealer's vehicles, in order of VIN, day and when they were recorded.
	DealerBatteryEvents(ctx context.Context, dealerID dealer.ID) ([]battery.Event, error)
}

// Service works the figures out.
type Service struct {
	store   Store
	horizon int
	now     func() time.Time
}

// NewService makes the service; an inspection counts within so many days after the contact.
func NewService(store Store, horizonDays int, now func() time.Time) *Service {
	return &Service{store: store, horizon: horizonDays, now: now}
}

// HorizonDays is within how many days after the contact an inspection counts.
func (s *Service) HorizonDays() int { return s.horizon }

// Now is the time that the figures are of.
func (s *Service) Now() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// Of works out the results of a dealer in a period.
func (s *Service) Of(ctx context.Context, d dealer.Dealer, p Period) (Results, error) {
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		return Results{}, err
	}
	since, before := p.span(zone)
	contacts, err := s.store.Contacts(ctx, d.ID, since, before)
	if err != nil {
		return Results{}, err
	}
	events, err := s.store.DealerBatteryEvents(ctx, d.ID)
	if err != nil {
		return Results{}, err
	}
	r := Results{Dealer: d, ByPriority: map[lead.Priority]Figures{}, Outcomes: tally(contacts)}
	var all counts
	byPriority := map[lead.Priority]*counts{}
	for _, priority := range lead.Priorities {
		byPriority[priority] = &counts{}
	}
	byVIN := map[vehicle.VIN][]battery.Event{}
	for _, e := range events {
		byVIN[e.VIN] = append(byVIN[e.VIN], e)
	}
	for _, l := range contacted(contacts) {
		l.found = s.found(byVIN[l.vin], vehicle.DateOf(l.first.In(zone)))
		all.add(l)
		byPriority[l.priority].add(l)
	}
	r.Total, r.Inspections = all.figures(), all.inspections
	for priority, c := range byPriority {
		r.ByPriority[priority] = c.figures()
	}
	return r, nil
}

// finding is what an inspection found.
type finding int

const (
	notInspected finding = iota
	passed
	failedTest
	failed
)

// found is the worst that was found at a vehicle from the day of a contact on. A battery that was replaced without a
// test, and not because it had failed, says nothing.
func (s *Service) found(events []battery.Event, from vehicle.Date) finding {
	last := vehicle.DateOf(from.Time().AddDate(0, 0, s.horizon))
	worst := notInspected
	for _, e := range events {
		if from.After(e.OccurredOn) || e.OccurredOn.After(last) {
			continue
		}
		switch {
		case e.Kind == battery.ReplacedAfterFailure:
			worst = max(worst, failed)
		case e.Result == battery.Replace:
			worst = max(worst, failedTest)
		case e.Result == battery.Pass:
			worst = max(worst, passed)
		}
	}
	return worst
}

// reaching are the outcomes that mean that somebody spoke to the owner.
var reaching = func() map[lead.OutcomeCode]bool {
	codes := map[lead.OutcomeCode]bool{}
	for _, rule := range lead.OutcomeRules {
		codes[rule.Code] = rule.Reached
	}
	return codes
}()

// called is a lead that was contacted in the period.
type called struct {
	vin             vehicle.VIN
	priority        lead.Priority
	first           time.Time
	reached, booked bool
	found           finding
}

// contacted puts the outcomes of each lead together.
func contacted(contacts []Contact) map[string]*called {
	leads := map[string]*called{}
	for _, c := range contacts {
		l := leads[c.LeadID]
		if l == nil {
			l = &called{vin: c.VIN, priority: c.Priority, first: c.At}
			leads[c.LeadID] = l
		}
		l.reached = l.reached || reaching[c.Code]
		l.booked = l.booked || c.Code == lead.OutcomeBooked
	}
	return leads
}

// counts are what figures are worked out from.
type counts struct {
	contacted, reached, booked int
	inspections                Inspections
}

func (c *counts) add(l *called) {
	c.contacted++
	if l.reached {
		c.reached++
	}
	if l.booked {
		c.booked++
	}
	switch l.found {
	case failed:
		c.inspections.ReplacedAfterFailure++
	case failedTest:
		c.inspections.TestedReplace++
	case passed:
		c.inspections.TestedPass++
	}
}

func (c *counts) figures() Figures {
	confirmed := c.inspections.ReplacedAfterFailure + c.inspections.TestedReplace
	return Figures{
		Contacted: c.contacted, Reached: risk.ShareOf(c.reached, c.contacted), Booked: risk.ShareOf(c.booked, c.contacted),
		Confirmed: risk.ShareOf(confirmed, confirmed+c.inspections.TestedPass),
	}
}

// tally counts the outcomes that occurred, in the order of the rules.
func tally(contacts []Contact) []Tally {
	var list []Tally
	for _, rule := range lead.OutcomeRules {
		t := Tally{Rule: rule}
		var leads []string
		for _, c := range contacts {
			if c.Code == rule.Code {
				t.Outcomes++
				leads = append(leads, c.LeadID)
			}
		}
		if t.Outcomes > 0 {
			slices.Sort(leads)
			t.Leads = len(slices.Compact(leads))
			list = append(list, t)
		}
	}
	return list
}
