package dealer

import (
	"context"
	"slices"
	"strings"
	"time"

	"dealerportal/pkg/callhours"
	"dealerportal/pkg/fault"
)

// SetCallHours puts the dealer's own hours in the place of a state's, when nobody has changed the dealer's hours
// since version; otherwise it is Changed. The time is that of the call.
func (s *Service) SetCallHours(ctx context.Context, dealerID ID, own callhours.Set, version int64) (Dealer, error) {
	own.Note = strings.TrimSpace(own.Note)
	own.At = s.now().UTC().Truncate(time.Millisecond)
	if err := own.Check(); err != nil {
		return Dealer{}, err
	}
	return s.changeCallHours(ctx, dealerID, version, func(set []callhours.Set) ([]callhours.Set, error) {
		return callhours.Replace(set, own), nil
	})
}

// DropCallHours goes back to the state's own row; NotFound when the dealer has set none for it.
func (s *Service) DropCallHours(ctx context.Context, dealerID ID, state string, version int64) (Dealer, error) {
	return s.changeCallHours(ctx, dealerID, version, func(set []callhours.Set) ([]callhours.Set, error) {
		if !slices.ContainsFunc(set, func(o callhours.Set) bool { return o.State == state }) {
			return nil, fault.Newf(fault.NotFound, "The dealer has no hours of its own for this state.")
		}
		return callhours.Without(set, state), nil
	})
}

func (s *Service) changeCallHours(ctx context.Context, dealerID ID, version int64, change func([]callhours.Set) ([]callhours.Set, error)) (d Dealer, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if d, err = s.store.DealerByID(ctx, dealerID); err != nil {
			return err
		}
		set, err := change(d.CallHours.Set)
		if err != nil {
			return err
		}
		if err := s.store.SaveCallHours(ctx, dealerID, set, version); err != nil {
			return err
		}
		d.CallHours = CallHours{Set: set, Version: version + 1}
		return nil
	})
	return d, err
}
