package lead

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// Stop is the word of a customer not to be contacted. It was said about one lead, and holds for every vehicle of the
// customer at the dealer, those that come later among them. Whose a vehicle is is told by how its owner is reached: by
// the same phone number, in the form of E.164, or by the same e-mail, whatever its case. A name alone is no person, and
// what one dealer was told says nothing to another.
type Stop struct {
	LeadID string
	VIN    vehicle.VIN
	// Phone and Email are the customer's as they were when it was said; empty for what there is not to go by.
	Phone, Email string
	At           time.Time
}

// StopRef names the lead whose customer's word closed another one.
type StopRef struct {
	LeadID string
	VIN    vehicle.VIN
}

// StoppedLead is a lead that a stop has closed, and the activity that says so.
type StoppedLead struct {
	LeadID, ActivityID string
	VIN                vehicle.VIN
}

// stopStore keeps who is not to be contacted.
type stopStore interface {
	// SaveStop adds the word that was said about a lead; there is none yet.
	SaveStop(ctx context.Context, dealerID dealer.ID, s Stop) error
	// DeleteStop takes it away; NotFound when there is none.
	DeleteStop(ctx context.Context, dealerID dealer.ID, leadID string) error
	// Stop is the word that was said about a lead; NotFound when there is none.
	Stop(ctx context.Context, dealerID dealer.ID, leadID string) (Stop, error)
	// StopOf is the word that holds for a vehicle: what was said about a lead of its own before all, then the oldest;
	// NotFound when none does.
	StopOf(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (Stop, error)
	// VehiclesOfCustomer are those whose owner is reached by the phone number or the e-mail, in order of VIN.
	VehiclesOfCustomer(ctx context.Context, dealerID dealer.ID, phone, email string) ([]vehicle.VIN, error)
	// StoppedVehicles are those from one VIN to another whose owner is reached by what a stop names, in order of VIN.
	StoppedVehicles(ctx context.Context, dealerID dealer.ID, from, to vehicle.VIN) ([]vehicle.VIN, error)
	// LeadsClosedByStop are those that the word about a lead has closed and that were not opened again, in order of VIN.
	LeadsClosedByStop(ctx context.Context, dealerID dealer.ID, leadID string) ([]StoppedLead, error)
	// MarkStale makes a vehicle due for scoring.
	MarkStale(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) error
}

// StopOf is the word by which the owner of a vehicle is not to be contacted; nil when there is none.
func (s *Service) StopOf(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (*Stop, error) {
	stop, err := s.store.StopOf(ctx, dealerID, vin)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return &stop, err
}

// stopTurn is what the change of a lead did to the word of its owner.
type stopTurn struct {
	others *int       // for how many other vehicles a word holds that was said now
	lifted *Stop      // the word that was taken back
	more   []Activity // of the lead itself, after those of the change
}

// turnStop brings the other leads of a customer in line with a change of one: when it is closed because the owner
// wants to hear no more, theirs are closed, and when that is taken back, exactly those are where they were. It comes
// before the lead itself is saved, because it takes the vehicles in the order in which scoring does.
func (s *Service) turnStop(ctx context.Context, d dealer.Dealer, before Lead, l *Lead, by string, now time.Time) (stopTurn, error) {
	was, is := before.ClosedReason == ClosedDoNotContact, l.ClosedReason == ClosedDoNotContact
	switch {
	case is && !was:
		others, err := s.beginStop(ctx, d, *l, by, now)
		return stopTurn{others: &others}, err
	case was && !is:
		return s.liftStop(ctx, d, l, by, now)
	case before.Status == Closed && l.Status != Closed && l.Stopped:
		stop, err := s.StopOf(ctx, d.ID, l.Vehicle.VIN)
		return stopTurn{}, errStopped(stop, err)
	}
	return stopTurn{}, nil
}

// errStopped is why a lead stays closed.
func errStopped(stop *Stop, err error) error {
	switch {
	case err != nil:
		return err
	case stop == nil:
		return fault.Newf(fault.Conflict, "The owner asked not to be contacted.")
	}
	return fault.Newf(fault.Conflict, "The owner asked at the vehicle %s not to be contacted. It is taken back there.", stop.VIN)
}

// beginStop has the word hold for all vehicles of the owner of a lead, and says how many others they are.
func (s *Service) beginStop(ctx context.Context, d dealer.Dealer, l Lead, by string, now time.Time) (others int, err error) {
	v, err := s.store.Vehicle(ctx, d.ID, l.Vehicle.VIN)
	if err != nil {
		return 0, err
	}
	stop := Stop{LeadID: l.ID, VIN: v.VIN, Phone: v.Customer.Number(), Email: v.Customer.Email, At: now}
	vins, err := s.lockCustomer(ctx, d.ID, stop, nil)
	if err != nil {
		return 0, err
	}
	if err := s.store.SaveStop(ctx, d.ID, stop); err != nil {
		return 0, err
	}
	var closed []string
	for _, vin := range vins {
		id, err := s.closeStopped(ctx, d, vin, stop, by, now)
		if err != nil {
			return 0, err
		}
		if id != "" {
			closed = append(closed, id)
		}
	}
	return len(vins) - 1, s.recordMany(ctx, d.ID, closed, now)
}

// lockCustomer makes the vehicles wait that a stop is about, its own and some more among them, in the order in which
// scoring takes them: what is being scored is finished first, and what is scored later knows of it.
func (s *Service) lockCustomer(ctx context.Context, dealerID dealer.ID, stop Stop, more []StoppedLead) ([]vehicle.VIN, error) {
	vins, err := s.store.VehiclesOfCustomer(ctx, dealerID, stop.Phone, stop.Email)
	if err != nil {
		return nil, err
	}
	vins = append(vins, stop.VIN)
	for _, m := range more {
		vins = append(vins, m.VIN)
	}
	slices.Sort(vins)
	vins = slices.Compact(vins)
	for _, vin := range vins {
		if err := s.store.MarkStale(ctx, dealerID, vin); err != nil {
			return nil, err
		}
	}
	return vins, nil
}

// closeStopped closes the lead of a vehicle, if it has one that is not closed, because of what the owner said about
// another one. It gives the id of a lead that it closed.
func (s *Service) closeStopped(ctx context.Context, d dealer.Dealer, vin vehicle.VIN, stop Stop, by string, now time.Time) (string, error) {
	for {
		l, err := s.store.LatestLead(ctx, d.ID, vin)
		if err != nil || l.Status == Closed || l.ID == stop.LeadID {
			if fault.KindOf(err) == fault.NotFound {
				err = nil
			}
			return "", err
		}
		a := closing(&l, stop, now)
		err = s.saveStanding(ctx, d, l, now)
		if fault.KindOf(err) == fault.Changed { // by somebody else meanwhile
			continue
		}
		if err != nil {
			return "", err
		}
		a.ID = s.newID()
		return l.ID, s.store.AddActivity(ctx, d.ID, signed(a, by))
	}
}

// closing closes a lead because of a stop, and gives the activity that says so.
func closing(l *Lead, stop Stop, now time.Time) Activity {
	a := Activity{LeadID: l.ID, At: now, Kind: StatusChanged, From: l.standpoint(), Stop: &StopRef{LeadID: stop.LeadID, VIN: stop.VIN}}
	l.Status, l.ClosedReason, l.ClosedAt, l.CallBackAt = Closed, ClosedDoNotContact, &now, nil
	a.To = l.standpoint()
	return a
}

func (s *Service) saveStanding(ctx context.Context, d dealer.Dealer, l Lead, now time.Time) error {
	l.Priority = PriorityOf(l.Score.Probability, d.Settings.Thresholds, l.CallBackAt, now)
	l.UpdatedAt = now
	return s.store.UpdateLead(ctx, d.ID, l, l.Version)
}

// liftStop takes back what was said about a lead: what it closed is where it was, unless another word holds for it.
// A lead that was closed because of another one is not the place for it, as long as it is the same customer's.
func (s *Service) liftStop(ctx context.Context, d dealer.Dealer, l *Lead, by string, now time.Time) (stopTurn, error) {
	stop, err := s.store.Stop(ctx, d.ID, l.ID)
	if fault.KindOf(err) == fault.NotFound {
		return stopTurn{}, s.leaveStop(ctx, d, *l)
	}
	if err != nil {
		return stopTurn{}, err
	}
	closed, err := s.store.LeadsClosedByStop(ctx, d.ID, l.ID)
	if err != nil {
		return stopTurn{}, err
	}
	if _, err := s.lockCustomer(ctx, d.ID, stop, closed); err != nil {
		return stopTurn{}, err
	}
	if err := s.store.DeleteStop(ctx, d.ID, l.ID); err != nil {
		return stopTurn{}, err
	}
	// Once more: scoring may have closed some until now.
	if closed, err = s.store.LeadsClosedByStop(ctx, d.ID, l.ID); err != nil {
		return stopTurn{}, err
	}
	changed := make([]string, len(closed))
	for i, c := range closed {
		changed[i] = c.LeadID
		if err := s.reopenStopped(ctx, d, c, by, now); err != nil {
			return stopTurn{}, err
		}
	}
	turn := stopTurn{lifted: &stop}
	if l.Status != Closed {
		switch other, err := s.StopOf(ctx, d.ID, l.Vehicle.VIN); {
		case err != nil:
			return stopTurn{}, err
		case other != nil:
			turn.more = []Activity{closing(l, *other, now)}
		}
	}
	return turn, s.recordMany(ctx, d.ID, changed, now)
}

// scoreLifted has the vehicles scored that a word held for until now, so that those without a lead get one. They are
// asked for once more, because some may have come in and been scored while it was being taken back.
func (s *Service) scoreLifted(ctx context.Context, dealerID dealer.ID, stop Stop) {
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		_, err := s.lockCustomer(ctx, dealerID, stop, nil)
		return err
	})
	if err != nil { // they are scored within the week then
		s.log.ErrorContext(ctx, "vehicles that may be called again wait for their turn to be scored", slog.Any("error", err))
	}
	s.Rescore(ctx, dealerID)
}

