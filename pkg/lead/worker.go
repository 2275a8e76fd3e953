package lead

import (
	"context"
	"log/slog"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
)

// readYourWrite is how long a request that changed vehicles waits for their scores, so that what comes
// next already shows them. What takes longer goes on behind it.
const readYourWrite = 2 * time.Second

type scoringRequest struct {
	dealerID dealer.ID
	done     chan struct{}
}

// Rescore has the dealer's waiting vehicles scored. It returns when that is done, or after a short
// while with the work going on; with no worker running it does the work itself. A failure is logged
// and costs nothing: the vehicles still wait.
func (s *Service) Rescore(ctx context.Context, dealerID dealer.ID) {
	if !s.running.Load() {
		s.scoreAndLog(context.WithoutCancel(ctx), dealerID)
		return
	}
	r := scoringRequest{dealerID: dealerID, done: make(chan struct{})}
	patience := time.NewTimer(readYourWrite)
	defer patience.Stop()
	select {
	case s.requests <- r:
	case <-patience.C:
		// The worker is busy; its next round finds the vehicles.
		return
	case <-ctx.Done():
		return
	}
	select {
	case <-r.done:
	case <-patience.C:
	case <-ctx.Done():
	}
}

// Run scores what waits, at once and whenever it is asked to, and keeps the queue true as time goes
// by, until ctx ends.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	s.running.Store(true)
	defer s.running.Store(false)
	tick := time.NewTicker(every)
	defer tick.Stop()
	s.round(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-s.requests:
			s.scoreAndLog(ctx, r.dealerID)
			close(r.done)
		case <-tick.C:
			s.round(ctx)
		}
	}
}

// round does what the passing of time asks for.
func (s *Service) round(ctx context.Context) {
	report := func(err error) {
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "keeping the queue true failed", slog.Any("error", err))
		}
	}
	report(s.RaiseDueCallbacks(ctx))
	report(s.store.MarkOldScoresDue(ctx, s.now().Add(-scoreLifetime), s.model.Version()))
	dealers, err := s.store.DueDealers(ctx)
	report(err)
	for _, id := range dealers {
		s.scoreAndLog(ctx, id)
	}
}

func (s *Service) scoreAndLog(ctx context.Context, dealerID dealer.ID) {
	defer func() {
		if p := recover(); p != nil {
			s.log.ErrorContext(ctx, "scoring broke off", slog.Any("panic", p))
		}
	}()
	if err := s.ScoreDue(ctx, dealerID); err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "scoring failed; the vehicles still wait", slog.Any("error", err))
	}
}

// RaiseDueCallbacks gives leads whose promised call-back is due the priority that is theirs now.
func (s *Service) RaiseDueCallbacks(ctx context.Context) error {
	now := s.now().UTC().Truncate(time.Millisecond)
	due, err := s.store.DueCallbacks(ctx, now)
	if err != nil {
		return err
	}
	for _, c := range due {
		d, err := s.store.DealerByID(ctx, c.DealerID)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(ctx context.Context) error {
			l, err := s.store.Lead(ctx, c.DealerID, c.LeadID)
			if err != nil {
				return err
			}
			p := PriorityOf(l.Score.Probability, d.Settings.Thresholds, l.CallBackAt, now)
			if err := s.store.RefreshLead(ctx, c.DealerID, l.ID, l.Score, p, now); err != nil {
				return err
			}
			return s.record(ctx, c.DealerID, event.LeadChanged, l.ID, now)
		})
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	return nil
}
