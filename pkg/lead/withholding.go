package lead

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// Window is the estimate that a vehicle is followed by, for as long as its horizon lasts.
type Window struct {
	AsOf        time.Time
	HorizonDays int
	// Withheld is set when the estimate opened no lead because the vehicle was held back.
	Withheld bool
}

// ends is when the horizon is over and another estimate may begin a window.
func (w Window) ends() time.Time { return w.AsOf.Add(time.Duration(w.HorizonDays) * 24 * time.Hour) }

// holds says whether a vehicle without an open lead is held back by the window: not when a lead of it has been
// opened since. latest is when its latest lead was opened; zero for none.
func (w Window) holds(latest time.Time) bool { return w.Withheld && latest.Before(w.AsOf) }

// withholdingStore keeps which vehicles are held back.
type withholdingStore interface {
	// FollowedWindow is the latest estimate that a vehicle is followed by; NotFound when it was never scored.
	FollowedWindow(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (Window, error)
	// Withhold notes that the estimate as of a time, which the vehicle is followed by, opened no lead because the
	// vehicle is held back; NotFound when the vehicle is followed by no such estimate.
	Withhold(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, asOf time.Time) error
}

// Drawn says whether a vehicle is in the share of a hundred that is held back, for the window that begins on a day
// in UTC. The draw is a hash: the same one for as long as the window lasts, and for a larger share all those of a
// smaller one.
func Drawn(dealerID dealer.ID, vin vehicle.VIN, begins time.Time, percent int) bool {
	if percent <= 0 {
		return false
	}
	sum := sha256.Sum256([]byte(string(dealerID) + "\x00" + string(vin) + "\x00" + begins.UTC().Format(time.DateOnly)))
	hundredth, _ := bits.Mul64(binary.BigEndian.Uint64(sum[:8]), 100) // from 0 to 99
	return hundredth < uint64(percent)
}

// withheld says whether a new lead is not to be opened because the vehicle is held back. That is decided by the
// estimate that a window begins with, if it is worth a call, so that nothing which is learned later decides who is
// in the sample. It stays until the window is over, unless the dealer's share no longer reaches it. latest is when
// the vehicle's latest lead was opened; zero for none.
func (s *Service) withheld(ctx context.Context, d dealer.Dealer, score Score, p Priority, latest time.Time) (bool, error) {
	percent := d.Settings.UncontactedPercent
	if percent == 0 {
		return false, nil
	}
	w, err := s.store.FollowedWindow(ctx, d.ID, score.VIN)
	if err != nil {
		return false, err
	}
	begins := w.AsOf.Equal(score.AsOf) && p != Retention
	if !w.holds(latest) && !begins || !Drawn(d.ID, score.VIN, w.AsOf, percent) {
		return false, nil
	}
	if w.Withheld {
		return true, nil
	}
	return true, s.store.Withhold(ctx, d.ID, score.VIN, score.AsOf)
}

// heldBack corrects where a vehicle without an open lead stands, when that is because it is held back.
func (s *Service) heldBack(ctx context.Context, dealerID dealer.ID, w *Whereabouts) error {
	window, err := s.store.FollowedWindow(ctx, dealerID, w.VIN)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return nil
	case err != nil:
		return err
	}
	var latest time.Time
	if w.Lead != nil {
		latest = w.Lead.CreatedAt
	}
	if window.holds(latest) {
		w.Stands = Withheld
		ends := window.ends()
		w.ReturnsAt = &ends
	}
	return nil
}