// leaveStop lets a lead go that the word about another one has closed, when the vehicle is that customer's no more;
// Conflict when it still is.
func (s *Service) leaveStop(ctx context.Context, d dealer.Dealer, l Lead) error {
	if l.Stopped {
		stop, err := s.StopOf(ctx, d.ID, l.Vehicle.VIN)
		return errStopped(stop, err)
	}
	latest, err := s.store.LatestStatusChange(ctx, d.ID, l.ID)
	if err != nil || latest == "" {
		return err
	}
	a, err := s.store.Activity(ctx, d.ID, l.ID, latest)
	if err != nil || a.Stop == nil {
		return err
	}
	return s.store.MarkUndone(ctx, d.ID, a.ID)
}

// reopenStopped has a lead stand again where it stood before a stop closed it, and closes it anew where another one
// holds.
func (s *Service) reopenStopped(ctx context.Context, d dealer.Dealer, c StoppedLead, by string, now time.Time) error {
	a, err := s.store.Activity(ctx, d.ID, c.LeadID, c.ActivityID)
	if err != nil {
		return err
	}
	if err := s.store.MarkUndone(ctx, d.ID, a.ID); err != nil {
		return err
	}
	for {
		l, err := s.store.Lead(ctx, d.ID, c.LeadID)
		if err != nil {
			return err
		}
		l.Status, l.ClosedReason, l.ClosedAt, l.CallBackAt = a.From.Status, a.From.ClosedReason, a.From.ClosedAt, a.From.CallBackAt
		err = s.saveStanding(ctx, d, l, now)
		if err == nil {
			break
		}
		if fault.KindOf(err) != fault.Changed { // by somebody else meanwhile
			return err
		}
	}
	back := Activity{ID: s.newID(), LeadID: c.LeadID, At: now, Kind: Undone, From: a.To, To: a.From, Undoes: a.ID}
	if err := s.store.AddActivity(ctx, d.ID, signed(back, by)); err != nil {
		return err
	}
	other, err := s.StopOf(ctx, d.ID, c.VIN)
	if err != nil || other == nil {
		return err
	}
	_, err = s.closeStopped(ctx, d, c.VIN, *other, by, now)
	return err
}

// recordMany tells of leads that were changed together: of each by itself, or of the fleet where they are many.
func (s *Service) recordMany(ctx context.Context, dealerID dealer.ID, leadIDs []string, at time.Time) error {
	if len(leadIDs) > namedLeads {
		return s.record(ctx, dealerID, event.FleetScored, "", at)
	}
	for _, id := range leadIDs {
		if err := s.record(ctx, dealerID, event.LeadChanged, id, at); err != nil {
			return err
		}
	}
	return nil
}
