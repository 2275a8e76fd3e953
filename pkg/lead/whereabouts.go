package lead

import (
	"context"
	"errors"
	"slices"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// Stand is where a vehicle stands as far as the queue goes.
type Stand string

// The standpoints; see Whereabouts.
const (
	Here         Stand = "here"          // in the queue, as the filter shows it
	FilteredOut  Stand = "left_out"      // its lead is open, and the filter leaves it out
	LeadBooked   Stand = "lead_booked"   // there is an appointment
	LeadClosed   Stand = "lead_closed"   // its lead is closed and no other one open
	Withheld     Stand = "withheld"      // it is held back as a sample that nobody is asked to call
	NoLead       Stand = "no_lead"       // it has an estimate and no lead
	Waiting      Stand = "waiting"       // for its first estimate
	NoClimate    Stand = "no_climate"    // no temperature is known where it lives
	NotEstimable Stand = "not_estimable" // the model does not take what is known of it
	NotInFleet   Stand = "not_in_fleet"  // the dealer has no such vehicle
	NotAVIN      Stand = "not_a_vin"
	// NotToBeContacted: its owner said so about another vehicle, and no lead of it is open.
	NotToBeContacted Stand = "not_to_be_contacted"
)

// Whereabouts say where a vehicle stands, and why it is not in the queue where it is not.
type Whereabouts struct {
	VIN    vehicle.VIN
	Stands Stand
	// Detail is what is wrong, for NotAVIN and NotEstimable.
	Detail string
	// State is the one without a known temperature, for NoClimate.
	State string
	// Lead is the vehicle's open lead, or its latest one; nil when it never had one.
	Lead *Lead
	// Rank is the place of an open lead among all open ones, from 1.
	Rank int
	// LeftOutBy are the parts of the filter that an open lead does not fit, by the contract's names.
	LeftOutBy []string
	// ClosedBy is the name of who closed the lead; empty where that was not recorded.
	ClosedBy string
	// ReturnsAt is when the vehicle of a closed lead may get another one, and when one that is held back is drawn
	// anew; nil for never.
	ReturnsAt *time.Time
	// Stop is the word by which its owner is not to be contacted; nil when there is none.
	Stop *Stop
}

// whereaboutsStore tells what Whereabouts are made of.
type whereaboutsStore interface {
	// Vehicle answers NotFound for a VIN that this dealer does not have.
	Vehicle(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (vehicle.Vehicle, error)
	// WasScored says whether a vehicle has ever been scored.
	WasScored(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (bool, error)
	// LeadRank is the place of an open lead among the dealer's open ones, from 1.
	LeadRank(ctx context.Context, dealerID dealer.ID, id string) (int, error)
	// LeadMatches says whether a search for the text finds the lead.
	LeadMatches(ctx context.Context, dealerID dealer.ID, id, query string) (bool, error)
	// ClosedBy is the name of who closed a lead; empty where that was not recorded.
	ClosedBy(ctx context.Context, dealerID dealer.ID, id string) (string, error)
	// TalliesOf count the open leads that the filter's assignee, query and states ask for, by priority.
	TalliesOf(ctx context.Context, dealerID dealer.ID, f Filter) (map[Priority]Tally, error)
}

// TalliesOf count the dealer's open leads of an assignee, that a search finds, or whose owners may be called, by
// priority.
func (s *Service) TalliesOf(ctx context.Context, dealerID dealer.ID, f Filter) (map[Priority]Tally, error) {
	if f.Assignee == nil && f.Query == "" && f.Callable == nil {
		return s.store.Tallies(ctx, dealerID)
	}
	return s.store.TalliesOf(ctx, dealerID, f)
}

// Whereabouts say where the vehicle with this VIN stands, under a filter of the queue.
func (s *Service) Whereabouts(ctx context.Context, dealerID dealer.ID, text string, f Filter) (Whereabouts, error) {
	vin, err := vehicle.ParseVIN(text)
	if err != nil {
		w := Whereabouts{VIN: vehicle.VIN(text), Stands: NotAVIN, Detail: err.Error()}
		if e := fault.As(err); e != nil && len(e.Fields) > 0 {
			w.Detail = e.Fields[0].Detail
		}
		return w, nil
	}
	w := Whereabouts{VIN: vin}
	v, err := s.store.Vehicle(ctx, dealerID, vin)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		w.Stands = NotInFleet
		return w, nil
	}
	if err != nil {
		return Whereabouts{}, err
	}
	if w.Stop, err = s.StopOf(ctx, dealerID, vin); err != nil {
		return Whereabouts{}, err
	}
	l, err := s.store.LatestLead(ctx, dealerID, vin)
	switch {
	case err == nil:
		w.Lead = &l
		return w, s.placeOf(ctx, dealerID, &w, f)
	case fault.KindOf(err) != fault.NotFound:
		return Whereabouts{}, err
	case w.Stop != nil:
		w.Stands = NotToBeContacted
		return w, nil
	}
	return w, s.whyNoLead(ctx, dealerID, v, &w)
}

// placeOf says where a vehicle that has a lead stands.
func (s *Service) placeOf(ctx context.Context, dealerID dealer.ID, w *Whereabouts, f Filter) (err error) {
	l := *w.Lead
	if l.Status.Open() {
		if w.Rank, err = s.store.LeadRank(ctx, dealerID, l.ID); err != nil {
			return err
		}
	}
	if l.Status == Closed {
		if w.ClosedBy, err = s.store.ClosedBy(ctx, dealerID, l.ID); err != nil {
			return err
		}
		w.ReturnsAt = returnsAt(l)
	}
	switch {
	case l.Status == Booked && !f.wants(l.Status):
		w.Stands = LeadBooked
		return nil
	case l.Status == Closed && !f.wants(l.Status):
		w.Stands = LeadClosed
		if w.Stop != nil {
			w.ReturnsAt = nil
			if l.ClosedReason != ClosedDoNotContact {
				w.Stands = NotToBeContacted
			}
			return nil
		}
		return s.heldBack(ctx, dealerID, w)
	}
	if w.LeftOutBy, err = s.leftOutBy(ctx, dealerID, l, f); err != nil {
		return err
	}
	w.Stands = Here
	if len(w.LeftOutBy) > 0 {
		w.Stands = FilteredOut
	}
	return nil
}

// wants says whether leads of this status are asked for.
func (f Filter) wants(s Status) bool {
	if len(f.Statuses) == 0 {
		return s.Open()
	}
	return slices.Contains(f.Statuses, s)
}

// leftOutBy are the parts of a filter that a lead does not fit.
func (s *Service) leftOutBy(ctx context.Context, dealerID dealer.ID, l Lead, f Filter) (by []string, err error) {
	if len(f.Priorities) > 0 && !slices.Contains(f.Priorities, l.Priority) {
		by = append(by, "priority")
	}
	if !f.wants(l.Status) {
		by = append(by, "status")
	}
	if f.Assignee != nil {
		holder := ""
		if l.Assignee != nil {
			holder = l.Assignee.ID
		}
		if holder != *f.Assignee {
			by = append(by, "assignee")
		}
	}
	if f.Callable != nil && (!slices.Contains(*f.Callable, l.Vehicle.State) || l.ClosedReason == ClosedDoNotContact) {
		by = append(by, "call")
	}
	if f.Query != "" {
		found, err := s.store.LeadMatches(ctx, dealerID, l.ID, f.Query)
		if err != nil {
			return nil, err
		}
		if !found {
			by = append(by, "q")
		}
	}
	return by, nil
}

// whyNoLead says why a vehicle of the fleet never had a lead. Where it was passed over in scoring, it is
// estimated once more to see why.
func (s *Service) whyNoLead(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle, w *Whereabouts) error {
	scored, err := s.store.WasScored(ctx, dealerID, v.VIN)
	if err != nil {
		return err
	}
	if scored {
		w.Stands = NoLead
		return s.heldBack(ctx, dealerID, w)
	}
	d, err := s.store.DealerByID(ctx, dealerID)
	if err != nil {
		return err
	}
	asOf := s.now().UTC().Truncate(time.Millisecond)
	known, err := s.cohortsNow(ctx, d, asOf)
	if err != nil {
		return err
	}
	_, err = s.estimate(ctx, d, known, v, asOf, false)
	var unknown *risk.InputError
	switch {
	case errors.Is(err, errNoClimate):
		w.Stands, w.State = NoClimate, v.State
	case errors.As(err, &unknown):
		w.Stands, w.Detail = NotEstimable, unknown.Error()
	case err != nil:
		return err
	default:
		w.Stands = Waiting
	}
	return nil
}

// returnsAt is when the vehicle of a closed lead may get another one; nil for never.
func returnsAt(l Lead) *time.Time {
	if l.ClosedAt == nil || !mayReopen(l, l.ClosedAt.Add(reopenAfter)) {
		return nil
	}
	at := l.ClosedAt.Add(reopenAfter)
	return &at
}
